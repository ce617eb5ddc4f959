/** How much the database may write in a day before somebody is told: SD cards wear out. */
import { days, type MonoMs, monoPlus } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

export interface WriteBudgetOptions {
  /** Bytes written since the start. */
  readonly totalBytes: () => number
  readonly dailyBytes: number
  readonly clock: Clock
  readonly log: Log
}

export interface DailyWrites {
  /** Of the day that is under way. */
  readonly todayBytes: number
  /** Of the whole day before; undefined in the first. */
  readonly yesterdayBytes: number | undefined
  readonly dailyBudgetBytes: number
  readonly overBudget: boolean
}

export interface WriteBudget {
  /** Call it now and then, with every flush: begins a new day when it is time, and warns once in each that is over. */
  look(): DailyWrites
}

/** Days are counted from the start on the monotonic clock: a wall clock that jumps makes none, and none longer. */
export function createWriteBudget({ totalBytes, dailyBytes, clock, log }: WriteBudgetOptions): WriteBudget {
  let endsAt: MonoMs = monoPlus(clock.mono(), days(1))
  let before = totalBytes()
  let yesterday: number | undefined
  let warned = false

  const turn = (): void => {
    const total = totalBytes()
    const now = clock.mono()
    if (now < endsAt) return
    const missed = Math.floor((now - endsAt) / days(1))
    // Nothing is written in a day in which nobody looked: the process stood still.
    yesterday = missed === 0 ? total - before : 0
    endsAt = monoPlus(endsAt, days(1) * (missed + 1))
    before = total
    warned = false
  }

  return {
    look() {
      turn()
      const todayBytes = totalBytes() - before
      const overBudget = todayBytes > dailyBytes
      if (overBudget && !warned) {
        warned = true
        const advice =
          'something changes too often: see the counts of `clova2mqtt status --json`, or raise storage.budget'
        log.warn('more is written than a day may have', { todayBytes, dailyBudgetBytes: dailyBytes, advice })
      }
      return { todayBytes, yesterdayBytes: yesterday, dailyBudgetBytes: dailyBytes, overBudget }
    },
  }
}
