/** Transactions that are tried on the event loop, without their commit, and then performed by the thread that writes. */
import type Sqlite from 'better-sqlite3'
import { BUSY_TIMEOUT_MS } from './connection.ts'
import { codeOf } from './storeError.ts'
import type { Step } from './writeOrder.ts'

/** What came of a transaction that was tried: `busy` when another connection is writing right now. */
export type Rehearsed<T> =
  | { readonly kind: 'busy' }
  /** `writes`: whether it would change anything. */
  | { readonly kind: 'tried'; readonly result: T; readonly steps: readonly Step[]; readonly writes: boolean }

export interface Rehearsals {
  /** Compiles a statement that takes part in rehearsals; throws what SQLite throws. */
  prepare<Bind extends unknown[], Row>(sql: string): Sqlite.Statement<Bind, Row>
  /** Runs queries and writes, notes them with what came of each, and takes everything back. Throws what `run` throws. */
  rehearse<T>(run: () => T): Rehearsed<T>
}

/**
 * What came of a step, as text: the thread compares it with what comes of the same step there. The id of an inserted row
 * is that of a connection's last insert, whichever that was: who needs it asks for it (`RETURNING id`).
 */
export function outcomeOf(how: Step['how'], result: unknown): string {
  const { changes } = how === 'run' ? (result as Sqlite.RunResult) : { changes: result }
  return JSON.stringify(changes) ?? ''
}

/**
 * In WAL mode nothing reaches the disk before the commit: changed pages stay in the cache of the connection, which must
 * not be told to spill them.
 */
export function createRehearsals(sqlite: Sqlite.Database): Rehearsals {
  let steps: Step[] | undefined
  let writes = false
  const begin = (): boolean => {
    // Whoever writes may wait for a disk that hangs; the event loop must not wait for them.
    sqlite.pragma('busy_timeout = 0')
    try {
      sqlite.exec('BEGIN IMMEDIATE')
      return true
    } catch (error) {
      if (!codeOf(error)?.startsWith('SQLITE_BUSY')) throw error
      return false
    } finally {
      sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
    }
  }
  return {
    prepare<Bind extends unknown[], Row>(sql: string): Sqlite.Statement<Bind, Row> {
      const statement = sqlite.prepare<Bind, Row>(sql)
      const noting =
        <T>(how: Step['how'], call: (...bind: Bind) => T) =>
        (...bind: Bind): T => {
          const result = call(...bind)
          steps?.push({ sql, how, bind, outcome: outcomeOf(how, result) })
          if (!statement.readonly) writes = true
          return result
        }
      return Object.assign(statement, {
        get: noting('get', statement.get.bind(statement)),
        all: noting('all', statement.all.bind(statement)),
        run: noting('run', statement.run.bind(statement)),
      })
    },
    rehearse(run) {
      if (!begin()) return { kind: 'busy' }
      const noted: Step[] = []
      steps = noted
      writes = false
      try {
        return { kind: 'tried', result: run(), steps: noted, writes }
      } finally {
        steps = undefined
        // A fault of the disk may have ended the transaction already.
        if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
      }
    },
  }
}
