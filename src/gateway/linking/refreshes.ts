/** Refresh tokens: what one buys, how long a used-up one stays good, and what its misuse costs. */

import type { GrantOutcome, IssuedTokens, RefreshDetails } from '../../ports/linking.ts'
import type { StoredLink, StoredRefresh } from '../../ports/linkStore.ts'
import { type GrantContext, hashOf } from './grantContext.ts'
import { issueSame, issueSuccessor } from './issueTokens.ts'
import { bothNow, receive, touch, type Uses } from './uses.ts'

/** The part of grants that is about refresh tokens; see the methods of `Linking`. */
export interface Refreshes {
  readonly findRefresh: (refreshToken: string) => RefreshDetails | undefined
  readonly refresh: (refreshToken: string) => GrantOutcome
}

export function createRefreshes(context: GrantContext, uses: Uses): Refreshes {
  const { store, log } = context
  return {
    findRefresh(refreshToken) {
      const row = store.refresh(hashOf(refreshToken))
      const link = row === undefined ? undefined : store.link(row.linkId)
      return link === undefined ? undefined : { user: link.user, clientId: link.clientId, scope: link.scope }
    },
    refresh(refreshToken) {
      const result = store.durable((): Purchase => {
        uses.write()
        const row = store.refresh(hashOf(refreshToken))
        const link = row === undefined ? undefined : store.link(row.linkId)
        if (row === undefined || link === undefined) return { why: 'unknown' }
        return buy(context, { row, token: refreshToken }, link)
      })
      store.whenHolds(() => tell(log, result))
      return 'tokens' in result ? { ok: true, tokens: result.tokens } : { ok: false, why: result.why }
    },
  }
}

function tell(log: GrantContext['log'], result: Purchase): void {
  if ('tokens' in result) log.debug('tokens refreshed', { user: result.link.user, link: result.link.id })
  else if (result.why === 'reused') {
    log.error(
      'a used-up refresh token came again; its link is revoked: link again in the app, and if it happens again renew the secret',
      { user: result.link.user, link: result.link.id },
    )
  }
}

type Purchase =
  | { readonly why: 'unknown' | 'revoked' }
  | { readonly why: 'reused'; readonly link: StoredLink }
  | { readonly tokens: IssuedTokens; readonly link: StoredLink }

interface Presented {
  readonly row: StoredRefresh
  readonly token: string
}

function buy(context: GrantContext, presented: Presented, link: StoredLink): Purchase {
  const { store, graceEnds, rotate } = context
  const { row } = presented
  const now = bothNow(context)
  if (link.revokedAt !== undefined) return { why: 'revoked' }
  if (!store.hasUser(link.user)) {
    store.revokeLink(link.id, now.wall, 'user')
    return { why: 'revoked' }
  }
  if (row.endsAt !== undefined && graceEnds.remainingMs(row.id, row.endsAt) <= 0) {
    store.revokeLink(link.id, now.wall, 'reuse')
    return { why: 'reused', link }
  }
  receive(context, row.id, now)
  touch(context, link.id, 'refreshed', now.wall)
  const tokens = rotate ? issueSuccessor(context, link, row, now.wall) : issueSame(context, link, presented, now.wall)
  return { tokens, link }
}
