/** Retained messages for the tests of their store. */
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import type { RetainedRow } from '../../../src/adapters/sqlite/retainedLog.ts'
import {
  openRetainedStore,
  type RetainedStore,
  type RetainedStoreOptions,
} from '../../../src/adapters/sqlite/retainedStore.ts'
import { manualClock } from '../../support/manualClock.ts'
import { quietLog } from './quietLog.ts'
import { tempFolder } from './support.ts'

/** The broker's own bounds; announcements are what ends with `/config`. */
export const openRetained = (database: Database, options: Partial<RetainedStoreOptions> = {}): RetainedStore =>
  openRetainedStore(database, {
    clock: manualClock(),
    log: quietLog,
    maxMessages: 5_000,
    maxBytes: 8_388_608,
    isKnown: () => true,
    isUrgent: topic => topic.endsWith('/config'),
    ...options,
  })

export const row = (topic: string, payload: string | Uint8Array = 'on', account = 'lamp'): RetainedRow => ({
  topic,
  payload: Buffer.from(payload),
  qos: 1,
  account,
})

/** What is held, in words: topic, account, payload. */
export const told = (store: RetainedStore): readonly string[] =>
  store
    .load()
    .map(({ topic, account, payload }) => `${topic} ${account} ${Buffer.from(payload)}`)
    .toSorted()

export const open = (file: string): Database => openDatabase({ file, log: quietLog })

/** What a start after a power cut finds: the files as they are at this instant. */
export function afterPowerCut(file: string): readonly string[] {
  const copy = join(tempFolder(), 'x.db')
  for (const ending of ['', '-wal']) if (existsSync(file + ending)) copyFileSync(file + ending, copy + ending)
  const database = open(copy)
  try {
    return told(openRetained(database))
  } finally {
    database.close()
  }
}

export const rowsIn = (database: Database): number =>
  database.prepare<[], { count: number }>('SELECT count(*) AS count FROM retained').get()?.count ?? -1
