/** Makes the tokens that a code or a refresh token buys, within the transaction of that purchase. */
import { Secret } from '../../kernel/secret.ts'
import { hours, monoPlus, type WallMs, wallPlus } from '../../kernel/time.ts'
import type { IssuedTokens } from '../../ports/linking.ts'
import type { StoredLink, StoredRefresh } from '../../ports/linkStore.ts'
import { StoreError } from '../../ports/stores.ts'
import { drawSecret, type GrantContext, hashOf } from './grantContext.ts'

/** Also how long a stolen directive body could be replayed at most. */
export const ACCESS_TOKEN_MS = hours(1)

/**
 * Live access tokens of one link. CLOVA holds one, and two around a refresh; lost answers and retries make some more.
 * Beyond, the oldest expires at once: it reads as expired, so that the client refreshes instead of asking to link again.
 */
export const MAX_LIVE_ACCESS_TOKENS = 16

/** Rows per link, ended ones included: 720 refreshes in the 30 days that they are kept, and as many again and more. */
export const MAX_TOKEN_ROWS = 2_000

/** Answers of one refresh token that may be lost in a row; the first of more is forgotten, never counted as misuse. */
export const MAX_SUCCESSORS = 8

/** Two tokens share the four bytes that name them with a chance of 1 in 2 million among 2,000; eight times: never. */
const MAX_DRAWS = 8

type Owner = Pick<StoredLink, 'id' | 'user' | 'scope'>

/** The first tokens of a link. */
export function issueFirst(context: GrantContext, link: Owner, now: WallMs): IssuedTokens {
  const refreshToken = drawSecret(context)
  const row = { linkId: link.id, parentId: undefined, issuedAt: now, endsAt: undefined }
  const refreshId = context.store.addRefresh(hashOf(refreshToken.reveal()), row)
  return { ...issueAccess(context, link, refreshId, now), refreshToken }
}

/** What a refresh token buys without rotation: itself again. */
export function issueSame(
  context: GrantContext,
  link: Owner,
  bought: { readonly row: StoredRefresh; readonly token: string },
  now: WallMs,
): IssuedTokens {
  return { ...issueAccess(context, link, bought.row.id, now), refreshToken: new Secret(bought.token) }
}

/** What a refresh token buys with rotation. Bought in the last minute of a used-up one, it ends with that one. */
export function issueSuccessor(context: GrantContext, link: Owner, parent: StoredRefresh, now: WallMs): IssuedTokens {
  const { store, clock, graceEnds } = context
  store.trimSuccessors(parent.id, MAX_SUCCESSORS - 1)
  const refreshToken = drawSecret(context)
  const row = { linkId: link.id, parentId: parent.id, issuedAt: now, endsAt: parent.endsAt }
  const refreshId = store.addRefresh(hashOf(refreshToken.reveal()), row)
  if (parent.endsAt !== undefined) {
    const leftMs = graceEnds.remainingMs(parent.id, parent.endsAt)
    graceEnds.set(refreshId, monoPlus(clock.mono(), leftMs))
  }
  store.trimRefresh(link.id, MAX_TOKEN_ROWS)
  return { ...issueAccess(context, link, refreshId, now), refreshToken }
}

function issueAccess(context: GrantContext, link: Owner, refreshId: number, now: WallMs) {
  const { store } = context
  store.expireAccess(link.id, MAX_LIVE_ACCESS_TOKENS - 1, now)
  store.trimAccess(link.id, MAX_TOKEN_ROWS - 1)
  const row = { linkId: link.id, refreshId, user: link.user, issuedAt: now, expiresAt: wallPlus(now, ACCESS_TOKEN_MS) }
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const accessToken = drawSecret(context)
    if (store.addAccess(hashOf(accessToken.reveal()), row)) {
      return { accessToken, expiresInSeconds: ACCESS_TOKEN_MS / 1_000, scope: link.scope }
    }
  }
  throw new StoreError(`${MAX_DRAWS} access tokens in a row had the id of another; is the random source broken?`)
}
