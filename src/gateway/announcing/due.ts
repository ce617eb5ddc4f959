/** What has to be done again, once nothing new has come for a while or somebody has waited long enough. */
import { type MonoMs, monoMs } from '../../kernel/time.ts'
import { LONGEST_WAIT_MS, QUIET_MS } from './bounds.ts'

export interface Due {
  /** Something has come for this one. */
  readonly touch: (id: string, now: MonoMs) => void
  /** It shall be looked at, too: it does not lose its turn when it waits already. */
  readonly want: (id: string, now: MonoMs) => void
  /** Takes the next one that is due; undefined when none is. However many wait, it looks at two. */
  readonly next: (now: MonoMs) => string | undefined
  /** When the next one is due; undefined when nothing waits. */
  readonly at: () => MonoMs | undefined
}

export function createDue(): Due {
  // Two orders of the same: a burst has thousands wait at once, and nobody shall look through them for each.
  const byFirst = new Map<string, MonoMs>()
  const byLast = new Map<string, MonoMs>()
  const take = (id: string): string => {
    byFirst.delete(id)
    byLast.delete(id)
    return id
  }
  const frontOf = (order: ReadonlyMap<string, MonoMs>, waitMs: number): readonly [string, MonoMs] | undefined => {
    for (const [id, at] of order) return [id, monoMs(at + waitMs)]
    return undefined
  }
  const front = (): readonly [string, MonoMs] | undefined => {
    const [longest, quiet] = [frontOf(byFirst, LONGEST_WAIT_MS), frontOf(byLast, QUIET_MS)]
    return longest !== undefined && quiet !== undefined && longest[1] < quiet[1] ? longest : quiet
  }
  const touch = (id: string, now: MonoMs): void => {
    if (!byFirst.has(id)) byFirst.set(id, now)
    byLast.delete(id)
    byLast.set(id, now)
  }
  return {
    touch,
    want(id, now) {
      if (!byFirst.has(id)) touch(id, now)
    },
    next(now) {
      const first = front()
      return first === undefined || first[1] > now ? undefined : take(first[0])
    },
    at: () => front()?.[1],
  }
}
