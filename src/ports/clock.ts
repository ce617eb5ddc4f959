import type { MonoMs, WallMs } from '../kernel/time.ts'

/** Longest delay a timer takes: above 2^31-1 ms Node fires at once. Longer waits are absolute deadlines that are swept. */
export const MAX_TIMER_MS = 2_147_483_647

export type Cancel = () => void

/** Time from outside. Only the clock adapter knows `Date` and timers; tests hold the manual one. */
export interface Clock {
  /** Wall time now; may jump either way. */
  wall(): WallMs
  /** Elapsed time now; only grows. */
  mono(): MonoMs
  /** Whether wall time can be believed: synchronised, or at least not before this program was built. */
  wallTrusted(): boolean
  /** Runs once after a delay of 0 to {@link MAX_TIMER_MS} milliseconds; longer delays throw RangeError. */
  after(delayMs: number, run: () => void): Cancel
  /** Runs again and again, a period apart on the monotonic clock; missed runs are not made up for. */
  every(periodMs: number, run: () => void): Cancel
}
