/** Wall time: calendar arithmetic over eight centuries against the runtime's own, and what appliances print. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  days,
  formatMoment,
  formatTimestamp,
  hours,
  minutes,
  monoMs,
  monoPlus,
  parseTimestamp,
  seconds,
  wallMs,
  wallPlus,
  zoneOffset,
} from '../../src/kernel/time.ts'

const utc = (): number => 0
const iso = (text: string): number => Date.parse(text)
const years = { from: iso('1600-01-01T00:00:00Z'), to: iso('2400-12-31T23:59:59Z') }
const moment = fc.integer({ min: years.from / 1000, max: Math.floor(years.to / 1000) }).map(it => wallMs(it * 1000))

describe('units', () => {
  test('durations are milliseconds and add up on their own clock', () => {
    expect([seconds(2), minutes(2), hours(2), days(2)]).toEqual([2_000, 120_000, 7_200_000, 172_800_000])
    expect([monoPlus(monoMs(5), 7), wallPlus(wallMs(5), -7)]).toEqual([12, -2])
  })
})

describe('formatMoment', () => {
  test('keeps the millisecond, before 1970 too', () => {
    expect(formatMoment(wallMs(Date.UTC(2026, 10, 20, 1, 0, 3, 500)), 540)).toBe('2026-11-20T10:00:03.500+09:00')
    expect(formatMoment(wallMs(-1), 0)).toBe('1969-12-31T23:59:59.999+00:00')
  })

  test('reads back as the same millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 4e12 }), fc.integer({ min: -840, max: 840 }), (at, offset) => {
        expect(parseTimestamp(formatMoment(wallMs(at), offset), () => 0)).toBe(at)
      }),
    )
  })
})

describe('formatTimestamp', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0, '1970-01-01T00:00:00+00:00'],
    ['1970-01-01T00:00:00Z', 540, '1970-01-01T09:00:00+09:00'],
    ['1969-12-31T23:59:59Z', 0, '1969-12-31T23:59:59+00:00'],
    ['2024-02-28T15:00:00Z', 540, '2024-02-29T00:00:00+09:00'],
    ['2100-02-28T15:00:00Z', 540, '2100-03-01T00:00:00+09:00'],
    ['2000-02-29T00:00:00Z', -210, '2000-02-28T20:30:00-03:30'],
    ['2038-01-19T03:14:08Z', 0, '2038-01-19T03:14:08+00:00'],
    ['2106-02-07T06:28:16Z', 345, '2106-02-07T12:13:16+05:45'],
    ['2026-11-20T01:00:00.999Z', 540, '2026-11-20T10:00:00+09:00'],
  ])('%s at %i minutes is %s', (text, offset, expected) => {
    expect(formatTimestamp(wallMs(iso(text)), offset)).toBe(expected)
  })

  test('agrees with the runtime on every day of eight centuries', () => {
    let checked = 0
    for (let at = years.from; at <= years.to; at += days(1)) {
      const expected = `${new Date(at).toISOString().slice(0, 19)}+00:00`
      if (formatTimestamp(wallMs(at), 0) !== expected) expect(formatTimestamp(wallMs(at), 0)).toBe(expected)
      checked++
    }
    expect(checked).toBe(292_560)
  })
})

describe('parseTimestamp', () => {
  test('reads back what formatTimestamp printed, in any offset, 1600 to 2400', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -14 * 60, max: 14 * 60 }), (at, offset) => {
        expect(parseTimestamp(formatTimestamp(at, offset), utc)).toBe(at)
      }),
      { numRuns: 2_000 },
    )
  })

  test('agrees with the runtime on ISO texts with milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: years.from, max: years.to }), at => {
        expect(parseTimestamp(new Date(at).toISOString(), utc)).toBe(at)
      }),
      { numRuns: 2_000 },
    )
  })

  test('keeps every millisecond of a second', () => {
    for (let at = 0; at < 1000; at++) {
      const text = `1970-01-01T00:00:00.${String(at).padStart(3, '0')}Z`
      expect(parseTimestamp(text, utc)).toBe(at)
    }
  })

  test.each([
    ['2026-11-20T10:00:00', '2026-11-20T01:00:00Z'],
    ['2026-11-20 10:00:00', '2026-11-20T01:00:00Z'],
    ['2026-11-20T10:00', '2026-11-20T01:00:00Z'],
    ['2026-11-20T10:00:00+0900', '2026-11-20T01:00:00Z'],
    ['2026-11-20T10:00:00+09', '2026-11-20T01:00:00Z'],
    ['2026-11-20T01:00:00z', '2026-11-20T01:00:00Z'],
    ['2026-11-20T01:00:00,5Z', '2026-11-20T01:00:00.500Z'],
    ['2026-11-20T01:00:00.123456789Z', '2026-11-20T01:00:00.123Z'],
    ['2026-11-20T01:00:00 +00:00', '2026-11-20T01:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
  ])('%s is %s in a home in Seoul', (text, expected) => {
    expect(parseTimestamp(text, () => 540)).toBe(iso(expected))
  })

  test.each([
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '2026-01-01T00:00:00+99:99',
    '2026-01-01T00:00:00+09:60',
    '2026-01-01',
    '2026-1-1T0:0:0Z',
    '20260101T000000Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '２０２６-01-01T00:00:00Z',
    '+002026-01-01T00:00:00Z',
    'now',
    '',
  ])('%j is no moment', text => {
    expect(parseTimestamp(text, utc)).toBeUndefined()
  })

  test('any text gives a whole moment or undefined', () => {
    const digits = fc.stringMatching(/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), text => {
        const at = parseTimestamp(text, utc)
        expect(at === undefined || Number.isSafeInteger(at)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('zoneOffset', () => {
  test.each([
    ['Asia/Seoul', '2026-07-01T00:00:00Z', 540],
    ['Asia/Tokyo', '2026-01-01T00:00:00Z', 540],
    ['Asia/Seoul', '1988-07-01T00:00:00Z', 600],
    ['America/New_York', '2026-01-01T00:00:00Z', -300],
    ['America/New_York', '2026-07-01T00:00:00Z', -240],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', 345],
    ['America/St_Johns', '2026-01-01T00:00:00Z', -210],
    ['Etc/UTC', '2026-01-01T00:00:00Z', 0],
  ])('%s at %s is %i minutes', (zone, text, expected) => {
    expect(zoneOffset(zone)(wallMs(iso(text)))).toBe(expected)
  })

  test('changes at the very second of a daylight saving step, with the cache warm', () => {
    const offset = zoneOffset('Europe/London')
    const step = iso('2026-03-29T01:00:00Z')
    expect([step - 1, step, step - 1000, step + 1].map(at => offset(wallMs(at)))).toEqual([0, 60, 0, 60])
  })

  test('is a whole number of minutes before zones had whole minutes', () => {
    for (const zone of ['Asia/Seoul', 'Asia/Tokyo', 'America/New_York', 'Europe/Dublin']) {
      const offset = zoneOffset(zone)
      for (const text of ['0001-01-01T00:00:00Z', '1800-01-01T00:00:00Z', '1899-12-31T00:00:00Z']) {
        const at = offset(wallMs(iso(text)))
        expect(Number.isInteger(at) && Math.abs(at) < 900, `${zone} ${text}: ${at}`).toBe(true)
      }
    }
  })

  test.each(['Asia/Seoul', 'Asia/Tokyo', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe'])(
    'moments go there and back in %s',
    zone => {
      const offset = zoneOffset(zone)
      fc.assert(
        fc.property(moment, at => {
          const text = formatTimestamp(at, offset(at))
          expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
          expect(parseTimestamp(text, utc)).toBe(at)
        }),
        { numRuns: 300 },
      )
    },
  )

  test('a local time without a zone is right in the hours around a daylight saving step', () => {
    const offset = zoneOffset('America/New_York')
    for (const day of ['2026-03-07', '2026-03-08', '2026-10-31', '2026-11-01', '2026-11-02']) {
      for (let hour = 3; hour < 24; hour++) {
        const at = wallMs(iso(`${day}T00:00:00Z`) + hours(hour + 4))
        const local = formatTimestamp(at, offset(at)).slice(0, 19)
        expect(parseTimestamp(local, offset), local).toBe(at)
      }
    }
  })

  test('a zone that does not exist is refused at once', () => {
    expect(() => zoneOffset('Asia/Atlantis')).toThrow(RangeError)
  })
})
