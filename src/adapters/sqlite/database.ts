/** One open database: writes with a chosen durability, errors with the file's name, bytes counted. */
import type Sqlite from 'better-sqlite3'
import type { Clock } from '../../ports/clock.ts'
import type { Written } from '../../ports/stores.ts'
import { countBytes } from './byteCount.ts'
import { createRehearsals } from './rehearsal.ts'
import { atDurability, runAll } from './runPlanned.ts'
import { asStoreError } from './storeError.ts'
import type { Doing } from './storeTexts.ts'
import { createTransactions } from './transactions.ts'
import type { Durability, PlannedWrite, WriteOrder } from './writeOrder.ts'
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
   * Within another `write` it is part of that one: it holds or not with the outer, and is as durable. Where the database
   * has a thread this waits for the disk on the event loop: for the start only, and within {@link transact}.
   */
  write<T>(durability: Durability, run: () => T): T
  /**
   * Runs queries and statements in one transaction, off the event loop where the database was opened so, and resolves with
   * what `run` returned when it holds; one after another. `run` only reads and writes by statements of this database: it is
   * run again when another process has written meanwhile. Rejects as `write` throws, and then nothing holds.
   */
  transact<T>(durability: Durability, run: () => T): Promise<T>
  /** Runs when the transaction that is open holds, else never; at once when none is open. */
  whenHolds(run: () => void): void
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
  /** Takes what is written by `later` and `transact`; undefined: that is written at once, by the same connection. */
  readonly thread: WriteThread | undefined
}

/** Wraps a connection that is checked, migrated and set to `synchronous=FULL`. */
export function wrapDatabase(sqlite: Sqlite.Database, facts: DatabaseFacts): Database {
  const { file, degraded, damagedFile, clock, thread } = facts
  const startedAt = clock?.mono()
  const bytes = countBytes(sqlite)
  const rehearsals = createRehearsals(sqlite)
  let holds: (() => void)[] = []

  const guard = <T>(doing: Doing, run: () => T): T => {
    try {
      return run()
    } catch (error) {
      throw asStoreError(file, doing, error)
    }
  }
  /** Runs a transaction; what waits for it is given back, and forgotten when it fails. */
  const collecting = <T>(run: () => T): { readonly result: T; readonly waiting: readonly (() => void)[] } => {
    holds = []
    try {
      return { result: run(), waiting: holds }
    } finally {
      holds = []
    }
  }
  const write = <T>(durability: Durability, run: () => T): T =>
    guard('write', () => {
      if (sqlite.inTransaction) return sqlite.transaction(run)()
      const { result, waiting } = collecting(() =>
        atDurability(sqlite, durability, () => sqlite.transaction(run).immediate()),
      )
      bytes.observe()
      for (const told of waiting) told()
      return result
    })
  const handOver = (to: WriteThread, order: WriteOrder, done: Written): void =>
    to.write(order, failure => {
      // The thread writes into the same log, whose length says what it wrote.
      if (sqlite.open) bytes.observe()
      done(failure)
    })

  return {
    file,
    degraded,
    damagedFile,
    prepare: <Bind extends unknown[], Row>(sql: string) => guard('prepare', () => rehearsals.prepare<Bind, Row>(sql)),
    read: run => guard('read', run),
    write,
    transact:
      thread === undefined
        ? async (durability, run) => write(durability, run)
        : createTransactions({
            file,
            rehearse: run => collecting(() => guard('write', () => rehearsals.rehearse(run))),
            handOver: (order, done) => handOver(thread, order, done),
          }),
    whenHolds(run) {
      if (sqlite.inTransaction) holds.push(run)
      else run()
    },
    later(durability, writes, done = () => undefined) {
      if (thread !== undefined) return handOver(thread, { durability, writes }, done)
      write(durability, () => runAll(sqlite, writes))
      done(undefined)
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
