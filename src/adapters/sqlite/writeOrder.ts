/** Writes as data: what a thread can be told to do. */

/**
 * `durable`: on the card before the call returns (`synchronous=FULL`): accounts, tokens, decisions, migrations.
 * `batched`: handed to the kernel, which writes it back within seconds (`NORMAL`): telemetry. A power cut can take the
 * latest of it (measured: up to 7.5 s of commits) but never damages the file.
 */
export type Durability = 'durable' | 'batched'

/** A value that SQLite stores. */
export type Column = string | number | null | Uint8Array

/** One statement, run once for each row of its parameters. */
export interface PlannedWrite {
  readonly sql: string
  readonly rows: readonly (readonly Column[])[]
}

/** One statement of a transaction that was tried before (rehearsal.ts), with what came of it then. */
export interface Step {
  readonly sql: string
  readonly how: 'get' | 'all' | 'run'
  readonly bind: readonly unknown[]
  readonly outcome: string
}

/** One transaction, as the thread gets it. */
export interface WriteOrder {
  readonly durability: Durability
  readonly writes: readonly PlannedWrite[]
  /** Run before `writes`; where one comes out otherwise than it did, nothing holds. */
  readonly steps?: readonly Step[]
}
