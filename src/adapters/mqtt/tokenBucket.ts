/** A token bucket on the monotonic clock: so many per second on average, so many at once. */
import type { Clock } from '../../ports/clock.ts'

export interface TokenBucket {
  /** Takes so many tokens, default one; false, and takes none, when there are fewer. */
  take(count?: number): boolean
}

/** @param burst most tokens held at once; the bucket starts full */
export function tokenBucket(clock: Clock, perSecond: number, burst: number): TokenBucket {
  let tokens = burst
  let filledAt = clock.mono()
  return {
    take(count = 1) {
      const now = clock.mono()
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond)
      filledAt = now
      if (tokens < count) return false
      tokens -= count
      return true
    },
  }
}
