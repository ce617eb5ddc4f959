/** One open database: writes with a chosen durability, errors with the file's name, bytes counted. */
import type Sqlite from 'better-sqlite3'
import type { Clock } from '../../ports/clock.ts'
import type { Written } from '../../ports/stores.ts'
import { countBytes } from './byteCount.ts'
import { atDurability, runAll } from './runPlanned.ts'
import { asStoreError } from './storeError.ts'
import type { Durability, PlannedWrite } from './writeOrder.ts'
import type { WriteThread } from './writeThread.ts'

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
  /**
   * Runs planned statements in one transaction, off the event loop where the database was opened so. What fails at once
   * is thrown as StoreError; else `done` is told, once, and possibly before this returns.
   */
  later(durability: Durability, writes: readonly PlannedWrite[], done?: Written): void
  /** Whether writes handed over by {@link later} are not on the disk yet, which may hang: what can wait had better. */
  busy(): boolean
  bytesWritten(): BytesWritten
  /** Waits for what was handed over by {@link later}; nothing may be handed over after it. */
  finish(): Promise<void>
  /** Checkpoints and closes; calling it again does nothing. */
  close(): void
}

export interface DatabaseFacts {
  readonly file: string
  readonly degraded: boolean
  readonly damagedFile: string | undefined
  readonly clock: Clock | undefined
  /** Takes what is written by `later`; undefined: that is written at once, by the same connection. */
  readonly thread: WriteThread | undefined
}

/** Wraps a connection that is checked, migrated and set to `synchronous=FULL`. */
export function wrapDatabase(sqlite: Sqlite.Database, facts: DatabaseFacts): Database {
  const { file, degraded, damagedFile, clock, thread } = facts
  const startedAt = clock?.mono()
  const bytes = countBytes(sqlite)

  const guard = <T>(doing: string, run: () => T): T => {
    try {
      return run()
    } catch (error) {
      throw asStoreError(file, doing, error)
    }
  }
  const write = <T>(durability: Durability, run: () => T): T =>
    guard('write', () => {
      if (sqlite.inTransaction) return sqlite.transaction(run)()
      const result = atDurability(sqlite, durability, () => sqlite.transaction(run).immediate())
      bytes.observe()
      return result
    })

  return {
    file,
    degraded,
    damagedFile,
    prepare: <Bind extends unknown[], Row>(sql: string) =>
      guard('prepare a statement', () => sqlite.prepare<Bind, Row>(sql)),
    read: run => guard('read', run),
    write,
    later(durability, writes, done = () => undefined) {
      if (thread === undefined) {
        write(durability, () => runAll(sqlite, writes))
        done(undefined)
        return
      }
      thread.write({ durability, writes }, failure => {
        // The thread writes into the same log, whose length says what it wrote.
        if (sqlite.open) bytes.observe()
        done(failure)
      })
    },
    busy: () => (thread?.waiting() ?? 0) > 0,
    bytesWritten: () => ({
      total: bytes.totalBytes(),
      sinceStartMs: clock === undefined || startedAt === undefined ? undefined : clock.mono() - startedAt,
    }),
    finish: () => thread?.close() ?? Promise.resolve(),
    close: () => guard('close', () => void sqlite.close()),
  }
}
