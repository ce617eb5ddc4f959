/** Simulated time: the gateway with its real database on a manual clock, and appliances that answer within the process. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../src/adapters/sqlite/tokenStore.ts'
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts'
import { zoneOffset } from '../../src/kernel/time.ts'
import type { BusInbound, MessageBus } from '../../src/ports/bus.ts'
import type { Log } from '../../src/ports/log.ts'
import { type Random, seededRandom } from '../../test/sim/random.ts'
import { nativeAppliance } from '../../test/support/appliances.ts'
import { cekRequest, TEST_TOKEN } from '../../test/support/cekRequest.ts'
import { collectGarbage } from '../../test/support/collectGarbage.ts'
import { type ManualClock, manualClock } from '../../test/support/manualClock.ts'
import { applianceId, BASE } from '../bench/appliances.ts'
import { openFiles } from '../bench/procStats.ts'
import { APPLIANCES, DIRECTIVES_PER_SECOND, HEARTBEAT_SECONDS, type Part, type PartDone } from './part.ts'
import type { Sample } from './verdict.ts'

/** Defaults of the configuration (src/config/settingsSchema.ts). */
const SWEEP_MS = 5_000
const FLUSH_MS = 60_000
const DEADLINE_MS = 3_500

const DAY_SECONDS = 86_400
/** Looks in a run, however long: a line needs some dozens. */
const LOOKS = 84

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error }

export const weekPart: Part = async ({ days, weekMinutes, seed }, { show, stopped }) => {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-soak-'))
  const clock = manualClock()
  const database = openDatabase({ file: join(folder, 'week.db'), log: quiet, clock })
  const house = await openHouse(clock, database, seededRandom(seed))
  const samples: Sample[] = []
  const seconds = days * DAY_SECONDS
  const until = performance.now() + weekMinutes * 60_000
  const lookEvery = Math.max(1, Math.floor(seconds / LOOKS))
  let at = 0
  try {
    for (; at < seconds && performance.now() < until && !stopped.aborted; at++) {
      await house.second(at)
      if (at % lookEvery !== lookEvery - 1) continue
      samples.push(look(database, at))
      const { directives, failed } = house.done()
      const heap = samples.at(-1)?.heapMb.toFixed(2)
      show(
        `week: day ${(at / DAY_SECONDS).toFixed(2)} of ${days}, ${directives} directives, ${failed} failed, heap ${heap} MB`,
      )
    }
    return { samples, hours: at / 3600, ...house.done() }
  } finally {
    house.gateway.flush(true)
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Done = Pick<PartDone, 'heartbeats' | 'directives' | 'failed'>

interface WeekHouse {
  readonly gateway: Gateway
  /** Lets one second pass, with what happens in it. */
  readonly second: (at: number) => Promise<void>
  readonly done: () => Done
}

async function openHouse(clock: ManualClock, database: Database, random: Random): Promise<WeekHouse> {
  const done = { heartbeats: 0, directives: 0, failed: 0 }
  const bus = obedientBus()
  const tokens = openTokenStore(database)
  const hash = createHash('sha256').update(TEST_TOKEN).digest('hex')
  tokens.add(hash, { label: 'soak', issuedAt: clock.wall(), expiresAt: undefined })
  const gateway = createGateway(
    {
      edition: 'KR',
      language: 'en',
      zone: zoneOffset('Asia/Seoul'),
      base: BASE,
      deadlineMs: DEADLINE_MS,
      misses: 3,
    },
    {
      ...{ bus, clock, log: quiet, tokens, telemetry: openTelemetryStore(database) },
      linkUses: { used: () => undefined },
      ids: { uuid: randomUUID, correlation: () => randomUUID().replaceAll('-', '').slice(0, 22) },
      verifier: { verify: () => true },
    },
  )
  const announced = { type: 'LIGHT', interval: HEARTBEAT_SECONDS, properties: { power: {}, brightness: {} } }
  await gateway.configure({
    appliances: Array.from({ length: APPLIANCES }, (_, at) => nativeAppliance(applianceId(at), announced)),
    bridges: [],
    scenes: [],
    customCommands: [],
    accounts: new Map(),
    users: new Map(),
  })
  gateway.restore()
  await bus.open(gateway.inbound)
  clock.every(SWEEP_MS, gateway.sweep)
  clock.every(FLUSH_MS, () => gateway.flush())

  const phases = Array.from({ length: HEARTBEAT_SECONDS }, (): string[] => [])
  for (let at = 0; at < APPLIANCES; at++) phases[random.between(0, HEARTBEAT_SECONDS - 1)]?.push(applianceId(at))
  const nothing = new Uint8Array(0)
  const beat = (id: string): void => {
    done.heartbeats++
    gateway.inbound.message({ topic: `${BASE}/${id}/heartbeat`, payload: nothing, retained: false })
  }
  const direct = async (): Promise<void> => {
    done.directives++
    const brightness = { value: random.between(1, 100) }
    const applianceAt = applianceId(random.between(0, APPLIANCES - 1))
    const answer = await gateway.door.receive(
      cekRequest({ action: 'SetBrightness', applianceId: applianceAt, operands: { brightness } }),
      undefined,
    )
    if (!answer.verified || !answer.body.toString().includes('"SetBrightnessConfirmation"')) done.failed++
  }
  return {
    gateway,
    async second(at) {
      for (const id of phases[at % HEARTBEAT_SECONDS] ?? []) beat(id)
      const answers = Array.from({ length: DIRECTIVES_PER_SECOND }, direct)
      await clock.advance(1_000)
      await Promise.all(answers)
    },
    done: () => done,
  }
}

/** A bus within the process whose appliances do at once as they are told. */
function obedientBus(): MessageBus {
  let inbound: BusInbound | undefined
  return {
    async open(to) {
      inbound = to
      to.connection(true)
    },
    connected: () => true,
    async publish({ topic, payload }) {
      if (!topic.endsWith('/set')) return
      const { id, brightness } = JSON.parse(payload) as { id: string; brightness: number }
      const result = Buffer.from(JSON.stringify({ id, ok: true, brightness }))
      // Not within the turn of the gateway, as with any broker.
      setImmediate(() => inbound?.message({ topic: topic.replace(/set$/, 'result'), payload: result, retained: false }))
    },
    subscribe: async () => undefined,
    replay: async () => undefined,
    close: async () => undefined,
  }
}

function look(database: Database, atSeconds: number): Sample {
  collectGarbage()
  return {
    atSeconds,
    rssMb: undefined,
    heapMb: process.memoryUsage().heapUsed / 1e6,
    openFiles: openFiles('self'),
    resources: process.getActiveResourcesInfo().length,
    writtenBytes: undefined,
    countedBytes: database.bytesWritten().total,
  }
}
