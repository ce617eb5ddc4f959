/** What of an appliance's own signs of life is taken for its cadence, and what is not. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breakRhythm, expectAnswer, forgetRhythm, newRhythm, noteBeat, type Rhythm } from '../../src/home/rhythm.ts'
import { days, hours, minutes, monoMs, seconds } from '../../src/kernel/time.ts'

const START = monoMs(1_000)

/** Beats with these gaps, the first at the start. */
function beating(gaps: readonly number[], rhythm: Rhythm = newRhythm()): Rhythm {
  let at = rhythm.last ?? START
  if (rhythm.last === undefined) noteBeat(rhythm, monoMs(at), START)
  for (const gap of gaps) {
    at = monoMs(at + gap)
    noteBeat(rhythm, at, START)
  }
  return rhythm
}
const learned = (gaps: readonly number[]): number | undefined => beating(gaps).intervalMs
const times = (count: number, gap: number): number[] => Array.from({ length: count }, () => gap)

describe('a cadence is learned', () => {
  test('from six gaps that are alike, not from five', () => {
    expect([5, 6, 8, 50].map(count => learned(times(count, seconds(30))))).toEqual([undefined, 30_000, 30_000, 30_000])
  })

  test('as the longest of the gaps', () => {
    expect(learned([30_000, 29_000, 31_500, 30_000, 30_200, 29_900])).toBe(31_500)
  })

  test('in spite of one lost message, and the slower for it; not of two', () => {
    expect(learned([...times(5, seconds(30)), seconds(60)])).toBe(60_000)
    expect(learned([...times(4, seconds(30)), seconds(60), seconds(60)])).toBeUndefined()
    expect(learned([...times(5, seconds(30)), seconds(120)])).toBeUndefined()
  })

  test('from the first message of each burst: topics said together are one beat', () => {
    expect(learned(times(7, 0).flatMap(() => [100, 200, seconds(300) - 300]))).toBe(300_000)
  })

  test('also when it is said faster than a burst ends', () => {
    expect(learned(times(60, seconds(1)))).toBe(5_000)
  })

  test('up to 31 days, and nothing slower', () => {
    expect([learned(times(6, days(31))), learned(times(6, days(31) + 1))]).toEqual([days(31), undefined])
  })

  test.each([
    ['a new, slower cadence', 30, 300],
    ['a new, faster cadence', 300, 30],
  ])('anew within eight gaps: %s', (_, before, after) => {
    const rhythm = beating(times(20, seconds(before)))
    const seen = Array.from({ length: 8 }, () => beating([seconds(after)], rhythm).intervalMs)
    // Nothing is believed on the way from one to the other but what one odd gap among old ones may be.
    expect(new Set(seen)).toContain(undefined)
    expect(seen.at(-1)).toBe(seconds(after))
  })
})

describe('no cadence', () => {
  test.each([
    ['a door', [hours(1), minutes(3), minutes(40), hours(9), minutes(1), minutes(90), hours(2), minutes(7)]],
    [
      'a person who is as regular as people are',
      times(8, hours(24)).map((day, at) => day + minutes(at % 2 === 0 ? 6 : -6)),
    ],
    ['a plug under load, then at rest', [...times(5, seconds(10)), minutes(5), minutes(5), seconds(10)]],
  ])('%s', (_, gaps) => {
    expect(learned(gaps)).toBeUndefined()
  })

  test('gaps of pure chance: fewer than one window in a thousand', () => {
    // mulberry32, so that the count is the same each time
    let state = 12_345
    const random = (): number => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
    }
    const rhythm = newRhythm()
    let believed = 0
    for (let count = 0; count < 20_000; count++) {
      // Shifted by the length of a burst, so that none is lost in one.
      beating([5_000 - hours(1) * Math.log(1 - random())], rhythm)
      if (rhythm.intervalMs !== undefined) believed++
    }
    expect(rhythm.count).toBe(20_000)
    expect(believed).toBeLessThan(20)
  })

  test('a gap across an outage of the broker is none, and the ones before it still count', () => {
    const rhythm = beating(times(5, seconds(30)))
    const back = monoMs((rhythm.last ?? 0) + hours(5))
    noteBeat(rhythm, monoMs(back + 10), back)
    expect([rhythm.count, rhythm.intervalMs]).toEqual([5, undefined])
    noteBeat(rhythm, monoMs(back + 30_010), back)
    expect([rhythm.count, rhythm.intervalMs]).toEqual([6, 30_000])
  })

  test('while the broker is lost nothing is one', () => {
    const rhythm = newRhythm()
    for (let at = 0; at < 20; at++) noteBeat(rhythm, monoMs(at * 30_000), undefined)
    expect(rhythm.count).toBe(0)
  })

  test('answers are none, up to a moment after the last one may come', () => {
    const rhythm = beating(times(5, seconds(30)))
    const last = rhythm.last ?? START
    expectAnswer(rhythm, monoMs(last + 12_000))
    // A later question with an earlier deadline takes nothing back.
    expectAnswer(rhythm, monoMs(last + 1_000))
    noteBeat(rhythm, monoMs(last + 14_000), START)
    noteBeat(rhythm, monoMs(last + 30_000), START)
    expect(rhythm.count).toBe(5)
    noteBeat(rhythm, monoMs(last + 60_000), START)
    expect([rhythm.count, rhythm.intervalMs]).toEqual([6, 30_000])
  })

  test('a gap around a break is none', () => {
    const rhythm = beating(times(5, seconds(30)))
    const last = rhythm.last ?? START
    breakRhythm(rhythm)
    noteBeat(rhythm, monoMs(last + 30_000), START)
    expect(rhythm.count).toBe(5)
  })

  test('what is forgotten has to be learned anew', () => {
    const rhythm = beating(times(8, seconds(30)))
    forgetRhythm(rhythm)
    expect(rhythm.intervalMs).toBeUndefined()
    expect(beating(times(5, seconds(30)), rhythm).intervalMs).toBeUndefined()
    expect(beating([seconds(30)], rhythm).intervalMs).toBe(30_000)
  })
})

test('what is learned is never shorter than a gap of the window, nor longer than all of them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 5_000, max: 400_000 }), { maxLength: 30 }), gaps => {
      const rhythm = beating(gaps)
      const window = gaps.slice(-8)
      if (rhythm.intervalMs !== undefined) expect(rhythm.intervalMs).toBe(Math.max(...window))
      expect(rhythm.gaps).toHaveLength(8)
    }),
    { numRuns: 500 },
  )
})
