/** Transactions: with a chosen durability, of code or of planned statements. */
import type Sqlite from 'better-sqlite3'
import type { Column, Durability, PlannedWrite, WriteOrder } from './writeOrder.ts'

/** Statements by their text; the program has some twenty. */
const compiled = new WeakMap<Sqlite.Database, Map<string, Sqlite.Statement<Column[]>>>()

/** Runs an order in a transaction of its own. Throws what SQLite throws, and then nothing holds. */
export const runPlanned = (sqlite: Sqlite.Database, { durability, writes }: WriteOrder): void =>
  atDurability(sqlite, durability, () => sqlite.transaction(() => runAll(sqlite, writes)).immediate())

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

function statementOf(sqlite: Sqlite.Database, sql: string): Sqlite.Statement<Column[]> {
  const known = compiled.get(sqlite) ?? new Map<string, Sqlite.Statement<Column[]>>()
  compiled.set(sqlite, known)
  const statement = known.get(sql) ?? sqlite.prepare<Column[]>(sql)
  known.set(sql, statement)
  return statement
}
