/** Which tokens came with directives: noted in memory on the way of a directive, written in batches. */
import { type MonoMs, monoPlus, type WallMs, wallPlus } from '../../kernel/time.ts'
import type { LinkStore } from '../../ports/linkStore.ts'
import type { TokenRow } from '../../ports/stores.ts'
import { GRACE_MS, type GrantContext } from './grantContext.ts'

/**
 * Access tokens noted between two flushes; a home has one or two at work per link. What is dropped beyond is noted again
 * with its next directive.
 */
const MAX_NOTED = 1_000

/** A moment on both clocks. */
export interface BothNow {
  readonly wall: WallMs
  readonly mono: MonoMs
}

interface Use {
  readonly linkId: number
  /** First use since the last flush: the grace of what it replaces counts from there. */
  readonly first: BothNow
  last: WallMs
}

export interface Uses {
  /** Notes a directive with a token; touches no disk and never throws. */
  readonly used: (token: TokenRow) => void
  /** Writes what was noted, within a transaction; it stays noted until that holds. */
  readonly write: () => void
  /** Writes what was noted in a transaction of its own. @throws StoreError; everything stays noted then */
  readonly flush: () => void
}

/** Nothing is noted at first: what a killed process had noted is lost, which only keeps used-up tokens good for longer. */
export function createUses(context: GrantContext): Uses {
  const { store, clock } = context
  const noted = new Map<string, Use>()
  const write = (): void => {
    for (const [tokenId, use] of noted) {
      const { linkId, first, last } = use
      const refreshId = store.refreshOfAccess(tokenId)
      if (refreshId !== undefined) receive(context, refreshId, first)
      touch(context, linkId, 'used', last)
      // A directive may have come with it while the disk was being waited for: then it stays noted.
      store.whenHolds(() => void (use.last === last && noted.get(tokenId) === use && noted.delete(tokenId)))
    }
  }
  return {
    used({ id, linkId }) {
      if (linkId === undefined) return
      const use = noted.get(id)
      if (use !== undefined) {
        use.last = clock.wall()
        return
      }
      const [oldest] = noted.keys()
      if (noted.size >= MAX_NOTED && oldest !== undefined) noted.delete(oldest)
      const first = bothNow(context)
      noted.set(id, { linkId, first, last: first.wall })
    },
    write,
    flush() {
      if (noted.size > 0) store.batched(write)
    },
  }
}

export const bothNow = ({ clock }: Pick<GrantContext, 'clock'>): BothNow => ({
  wall: clock.wall(),
  mono: clock.mono(),
})

/**
 * Notes that the client has a refresh token: from the first such moment on, the token it was bought with and the other
 * successors of that one have a minute left. One that has an end itself ends nothing: another was received before it.
 */
export function receive({ store, graceEnds }: GrantContext, refreshId: number, at: BothNow): void {
  const token = store.refreshById(refreshId)
  if (token === undefined || token.receivedAt !== undefined) return
  store.setReceived(token.id, at.wall)
  if (token.parentId === undefined || token.endsAt !== undefined) return
  for (const ended of store.endRefresh(token.parentId, token.id, wallPlus(at.wall, GRACE_MS))) {
    graceEnds.set(ended, monoPlus(at.mono, GRACE_MS))
  }
}

/** A clock that is not believed must not make a link that is at work look the longest unused, so a true moment stays. */
export function touch({ store, clock }: GrantContext, linkId: number, what: TouchKind, at: WallMs): void {
  const known = store.link(linkId)?.[what === 'used' ? 'usedAt' : 'refreshedAt']
  if (clock.wallTrusted() || known === undefined) store.touchLink(linkId, what, at)
}

type TouchKind = Parameters<LinkStore['touchLink']>[1]
