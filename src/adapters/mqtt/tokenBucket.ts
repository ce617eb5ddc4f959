/** A token bucket on the monotonic clock: so many per second on average, so many at once. */
import type { Clock } from '../../ports/clock.ts'

export interface TokenBucket {
  /** Takes one token; false when there is none. */
  take(): boolean
}

/** @param burst most tokens held at once; the bucket starts full */
export function tokenBucket(clock: Clock, perSecond: number, burst: number): TokenBucket {
  let tokens = burst
  let filledAt = clock.mono()
  return {
    take() {
      const now = clock.mono()
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond)
      filledAt = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
