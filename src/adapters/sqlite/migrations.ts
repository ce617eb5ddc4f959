/** The numbered steps from an empty file to today's tables, and their one way of being applied. */
import type Sqlite from 'better-sqlite3'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'

/** One step; once released it never changes again. `version` goes into `PRAGMA user_version`. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/**
 * Appliances have small integer keys so that a last-seen row takes 16 bytes and 1,000 of them fit in four pages:
 * these pages are what every flush writes. `origin` is 0 appliance, 1 arrival, 2 untrusted; 0 and 1 take no byte.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'appliances, last seen, values, transitions',
    sql: `
      CREATE TABLE appliance (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE last_seen (
        appliance INTEGER PRIMARY KEY REFERENCES appliance(key) ON DELETE CASCADE,
        wall_ms INTEGER NOT NULL,
        origin INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE value (
        appliance INTEGER NOT NULL REFERENCES appliance(key) ON DELETE CASCADE,
        property TEXT NOT NULL,
        json TEXT NOT NULL,
        wall_ms INTEGER,
        origin INTEGER,
        PRIMARY KEY (appliance, property)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE transition (
        id INTEGER PRIMARY KEY,
        appliance INTEGER NOT NULL REFERENCES appliance(key) ON DELETE CASCADE,
        presence TEXT NOT NULL,
        wall_ms INTEGER NOT NULL,
        origin INTEGER NOT NULL,
        evidence TEXT NOT NULL
      ) STRICT;
      CREATE INDEX transition_of_appliance ON transition (appliance, id);`,
  },
  {
    version: 2,
    name: 'access tokens',
    sql: `
      CREATE TABLE token (
        hash BLOB PRIMARY KEY,
        label TEXT NOT NULL,
        issued_ms INTEGER NOT NULL,
        expires_ms INTEGER,
        revoked_ms INTEGER
      ) STRICT, WITHOUT ROWID;`,
  },
]

/**
 * Applies what is missing, each step in a transaction of its own on a connection with `synchronous=FULL`, and then
 * checkpoints, because a power cut right after the first start once lost the whole schema.
 * @throws StoreError when the database is newer than the program
 */
export function migrate(sqlite: Sqlite.Database, file: string, log: Log, steps = MIGRATIONS): void {
  const newest = steps.at(-1)?.version ?? 0
  const found = versionOf(sqlite)
  if (found > newest) {
    throw new StoreError(
      `${file}: database version ${found} is newer than this program, which knows up to ${newest}; ` +
        'install the newer program again or put a backup of the older database here',
    )
  }
  let applied = 0
  for (const step of steps) {
    if (step.version > found && apply(sqlite, step)) {
      applied++
      log.info('database migrated', { file, version: step.version, step: step.name })
    }
  }
  if (applied > 0) sqlite.pragma('wal_checkpoint(TRUNCATE)')
}

/** False when another process was quicker: the version is read again once the write lock is held. */
function apply(sqlite: Sqlite.Database, step: Migration): boolean {
  return sqlite
    .transaction(() => {
      if (versionOf(sqlite) >= step.version) return false
      sqlite.exec(step.sql)
      sqlite.pragma(`user_version = ${step.version}`)
      return true
    })
    .immediate()
}

function versionOf(sqlite: Sqlite.Database): number {
  return Number(sqlite.pragma('user_version', { simple: true }))
}
