/** Waiting times between attempts to reach a broker: doubling, bounded, and spread so that clients do not come in step. */

/** First wait: long enough that a refused connection does not spin, short enough that a restart of the broker passes unseen. */
const FIRST_MS = 500

/** Longest wait: a broker that comes back after a night is found within half a minute. */
const LONGEST_MS = 30_000

export interface Backoff {
  /** Milliseconds to wait before the next attempt: between half of the step and all of it. */
  next(): number
  /** Starts again from the first step, after a connection that worked. */
  reset(): void
}

/** @param random a number from 0 (inclusive) to 1 (exclusive) */
export function backoff(random: () => number): Backoff {
  let step = FIRST_MS
  return {
    next() {
      const delay = Math.round(step * (0.5 + random() / 2))
      step = Math.min(LONGEST_MS, step * 2)
      return delay
    },
    reset() {
      step = FIRST_MS
    },
  }
}
