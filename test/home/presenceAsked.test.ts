/** Silence, questions and habits: the rows of DESIGN section 6 that rest on what the gateway asked and learned. */
import { describe, expect, test } from 'vitest'
import {
  type Evidence,
  type Expected,
  presenceAt,
  type Surroundings,
  TAKEOVER_WINDOW_MS,
  timeoutMs,
} from '../../src/home/presence.ts'
import { hours, minutes, monoMs, seconds } from '../../src/kernel/time.ts'

const NOW = monoMs(hours(10))
const ago = (ms: number) => monoMs(NOW - ms)
const heard = (ms: number): Evidence => ({ heard: { at: ago(ms), by: 'message' } })
const inVain = (ms: number, times = 1): Evidence => ({
  asked: { at: ago(ms) },
  askedUnanswered: { at: ago(ms), times },
})
const session = (open: boolean, ms: number): Evidence => ({ session: { open, at: ago(ms), timedOut: false } })
const will = (ms: number): Evidence => ({ lastWill: { at: ago(ms), replayed: false } })
const takeovers = (...ms: number[]): Evidence => ({ takeovers: ms.map(ago) })

const DECLARED: Expected = { intervalMs: 30_000, misses: 3, silentOk: false, source: 'declared', askable: true }
const LEARNED: Expected = { ...DECLARED, source: 'learned' }
const SINCE: Surroundings = { listeningSince: monoMs(0), parentOffline: false }

interface Row {
  readonly sentence: string
  readonly evidence: Evidence
  readonly cadence?: Expected
  readonly around?: Partial<Surroundings>
  readonly is: string
}

const ROWS: readonly Row[] = [
  {
    sentence: 'silent for too long and not asked yet: nobody knows',
    evidence: heard(90_001),
    is: 'unknown silent-asking',
  },
  {
    sentence: 'a question under way is no answer',
    evidence: { ...heard(95_000), asked: { at: ago(1_000) } },
    is: 'unknown silent-asking',
  },
  {
    sentence: 'asked, and it kept silent',
    evidence: { ...heard(100_000), ...inVain(5_000) },
    is: 'offline silent',
  },
  {
    sentence: 'asked in the moment of its timeout',
    evidence: { ...heard(100_000), ...inVain(10_000) },
    is: 'offline silent',
  },
  {
    sentence: 'what it did not answer before its timeout was no silence yet',
    evidence: { ...heard(100_000), ...inVain(10_001) },
    is: 'unknown silent-asking',
  },
  {
    sentence: 'what it did not answer before it was last heard says nothing of now',
    evidence: { ...heard(100_000), ...inVain(100_001) },
    is: 'unknown silent-asking',
  },
  {
    sentence: 'a question may have been lost in an outage of the broker',
    evidence: { ...heard(hours(1)), ...inVain(120_000) },
    around: { listeningSince: ago(100_000) },
    is: 'unknown silent-asking',
  },
  {
    sentence: 'and is asked again after it',
    evidence: { ...heard(hours(1)), ...inVain(5_000) },
    around: { listeningSince: ago(100_000) },
    is: 'offline silent',
  },
  {
    sentence: 'an unanswered question before the timeout takes nobody offline',
    evidence: { ...heard(80_000), ...inVain(5_000) },
    is: 'online heard',
  },
  {
    sentence: 'never heard since the start, and asked in vain before its timeout',
    evidence: inVain(5_000),
    around: { listeningSince: ago(80_000) },
    is: 'unknown not-heard-yet',
  },
  {
    sentence: 'one that may be silent is not offline for not answering',
    evidence: { ...heard(hours(9)), ...inVain(5_000) },
    cadence: { ...DECLARED, silentOk: true },
    is: 'online heard',
  },
  {
    sentence: 'one that cannot be asked and has promised to speak is offline by its silence',
    evidence: heard(90_001),
    cadence: { ...DECLARED, askable: false },
    is: 'offline silent',
  },
  {
    sentence: 'a learned cadence gives two intervals more, and two minutes at least',
    evidence: heard(seconds(150) + 1),
    cadence: LEARNED,
    is: 'unknown silent-asking',
  },
  { sentence: 'and not a moment less', evidence: heard(seconds(150)), cadence: LEARNED, is: 'online heard' },
  {
    sentence: 'a learned cadence and a question in vain',
    evidence: { ...heard(seconds(160)), ...inVain(5_000) },
    cadence: LEARNED,
    is: 'offline silent',
  },
  {
    sentence: 'a habit alone never makes offline',
    evidence: heard(hours(1) + 1),
    cadence: { ...LEARNED, askable: false },
    is: 'unknown silent-habit',
  },
  {
    sentence: 'and needs an hour where nobody can ask',
    evidence: heard(hours(1)),
    cadence: { ...LEARNED, askable: false },
    is: 'online heard',
  },
  {
    sentence: 'an open session makes all questions idle',
    evidence: { ...heard(hours(9)), ...session(true, hours(9)), ...inVain(5_000) },
    is: 'online session-open',
  },
  {
    sentence: 'three take-overs in a minute: a fault, and there all the same',
    evidence: { ...heard(1_000), ...session(true, hours(1)), ...takeovers(59_000, 30_000, 1_000) },
    is: 'online duplicate-client',
  },
  {
    sentence: 'two are a bad radio',
    evidence: { ...heard(1_000), ...session(true, hours(1)), ...takeovers(30_000, 1_000) },
    is: 'online session-open',
  },
  {
    sentence: 'three in more than a minute too',
    evidence: { ...heard(1_000), ...session(true, hours(1)), ...takeovers(61_001, 30_000, 1_000) },
    is: 'online session-open',
  },
  {
    sentence: 'the fault ends a minute after the last',
    evidence: {
      ...heard(1_000),
      ...session(true, hours(1)),
      ...takeovers(TAKEOVER_WINDOW_MS + 3, TAKEOVER_WINDOW_MS + 2, TAKEOVER_WINDOW_MS + 1),
    },
    is: 'online session-open',
  },
  {
    sentence: 'the will of a client that was thrown out says nothing, even at first',
    evidence: { ...heard(10), ...session(true, hours(1)), ...takeovers(59_000, 30_000, 10), ...will(5) },
    is: 'online duplicate-client',
  },
  {
    sentence: 'that of one that was taken over once is held',
    evidence: { ...heard(10), ...session(true, hours(1)), ...takeovers(10), ...will(5) },
    is: 'unknown last-will-held',
  },
  {
    sentence: 'when both of one id are gone, it is gone',
    evidence: { ...heard(10), ...takeovers(59_000, 30_000, 10), ...session(false, 5) },
    is: 'offline session-closed!',
  },
]

