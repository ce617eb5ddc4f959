/** The life of what account linking hands out: the client, codes, links and their tokens. */
import { timingSafeEqual } from 'node:crypto'
import type { LinkClient, Linking, LinkRow } from '../../ports/linking.ts'
import type { LinkStore } from '../../ports/linkStore.ts'
import { type Codes, createCodes } from './codes.ts'
import { createGrantContext, drawSecret, type GrantContext, type GrantsOptions, hashOf } from './grantContext.ts'
import { createRefreshes, type Refreshes } from './refreshes.ts'
import { createUses, type Uses } from './uses.ts'

/** Tells the gateways of one console account apart; nobody needs to guess it. */
const CLIENT_ID_BYTES = 4

/**
 * Every write but `flush` is on the card before the method returns, in one transaction from the check to the rows of
 * what was bought: a crash leaves a purchase whole or undone. Methods throw StoreError, and then nothing was handed out.
 * Within a transaction of the caller's they hold with that one: what they return is handed out, and told, when it does.
 */
export interface Grants extends Pick<Linking, 'client' | 'isClient'>, Codes, Refreshes, Pick<Uses, 'used' | 'flush'> {
  readonly links: () => readonly LinkRow[]
  /** False when there is no such live link. */
  readonly revokeLink: (id: number) => boolean
  /**
   * Revokes the links and codes of a user.
   * @param remove runs in the same transaction (on the same database), so that no login slips in between
   * @returns what `remove` returned
   */
  readonly revokeUser: <T>(name: string, remove: () => T) => T
  /** Keeps the id and makes a new secret. */
  readonly renewSecret: () => LinkClient
}

/** One per gateway; a command beside it may have its own for links, revoking and the client. */
export function createGrants(options: GrantsOptions): Grants {
  const context = createGrantContext(options)
  const { store, clock, log } = context
  const uses = createUses(context)
  const client = (): LinkClient => store.client() ?? store.durable(() => store.client() ?? putClient(context))
  return {
    client,
    isClient(id, secret) {
      const known = client()
      // Both are compared whatever the first says, and as digests of one length, so that the time taken tells nothing.
      const sameId = timingSafeEqual(hashOf(id), hashOf(known.id))
      const sameSecret = timingSafeEqual(hashOf(secret), hashOf(known.secret.reveal()))
      return sameId && sameSecret
    },
    ...createCodes(context, uses),
    ...createRefreshes(context, uses),
    used: uses.used,
    flush: uses.flush,
    links: () => store.links().map(asLinkRow),
    revokeLink(id) {
      const revoked = store.durable(() => store.revokeLink(id, clock.wall(), 'asked'))
      if (revoked) store.whenHolds(() => log.info('link revoked', { link: id }))
      return revoked
    },
    revokeUser(name, remove) {
      const { result, count } = store.durable(() => ({ count: revokeAll(context, name), result: remove() }))
      if (count > 0) store.whenHolds(() => log.info('links of a user revoked', { user: name, links: count }))
      return result
    },
    renewSecret: () => store.durable(() => putClient(context)),
  }
}

function putClient(context: GrantContext): LinkClient {
  const { store, clock, random } = context
  const id = store.client()?.id ?? `clova2mqtt-${Buffer.from(random(CLIENT_ID_BYTES)).toString('hex')}`
  const client = { id, secret: drawSecret(context) }
  store.putClient(client, clock.wall())
  return client
}

function revokeAll({ store, clock }: GrantContext, user: string): number {
  const now = clock.wall()
  store.revokeCodes(user, now)
  return store.links().filter(link => link.user === user && store.revokeLink(link.id, now, 'user')).length
}

const asLinkRow = ({ scope: _, ...row }: ReturnType<LinkStore['links']>[number]): LinkRow => row
