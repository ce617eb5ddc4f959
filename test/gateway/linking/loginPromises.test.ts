/** What the throttle promises to a user, against attackers of many kinds: simulated on a clock moved by hand. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type LoginThrottle,
  loginThrottle,
  MAX_KEYS,
  MAX_PROMISED,
} from '../../../src/gateway/linking/loginThrottle.ts'
import { monoMs } from '../../../src/kernel/time.ts'

const USER = 'anna'
const HOME = '192.0.2.1'

/** How one simulated attacker behaves; all attackers together send one attempt per gap. */
interface Attack {
  readonly sources: number
  readonly gapMs: number
  /** Names tried: the user's, one other per source, a new one each time, or the user's and new ones by turns. */
  readonly names: 'user' | 'own' | 'new' | 'mixed'
  /** Attempts sent at one moment. */
  readonly burst: number
}

const attack = (maxSources: number): fc.Arbitrary<Attack> =>
  fc.record({
    sources: fc.integer({ min: 1, max: maxSources }),
    gapMs: fc.integer({ min: 50, max: 2_000 }),
    names: fc.constantFrom('user', 'own', 'new', 'mixed'),
    burst: fc.integer({ min: 1, max: 5 }),
  })

/** Sends the attack from one moment to another and counts the checks it got; attackers never guess right. */
function attacker(throttle: LoginThrottle, { sources, gapMs, names, burst }: Attack, address = sourceOf) {
  let sent = 0
  let next = 0
  let longestMs = 0
  const nameOf = (source: number): string => {
    if (names === 'user' || (names === 'mixed' && sent % 2 === 0)) return USER
    return names === 'own' ? `name ${source}` : `name ${sent}`
  }
  return {
    until(end: number): number {
      let checks = 0
      for (; next <= end; next += gapMs) {
        for (let one = 0; one < burst; one++) {
          const source = sent++ % sources
          const turn = throttle.take(address(source), nameOf(source), monoMs(next))
          if (turn.ok) checks++
          else longestMs = Math.max(longestMs, turn.waitMs)
        }
      }
      return checks
    },
    longestMs: () => longestMs,
  }
}
const sourceOf = (index: number): string => `198.51.100.${index}`

test('attacks from S < 20 other sources: a user who comes back when told is checked within (S + 1) * 10 s', () => {
  const shape = fc.record({
    attack: attack(MAX_PROMISED - 1),
    warmMs: fc.integer({ min: 0, max: 400_000 }),
    lateMs: fc.integer({ min: 0, max: 59_999 }),
  })
  let waited = 0
  fc.assert(
    fc.property(shape, ({ attack, warmMs, lateMs }) => {
      const throttle = loginThrottle()
      const others = attacker(throttle, attack)
      others.until(warmMs)
      const first = throttle.take(HOME, USER, monoMs(warmMs))
      if (first.ok) return
      waited++
      expect(first.waitMs).toBeLessThanOrEqual((attack.sources + 1) * 10_000)
      const back = warmMs + first.waitMs + lateMs
      others.until(back)
      expect(throttle.take(HOME, USER, monoMs(back)).ok).toBe(true)
    }),
    { numRuns: 300 },
  )
  // The attacks do get in the way, or nothing was shown.
  expect(waited).toBeGreaterThan(100)
})

test('no wait told is longer than 210 s, and alone again everybody is checked within it, however many attacked', () => {
  let longestMs = 0
  fc.assert(
    fc.property(attack(300), fc.integer({ min: 0, max: 900_000 }), (attack, attackMs) => {
      const throttle = loginThrottle()
      const others = attacker(throttle, attack)
      others.until(attackMs)
      longestMs = Math.max(longestMs, others.longestMs())
      const first = throttle.take(HOME, USER, monoMs(attackMs))
      if (first.ok) return
      expect(first.waitMs).toBeLessThanOrEqual(210_000)
      expect(throttle.take(HOME, USER, monoMs(attackMs + first.waitMs)).ok).toBe(true)
    }),
    { numRuns: 200 },
  )
  expect(longestMs).toBeGreaterThan(100_000)
  expect(longestMs).toBeLessThanOrEqual(210_000)
})

test('an attack from the same source: nobody is locked out, and alone again the user is checked within 60 s', () => {
  fc.assert(
    fc.property(attack(1), fc.integer({ min: 0, max: 900_000 }), (attack, attackMs) => {
      const throttle = loginThrottle()
      attacker(throttle, attack, () => HOME).until(attackMs)
      let now = attackMs
      for (let tries = 0; tries < 3; tries++) {
        const turn = throttle.take(HOME, USER, monoMs(now))
        if (turn.ok) break
        now += turn.waitMs
      }
      expect(now - attackMs).toBeLessThanOrEqual(60_000)
    }),
    { numRuns: 300 },
  )
})

test('the same source: whoever asks first when a delay ends is checked, however many asked before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 12 }), fc.integer({ min: 0, max: 200 }), (failures, asks) => {
      const throttle = loginThrottle()
      let now = 0
      for (let failure = 0; failure < failures; ) {
        const turn = throttle.take(HOME, `name ${failure}`, monoMs(now))
        if (turn.ok) failure++
        else now += turn.waitMs
      }
      const told = throttle.take(HOME, USER, monoMs(now))
      if (told.ok) throw new Error('a delay was expected')
      for (let ask = 0; ask < asks; ask++) {
        expect(throttle.take(HOME, `name ${ask}`, monoMs(now + (told.waitMs * ask) / asks)).ok).toBe(false)
      }
      expect(throttle.take(HOME, USER, monoMs(now + told.waitMs)).ok).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('any attack gets one check in 3 s and no more, one source one in 60 s', () => {
  fc.assert(
    fc.property(attack(300), fc.integer({ min: 60_000, max: 1_200_000 }), (attack, forMs) => {
      const throttle = loginThrottle()
      const checks = attacker(throttle, attack, index => `2001:db8:0:${index.toString(16)}::1`).until(forMs)
      expect(checks).toBeLessThanOrEqual(8 + MAX_PROMISED + forMs / 3_000)
      if (attack.sources === 1) expect(checks).toBeLessThanOrEqual(11 + forMs / 60_000)
      if (attack.names === 'user') expect(checks).toBeLessThanOrEqual(11 + MAX_PROMISED + forMs / 10_000)
    }),
    { numRuns: 200 },
  )
})

test('twenty made-up names and addresses a second for half an hour neither grow the tables nor push out a key', () => {
  const throttle = loginThrottle()
  const known = '203.0.113.5'
  let now = 0
  let largest = 0
  // An account and a source under attack: at their longest delays before the flood.
  for (let failure = 0; failure < 11; ) {
    const turn = throttle.take(known, USER, monoMs(now))
    if (turn.ok) failure++
    else now += turn.waitMs
  }
  const end = now + 1_800_000
  let checks = 0
  for (let index = 0; now < end; now += 50, index++) {
    throttle.take(
      `2001:db8:${(index >> 12).toString(16)}:${(index & 0xfff).toString(16)}::1`,
      `name ${index}`,
      monoMs(now),
    )
    if (throttle.take(known, USER, monoMs(now)).ok) checks++
    largest = Math.max(largest, throttle.size())
  }
  expect(largest).toBeGreaterThan(300)
  expect(largest).toBeLessThanOrEqual(2 * (8 + MAX_PROMISED + 300 + 1) + MAX_PROMISED)
  expect(largest).toBeLessThan(2 * MAX_KEYS)
  // Never forgotten, so never three guesses for free: at most one a minute.
  expect(checks).toBeLessThanOrEqual(31)
})
