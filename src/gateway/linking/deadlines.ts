/** Ends of short lives, kept by elapsed time while the process lives, so that a clock that is set cuts none short. */
import { type MonoMs, monoPlus, type WallMs } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'

export interface Deadlines<K> {
  readonly set: (key: K, at: MonoMs) => void
  /**
   * Milliseconds left; 0 or less when over.
   * @param wallEnd the end as it was stored; asked only for what an earlier run began
   */
  readonly remainingMs: (key: K, wallEnd: WallMs) => number
}

/**
 * What an earlier run began ends when trusted wall time says so, and in any case one whole life after this start: with a
 * clock that went back, nothing old comes alive for longer.
 * @param lifeMs how long what is timed here lives at most
 * @param max entries held; beyond, the one that was set first is over at once
 */
export function createDeadlines<K>(clock: Clock, lifeMs: number, max: number): Deadlines<K> {
  const ends = new Map<K, MonoMs>()
  const earlierRunsEnd = monoPlus(clock.mono(), lifeMs)
  return {
    set(key, at) {
      const now = clock.mono()
      for (const [other, end] of ends) if (end <= now) ends.delete(other)
      const [first] = ends.keys()
      if (ends.size >= max && first !== undefined && !ends.has(key)) ends.delete(first)
      ends.set(key, at)
    },
    remainingMs(key, wallEnd) {
      const end = ends.get(key)
      if (end !== undefined) return end - clock.mono()
      const ofThisStart = earlierRunsEnd - clock.mono()
      return clock.wallTrusted() ? Math.min(ofThisStart, wallEnd - clock.wall()) : ofThisStart
    },
  }
}
