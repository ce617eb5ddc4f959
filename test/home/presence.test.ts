/** DESIGN section 6, sentence by sentence, as a table over the one pure function. */
import { describe, expect, test } from 'vitest'
import type { Cadence } from '../../src/home/appliance.ts'
import {
  type Evidence,
  LAST_WILL_HOLD_MS,
  LONG_SILENCE_MS,
  presenceAt,
  type Surroundings,
  timeoutMs,
} from '../../src/home/presence.ts'
import { monoMs } from '../../src/kernel/time.ts'

const at = monoMs
const NOW = at(1_000_000)
const EVERY_30_S: Cadence = { intervalMs: 30_000, misses: 3, silentOk: false }
const UNKNOWN_CADENCE: Cadence = { misses: 3, silentOk: false }
const SILENT_OK: Cadence = { misses: 3, silentOk: true }
const SINCE_BOOT: Surroundings = { listeningSince: at(0), parentOffline: false }

const heard = (ms: number, by: 'message' | 'result' | 'ping' | 'session' = 'message') => ({ heard: { at: at(ms), by } })
const will = (ms: number, replayed = false) => ({ lastWill: { at: at(ms), replayed } })
const session = (open: boolean, ms: number, timedOut = false) => ({ session: { open, at: at(ms), timedOut } })
const unanswered = (ms: number) => ({ unanswered: { at: at(ms) } })

interface Row {
  readonly sentence: string
  readonly evidence: Evidence
  readonly cadence?: Cadence
  readonly around?: Partial<Surroundings>
  /** Word, code of the reason, and whether delivery is ruled out (marked `!`). */
  readonly is: string
}

const ago = (ms: number): number => NOW - ms

