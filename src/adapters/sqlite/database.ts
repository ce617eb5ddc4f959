/** One open database: writes with a chosen durability, errors with the file's name, bytes counted. */
import type Sqlite from 'better-sqlite3'
import type { Clock } from '../../ports/clock.ts'
import { countBytes } from './byteCount.ts'
import { asStoreError } from './storeError.ts'

/**
 * `durable`: on the card before the call returns (`synchronous=FULL`): accounts, tokens, decisions, migrations.
 * `batched`: handed to the kernel, which writes it back within seconds (`NORMAL`): telemetry. A power cut can take the
 * latest of it (measured: up to 7.5 s of commits) but never damages the file.
 */
export type Durability = 'durable' | 'batched'

export interface BytesWritten {
  /** Bytes since the database was opened; what is counted and what not is said in byteCount.ts. */
  readonly total: number
  /** Time since the database was opened; undefined when it was opened without a clock. */
  readonly sinceStartMs: number | undefined
}

export interface Database {
  /** The file in use; below the fallback folder when `degraded`. */
  readonly file: string
  /** True when this is a copy because the real folder takes no writes: nothing written now survives. */
  readonly degraded: boolean
  /** Where a damaged file was put when it was replaced on opening. */
  readonly damagedFile: string | undefined
  /** Compiles a statement; throws StoreError. */
  prepare<Bind extends unknown[], Row>(sql: string): Sqlite.Statement<Bind, Row>
  /** Runs queries; an error of SQLite is thrown as StoreError. */
  read<T>(run: () => T): T
  /**
   * Runs statements in one transaction, rolled back when anything throws; an error of SQLite is thrown as StoreError.
   * Within another `write` it is part of that one: it holds or not with the outer, and is as durable.
   */
  write<T>(durability: Durability, run: () => T): T
  /** Changes when another process has written; for what is remembered from an earlier read. */
  foreignVersion(): number
  bytesWritten(): BytesWritten
  /** Checkpoints and closes; calling it again does nothing. */
  close(): void
}

export interface DatabaseFacts {
  readonly file: string
  readonly degraded: boolean
  readonly damagedFile: string | undefined
  readonly clock: Clock | undefined
}

/** Wraps a connection that is checked, migrated and set to `synchronous=FULL`. */
export function wrapDatabase(sqlite: Sqlite.Database, facts: DatabaseFacts): Database {
  const { file, degraded, damagedFile, clock } = facts
  const startedAt = clock?.mono()
  const bytes = countBytes(sqlite)
  const versionQuery = sqlite.prepare<[], number>('PRAGMA data_version').pluck()

  const guard = <T>(doing: string, run: () => T): T => {
    try {
      return run()
    } catch (error) {
      throw asStoreError(file, doing, error)
    }
  }
  // FULL is the resting state, so that a write that forgets to choose is the safe one.
  const atDurability = <T>(durability: Durability, run: () => T): T => {
    if (durability === 'durable') return run()
    sqlite.pragma('synchronous = NORMAL')
    try {
      return run()
    } finally {
      sqlite.pragma('synchronous = FULL')
    }
  }

  return {
    file,
    degraded,
    damagedFile,
    prepare: <Bind extends unknown[], Row>(sql: string) =>
      guard('prepare a statement', () => sqlite.prepare<Bind, Row>(sql)),
    read: run => guard('read', run),
    write: (durability, run) =>
      guard('write', () => {
        if (sqlite.inTransaction) return sqlite.transaction(run)()
        const result = atDurability(durability, () => sqlite.transaction(run).immediate())
        bytes.observe()
        return result
      }),
    foreignVersion: () => guard('read', () => versionQuery.get() ?? 0),
    bytesWritten: () => ({
      total: bytes.totalBytes(),
      sinceStartMs: clock === undefined || startedAt === undefined ? undefined : clock.mono() - startedAt,
    }),
    close: () => guard('close', () => void sqlite.close()),
  }
}
