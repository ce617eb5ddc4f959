/** Account linking, as its pages, its endpoints and the command line see it (spec README section 4, RFC 6749). */
import type { Secret } from '../kernel/secret.ts'
import type { WallMs } from '../kernel/time.ts'

/** Where the public listener serves account linking; they stand in CLOVA's console, so they never change. */
export const LINK_PATHS = {
  authorize: '/oauth/authorize',
  token: '/oauth/token',
  refresh: '/oauth/refresh',
  style: '/oauth/style.css',
  privacy: '/privacy',
} as const

/** What CLOVA identifies itself with at the token endpoint. */
export interface LinkClient {
  readonly id: string
  /** Kept readable, since the console asks for it: 256 random bits that open nothing but our own token endpoint. */
  readonly secret: Secret
}

export interface LoginAttempt {
  readonly name: string
  readonly password: Secret
  /** Where it came from: an address, or what the tunnel calls one. Only for throttling. */
  readonly source: string
}

/** `wait`: too many attempts; nothing was checked, and the next may come after `waitMs`. */
export type LoginOutcome =
  | { readonly ok: true; readonly user: string }
  | { readonly ok: false; readonly why: 'wrong' }
  | { readonly ok: false; readonly why: 'wait'; readonly waitMs: number }

/** Proof key of RFC 7636, as the authorization request brought it. */
export interface Challenge {
  readonly value: string
  readonly method: 'S256' | 'plain'
}

/** What a code is bound to. */
export interface CodeRequest {
  readonly user: string
  readonly clientId: string
  readonly redirectUri: string
  readonly scope: string | undefined
  readonly challenge: Challenge | undefined
}

/** A code as it was issued, whatever became of it since. */
export interface CodeDetails extends CodeRequest {
  readonly expiresAt: WallMs
}

/** A refresh token that is known. */
export interface RefreshDetails {
  readonly user: string
  readonly clientId: string
  readonly scope: string | undefined
}

/** Handed out once; only hashes of them are kept. */
export interface IssuedTokens {
  readonly accessToken: Secret
  readonly refreshToken: Secret
  readonly expiresInSeconds: number
  readonly scope: string | undefined
}

/**
 * Why a code or refresh token buys nothing: never issued here; too old; used before (what came of it is revoked now, and
 * the user is told); its link was revoked.
 */
export type GrantRefusal = 'unknown' | 'expired' | 'reused' | 'revoked'

export type GrantOutcome =
  | { readonly ok: true; readonly tokens: IssuedTokens }
  | { readonly ok: false; readonly why: GrantRefusal }

/** At once beside a gateway, when the thread that writes is done within one. */
type Soon<T> = T | Promise<T>

/**
 * Inbound port of account linking. Every write is on the card before a method returns, or before its promise resolves.
 * Methods throw StoreError, or reject with it.
 */
export interface Linking {
  readonly client: () => LinkClient
  /** Compares in constant time. */
  readonly isClient: (id: string, secret: string) => boolean
  /** Addresses a browser may be sent back to; compared character by character. */
  readonly redirectUris: readonly string[]
  /** Checks a password, one at a time; never rejects for a bad one. */
  readonly login: (attempt: LoginAttempt) => Promise<LoginOutcome>
  readonly issueCode: (request: CodeRequest) => Soon<Secret>
  /** Looks a code up without using it; undefined when it was never issued or is forgotten. */
  readonly findCode: (code: string) => CodeDetails | undefined
  /** Uses a code up: one transaction from the check that it is unused to the rows of what it buys. The caller has checked client, redirect and proof. */
  readonly exchange: (code: string) => Soon<GrantOutcome>
  readonly findRefresh: (refreshToken: string) => RefreshDetails | undefined
  readonly refresh: (refreshToken: string) => Soon<GrantOutcome>
}

/** A linked account: one login on CLOVA's page, with all tokens that came of it. */
export interface LinkRow {
  readonly id: number
  readonly user: string
  readonly clientId: string
  readonly linkedAt: WallMs
  readonly refreshedAt: WallMs | undefined
  /** Last directive with one of its tokens; written with the telemetry, so up to a flush behind. */
  readonly usedAt: WallMs | undefined
  readonly revokedAt: WallMs | undefined
  readonly revokedWhy: RevokeReason | undefined
}

/** `asked`: on the command line. `reuse`: a used-up code or refresh token came again. `user`: its user was removed. `crowded`: too many links of one user, the longest unused went. */
export type RevokeReason = 'asked' | 'reuse' | 'user' | 'crowded'

/** A user as lists show one. Moments are wall time; `passwordAt` equals `addedAt` until the password is changed. */
export interface UserRow {
  readonly name: string
  readonly addedAt: WallMs
  readonly passwordAt: WallMs
}

/** What the command line does with users and links, beside a running gateway. */
export interface LinkDesk {
  readonly users: () => readonly UserRow[]
  /** @throws StoreError when the name is taken or there are too many */
  readonly addUser: (name: string, password: Secret) => Promise<UserRow>
  /** False when there is no such user. */
  readonly setPassword: (name: string, password: Secret) => Promise<boolean>
  /** Revokes the user's links too. False when there is no such user. */
  readonly removeUser: (name: string) => boolean
  readonly links: () => readonly LinkRow[]
  /** Revokes by link id; false when there is no such live link. */
  readonly revokeLink: (id: number) => boolean
  /** Makes a new client secret; CLOVA keeps its tokens, but cannot refresh before the console knows the new one. */
  readonly renewSecret: () => LinkClient
}
