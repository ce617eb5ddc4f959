/** What must hold of presence for every evidence there can be. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Evidence,
  type Expected,
  LAST_WILL_HOLD_MS,
  presenceAt,
  type Surroundings,
  timeoutMs,
} from '../../src/home/presence.ts'
import { monoMs } from '../../src/kernel/time.ts'

const LATEST = 10_000_000
/** Small and large moments, so that equal ones and near ones are met. */
const moment = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: LATEST })).map(monoMs)
const flag = fc.boolean()
const evidence = fc.record(
  {
    heard: fc.record({ at: moment, by: fc.constantFrom('message', 'result', 'ping', 'session') }),
    session: fc.record({ open: flag, at: moment, timedOut: flag }),
    lastWill: fc.record({ at: moment, replayed: flag }),
    unanswered: fc.record({ at: moment }),
    askedUnanswered: fc.record({ at: moment, times: fc.integer({ min: 1, max: 20 }) }),
    takeovers: fc.array(moment, { maxLength: 3 }).map(all => all.sort((a, b) => a - b)),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Evidence>
const cadence: fc.Arbitrary<Expected> = fc
  .record({
    intervalMs: fc.integer({ min: 1, max: 100_000 }),
    declared: flag,
    misses: fc.integer({ min: 1, max: 9 }),
    silentOk: flag,
    source: fc.constantFrom('declared' as const, 'configured' as const, 'learned' as const),
    askable: flag,
  })
  .map(({ declared, intervalMs, ...rest }) => (declared ? { intervalMs, ...rest } : rest))
const around: fc.Arbitrary<Surroundings> = fc.record({
  listeningSince: fc.option(moment, { nil: undefined }),
  parentOffline: flag,
})
const now = fc.integer({ min: LATEST, max: 2 * LATEST }).map(monoMs)
const RUNS = { numRuns: 3000 }

/** Silence alone is held against those who promised to speak and cannot be asked; all others were asked in vain since. */
const wasFairlyHeld = ({ askedUnanswered }: Evidence, { askable, source }: Expected, tooLongSince: number): boolean =>
  askable === true ? (askedUnanswered?.at ?? -1) >= tooLongSince : source !== 'learned'

describe('presence', () => {
  test('depends on nothing but its inputs, and changes none of them', () => {
    fc.assert(
      fc.property(evidence, cadence, around, now, (of, every, here, at) => {
        const before = JSON.stringify([of, every, here])
        const first = presenceAt(of, every, here, at)
        presenceAt({}, every, here, monoMs(at + 1))
        expect(presenceAt(structuredClone(of), { ...every }, { ...here }, at)).toEqual(first)
        expect(JSON.stringify([of, every, here])).toBe(before)
      }),
      RUNS,
    )
  })

  test('is never offline without evidence against the appliance', () => {
    fc.assert(
      fc.property(evidence, cadence, around, now, (of, every, here, at) => {
        const { word, reason } = presenceAt(of, every, here, at)
        if (word !== 'offline') return
        const heardAt = of.heard?.at ?? -1
        const timeout = timeoutMs(every)
        const silentSince = Math.max(heardAt, here.listeningSince ?? at)
        const against = {
          'session-closed': of.session?.open === false && of.session.at >= heardAt,
          'last-will': of.lastWill !== undefined && of.lastWill.at >= heardAt,
          'command-unanswered': of.unanswered !== undefined && of.unanswered.at > heardAt,
          silent:
            timeout !== undefined && at - silentSince > timeout && wasFairlyHeld(of, every, silentSince + timeout),
        }
        expect(against).toHaveProperty(reason.code, true)
      }),
      RUNS,
    )
  })

  test('is never online after its session closed later than it was heard, nor after such a last will without a session', () => {
    fc.assert(
      fc.property(evidence, cadence, around, now, (of, every, here, at) => {
        const heardAt = of.heard?.at ?? -1
        const closed = of.session?.open === false && of.session.at >= heardAt
        const willed = of.lastWill !== undefined && of.lastWill.at >= heardAt && of.session?.open !== true
        if (closed || willed) expect(presenceAt(of, every, here, at).word).not.toBe('online')
      }),
      RUNS,
    )
  })

  test('rules delivery out only for a closed session or a live last will past its hold, never for silence', () => {
    fc.assert(
      fc.property(evidence, cadence, around, now, (of, every, here, at) => {
        const { rulesOut, word, reason } = presenceAt(of, every, here, at)
        if (!rulesOut) return
        expect(word).toBe('offline')
        expect(['session-closed', 'last-will']).toContain(reason.code)
        if (reason.code === 'last-will')
          expect([reason.replayed, reason.agoMs >= LAST_WILL_HOLD_MS]).toEqual([false, true])
      }),
      RUNS,
    )
  })

  test('silence, once too long, stays too long until something new is heard', () => {
    fc.assert(
      fc.property(evidence, cadence, around, now, fc.nat(LATEST), (of, every, here, at, later) => {
        if (presenceAt(of, every, here, at).reason.code !== 'silent') return
        expect(presenceAt(of, every, here, monoMs(at + later)).reason.code).toBe('silent')
      }),
      RUNS,
    )
  })

  test('a sign of life now makes it online, whatever spoke against it before', () => {
    fc.assert(
      fc.property(evidence, cadence, now, (of, every, before) => {
        const at = monoMs(before + 1)
        const alive: Evidence = { ...of, heard: { at, by: 'message' } }
        expect(presenceAt(alive, every, { listeningSince: monoMs(0), parentOffline: false }, at).word).toBe('online')
      }),
      RUNS,
    )
  })

  test('while the broker is away everything is unknown', () => {
    fc.assert(
      fc.property(evidence, cadence, now, (of, every, at) => {
        expect(presenceAt(of, every, { listeningSince: undefined, parentOffline: false }, at).word).toBe('unknown')
      }),
      RUNS,
    )
  })

  test('a later reconnection never makes an appliance more offline', () => {
    fc.assert(
      fc.property(evidence, cadence, moment, fc.nat(LATEST), now, (of, every, since, later, at) => {
        const word = (listeningSince: number) =>
          presenceAt(of, every, { listeningSince: monoMs(listeningSince), parentOffline: false }, at).word
        if (word(since) !== 'offline') expect(word(Math.min(since + later, at))).not.toBe('offline')
      }),
      RUNS,
    )
  })
})
