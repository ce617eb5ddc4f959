/** Transactions: with a chosen durability, of code, of planned statements or of steps that were tried before. */
import type Sqlite from 'better-sqlite3'
import { outcomeOf } from './rehearsal.ts'
import type { Durability, PlannedWrite, Step, WriteOrder } from './writeOrder.ts'

/** Statements by their text; the program has some fifty. */
const compiled = new WeakMap<Sqlite.Database, Map<string, Sqlite.Statement<unknown[]>>>()

/** A step came out otherwise than when it was tried: another process has written since. */
export class ChangedError extends Error {}

/** Runs an order in a transaction of its own. Throws what SQLite throws, or ChangedError, and then nothing holds. */
export function runPlanned(sqlite: Sqlite.Database, { durability, writes, steps = [] }: WriteOrder): void {
  const run = (): void => {
    for (const step of steps) repeat(sqlite, step)
    runAll(sqlite, writes)
  }
  atDurability(sqlite, durability, () => sqlite.transaction(run).immediate())
}

function repeat(sqlite: Sqlite.Database, { sql, how, bind, outcome }: Step): void {
  const statement = statementOf(sqlite, sql)
  if (outcomeOf(how, statement[how](...bind)) !== outcome)
    throw new ChangedError('another process has written meanwhile')
}

/** FULL is the resting state, so that a write that forgets to choose is the safe one. */
export function atDurability<T>(sqlite: Sqlite.Database, durability: Durability, run: () => T): T {
  if (durability === 'durable') return run()
  sqlite.pragma('synchronous = NORMAL')
  try {
    return run()
  } finally {
    sqlite.pragma('synchronous = FULL')
  }
}

/** Runs planned statements within the transaction that is open. */
export function runAll(sqlite: Sqlite.Database, writes: readonly PlannedWrite[]): void {
  for (const { sql, rows } of writes) {
    const statement = statementOf(sqlite, sql)
    for (const row of rows) statement.run(...row)
  }
}

function statementOf(sqlite: Sqlite.Database, sql: string): Sqlite.Statement<unknown[]> {
  const known = compiled.get(sqlite) ?? new Map<string, Sqlite.Statement<unknown[]>>()
  compiled.set(sqlite, known)
  const statement = known.get(sql) ?? sqlite.prepare<unknown[]>(sql)
  known.set(sql, statement)
  return statement
}
