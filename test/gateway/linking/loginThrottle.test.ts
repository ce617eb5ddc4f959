/** The throttle, case by case; what it promises against any attack is in loginPromises.test.ts. */
import { expect, test } from 'vitest'
import {
  type Admission,
  type LoginThrottle,
  loginThrottle,
  MAX_PROMISED,
  sourceKey,
} from '../../../src/gateway/linking/loginThrottle.ts'
import { monoMs } from '../../../src/kernel/time.ts'

/** A throttle on a hand-moved clock; answers are `0` for a check and the wait in milliseconds else. */
function start(): {
  readonly throttle: LoginThrottle
  readonly take: (source: string, account: string) => number
  readonly admit: (source: string, account: string) => Admission
  readonly pass: (ms: number) => void
} {
  const throttle = loginThrottle()
  let now = 1_000
  return {
    throttle,
    take(source, account) {
      const turn = throttle.take(source, account, monoMs(now))
      return turn.ok ? 0 : turn.waitMs
    },
    admit(source, account) {
      const turn = throttle.take(source, account, monoMs(now))
      if (!turn.ok) throw new Error(`refused for ${turn.waitMs} ms`)
      return turn
    },
    pass: ms => {
      now += ms
    },
  }
}

/** Checks as often as it may; returns the wait before each. */
function waitsOf(checks: number, next: (index: number) => number, pass: (ms: number) => void): readonly number[] {
  return Array.from({ length: checks }, (_, index) => {
    const waitMs = next(index)
    pass(waitMs)
    if (waitMs > 0) expect(next(index), `after ${waitMs} ms`).toBe(0)
    return waitMs
  })
}

test('one source: three failures are free, then it waits 1 s doubling to 60 s, whatever names it tries', () => {
  const { take, pass } = start()
  const waits = waitsOf(13, index => take('192.0.2.1', `name ${index}`), pass)
  expect(waits).toEqual([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

test('asking during a delay does not lengthen it, and the wait told is exact', () => {
  const { take, pass } = start()
  waitsOf(8, () => take('192.0.2.1', 'anna'), pass)
  const waitMs = take('192.0.2.1', 'anna')
  expect(waitMs).toBe(16_000)
  for (let ask = 1; ask < waitMs; ask++) {
    pass(1)
    expect(take('192.0.2.1', ask % 2 === 0 ? 'anna' : `name ${ask}`)).toBe(waitMs - ask)
  }
  pass(1)
  expect(take('192.0.2.1', 'anna')).toBe(0)
})

test('one account: five failures are free, then every source waits for it, 1 s doubling to 10 s; other accounts do not', () => {
  const { take, pass } = start()
  const waits = waitsOf(13, index => take(`192.0.2.${index}`, 'anna'), pass)
  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000])
  expect(take('198.51.100.1', 'boram')).toBe(0)
  expect(take('198.51.100.2', 'anna')).toBe(10_000)
})

test('the whole home: eight checks at once, then one in 3 s', () => {
  const { take, pass } = start()
  for (let check = 0; check < 8; check++) expect(take(`192.0.2.${check}`, `user ${check}`)).toBe(0)
  expect(take('192.0.2.100', 'anna')).toBe(3_000)
  expect(take('192.0.2.101', 'boram')).toBe(6_000)
  pass(6_000)
  expect(take('192.0.2.102', 'chan')).toBe(3_000)
  expect(take('192.0.2.100', 'anna')).toBe(0)
  expect(take('192.0.2.101', 'boram')).toBe(0)
  pass(3_600_000)
  for (let check = 0; check < 8; check++) expect(take(`198.51.100.${check}`, `user ${check}`)).toBe(0)
  expect(take('198.51.100.100', 'anna')).toBe(3_000)
})

test('success resets the source and the account', () => {
  const { take, admit, pass } = start()
  for (let failure = 0; failure < 4; failure++) expect(take('192.0.2.1', 'anna')).toBe(0)
  expect(take('192.0.2.1', 'anna')).toBe(1_000)
  pass(1_000)
  admit('192.0.2.1', 'anna').succeeded()
  pass(30_000)
  for (let failure = 0; failure < 4; failure++) expect(take('192.0.2.1', 'anna')).toBe(0)
  expect(take('192.0.2.1', 'anna')).toBe(1_000)
})

test('what was not checked is not counted', () => {
  const { take, admit, throttle } = start()
  for (let attempt = 0; attempt < 50; attempt++) admit('192.0.2.1', 'anna').undo()
  expect(throttle.size()).toBe(0)
  for (let failure = 0; failure < 4; failure++) expect(take('192.0.2.1', 'anna')).toBe(0)
})

test('a turn set aside is for that source and name, once, and lapses after a minute', () => {
  const { take, pass } = start()
  for (let failure = 0; failure < 6; failure++) take(`192.0.2.${failure}`, 'anna')
  expect(take('198.51.100.1', 'anna')).toBe(1_000)
  expect(take('198.51.100.2', 'anna')).toBe(3_000)
  pass(1_000)
  expect(take('198.51.100.3', 'anna')).toBe(6_000)
  expect(take('198.51.100.1', 'anna')).toBe(0)
  expect(take('198.51.100.1', 'anna')).toBeGreaterThan(0)
  pass(2_000 + 59_999)
  expect(take('198.51.100.2', 'anna')).toBe(0)
  pass(60_000)
  // 198.51.100.3 comes too late: its turn is gone, and the account has its delay again.
  expect(take('198.51.100.4', 'anna')).toBe(0)
  expect(take('198.51.100.3', 'anna')).toBe(10_000)
})

test('a turn set aside for one name does not let another name in', () => {
  const { take, pass } = start()
  for (let check = 0; check < 8; check++) expect(take(`192.0.2.${check}`, `user ${check}`)).toBe(0)
  expect(take('198.51.100.1', 'anna')).toBe(3_000)
  pass(3_000)
  expect(take('198.51.100.1', 'boram')).toBe(3_000)
  expect(take('198.51.100.1', 'anna')).toBe(0)
})

test('a source has one turn set aside at a time, and the home so many', () => {
  const { take, throttle } = start()
  for (let failure = 0; failure < 6; failure++) take(`192.0.2.${failure}`, 'anna')
  const first = take('198.51.100.1', 'anna')
  for (let index = 0; index < 100; index++) take('198.51.100.1', index % 2 === 0 ? 'anna' : `name ${index}`)
  expect(take('198.51.100.1', 'anna')).toBeLessThanOrEqual(first + 60_000)
  for (let index = 0; index < 500; index++) take(`2001:db8:0:${index.toString(16)}::1`, 'anna')
  expect(throttle.size()).toBeLessThan(MAX_PROMISED + 20)
})

test('addresses of one IPv6 network are one source, and so are all spellings of an address', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8:1::1', '2001:db8:1:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['', ''],
    ['a tunnel called it so', 'a tunnel called it so'],
  ]
  for (const [address, key] of rows) expect(sourceKey(address), address).toBe(key)
  expect(rows).toHaveLength(13)
  expect(sourceKey('x'.repeat(100_000))).toHaveLength(64)
  const { take } = start()
  for (let failure = 0; failure < 4; failure++) expect(take(`2001:db8::${failure}`, `name ${failure}`)).toBe(0)
  expect([take('2001:db8::9', 'anna'), take('2001:db8:0:1::9', 'anna')]).toEqual([1_000, 0])
})
