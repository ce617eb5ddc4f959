/** The database and what stands on it, and the nightly work that keeps both small. */
import { join } from 'node:path'
import { scheduleDaily } from '../adapters/cron/scheduleDaily.ts'
import { openAnnouncementStore } from '../adapters/sqlite/announcementStore.ts'
import { openAnsweredStore } from '../adapters/sqlite/answeredStore.ts'
import { backUp } from '../adapters/sqlite/backup.ts'
import { latestName, removeUnfinished } from '../adapters/sqlite/backupFolder.ts'
import type { Database } from '../adapters/sqlite/database.ts'
import { lockInstance } from '../adapters/sqlite/lockInstance.ts'
import { openDatabase } from '../adapters/sqlite/open.ts'
import { restoreNewest } from '../adapters/sqlite/restore.ts'
import { openRetainedStore, type RetainedStore } from '../adapters/sqlite/retainedStore.ts'
import { openTelemetryStore, type SqliteTelemetryStore } from '../adapters/sqlite/telemetryStore.ts'
import { openTokenStore, type SqliteTokenStore } from '../adapters/sqlite/tokenStore.ts'
import { createWriteBudget, type WriteBudget } from '../adapters/sqlite/writeBudget.ts'
import type { Config } from '../config/config.ts'
import { days, wallPlus } from '../kernel/time.ts'
import type { AnnouncementStore } from '../ports/announcementStore.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { AnsweredStore } from '../ports/stores.ts'
import { backupPlace } from './backupPlace.ts'
import type { Closers } from './closers.ts'
import { DATABASE_FILE } from './databaseFile.ts'
import type { OpenedLinking } from './openLinking.ts'
import { retainedOptions } from './retainedOptions.ts'

/** Transitions older than this are forgotten: nobody asks a voice assistant about last season. */
const TRANSITION_RETENTION_MS = days(90)

export interface Stores {
  readonly database: Database
  readonly budget: WriteBudget
  readonly telemetry: SqliteTelemetryStore
  readonly answered: AnsweredStore
  readonly tokens: SqliteTokenStore
  readonly announcements: AnnouncementStore
  /** Keeps the retained messages of the embedded broker; undefined with an outside one, which keeps its own. */
  readonly retained: RetainedStore | undefined
}

/** Takes the instance lock and opens the database. @throws StoreError */
export function openStores(config: Config, clock: Clock, log: Log, closers: Closers): Stores {
  const file = join(config.dataFolder, DATABASE_FILE)
  const runtimeFolder = process.env['RUNTIME_DIRECTORY']
  closers.add('instance lock', lockInstance(file, runtimeFolder))
  const place = backupPlace(config, clock, log)
  for (const folder of [place.folder, config.dataFolder]) removeUnfinished(folder, log)
  const database = openDatabase({
    file,
    log,
    clock,
    thread: true,
    restore: restoreNewest(place.folder, log, latestName(place)),
    ...(runtimeFolder === undefined ? {} : { fallbackFolder: runtimeFolder }),
  })
  closers.add('database', async () => {
    await database.finish()
    database.close()
  })
  const { mqtt } = config
  const retained =
    mqtt.kind === 'embedded'
      ? openRetainedStore(database, retainedOptions(mqtt, config.announcements, clock, log))
      : undefined
  // Closed after the broker, whose last messages it has to write, and before the database.
  if (retained !== undefined) {
    closers.add('retained messages', () => new Promise<void>(resolve => retained.close(resolve)))
  }
  const { dailyBudgetBytes: dailyBytes } = config.storage
  const budget = createWriteBudget({ totalBytes: () => database.bytesWritten().total, dailyBytes, clock, log })
  const answered = openAnsweredStore(database)
  return {
    database,
    budget,
    answered,
    telemetry: openTelemetryStore(database),
    tokens: openTokenStore(database),
    announcements: openAnnouncementStore(database),
    retained,
  }
}

export interface Nights {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly stores: Stores
  readonly linking: OpenedLinking
  /** Fetches the published key again. */
  readonly refreshKey: () => Promise<boolean>
}

/** Calendar work only: everything that must be right by the second runs on the monotonic clock. */
export function scheduleNights({ config, clock, log, stores, linking, refreshKey }: Nights, closers: Closers): void {
  const prune = async (): Promise<void> => {
    // Ages mean nothing while the clock is wrong: a jump of ten years would forget everything.
    if (!clock.wallTrusted()) return
    const now = clock.wall()
    await stores.database.transact('durable', () => void stores.tokens.prune(now))
    await linking.prune(now)
    stores.telemetry.pruneTransitions(wallPlus(clock.wall(), -TRANSITION_RETENTION_MS), failure => {
      if (failure !== undefined) log.warn('old presence could not be forgotten', { reason: failure.message })
    })
  }
  const backup = async (): Promise<void> => {
    await backUp({ ...backupPlace(config, clock, log), file: stores.database.file })
  }
  const jobs = [
    // Before the retention, so that its mistakes can be undone.
    scheduleDaily({ name: 'backup', expression: '53 2 * * *', run: backup, log, clock }),
    scheduleDaily({ name: 'retention', expression: '17 3 * * *', run: prune, log, clock }),
    scheduleDaily({
      name: 'key refresh',
      expression: '41 4 * * *',
      run: async () => void (await refreshKey()),
      log,
      clock,
    }),
  ]
  for (const job of jobs) closers.add('schedule', () => job.stop())
}
