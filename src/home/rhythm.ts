/** The cadence an appliance keeps by itself, learned from the gaps between its signs of life. Bounded, without a clock. */
import { days, type MonoMs, minutes, monoPlus, seconds } from '../kernel/time.ts'

/** What is remembered of one appliance's signs of life: 8 gaps and three numbers, about 200 bytes. */
export interface Rhythm {
  /** The beat that the next gap is measured from; undefined when the next one only begins a gap. */
  last: MonoMs | undefined
  /** Until then what it says may be an answer, and answers keep the rhythm of whoever asks. */
  answersUntil: MonoMs | undefined
  /** The newest gaps in milliseconds, in a ring. */
  readonly gaps: Float64Array
  /** Gaps seen since the start. */
  count: number
  /** What is believed now; undefined for an appliance that keeps no cadence, or none yet. */
  intervalMs: number | undefined
}

/** Window of the habit: long enough to outlast a lost message, short enough to follow a new setting within 8 reports. */
const KEPT_GAPS = 8

/**
 * Gaps before a habit is believed. Of gaps of pure chance, which are spread exponentially, one in 20,000 windows of 8 and
 * one in 1,000 of 6 looks as regular as {@link learnedFrom} asks for (drawn a million times); of 4 it is one in 60.
 */
const MIN_GAPS = 6

/** Several topics of one moment (Tasmota says STATE and SENSOR) are one beat, and so is what is said faster than this. */
const BURST_MS = seconds(5)

/** Timers of firmware drift by seconds. A quarter covers a short interval over a bad radio, minutes are no timer any more. */
const MAX_DRIFT_SHARE = 0.25
const MAX_DRIFT_MS = minutes(5)

/** As with declared intervals: what comes once a month is nobody's heartbeat. */
const MAX_INTERVAL_MS = days(31)

/** What an appliance says this soon after the last moment for an answer still is one, as a late one or its echo. */
const ANSWER_TAIL_MS = seconds(2)

export const newRhythm = (): Rhythm => ({
  last: undefined,
  answersUntil: undefined,
  gaps: new Float64Array(KEPT_GAPS),
  count: 0,
  intervalMs: undefined,
})

/**
 * Takes up a habit that was learned before a restart, unless there is a newer one: as if it had just been kept, so that what
 * goes on is believed at once, and another habit after as many gaps as ever.
 */
export function resumeRhythm(rhythm: Rhythm, intervalMs: number): void {
  if (rhythm.count > 0 || !(intervalMs >= BURST_MS && intervalMs <= MAX_INTERVAL_MS)) return
  rhythm.gaps.fill(intervalMs)
  rhythm.count = KEPT_GAPS
  rhythm.intervalMs = intervalMs
}

/** Whether two intervals are one habit: what is learned wavers with every gap, within what counts as regular. */
export const isSameHabit = (one: number | undefined, other: number | undefined): boolean =>
  one === undefined || other === undefined
    ? one === other
    : Math.abs(one - other) <= Math.min(Math.min(one, other) * MAX_DRIFT_SHARE, MAX_DRIFT_MS)

/** Notes that the appliance was asked or told something which it may answer until a moment. */
export function expectAnswer(rhythm: Rhythm, until: MonoMs): void {
  const ends = monoPlus(until, ANSWER_TAIL_MS)
  if (rhythm.answersUntil === undefined || ends > rhythm.answersUntil) rhythm.answersUntil = ends
}

/** A sign of life that the appliance did not give by itself: the gap around it says nothing. */
export function breakRhythm(rhythm: Rhythm): void {
  rhythm.last = undefined
}

/** Forgets the habit: what it was learned from will not be heard any more. */
export function forgetRhythm(rhythm: Rhythm): void {
  rhythm.last = undefined
  rhythm.count = 0
  rhythm.intervalMs = undefined
}

/**
 * Takes in a sign of life that the appliance gave by itself.
 * @param listeningSince since when the broker has been reachable: a gap across its outage, or ours, is none
 */
export function noteBeat(rhythm: Rhythm, at: MonoMs, listeningSince: MonoMs | undefined): void {
  if (rhythm.answersUntil !== undefined && at <= rhythm.answersUntil) {
    breakRhythm(rhythm)
    return
  }
  const { last } = rhythm
  if (last === undefined || listeningSince === undefined || last < listeningSince) {
    rhythm.last = at
    return
  }
  const gap = at - last
  if (gap < BURST_MS) return
  rhythm.last = at
  rhythm.gaps[rhythm.count % KEPT_GAPS] = gap
  rhythm.count++
  rhythm.intervalMs = learnedFrom(rhythm.gaps.slice(0, rhythm.count).sort())
}

/**
 * The interval that gaps show: the longest of them, when all are alike but one, which may be that of one lost message.
 * @param gaps in rising order
 */
function learnedFrom(gaps: Float64Array): number | undefined {
  const shortest = gaps[0]
  const median = gaps[gaps.length >> 1]
  const secondLongest = gaps.at(-2)
  const longest = gaps.at(-1)
  if (gaps.length < MIN_GAPS || shortest === undefined || median === undefined) return undefined
  if (secondLongest === undefined || longest === undefined || longest > MAX_INTERVAL_MS) return undefined
  const drift = Math.min(median * MAX_DRIFT_SHARE, MAX_DRIFT_MS)
  const isRegular = median - shortest <= drift && secondLongest - median <= drift && longest <= 2 * median + drift
  return isRegular ? longest : undefined
}
