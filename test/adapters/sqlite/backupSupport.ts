/** Databases with something in them, and what damages them, for the tests of backups. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BackupOptions, backUp } from '../../../src/adapters/sqlite/backup.ts'
import type { Database } from '../../../src/adapters/sqlite/database.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { zoneOffset } from '../../../src/kernel/time.ts'
import { moment } from '../../contract/telemetryStore.ts'
import { tokenHash } from '../../contract/tokenStore.ts'
import { type ManualClock, manualClock } from '../../support/manualClock.ts'
import { quietLog } from './quietLog.ts'
import { tempFolder } from './support.ts'

export interface Place {
  readonly file: string
  readonly folder: string
  readonly clock: ManualClock
  readonly database: Database
  /** Backs up as the gateway does at night. */
  readonly backUp: (options?: Partial<BackupOptions>) => ReturnType<typeof backUp>
}

/** A data folder with an open database: so many appliances and the token `a`. */
export function openPlace(appliances = 300): Place {
  const data = tempFolder()
  const [file, folder] = [join(data, 'clova2mqtt.db'), join(data, 'backups')]
  const clock = manualClock()
  const database = openDatabase({ file, log: quietLog })
  addToken(database, 'a')
  const values = Array.from({ length: appliances }, (_, at) => ({
    applianceId: `appliance-${at}`,
    property: 'power',
    value: 'on',
    at: moment(at),
  }))
  openTelemetryStore(database).save({ lastSeen: [], values })
  const options = { file, folder, clock, zone: zoneOffset('Asia/Seoul'), log: quietLog }
  return { file, folder, clock, database, backUp: more => backUp({ ...options, ...more }) }
}

export const addToken = (database: Database, name: string): unknown =>
  openTokenStore(database).add(tokenHash(name), { label: name, issuedAt: moment(1).wall, expiresAt: undefined })

/** Labels of the tokens of a database file. */
export function tokensIn(file: string): readonly string[] {
  const database = openDatabase({ file, log: quietLog, role: 'tool' })
  try {
    return openTokenStore(database)
      .list()
      .map(({ label }) => label)
      .toSorted()
  } finally {
    database.close()
  }
}

/** Overwrites a page in the middle: the file opens, and is found damaged when it is looked through. */
export function damage(file: string): void {
  const content = readFileSync(file)
  content.fill(0xa5, 4096 * 3, 4096 * 5)
  writeFileSync(file, content)
}
