/** The database and what stands on it, and the nightly work that keeps both small. */
import { join } from 'node:path'
import { scheduleDaily } from '../adapters/cron/scheduleDaily.ts'
import type { Database } from '../adapters/sqlite/database.ts'
import { lockInstance } from '../adapters/sqlite/lockInstance.ts'
import { openDatabase } from '../adapters/sqlite/open.ts'
import { openTelemetryStore, type SqliteTelemetryStore } from '../adapters/sqlite/telemetryStore.ts'
import { openTokenStore, type SqliteTokenStore } from '../adapters/sqlite/tokenStore.ts'
import type { Config } from '../config/config.ts'
import { days, wallPlus } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Closers } from './closers.ts'
import { DATABASE_FILE } from './databaseFile.ts'
import type { OpenedLinking } from './openLinking.ts'

/** Transitions older than this are forgotten: nobody asks a voice assistant about last season. */
const TRANSITION_RETENTION_MS = days(90)

export interface Stores {
  readonly database: Database
  readonly telemetry: SqliteTelemetryStore
  readonly tokens: SqliteTokenStore
}

/** Takes the instance lock and opens the database. @throws StoreError */
export function openStores(config: Config, clock: Clock, log: Log, closers: Closers): Stores {
  const file = join(config.dataFolder, DATABASE_FILE)
  const runtimeFolder = process.env['RUNTIME_DIRECTORY']
  closers.add('instance lock', lockInstance(file, runtimeFolder))
  const database = openDatabase({
    file,
    log,
    clock,
    ...(runtimeFolder === undefined ? {} : { fallbackFolder: runtimeFolder }),
  })
  closers.add('database', () => database.close())
  return { database, telemetry: openTelemetryStore(database), tokens: openTokenStore(database) }
}

export interface Nights {
  readonly clock: Clock
  readonly log: Log
  readonly stores: Stores
  readonly linking: OpenedLinking
  /** Fetches the published key again. */
  readonly refreshKey: () => Promise<boolean>
}

/** Calendar work only: everything that must be right by the second runs on the monotonic clock. */
export function scheduleNights({ clock, log, stores, linking, refreshKey }: Nights, closers: Closers): void {
  const prune = (): void => {
    // Ages mean nothing while the clock is wrong: a jump of ten years would forget everything.
    if (!clock.wallTrusted()) return
    stores.tokens.prune(clock.wall())
    linking.prune(clock.wall())
    stores.telemetry.pruneTransitions(wallPlus(clock.wall(), -TRANSITION_RETENTION_MS))
  }
  const jobs = [
    scheduleDaily({ name: 'retention', expression: '17 3 * * *', run: prune, log }),
    scheduleDaily({ name: 'key refresh', expression: '41 4 * * *', run: async () => void (await refreshKey()), log }),
  ]
  for (const job of jobs) closers.add('schedule', () => job.stop())
}
