/**
 * The cases of the Eclipse interoperability suite for MQTT 3.1.1, written from the specification, and more of it, against
 * the broker as the gateway opens it: with logins, bounds and reserved topics.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRealGateway, type RealGateway } from '../../support/realGateway.ts'
import { BEYOND, type InteropCase, QUIET, type Stage, SUITE } from './interop/interopCase.ts'
import { MESSAGE_CASES } from './interop/messageCases.ts'
import { REDELIVERY_CASES } from './interop/redeliveryCases.ts'
import { RETAINED_CASES } from './interop/retainedCases.ts'
import { SESSION_CASES } from './interop/sessionCases.ts'
import { logIn, type WireClient } from './interop/wireClient.ts'

const CASES: readonly InteropCase[] = [...SESSION_CASES, ...RETAINED_CASES, ...MESSAGE_CASES, ...REDELIVERY_CASES]
const PASSWORD = 'password-of-everybody'

let real: RealGateway
const opened: WireClient[] = []
const ran = new Set<InteropCase>()

beforeAll(async () => {
  const account = (name: string, filter: string): string =>
    `    ${name}: { password: ${PASSWORD}, publish: ['${filter}'], subscribe: ['${filter}'] }`
  real = await openRealGateway(`mqtt:\n  accounts:\n${account('all', '#')}\n${account('guest', 'guest/#')}\n`)
})
afterAll(() => real?.close())

function stageOf(at: number): Stage {
  const { mqttPort: port, counters } = real
  let clients = 0
  const stage: Stage = {
    port,
    counters,
    topic: name => `interop/${at}/${name}`,
    id: name => `case-${at}-${name}`,
    async connect(login = {}, account = 'all') {
      const own = { username: account, password: Buffer.from(PASSWORD), clientId: stage.id(`c${clients++}`) }
      const { client } = await logIn({ port, ...own, clean: true, ...login })
      opened.push(client)
      return client
    },
    async quiet(client) {
      const topic = `${QUIET}${at}/${clients++}`
      await client.subscribe([topic, 0])
      for (let round = 0; round < 5; round++) {
        await client.publish(topic, 'quiet', { qos: 1 })
        while ((await client.next('publish')).topic !== topic);
      }
      await client.unsubscribe(topic)
    },
  }
  return stage
}

describe.each([...SUITE, BEYOND])('%s', suite => {
  test.each(CASES.filter(one => one.suite === suite))('$name', async one => {
    ran.add(one)
    try {
      await one.run(stageOf(CASES.indexOf(one)))
    } finally {
      for (const client of opened.splice(0)) client.socket.destroy()
    }
  })
})

describe('the table', () => {
  test('has every case of the suite, and each ran', () => {
    expect(SUITE).toHaveLength(11)
    expect(SUITE.filter(suite => !CASES.some(one => one.suite === suite))).toEqual([])
    expect([CASES.length, ran.size]).toEqual([41, 41])
  })

  test('names the statements that each case shows', () => {
    const odd = CASES.filter(({ says }) => says.length === 0 || !says.every(id => /^MQTT-\d\.\d+\.\d+-\d+$/.test(id)))
    expect(odd.map(({ name }) => name)).toEqual([])
    expect(new Set(CASES.flatMap(({ says }) => says)).size).toBeGreaterThan(45)
  })
})
