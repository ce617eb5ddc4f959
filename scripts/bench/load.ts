/** Generator process: open-loop requests and the appliances that answer them, steered over IPC. */
import { readFileSync } from 'node:fs'
import { type AnnounceOrder, announce, type StormOrder, storm } from './announcing.ts'
import { type Appliances, openAppliances } from './appliances.ts'
import { type Garbage, type LinkTarget, openGarbage } from './garbage.ts'
import { type HttpPool, openHttpPool } from './httpPool.ts'
import { type Lags, probeLags } from './lagProbe.ts'
import { percentile } from './statistics.ts'

export interface LoadSetup {
  readonly webhookPort: number
  readonly mqttPort: number
  readonly appliances: number
  readonly connections: number
  readonly answering: boolean
  /** File with one base64 request per line. */
  readonly requestsFile: string
}

export type LoadOrder =
  | ({ readonly kind: 'setup' } & LoadSetup)
  | ({ readonly kind: 'strangers' } & LinkTarget)
  | ({ readonly kind: 'announce' } & AnnounceOrder)
  | ({ readonly kind: 'storm' } & StormOrder)
  | {
      readonly kind: 'directives'
      readonly perSecond: number
      readonly seconds: number
      /** Requests of strangers to account linking at the same time; default none. */
      readonly garbagePerSecond?: number
    }
  | { readonly kind: 'heartbeats'; readonly perSecond: number; readonly seconds: number; readonly probing: boolean }
  | {
      /** Both at once, as in a house. */
      readonly kind: 'living'
      readonly directivesPerSecond: number
      readonly heartbeatsPerSecond: number
      readonly seconds: number
    }

export interface LivingDone {
  readonly directives: DirectivesDone
  readonly heartbeats: HeartbeatsDone
}

export interface DirectivesDone {
  readonly sent: number
  readonly failed: number
  readonly commands: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly perSecond: number
  /** What became of the strangers' requests so far. */
  readonly garbage: Readonly<Record<string, number>>
}

/** With the time that an HTTP request waits for the same event loop. */
export interface HeartbeatsDone extends Lags {
  readonly sent: number
  readonly perSecond: number
  /** Bytes the broker had not taken when the phase ended. */
  readonly unsentBytes: number
}

/** As many as may wait at the gateway's door at once (64), and a little less. */
const HTTP_CONNECTIONS = 48
/** Half a minute at 1,000/s: the system is lost long before. */
const MAX_QUEUED = 30_000
/** Longer than any directive may take. */
const DRAIN_MS = 8_000
/** A timer fires up to a millisecond late; the last two are spent turning the event loop, which lets I/O through. */
const SPIN_MS = 2
const PROBE_MS = 20

let appliances: Appliances | undefined
let pool: HttpPool | undefined
let garbage: Garbage | undefined
let requests: readonly Buffer[] = []
let next = 0
let mqttPort = 0

/** Calls `act` with each intended moment, `perSecond` times a second, until the time is over or `act` says stop. */
function openLoop(perSecond: number, seconds: number, act: (dueMs: number) => boolean): Promise<void> {
  const start = performance.now() + 10
  const total = Math.max(1, Math.round(perSecond * seconds))
  let done = 0
  return new Promise(resolve => {
    const turn = (): void => {
      const now = performance.now()
      while (done < total && start + (done * 1000) / perSecond <= now) {
        if (!act(start + (done * 1000) / perSecond)) done = total
        done++
      }
      if (done >= total) {
        resolve()
        return
      }
      const wait = start + (done * 1000) / perSecond - performance.now()
      if (wait > SPIN_MS) setTimeout(turn, wait - SPIN_MS)
      else setImmediate(turn)
    }
    turn()
  })
}

async function directives(perSecond: number, seconds: number, garbagePerSecond: number): Promise<DirectivesDone> {
  const latencies: number[] = []
  const commandsBefore = appliances?.commands() ?? 0
  const startedAt = performance.now()
  let sent = 0
  let failed = 0
  let open = 0
  let lastAt = startedAt
  const strangers = garbagePerSecond === 0 ? undefined : setInterval(() => garbage?.send(), 1000 / garbagePerSecond)
  await openLoop(perSecond, seconds, dueMs => {
    const request = requests[next++ % requests.length]
    if (request === undefined || pool === undefined || pool.queued() > MAX_QUEUED) return false
    sent++
    open++
    pool.send(request, (status, body) => {
      lastAt = performance.now()
      latencies.push(lastAt - dueMs)
      open--
      if (status !== 200 || !body.includes('"SetBrightnessConfirmation"')) failed++
    })
    return true
  })
  clearInterval(strangers)
  const drainUntil = performance.now() + DRAIN_MS
  while (open > 0 && performance.now() < drainUntil) await new Promise(resolve => setTimeout(resolve, 20))
  const sorted = Float64Array.from(latencies).sort()
  return {
    sent,
    failed: failed + open,
    commands: (appliances?.commands() ?? 0) - commandsBefore,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    perSecond: latencies.length / ((lastAt - startedAt) / 1000),
    garbage: garbage?.answers() ?? {},
  }
}

/** As `percentile` says of no numbers. */
const NOTHING_ASKED: Lags = { lagP99Ms: Number.NaN, lagMaxMs: Number.NaN }

async function heartbeats(perSecond: number, seconds: number, probing: boolean): Promise<HeartbeatsDone> {
  const told = probing && pool !== undefined ? probeLags(pool, PROBE_MS) : async () => NOTHING_ASKED
  const startedAt = performance.now()
  let sent = 0
  await openLoop(perSecond, seconds, () => {
    appliances?.beat(sent++)
    return true
  })
  const tookMs = performance.now() - startedAt
  const unsentBytes = appliances?.unsentBytes() ?? 0
  return { sent, perSecond: sent / (tookMs / 1000), ...(await told()), unsentBytes }
}

async function obey(order: LoadOrder): Promise<unknown> {
  if (order.kind === 'directives') return directives(order.perSecond, order.seconds, order.garbagePerSecond ?? 0)
  if (order.kind === 'heartbeats') return heartbeats(order.perSecond, order.seconds, order.probing)
  if (order.kind === 'living') {
    const { directivesPerSecond, heartbeatsPerSecond, seconds } = order
    const [said, heard] = await Promise.all([
      directives(directivesPerSecond, seconds, 0),
      heartbeats(heartbeatsPerSecond, seconds, false),
    ])
    return { directives: said, heartbeats: heard }
  }
  if (order.kind === 'announce' && pool !== undefined) return announce(mqttPort, pool, order)
  if (order.kind === 'storm' && pool !== undefined) return storm(mqttPort, pool, order)
  if (order.kind === 'strangers') {
    garbage = openGarbage(order)
    return true
  }
  if (order.kind !== 'setup') throw new Error(`${order.kind} before the set-up`)
  mqttPort = order.mqttPort
  requests = readFileSync(order.requestsFile, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => Buffer.from(line, 'base64'))
  appliances = await openAppliances({ ...order, port: order.mqttPort })
  pool = openHttpPool(order.webhookPort, HTTP_CONNECTIONS)
  return true
}

process.on('message', (order: LoadOrder) => {
  obey(order).then(
    result => process.send?.({ result }),
    error => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
