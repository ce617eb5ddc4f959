/** Codes: issued after a login, looked up, and exchanged once for a link with its first tokens. */
import type { Secret } from '../../kernel/secret.ts'
import { monoPlus, type WallMs, wallPlus } from '../../kernel/time.ts'
import type { CodeDetails, CodeRequest, GrantOutcome, IssuedTokens } from '../../ports/linking.ts'
import type { StoredCode, StoredLink } from '../../ports/linkStore.ts'
import { CODE_MS, drawSecret, type GrantContext, hashOf, hexOf, MAX_CODES } from './grantContext.ts'
import { issueFirst } from './issueTokens.ts'
import type { Uses } from './uses.ts'

/** Phones, a console's test page, a second edition: more means that old ones were switched off in the app. */
export const MAX_LIVE_LINKS_PER_USER = 10

/** So many times a year somebody links anew; what is older is of no use in a list. */
export const MAX_REVOKED_LINKS_PER_USER = 100

/** The part of grants that is about codes; see the methods of `Linking`. */
export interface Codes {
  readonly issueCode: (request: CodeRequest) => Secret
  readonly findCode: (code: string) => CodeDetails | undefined
  readonly exchange: (code: string) => GrantOutcome
}

export function createCodes(context: GrantContext, uses: Uses): Codes {
  const { store, clock, log, codeEnds } = context
  return {
    issueCode(request) {
      const code = drawSecret(context)
      const hash = hashOf(code.reveal())
      store.durable(() => {
        store.trimCodes(MAX_CODES - 1)
        store.addCode(hash, request, wallPlus(clock.wall(), CODE_MS))
      })
      const endsAt = monoPlus(clock.mono(), CODE_MS)
      store.whenHolds(() => codeEnds.set(hexOf(hash), endsAt))
      return code
    },
    findCode(code) {
      const hash = hashOf(code)
      const row = store.code(hash)
      if (row === undefined) return undefined
      const { user, clientId, redirectUri, scope, challenge } = row
      const expiresAt = wallPlus(clock.wall(), codeEnds.remainingMs(hexOf(hash), row.expiresAt))
      return { user, clientId, redirectUri, scope, challenge, expiresAt }
    },
    exchange(code) {
      const hash = hashOf(code)
      const result = store.durable((): Exchange => {
        uses.write()
        const row = store.code(hash)
        if (row === undefined) return { why: 'unknown' }
        if (row.usedAt !== undefined) return { why: 'reused', row, revoked: revokeProduct(context, row) }
        if (row.revokedAt !== undefined || !store.hasUser(row.user)) return { why: 'revoked' }
        if (codeEnds.remainingMs(hexOf(hash), row.expiresAt) <= 0) return { why: 'expired' }
        return link(context, row)
      })
      store.whenHolds(() => tell(log, result))
      return 'tokens' in result ? { ok: true, tokens: result.tokens } : { ok: false, why: result.why }
    },
  }
}

type Exchange =
  | { readonly why: 'unknown' | 'revoked' | 'expired' }
  | { readonly why: 'reused'; readonly row: StoredCode; readonly revoked: boolean }
  | Linked

interface Linked {
  readonly tokens: IssuedTokens
  readonly linkId: number
  readonly user: string
  readonly crowded: readonly number[]
}

function tell(log: GrantContext['log'], result: Exchange): void {
  if ('tokens' in result) {
    const { linkId, user, crowded } = result
    log.info('account linked', { user, link: linkId })
    for (const id of crowded) log.warn('link revoked: too many links of one user', { user, link: id })
  } else if (result.why === 'reused' && result.revoked) {
    const { user, linkId } = result.row
    log.error(
      'a login code came twice; its link is revoked: link again in the app, and if it happens again renew the secret',
      { user, link: linkId },
    )
  }
}

function revokeProduct({ store, clock }: GrantContext, { linkId }: StoredCode): boolean {
  return linkId !== undefined && store.revokeLink(linkId, clock.wall(), 'reuse')
}

function link(context: GrantContext, { id, user, clientId, scope }: StoredCode): Linked {
  const { store, clock } = context
  const now = clock.wall()
  const crowded = makeRoom(context, user, now)
  const linkId = store.addLink({ user, clientId, scope, linkedAt: now })
  store.useCode(id, now, linkId)
  return { tokens: issueFirst(context, { id: linkId, user, scope }, now), linkId, user, crowded }
}

/** Revokes the links of a user that were unused longest, until one more fits. */
function makeRoom({ store }: GrantContext, user: string, now: WallMs): readonly number[] {
  const live = store.links().filter(one => one.user === user && one.revokedAt === undefined)
  const longestUnused = [...live].sort((one, other) => lastSign(one) - lastSign(other) || one.id - other.id)
  const crowded = longestUnused.slice(0, Math.max(0, live.length - (MAX_LIVE_LINKS_PER_USER - 1))).map(({ id }) => id)
  for (const id of crowded) store.revokeLink(id, now, 'crowded')
  store.trimLinks(user, MAX_REVOKED_LINKS_PER_USER)
  return crowded
}

const lastSign = ({ linkedAt, refreshedAt, usedAt }: StoredLink): number =>
  Math.max(linkedAt, refreshedAt ?? linkedAt, usedAt ?? linkedAt)