const ROWS: readonly Row[] = [
  { sentence: 'a live message is a sign of life', evidence: heard(ago(1000)), is: 'online heard' },
  { sentence: 'so is a result', evidence: heard(ago(1000), 'result'), is: 'online heard' },
  { sentence: 'so is a ping of its session', evidence: heard(ago(1000), 'ping'), is: 'online heard' },
  {
    sentence: 'nothing heard since the broker is reachable',
    evidence: {},
    is: 'unknown not-heard-yet',
    around: { listeningSince: at(ago(1000)) },
  },
  {
    sentence: 'an open session is life, however long it says nothing',
    evidence: { ...session(true, 10), ...heard(10) },
    is: 'online session-open',
  },
  {
    sentence: 'a closed session rules delivery out',
    evidence: { ...heard(10), ...session(false, 20) },
    is: 'offline session-closed!',
  },
  {
    sentence: 'so does one whose keep-alive ran out',
    evidence: { ...heard(10), ...session(false, 20, true) },
    is: 'offline session-closed!',
  },
  {
    sentence: 'a session closed in the moment of its last message is closed',
    evidence: { ...heard(20), ...session(false, 20) },
    is: 'offline session-closed!',
  },
  {
    sentence: 'heard after its session closed: it speaks by another way',
    evidence: { ...heard(ago(1000)), ...session(false, 20) },
    is: 'online heard',
  },
  {
    sentence: 'a last will rules delivery out',
    evidence: { ...heard(10), ...will(ago(60_000)) },
    is: 'offline last-will!',
  },
  {
    sentence: 'a last will is held for a few seconds',
    evidence: { ...heard(10), ...will(ago(LAST_WILL_HOLD_MS - 1)) },
    is: 'unknown last-will-held',
  },
  {
    sentence: 'and believed after them',
    evidence: { ...heard(10), ...will(ago(LAST_WILL_HOLD_MS)) },
    is: 'offline last-will!',
  },
  {
    sentence: 'the will of an old session, while the new one is open',
    evidence: { ...heard(ago(5000)), ...session(true, ago(5000)), ...will(ago(4999)) },
    is: 'online session-open',
  },
  {
    sentence: 'and while it is held',
    evidence: { ...heard(ago(500)), ...session(true, ago(500)), ...will(ago(499)) },
    is: 'unknown last-will-held',
  },
  {
    sentence: 'a last will from before an outage of the broker: it may have returned since, and is tried',
    evidence: { ...heard(10), ...will(20) },
    around: { listeningSince: at(ago(60_000)) },
    is: 'offline last-will',
  },
  {
    sentence: 'a live message newer than the last will overrules it',
    evidence: { ...will(ago(2000)), ...heard(ago(1000)) },
    is: 'online heard',
  },
  {
    sentence: 'a retained last will is believed, but the appliance is tried',
    evidence: will(ago(60_000), true),
    is: 'offline last-will',
  },
  { sentence: 'a retained last will is not held', evidence: will(ago(1), true), is: 'offline last-will' },
  {
    sentence: 'a live message newer than a retained last will overrules it',
    evidence: { ...will(ago(2000), true), ...heard(ago(1000)) },
    is: 'online heard',
  },
  { sentence: 'three intervals of silence are not yet too many', evidence: heard(ago(90_000)), is: 'online heard' },
  { sentence: 'longer than three intervals', evidence: heard(ago(90_001)), is: 'offline silent' },
  { sentence: 'silence is weak evidence: it is tried', evidence: heard(ago(900_000)), is: 'offline silent' },
  {
    sentence: 'misses are configurable',
    evidence: heard(ago(90_001)),
    cadence: { ...EVERY_30_S, misses: 4 },
    is: 'online heard',
  },
  {
    sentence: 'silent: ok, in spite of an interval',
    evidence: heard(10),
    cadence: { ...EVERY_30_S, silentOk: true },
    is: 'online heard',
  },
  { sentence: 'silent: ok without an interval', evidence: heard(10), cadence: SILENT_OK, is: 'online heard' },
  { sentence: 'silent: ok, never heard', evidence: {}, cadence: SILENT_OK, is: 'unknown not-heard-yet' },
  {
    sentence: 'silent: ok does not hide a closed session',
    evidence: { ...heard(10), ...session(false, 20) },
    cadence: SILENT_OK,
    is: 'offline session-closed!',
  },
  {
    sentence: 'unknown cadence: silence says nothing',
    evidence: heard(10),
    cadence: UNKNOWN_CADENCE,
    is: 'online heard',
  },
  { sentence: 'unknown cadence, never heard', evidence: {}, cadence: UNKNOWN_CADENCE, is: 'unknown not-heard-yet' },
  {
    sentence: 'after a restart unknown until its timeout has run',
    evidence: {},
    around: { listeningSince: at(ago(90_000)) },
    is: 'unknown not-heard-yet',
  },
  { sentence: 'and then offline', evidence: {}, around: { listeningSince: at(ago(90_001)) }, is: 'offline silent' },
  {
    sentence: 'the broker is away: nobody knows',
    evidence: heard(ago(1)),
    around: { listeningSince: undefined },
    is: 'unknown broker-unreachable',
  },
  {
    sentence: 'not even of a closed session',
    evidence: session(false, ago(1)),
    around: { listeningSince: undefined },
    is: 'unknown broker-unreachable',
  },
  {
    sentence: 'an outage of the broker is not its silence',
    evidence: heard(10),
    around: { listeningSince: at(ago(90_000)) },
    is: 'unknown not-heard-yet',
  },
  {
    sentence: 'silence counts from the end of the outage',
    evidence: heard(10),
    around: { listeningSince: at(ago(90_001)) },
    is: 'offline silent',
  },
  {
    sentence: 'heard since the outage',
    evidence: heard(ago(10)),
    around: { listeningSince: at(ago(20)) },
    is: 'online heard',
  },
  {
    sentence: 'a parent that is down makes it unknown',
    evidence: heard(ago(1)),
    around: { parentOffline: true },
    is: 'unknown parent-offline',
  },
  {
    sentence: 'not offline, however long it is silent',
    evidence: heard(10),
    around: { parentOffline: true },
    is: 'unknown parent-offline',
  },
  {
    sentence: 'its own closed session stands above its parent',
    evidence: { ...heard(10), ...session(false, 20) },
    around: { parentOffline: true },
    is: 'offline session-closed!',
  },
  {
    sentence: 'an unanswered command',
    evidence: { ...heard(ago(5000)), ...unanswered(ago(1000)) },
    is: 'offline command-unanswered',
  },
  {
    sentence: 'it is tried again: that is no strong evidence',
    evidence: unanswered(ago(1000)),
    is: 'offline command-unanswered',
  },
  {
    sentence: 'heard since the unanswered command',
    evidence: { ...unanswered(ago(5000)), ...heard(ago(1000)) },
    is: 'online heard',
  },
  {
    sentence: 'unanswered before an outage of the broker: the answer may be what was lost',
    evidence: { ...heard(10), ...unanswered(ago(5000)) },
    around: { listeningSince: at(ago(1000)) },
    is: 'unknown not-heard-yet',
  },
  {
    sentence: 'unanswered though its session is open',
    evidence: { ...session(true, 10), ...heard(10), ...unanswered(ago(1)) },
    is: 'offline command-unanswered',
  },
]

