import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readOptions } from '../../scripts/soak/options.ts'
import { judge, REAL_BOUNDS, type Sample, slope, WEEK_BOUNDS } from '../../scripts/soak/verdict.ts'

/** What a gateway looks like: full after the first minutes, then moving up and down with each collection. */
const flat = (at: number): Sample => ({
  atSeconds: at * 10,
  rssMb: 100 + 10 * (1 - Math.exp(-at / 6)) + Math.sin(at) / 2,
  heapMb: 25 + Math.sin(at) / 5,
  openFiles: 129 + (at % 2),
  resources: 207 + (at % 3),
  writtenBytes: at * 10_000,
  countedBytes: at * 11_000,
})

/** Twenty minutes, one look every ten seconds. */
const series = (change: (sample: Sample, at: number) => Partial<Sample> = () => ({})): readonly Sample[] =>
  Array.from({ length: 121 }, (_, at) => ({ ...flat(at), ...change(flat(at), at) }))

const missed = (samples: readonly Sample[], bounds = REAL_BOUNDS): readonly string[] =>
  judge(samples, bounds)
    .filter(({ met }) => !met)
    .map(({ what }) => what)

describe('a run that is flat', () => {
  test('meets every bound, whatever the first quarter was like', () => {
    expect(judge(series(), REAL_BOUNDS)).toHaveLength(6)
    expect(missed(series())).toEqual([])
    expect(missed(series(({ rssMb = 0 }, at) => (at < 30 ? { rssMb: rssMb + at * 5 } : {})))).toEqual([])
  })

  test('the week looks at the heap instead of the resident memory', () => {
    const week = series((_, at) => ({
      atSeconds: at * 7200,
      rssMb: undefined,
      heapMb: 15 + Math.sin(at) / 10,
      openFiles: 34,
      resources: 2,
      writtenBytes: undefined,
      countedBytes: at * 8e6,
    }))
    expect(judge(week, WEEK_BOUNDS).map(({ what }) => what)).toEqual([
      'heap after collection grows by',
      'open files grow by',
      'handles of the event loop grow by',
      'written, as the gateway counts',
    ])
    expect(missed(week, WEEK_BOUNDS)).toEqual([])
    // One byte for each of 138,000 messages an hour.
    const leaking = week.map((sample, at) => ({ ...sample, heapMb: sample.heapMb + at * 2 * 0.138 }))
    expect(missed(leaking, WEEK_BOUNDS)).toEqual(['heap after collection grows by'])
  })
})

describe('a run that leaks is found out', () => {
  test.each([
    [
      'a hundred bytes of each of 38 messages a second',
      'resident memory grows by',
      (sample: Sample, at: number) => ({ rssMb: (sample.rssMb ?? 0) + (at * 10 * 38 * 100) / 1e6 }),
    ],
    [
      'fifty bytes of each of 38 messages a second',
      'heap after collection grows by',
      (sample: Sample, at: number) => ({ heapMb: sample.heapMb + (at * 10 * 38 * 50) / 1e6 }),
    ],
    [
      'a descriptor every ten minutes',
      'open files grow by',
      (sample: Sample, at: number) => ({ openFiles: sample.openFiles + Math.floor(at / 60) }),
    ],
    [
      'a timer of every hundredth of 5 directives a second',
      'handles of the event loop grow by',
      (sample: Sample, at: number) => ({ resources: sample.resources + Math.floor(at / 2) }),
    ],
    [
      'six megabytes an hour to the disk',
      'written, as the kernel counts',
      (_sample: Sample, at: number) => ({ writtenBytes: (at * 10 * 6e6) / 3600 }),
    ],
    [
      'six megabytes an hour in commits',
      'written, as the gateway counts',
      (_sample: Sample, at: number) => ({ countedBytes: (at * 10 * 6e6) / 3600 }),
    ],
  ])('%s', (_name, what, leak) => expect(missed(series(leak))).toEqual([what]))

  test('too few looks are no verdict', () => {
    expect(() => judge(series().slice(0, 9), REAL_BOUNDS)).toThrow('9 samples: at least 10 are needed')
    expect(judge(series().slice(0, 10), REAL_BOUNDS)).toHaveLength(6)
  })
})

test('the slope of a line is its slope, wherever it begins and however it is looked at', () => {
  const numbers = { min: -1000, max: 1000, noNaN: true }
  fc.assert(
    fc.property(
      fc.double(numbers),
      fc.double(numbers),
      fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 50 }),
      (growth, start, ats) => {
        const found = slope(ats.map(at => ({ at, value: start + growth * at })))
        expect(Math.abs(found - growth)).toBeLessThan(1e-6 * (1 + Math.abs(start) + Math.abs(growth)))
      },
    ),
  )
})

test('a wrong word or number on the command line is named', () => {
  expect(() => readOptions(['--only', 'month'])).toThrow('--only month')
  expect(() => readOptions(['--minutes', '0'])).toThrow('--minutes 0')
  expect(readOptions([])).toMatchObject({ minutes: 20, days: 7, only: ['real', 'week'] })
})
