/** Hashes of requests that were commanded, so that a restart does not make their replay a new command. */
import type { AnsweredStore } from '../../ports/stores.ts'
import type { Database } from './database.ts'

/**
 * Hashes kept: as many commands as the door remembers, ten minutes of a house that commands 1.6 times a second. At 60
 * bytes each they take 15 pages.
 */
const MAX_ANSWERED = 1_000

const ADD = 'INSERT INTO answered (hash) VALUES (?) ON CONFLICT DO NOTHING'
const TRIM = 'DELETE FROM answered WHERE id <= (SELECT max(id) FROM answered) - ?'
const CLEAR = 'DELETE FROM answered'

export function openAnsweredStore(database: Database): AnsweredStore {
  const newest = database.prepare<[], { hash: string }>('SELECT hash FROM answered ORDER BY id')
  const rows = (hashes: readonly string[]): string[][] => hashes.slice(-MAX_ANSWERED).map(hash => [hash])
  const trim = { sql: TRIM, rows: [[MAX_ANSWERED]] }
  return {
    load: () => database.read(() => newest.all().map(({ hash }) => hash)),
    add: (hashes, done) => database.later('durable', [{ sql: ADD, rows: rows(hashes) }, trim], done),
    replace: (hashes, done) =>
      database.later(
        'durable',
        [
          { sql: CLEAR, rows: [[]] },
          { sql: ADD, rows: rows(hashes) },
        ],
        done,
      ),
  }
}