describe('presence by evidence', () => {
  test.each(ROWS)('$sentence: $is', ({ evidence, cadence, around, is }) => {
    const presence = presenceAt(evidence, cadence ?? EVERY_30_S, { ...SINCE_BOOT, ...around }, NOW)
    expect(`${presence.word} ${presence.reason.code}${presence.rulesOut ? '!' : ''}`).toBe(is)
  })

  test('the table was read', () => expect(ROWS.length).toBe(44))

  test('unknown cadence decays to unknown after a day, never to offline', () => {
    const word = (now: number) => presenceAt(heard(0), UNKNOWN_CADENCE, SINCE_BOOT, at(now))
    expect(word(LONG_SILENCE_MS).word).toBe('online')
    expect(word(LONG_SILENCE_MS + 1)).toEqual({
      word: 'unknown',
      rulesOut: false,
      reason: { code: 'long-silent', silentMs: LONG_SILENCE_MS + 1 },
    })
    expect(word(LONG_SILENCE_MS * 1000).word).toBe('unknown')
  })

  test('silent: ok stays online for as long as nothing speaks against it', () => {
    expect(presenceAt(heard(0), SILENT_OK, SINCE_BOOT, at(LONG_SILENCE_MS * 1000)).word).toBe('online')
  })
})

describe('the numbers of a reason', () => {
  const reason = (evidence: Evidence, cadence = EVERY_30_S) => presenceAt(evidence, cadence, SINCE_BOOT, NOW).reason

  test('how long ago, since when, and how long was allowed', () => {
    expect(reason(heard(ago(12_000)))).toEqual({ code: 'heard', by: 'message', agoMs: 12_000 })
    expect(reason(heard(ago(100_000)))).toEqual({ code: 'silent', silentMs: 100_000, timeoutMs: 90_000 })
    expect(reason({ ...heard(1), ...session(true, ago(7)) })).toEqual({ code: 'session-open', sinceMs: 7 })
    expect(reason(session(false, ago(7), true))).toEqual({ code: 'session-closed', agoMs: 7, timedOut: true })
    expect(reason(will(ago(4000)))).toEqual({ code: 'last-will', agoMs: 4000, replayed: false })
    expect(reason(unanswered(ago(9)))).toEqual({ code: 'command-unanswered', agoMs: 9 })
    expect(reason({}, UNKNOWN_CADENCE)).toEqual({ code: 'not-heard-yet', sinceMs: NOW })
  })
})

describe('timeout', () => {
  test('is misses times the interval, and none where silence says nothing', () => {
    expect([timeoutMs(EVERY_30_S), timeoutMs(UNKNOWN_CADENCE), timeoutMs({ ...EVERY_30_S, silentOk: true })]).toEqual([
      90_000,
      undefined,
      undefined,
    ])
  })
})
