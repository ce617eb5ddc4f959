/** What the parts of account linking share, and how a code or token is drawn. */
import { createHash, randomBytes } from 'node:crypto'
import { Secret } from '../../kernel/secret.ts'
import { minutes, seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LinkStore, TokenHash } from '../../ports/linkStore.ts'
import type { Log } from '../../ports/log.ts'
import { createDeadlines, type Deadlines } from './deadlines.ts'

/** A code is exchanged by CLOVA's servers within seconds; RFC 6749 section 4.1.2 asks for 10 minutes at most. */
export const CODE_MS = minutes(2)

/** A used-up refresh token stays good so long after its successor was first used: for an answer that overtook another. */
export const GRACE_MS = seconds(60)

/** Each is a login of the last two minutes or an abandoned one; a home links a handful of accounts in its life. */
export const MAX_CODES = 100

/**
 * Refresh tokens in their last minute. A refresh gives an end to at most 9 (a token and 8 lost successors), so this is
 * a hundred refreshes a minute; links of a home make one an hour each.
 */
const MAX_GRACES = 1_000

/** 256 random bits: nobody guesses one, and a fast hash of it is enough. */
const TOKEN_BYTES = 32

export interface GrantsOptions {
  readonly store: LinkStore
  readonly clock: Clock
  /** Gets who linked, what was refreshed and what was misused, never a code or token. */
  readonly log: Log
  /** So many random bytes; for tests. Default: the system's. */
  readonly random?: (count: number) => Uint8Array
  /** False: a refresh returns the refresh token it was given, and nothing is ever used up. */
  readonly rotate: boolean
}

export interface GrantContext extends Required<GrantsOptions> {
  /** Ends of codes by hash (hexadecimal). */
  readonly codeEnds: Deadlines<string>
  /** Ends of used-up refresh tokens by id. */
  readonly graceEnds: Deadlines<number>
}

/** One per grants: the deadlines of this run begin here. */
export function createGrantContext(options: GrantsOptions): GrantContext {
  const { clock } = options
  return {
    ...options,
    random: options.random ?? randomBytes,
    codeEnds: createDeadlines(clock, CODE_MS, MAX_CODES),
    graceEnds: createDeadlines(clock, GRACE_MS, MAX_GRACES),
  }
}

/** A new code, token or client secret. */
export function drawSecret({ random }: Pick<GrantContext, 'random'>): Secret {
  return new Secret(Buffer.from(random(TOKEN_BYTES)).toString('base64url'))
}

/** What is stored of a code or token. Hashing first also makes the look-up's time say nothing about the token. */
export const hashOf = (text: string): TokenHash => createHash('sha256').update(text).digest()

/** The same in hexadecimal. */
export const hexOf = (hash: TokenHash): string => Buffer.from(hash).toString('hex')
