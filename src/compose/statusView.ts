/** The state of a running gateway as JSON, for the command line and for watching programs. */
import type { DailyWrites } from '../adapters/sqlite/writeBudget.ts'
import type { Config } from '../config/config.ts'
import type { Json } from '../kernel/json.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { AdjustableLog } from '../ports/log.ts'
import type { LastEnd } from './endRecord.ts'
import { exposureView } from './exposureView.ts'
import type { RunningGateway } from './openGateway.ts'
import { VERSION } from './version.ts'

export interface StatusSources {
  readonly config: Config
  readonly running: RunningGateway
  readonly clock: Clock
  readonly log: AdjustableLog
  readonly startedAt: MonoMs
  /** How the process before this one ended. */
  readonly lastEnd: LastEnd | undefined
}

/** Durations in milliseconds, sizes in bytes, as the names say. */
export function statusView({ config, running, clock, log, startedAt, lastEnd }: StatusSources): Json {
  const { gateway, database, budget, retained, listener } = running
  const now = clock.mono()
  const { lastVerifiedAt, ...directives } = gateway.door.counters()
  const { storeFailing, ...heard } = gateway.counters()
  const lastVerified = lastVerifiedAt === undefined ? {} : { lastVerifiedAgoMs: Math.round(now - lastVerifiedAt) }
  return {
    version: VERSION,
    edition: config.edition,
    uptimeMs: Math.round(now - startedAt),
    configFile: config.file,
    webhook: { url: `${listener.url}${config.webhook.path}`, ...listener.counters() },
    directives: { ...directives, ...lastVerified },
    exposure: exposureView(running.exposure, now),
    broker: brokerView(config, running),
    heard,
    appliances: countPresence(running, now),
    announcementsRefused: [...gateway.refusals()].map(([appliance, reason]) => ({
      ...{ appliance, reason: reason.en },
      text: { ...reason },
    })),
    database: {
      file: database.file,
      bytesWritten: database.bytesWritten().total,
      ...writesOf(budget.look()),
      degraded: database.degraded,
      failing: storeFailing || retained?.failing() === true,
      ...(database.damagedFile === undefined ? {} : { damagedFile: database.damagedFile }),
    },
    clockTrusted: clock.wallTrusted(),
    logLevel: log.level(),
    ...(lastEnd === undefined ? {} : { lastEnd: { ...lastEnd } }),
    memory: memoryView(),
  }
}

const writesOf = ({ yesterdayBytes, ...today }: DailyWrites): Record<string, Json> =>
  yesterdayBytes === undefined ? { ...today } : { ...today, yesterdayBytes }

/** Resources are what keeps the event loop alive: sockets, servers, timers, files being read. */
function memoryView(): Json {
  const { rss, heapUsed } = process.memoryUsage()
  return { rssBytes: rss, heapUsedBytes: heapUsed, resources: process.getActiveResourcesInfo().length }
}

function brokerView({ mqtt }: Config, { opened }: RunningGateway): Json {
  const connected = opened.bus.connected()
  if (mqtt.kind === 'outside' || opened.embedded === undefined) {
    return { kind: 'outside', connected, ...(mqtt.kind === 'outside' ? { url: mqtt.url } : {}) }
  }
  const port = opened.embedded.port() ?? mqtt.port
  const { anonymous, host } = mqtt
  return { kind: 'embedded', connected, host, port, anonymous, ...opened.embedded.counters() }
}

/** The same in a line for whoever looks after the process (`systemctl status`). */
export function statusLine(running: RunningGateway, clock: Clock): string {
  const { online, offline, unknown } = presenceCounts(running, clock.mono())
  const trouble = running.database.degraded ? '; the database cannot be written' : ''
  return `serving; appliances online ${online}, offline ${offline}, unknown ${unknown}${trouble}`
}

function countPresence(running: RunningGateway, now: MonoMs): Json {
  const counts = presenceCounts(running, now)
  return { ...counts, total: counts.online + counts.offline + counts.unknown }
}

function presenceCounts({ gateway: { house } }: RunningGateway, now: MonoMs) {
  const counts = { online: 0, offline: 0, unknown: 0 }
  for (const resident of house.all()) counts[house.presence(resident, now).word]++
  return counts
}
