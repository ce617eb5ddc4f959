/**
 * One client attacks the broker of a running gateway, from a process of its own, while directives go to other appliances
 * over real sockets: each is confirmed, which the gateway does only when the appliance answered within the deadline.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../adapters/mqtt/support.ts'
import { collectGarbage } from '../support/collectGarbage.ts'
import { connectFakeAppliance, type FakeAppliance } from '../support/fakeAppliance.ts'
import { openRealGateway, type RealGateway } from '../support/realGateway.ts'
import { HOUSE, LAMPS, PASSWORD } from './house.ts'
import { ATTACK_KINDS, type AttackKind } from './kinds.ts'

/** Thirty directives a second in all, beyond what a house says: more would be a load of its own beside the attack. */
const BETWEEN_MS = 100
/** How long each attack is looked at; nothing is asserted about it. */
const ATTACK_MS = 2_500
/** Half frames of 80 connections (20 MB), retained messages of one account (6 MB) and what is on its way fit in it twice. */
const MAX_GROWTH_BYTES = 64 * 1024 * 1024

/** What the kernel holds for a reader (6 MB of small packets) at 2,400 packets a second. */
const GONE_MS = 50_000

let real: RealGateway
let lamps: readonly FakeAppliance[]
let attacker: ChildProcess | undefined
let startBytes = 0

beforeAll(async () => {
  real = await openRealGateway(HOUSE)
  lamps = await Promise.all(
    LAMPS.map(id =>
      connectFakeAppliance({
        url: `mqtt://127.0.0.1:${real.mqttPort}`,
        base: 'clova2mqtt',
        id,
        connection: { username: id, password: PASSWORD },
      }),
    ),
  )
  startBytes = heldBytes()
})
afterEach(async () => {
  if (attacker === undefined) return
  // It attacks until it is killed: one that ended by itself has shown nothing.
  expect(attacker.exitCode).toBeNull()
  const gone = once(attacker, 'exit')
  attacker.kill('SIGKILL')
  await gone
  attacker = undefined
  // The end of a client that is read slowly is seen behind what it has sent.
  await eventually(() => real.counters().clients === LAMPS.length, 'the attacker is gone', GONE_MS)
})
afterAll(async () => {
  for (const { client } of lamps ?? []) client.end(true)
  await real?.close()
})

/** What is held while the attack goes on: without a collection before, it would be what was. */
function heldBytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function begin({ name }: AttackKind): Promise<void> {
  const file = join(import.meta.dirname, 'children/attacker.ts')
  const args = ['--import', import.meta.resolve('tsx'), file, `${real.mqttPort}`, name]
  attacker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  if (attacker.stdout !== null) await once(attacker.stdout, 'data')
}

/** Directives to one lamp, one after another, until the time is over. */
async function speakTo(id: string, first: number): Promise<readonly string[]> {
  const answers: string[] = []
  for (const end = Date.now() + ATTACK_MS; Date.now() < end || answers.length < 5; ) {
    const brightness = { value: ((first + answers.length * 7) % 100) + 1 }
    answers.push(await real.directive('SetBrightness', id, { brightness }))
    await new Promise(resolve => setTimeout(resolve, BETWEEN_MS))
  }
  return answers
}

describe('an attack by one client leaves the commands of the others within their deadlines', () => {
  test.each(ATTACK_KINDS)('$name: $what', { timeout: 120_000 }, async kind => {
    const before = real.counters()[kind.shownBy]
    await begin(kind)
    const answers = (await Promise.all(LAMPS.map((id, at) => speakTo(id, at * 30)))).flat()
    expect(answers.filter(name => name !== 'SetBrightnessConfirmation')).toEqual([])
    expect(answers.length).toBeGreaterThanOrEqual(15)
    await eventually(() => real.counters()[kind.shownBy] > before, `${kind.shownBy} has grown`, GONE_MS)
    expect(lamps.map(({ client }) => client.connected)).toEqual([true, true, true])
    const grown = heldBytes() - startBytes
    console.info(`${kind.name}: ${answers.length} directives, ${(grown / 1e6).toFixed(1)} MB more held`)
    expect(grown).toBeLessThan(MAX_GROWTH_BYTES)
  })
})

test('every kind of the list was there, and no line of the log speaks of a fault inside', () => {
  expect(ATTACK_KINDS).toHaveLength(16)
  expect(real.lines.filter(line => line.includes('"level":"error"'))).toEqual([])
})
