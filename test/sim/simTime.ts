/**
 * The one scheduler of a simulation: every delay of the gateway, of its libraries, of the network, of the appliances and
 * of CEK waits here. It is test/support/manualClock.ts with a heap (a run has thousands of timers) and without `advance`:
 * the run itself takes one timer after another, so that it can look at everything in between.
 */
import { monoMs, type WallMs, wallMs } from '../../src/kernel/time.ts'
import { type Cancel, type Clock, MAX_TIMER_MS } from '../../src/ports/clock.ts'

interface Timer {
  readonly at: number
  readonly order: number
  run: (() => void) | undefined
}

export interface SimTime extends Clock {
  /** Moment of the next timer; undefined when nothing waits. */
  readonly nextAt: () => number | undefined
  /** Moves to the next timer and runs it; false when nothing waits. */
  readonly runNext: () => boolean
  /** Sets the wall clock of the gateway's host without any time passing. */
  readonly stepWall: (byMs: number) => void
  readonly setTrusted: (trusted: boolean) => void
  /** The gateway's process stands still for a while, in the middle of what it does: what is due meanwhile happens late. */
  readonly stall: (forMs: number) => void
  /** The gateway's host sleeps: its monotonic clock stands still while the world goes on. */
  readonly suspend: (forMs: number) => void
  /** What a right clock shows, whatever the gateway's host believes. */
  readonly trueWall: () => WallMs
  readonly pending: () => number
}

/** Where the monotonic clock starts; not 0, which hides a forgotten origin. */
const MONO_START = 1_000

const before = (one: Timer, other: Timer): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

export function simTime(trueStart: WallMs): SimTime {
  const heap = timerHeap()
  let mono = MONO_START
  let wallOffset: number = trueStart - MONO_START
  let trueOffset: number = trueStart - MONO_START
  let trusted = true
  let order = 0
  let pending = 0

  const after = (delayMs: number, run: () => void): Cancel => {
    if (!(delayMs >= 0 && delayMs <= MAX_TIMER_MS)) throw new RangeError(`timer delay ${delayMs} ms`)
    const timer: Timer = { at: mono + delayMs, order: order++, run }
    heap.add(timer)
    pending++
    return () => {
      if (timer.run !== undefined) pending--
      timer.run = undefined
    }
  }
  const next = (): Timer | undefined => {
    while (heap.first() !== undefined && heap.first()?.run === undefined) heap.takeFirst()
    return heap.first()
  }
  return {
    mono: () => monoMs(mono),
    // Whole milliseconds, as those of a process are; timers may end between two.
    wall: () => wallMs(Math.floor(mono + wallOffset)),
    wallTrusted: () => trusted,
    trueWall: () => wallMs(mono + trueOffset),
    after,
    every: (periodMs, run) => repeating(after, periodMs, run),
    nextAt: () => next()?.at,
    runNext() {
      const timer = next()
      if (timer?.run === undefined) return false
      heap.takeFirst()
      mono = Math.max(mono, timer.at)
      const { run } = timer
      timer.run = undefined
      pending--
      run()
      return true
    },
    stepWall: byMs => {
      wallOffset += byMs
    },
    setTrusted: value => {
      trusted = value
    },
    stall: forMs => {
      mono += forMs
    },
    suspend: forMs => {
      wallOffset += forMs
      trueOffset += forMs
    },
    pending: () => pending,
  }
}

/** A clock whose timers all end with its owner: a process that lost its power runs nothing any more. */
export function mortalClock(time: Clock): Clock & { readonly die: () => void } {
  let alive = true
  const after = (delayMs: number, run: () => void): Cancel => time.after(delayMs, () => alive && run())
  return {
    mono: time.mono,
    wall: time.wall,
    wallTrusted: time.wallTrusted,
    after,
    every: (periodMs, run) => repeating(after, periodMs, run),
    die: () => {
      alive = false
    },
  }
}

function repeating(after: Clock['after'], periodMs: number, run: () => void): Cancel {
  let cancel: Cancel = () => undefined
  const arm = (): void => {
    cancel = after(periodMs, () => {
      arm()
      run()
    })
  }
  arm()
  return () => cancel()
}

function timerHeap(): { add: (timer: Timer) => void; first: () => Timer | undefined; takeFirst: () => void } {
  const items: Timer[] = []
  const swap = (a: number, b: number): void => {
    const kept = items[a] as Timer
    items[a] = items[b] as Timer
    items[b] = kept
  }
  const isBefore = (a: number, b: number): boolean => before(items[a] as Timer, items[b] as Timer)
  return {
    first: () => items[0],
    add(timer) {
      let at = items.push(timer) - 1
      for (let parent = (at - 1) >> 1; at > 0 && isBefore(at, parent); parent = (at - 1) >> 1) {
        swap(at, parent)
        at = parent
      }
    },
    takeFirst() {
      const last = items.pop()
      if (last === undefined || items.length === 0) return
      items[0] = last
      for (let at = 0; ; ) {
        const left = 2 * at + 1
        if (left >= items.length) return
        const child = left + 1 < items.length && isBefore(left + 1, left) ? left + 1 : left
        if (!isBefore(child, at)) return
        swap(at, child)
        at = child
      }
    },
  }
}
