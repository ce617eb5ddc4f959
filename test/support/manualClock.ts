import { type MonoMs, monoMs, type WallMs, wallMs } from '../../src/kernel/time.ts'
import { type Cancel, type Clock, MAX_TIMER_MS } from '../../src/ports/clock.ts'

interface Timer {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** A clock that stands still until it is told to move; timers run in order of their moment, at that moment. */
export interface ManualClock extends Clock {
  /** Moves both clocks forward and runs what falls due, letting pending promises settle in between. */
  advance(durationMs: number): Promise<void>
  /** Sets the wall clock without any time passing, as a time server does. */
  stepWall(to: WallMs): void
  setTrusted(trusted: boolean): void
  pendingTimers(): number
}

/** 2026-11-20T10:00:00+09:00, the moment used in DESIGN's examples. */
export const TEST_EPOCH = wallMs(Date.UTC(2026, 10, 20, 1, 0, 0))

/** Lets everything already resolved run to completion, real sockets' callbacks included. */
export const settle = async (): Promise<void> => {
  for (let round = 0; round < 3; round++) await new Promise(resolve => setImmediate(resolve))
}

export function manualClock(start: WallMs = TEST_EPOCH): ManualClock {
  let mono = 1_000
  let wall: number = start
  let trusted = true
  let order = 0
  const timers = new Set<Timer>()

  const add = (delayMs: number, run: () => void): Cancel => {
    if (!(delayMs >= 0 && delayMs <= MAX_TIMER_MS)) throw new RangeError(`timer delay ${delayMs} ms`)
    const timer: Timer = { at: mono + delayMs, order: order++, run }
    timers.add(timer)
    return () => timers.delete(timer)
  }
  const nextDue = (until: number): Timer | undefined =>
    [...timers].filter(timer => timer.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0]
  const moveTo = (at: number): void => {
    wall += at - mono
    mono = at
  }

  return {
    wall: () => wallMs(wall),
    mono: (): MonoMs => monoMs(mono),
    wallTrusted: () => trusted,
    after: add,
    every(periodMs, run) {
      let cancel: Cancel = () => undefined
      const arm = (): void => {
        cancel = add(periodMs, () => {
          arm()
          run()
        })
      }
      arm()
      return () => cancel()
    },
    async advance(durationMs) {
      const until = mono + durationMs
      await settle()
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        timers.delete(due)
        moveTo(due.at)
        due.run()
        await settle()
      }
      moveTo(until)
      await settle()
    },
    stepWall: to => {
      wall = to
    },
    setTrusted: value => {
      trusted = value
    },
    pendingTimers: () => timers.size,
  }
}
