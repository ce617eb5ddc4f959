import type { Json } from '../kernel/json.ts'
import type { WallMs } from '../kernel/time.ts'
import { ToldError } from '../kernel/told.ts'

/** Moment of a value or a sign of life, with where the time came from. */
export interface StoredMoment {
  readonly wall: WallMs
  /** `appliance`: the appliance printed it. `arrival`: our clock when it came. `untrusted`: our clock, not believed then. */
  readonly origin: 'appliance' | 'arrival' | 'untrusted'
}

export interface StoredValue {
  readonly applianceId: string
  readonly property: string
  readonly value: Json
  /** Undefined when the value came with no moment at all (a retained message without a time of its own). */
  readonly at: StoredMoment | undefined
}

/** When an appliance was last heard. */
export interface StoredLastSeen {
  readonly applianceId: string
  readonly at: StoredMoment
}

export type PresenceWord = 'online' | 'offline' | 'unknown'

export interface StoredTransition {
  readonly applianceId: string
  readonly presence: PresenceWord
  readonly at: StoredMoment
  /** Evidence in one line, as the log showed it. */
  readonly evidence: string
}

/** The interval that an appliance keeps by itself. */
export interface StoredCadence {
  readonly applianceId: string
  /** Undefined: it keeps none any more. */
  readonly intervalMs: number | undefined
}

/** What one flush writes. */
export interface TelemetryBatch extends RememberedBatch {
  /** Those that became another. */
  readonly cadences?: readonly StoredCadence[]
}

/** What a start reads. */
export interface RememberedBatch {
  readonly lastSeen: readonly StoredLastSeen[]
  readonly values: readonly StoredValue[]
}

/** Told once what became of a write: undefined when it holds. */
export type Written = (failure: StoreError | undefined) => void

/**
 * What the gateway remembers of appliances across restarts; written in batches, lost at most one flush. A disk may take
 * seconds for a write, so nobody waits for it: what fails at once (full, read-only) is thrown as {@link StoreError}, else
 * `done` is told, possibly before the call returns. Writes hold in the order of the calls.
 */
export interface TelemetryStore {
  load(): RememberedBatch
  /** Cadences that were learned. */
  cadences(): readonly StoredCadence[]
  /** One transaction. */
  save(batch: TelemetryBatch, done?: Written): void
  /** Handed over at once, all in one transaction. */
  saveTransitions(transitions: readonly StoredTransition[], done?: Written): void
  /** Newest transition per appliance, for what was known before the restart. */
  transitions(): readonly StoredTransition[]
  forget(applianceIds: readonly string[], done?: Written): void
}

/** SHA-256 of requests that were commanded, over restarts; bounded. Failures are told as by {@link TelemetryStore}. */
export interface AnsweredStore {
  /** In order of writing. */
  load(): readonly string[]
  add(hashes: readonly string[], done?: Written): void
  /** Forgets all others. */
  replace(hashes: readonly string[], done?: Written): void
}

export interface TokenRow {
  /** First eight hexadecimal digits of the hash: names a token in lists without being one. */
  readonly id: string
  readonly label: string
  readonly issuedAt: WallMs
  /** Undefined: never expires by itself. */
  readonly expiresAt: WallMs | undefined
  readonly revokedAt: WallMs | undefined
  /** Who linked the account it came of; undefined for a token made on the command line, which no user limits. */
  readonly user: string | undefined
  /** The link it came of (see linkStore.ts); undefined for a token made on the command line. */
  readonly linkId: number | undefined
}

/** What a token made on the command line is; those of a link are made in one transaction with it (see linkStore.ts). */
export type NewToken = Pick<TokenRow, 'label' | 'issuedAt' | 'expiresAt'>

/** Access tokens, hashed; every write is durable (`synchronous=FULL`) before it returns. */
export interface TokenStore {
  /** Looks a token up by its SHA-256 (hex), of a link or not. */
  find(hash: string): TokenRow | undefined
  /** Adds a token that belongs to no link. */
  add(hash: string, row: NewToken): TokenRow
  /** Tokens that belong to no link, in order of issue. */
  list(): readonly TokenRow[]
  /** Revokes by id; false when there is no such live token that belongs to no link. */
  revoke(id: string, at: WallMs): boolean
}

/** The database could not do it; the message names the file and SQLite's code. */
export class StoreError extends ToldError {
  override readonly name = 'StoreError'
}