describe('presence, of those who are asked', () => {
  test.each(ROWS)('$sentence: $is', ({ evidence, cadence = DECLARED, around, is }) => {
    const { word, reason, rulesOut } = presenceAt(evidence, cadence, { ...SINCE, ...around }, NOW)
    expect(`${word} ${reason.code}${rulesOut ? '!' : ''}`).toBe(is)
  })

  test('every sentence is looked at', () => {
    expect(ROWS).toHaveLength(25)
  })

  test('the reason has the numbers', () => {
    const { reason } = presenceAt({ ...heard(100_000), ...inVain(5_000) }, DECLARED, SINCE, NOW)
    expect(reason).toEqual({ code: 'silent', silentMs: 100_000, timeoutMs: 90_000, askedAgoMs: 5_000 })
    const fault = presenceAt({ ...session(true, 9), ...takeovers(40_000, 20_000, 1_000) }, DECLARED, SINCE, NOW).reason
    expect(fault).toEqual({ code: 'duplicate-client', takeovers: 3, withinMs: 39_000 })
  })

  test('timeouts: what is declared is kept to, what is learned is given more', () => {
    const of = (more: Partial<Expected>) => timeoutMs({ ...DECLARED, ...more })
    expect(of({})).toBe(seconds(90))
    expect(of({ source: 'configured', intervalMs: 1_000 })).toBe(3_000)
    expect(of({ source: 'learned', intervalMs: 1_000 })).toBe(minutes(2))
    expect(of({ source: 'learned', intervalMs: minutes(5) })).toBe(minutes(25))
    expect(of({ source: 'learned', intervalMs: minutes(5), askable: false })).toBe(hours(1))
    expect(of({ source: 'learned', intervalMs: hours(1), askable: false })).toBe(hours(5))
    expect(of({ source: 'learned', silentOk: true })).toBeUndefined()
  })
})
