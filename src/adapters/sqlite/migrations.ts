/** The numbered steps from an empty file to today's tables, and their one way of being applied. */
import type Sqlite from 'better-sqlite3'
import { filled } from '../../kernel/text.ts'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'
import { STORE_TEXTS } from './storeTexts.ts'

/** One step; once released it never changes again. `version` goes into `PRAGMA user_version`. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/**
 * Appliances have small integer keys so that a last-seen row takes 16 bytes and 1,000 of them fit in four pages:
 * these pages are what every flush writes. `origin` is 0 appliance, 1 arrival, 2 untrusted; 0 and 1 take no byte.
 *
 * Ids of links and refresh tokens are never given twice (AUTOINCREMENT): a log line, a command line or an access token
 * may name one that was deleted since. `token.user` repeats `link.user`, so that a directive needs one look-up.
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
  {
    version: 3,
    name: 'account linking',
    sql: `
      CREATE TABLE user (
        name TEXT PRIMARY KEY,
        password TEXT NOT NULL,
        added_ms INTEGER NOT NULL,
        password_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE link_client (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id TEXT NOT NULL,
        secret TEXT NOT NULL,
        made_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE link (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user TEXT NOT NULL,
        client TEXT NOT NULL,
        scope TEXT,
        linked_ms INTEGER NOT NULL,
        refreshed_ms INTEGER,
        used_ms INTEGER,
        revoked_ms INTEGER,
        revoked_why TEXT
      ) STRICT;
      CREATE INDEX link_of_user ON link (user);
      CREATE TABLE code (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        user TEXT NOT NULL,
        client TEXT NOT NULL,
        redirect_uri TEXT NOT NULL,
        scope TEXT,
        challenge TEXT,
        challenge_method TEXT,
        expires_ms INTEGER NOT NULL,
        used_ms INTEGER,
        revoked_ms INTEGER,
        link INTEGER REFERENCES link(id) ON DELETE CASCADE
      ) STRICT;
      CREATE INDEX code_of_link ON code (link) WHERE link IS NOT NULL;
      CREATE TABLE refresh_token (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        hash BLOB NOT NULL UNIQUE,
        link INTEGER NOT NULL REFERENCES link(id) ON DELETE CASCADE,
        parent INTEGER,
        issued_ms INTEGER NOT NULL,
        received_ms INTEGER,
        ends_ms INTEGER
      ) STRICT;
      CREATE INDEX refresh_token_of_link ON refresh_token (link, id);
      CREATE INDEX refresh_token_of_parent ON refresh_token (parent) WHERE parent IS NOT NULL;
      ALTER TABLE token ADD COLUMN link INTEGER REFERENCES link(id) ON DELETE CASCADE;
      ALTER TABLE token ADD COLUMN user TEXT;
      ALTER TABLE token ADD COLUMN refresh INTEGER;
      CREATE INDEX token_of_link ON token (link, refresh, issued_ms) WHERE link IS NOT NULL;`,
  },
  {
    version: 4,
    name: 'retained messages',
    sql: `
      CREATE TABLE retained_topic (
        key INTEGER PRIMARY KEY,
        topic TEXT NOT NULL UNIQUE,
        account TEXT NOT NULL,
        qos INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE retained (
        id INTEGER PRIMARY KEY,
        topic INTEGER NOT NULL,
        payload BLOB NOT NULL
      ) STRICT;`,
  },
  {
    version: 5,
    name: 'learned cadences, requests that were commanded',
    sql: `
      CREATE TABLE cadence (
        appliance INTEGER PRIMARY KEY REFERENCES appliance(key) ON DELETE CASCADE,
        interval_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE answered (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE) STRICT;`,
  },
  {
    version: 6,
    name: 'announced appliances',
    sql: `
      CREATE TABLE announcement (
        id INTEGER PRIMARY KEY,
        topic TEXT NOT NULL UNIQUE,
        payload TEXT NOT NULL,
        wall_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE appliance_override (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  },
  {
    version: 7,
    name: 'ids of appliances that two conventions tell of',
    sql: `
      CREATE TABLE appliance_id (id INTEGER PRIMARY KEY, made TEXT NOT NULL UNIQUE, told TEXT NOT NULL) STRICT;`,
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
    throw new StoreError(filled(STORE_TEXTS.newer, { file, found, newest }))
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
