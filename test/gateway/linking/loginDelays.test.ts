/** Growing delays, row by row. */
import { expect, test } from 'vitest'
import { loginDelays } from '../../../src/gateway/linking/loginDelays.ts'
import { type MonoMs, monoMs } from '../../../src/kernel/time.ts'

const RULE = { freeFailures: 3, longestMs: 60_000, forgetMs: 900_000, maxKeys: 3 }
const at = (ms: number): MonoMs => monoMs(ms)

test('the first failures are free, then the delay doubles to its longest', () => {
  const delays = loginDelays(RULE)
  const rows = [0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]
  let now = 5_000
  for (const [index, delayMs] of rows.entries()) {
    delays.charge('a', at(now), at(now))
    expect(delays.freeAt('a', at(now)) - now, `failure ${index + 1}`).toBe(delayMs)
    now += delayMs
  }
  expect(rows).toHaveLength(11)
  for (let more = 0; more < 2_000; more++) delays.charge('a', at(now), at(now))
  expect(delays.freeAt('a', at(now))).toBe(now + 60_000)
})

test('a free key is free now, whatever the time of its last delay', () => {
  const delays = loginDelays({ ...RULE, freeFailures: 0 })
  expect(delays.freeAt('a', at(7))).toBe(7)
  delays.charge('a', at(10), at(10))
  expect([10, 1_009, 1_010, 5_000].map(now => delays.freeAt('a', at(now)))).toEqual([1_010, 1_010, 1_010, 5_000])
  expect(delays.freeAt('b', at(10))).toBe(10)
})

test('a key is as new after its time of quiet, and not a millisecond earlier', () => {
  const delays = loginDelays({ ...RULE, freeFailures: 1 })
  for (let failure = 0; failure < 4; failure++) delays.charge('a', at(0), at(0))
  delays.charge('a', at(899_999), at(899_999))
  expect(delays.freeAt('a', at(899_999))).toBe(899_999 + 8_000)
  delays.charge('a', at(1_799_999), at(1_799_999))
  expect(delays.freeAt('a', at(1_799_999))).toBe(1_799_999)
})

test('taking back restores what was, unless more was charged since', () => {
  const delays = loginDelays({ ...RULE, freeFailures: 1 })
  const first = delays.charge('a', at(0), at(0))
  const second = delays.charge('a', at(0), at(0))
  expect(delays.freeAt('a', at(0))).toBe(1_000)
  second()
  expect(delays.freeAt('a', at(0))).toBe(0)
  const third = delays.charge('a', at(0), at(0))
  first()
  expect(delays.freeAt('a', at(0))).toBe(1_000)
  third()
  first()
  expect(delays.size()).toBe(0)
})

test('forgiving forgets', () => {
  const delays = loginDelays({ ...RULE, freeFailures: 0 })
  delays.charge('a', at(0), at(0))
  delays.forgive('a')
  delays.forgive('b')
  expect([delays.freeAt('a', at(0)), delays.size()]).toEqual([0, 0])
})

test('keys are bounded: quiet ones go first, then the one charged the longest ago', () => {
  const delays = loginDelays({ ...RULE, freeFailures: 0 })
  for (const key of ['a', 'b', 'c', 'c']) delays.charge(key, at(0), at(0))
  expect(['a', 'b', 'c'].map(key => delays.freeAt(key, at(0)))).toEqual([1_000, 1_000, 2_000])
  for (const key of ['a', 'd']) delays.charge(key, at(0), at(0))
  expect(delays.size()).toBe(3)
  expect(['a', 'b', 'c', 'd'].map(key => delays.freeAt(key, at(0)))).toEqual([2_000, 0, 2_000, 1_000])
  delays.charge('e', at(900_000), at(900_000))
  expect(delays.size()).toBe(1)
})
