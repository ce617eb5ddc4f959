/** What account linking remembers: the client, links, codes and tokens; hashes only, but for the client's secret. */
import type { WallMs } from '../kernel/time.ts'
import type { CodeRequest, LinkClient, LinkRow, RevokeReason } from './linking.ts'

/** SHA-256 of a code or token, 32 bytes: all that is kept of it. */
export type TokenHash = Uint8Array

/** A code with what became of it. */
export interface StoredCode extends CodeRequest {
  readonly id: number
  readonly expiresAt: WallMs
  readonly usedAt: WallMs | undefined
  /** When its user was removed. */
  readonly revokedAt: WallMs | undefined
  /** What it bought; undefined while it is unused. */
  readonly linkId: number | undefined
}

/** A link with the scope that every answer of it repeats. */
export interface StoredLink extends LinkRow {
  readonly scope: string | undefined
}

/** One refresh token of a link. Ids grow with each that is issued, whatever the clock says. */
export interface StoredRefresh {
  readonly id: number
  readonly linkId: number
  /** The one it was bought with; undefined for the first of a link. */
  readonly parentId: number | undefined
  /** First use of it, or of an access token handed out with it; undefined while the answer may have been lost. */
  readonly receivedAt: WallMs | undefined
  /** From then on it is used up and presenting it is misuse; undefined while nothing took its place. */
  readonly endsAt: WallMs | undefined
}

/** A refresh token about to be issued. */
export interface NewRefresh {
  readonly linkId: number
  readonly parentId: number | undefined
  readonly issuedAt: WallMs
  readonly endsAt: WallMs | undefined
}

/** An access token about to be issued. */
export interface NewAccess {
  readonly linkId: number
  readonly refreshId: number
  readonly user: string
  readonly issuedAt: WallMs
  readonly expiresAt: WallMs
}

/**
 * Rows of account linking. Every method throws StoreError. Queries may be called at any time; what writes is called within
 * `durable` or `batched`, so that a rule of several rows holds as a whole or not at all.
 */
export interface LinkStore {
  /** One transaction, on the card (`synchronous=FULL`) before it returns; rolled back when `run` throws. May be nested. */
  durable<T>(run: () => T): T
  /** One transaction that a power cut may take back; not inside `durable`. */
  batched<T>(run: () => T): T
  /** Runs when the transaction that is open holds, and never when it does not; at once when none is open. */
  whenHolds(run: () => void): void

  client(): LinkClient | undefined
  putClient(client: LinkClient, madeAt: WallMs): void
  hasUser(name: string): boolean

  addCode(hash: TokenHash, request: CodeRequest, expiresAt: WallMs): void
  code(hash: TokenHash): StoredCode | undefined
  /** Marks a code as used for a link. */
  useCode(id: number, at: WallMs, linkId: number): void
  revokeCodes(user: string, at: WallMs): void
  /** Forgets unused codes but for the newest `keep`. */
  trimCodes(keep: number): void

  addLink(row: Pick<StoredLink, 'user' | 'clientId' | 'scope' | 'linkedAt'>): number
  link(id: number): StoredLink | undefined
  links(): readonly StoredLink[]
  /** Revokes a link and its access tokens; false when there is no such live link. */
  revokeLink(id: number, at: WallMs, why: RevokeReason): boolean
  /** Notes a refresh, or a directive. */
  touchLink(id: number, what: 'refreshed' | 'used', at: WallMs): void
  /** Forgets a user's revoked links with all that is theirs, but for the newest `keep`. */
  trimLinks(user: string, keep: number): void

  addRefresh(hash: TokenHash, row: NewRefresh): number
  refresh(hash: TokenHash): StoredRefresh | undefined
  refreshById(id: number): StoredRefresh | undefined
  setReceived(id: number, at: WallMs): void
  /** Gives an end to a token and to its successors but one, where they have none yet; returns their ids. */
  endRefresh(id: number, exceptId: number, at: WallMs): readonly number[]
  /** Forgets successors that were never received, but for the newest `keep`. */
  trimSuccessors(parentId: number, keep: number): void
  /** Forgets refresh tokens of a link that have an end, oldest first, but for the newest `keep` of all. */
  trimRefresh(linkId: number, keep: number): void

  /** False when a token with the same first four bytes exists: those name it, so another must be drawn. */
  addAccess(hash: TokenHash, row: NewAccess): boolean
  /** The refresh token that was handed out with an access token, by the access token's id. */
  refreshOfAccess(tokenId: string): number | undefined
  /** Lets live access tokens of a link expire at `at`, but for the newest `keep`. */
  expireAccess(linkId: number, keep: number, at: WallMs): void
  /** Forgets access tokens of a link but for the newest `keep`. */
  trimAccess(linkId: number, keep: number): void
}
