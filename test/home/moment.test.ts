/** Whose time a value carries: the appliance's where it can be believed, else ours, else none. */
import { describe, expect, test } from 'vitest'
import { momentOf, tellable } from '../../src/home/moment.ts'
import type { Json } from '../../src/kernel/json.ts'
import { days, hours, minutes, seconds, wallMs, zoneOffset } from '../../src/kernel/time.ts'

const NOW = Date.UTC(2026, 10, 20, 1, 0, 0)
const clock = (trusted = true, wall = NOW) => ({ wall: wallMs(wall), trusted, zone: zoneOffset('Asia/Seoul') })
const utc = (iso: string): number => Date.parse(iso)

interface Row {
  readonly what: string
  readonly said: Json | undefined
  readonly live?: boolean
  readonly trusted?: boolean
  readonly is: { readonly wall: number; readonly origin: string } | undefined
}

const own = (wall: number) => ({ wall, origin: 'appliance' })
const arrival = { wall: NOW, origin: 'arrival' }
const untrusted = { wall: NOW, origin: 'untrusted' }

const ROWS: readonly Row[] = [
  { what: 'ISO with a zone', said: '2026-11-20T09:59:30+09:00', is: own(NOW - 30_000) },
  { what: 'ISO in UTC', said: '2026-11-20T00:59:30Z', is: own(NOW - 30_000) },
  { what: 'ISO without a zone is the home’s time (Tasmota)', said: '2026-11-20T09:59:30', is: own(NOW - 30_000) },
  { what: 'with a space for the T', said: '2026-11-20 09:59:30', is: own(NOW - 30_000) },
  { what: 'Unix seconds', said: NOW / 1000 - 5, is: own(NOW - 5000) },
  { what: 'Unix seconds with a fraction', said: NOW / 1000 - 0.5, is: own(NOW - 500) },
  { what: 'Unix milliseconds', said: NOW - 5, is: own(NOW - 5) },
  { what: 'nothing said', said: undefined, is: arrival },
  { what: 'null', said: null, is: arrival },
  { what: 'not a date', said: 'yesterday', is: arrival },
  { what: 'no calendar date', said: '2026-02-30T00:00:00Z', is: arrival },
  { what: 'an object', said: { at: NOW }, is: arrival },
  { what: '1970: a clock that was never set', said: '1970-01-01T00:12:00Z', is: arrival },
  { what: 'Unix zero', said: 0, is: arrival },
  { what: 'uptime in seconds', said: 4711, is: arrival },
  { what: 'a negative number', said: -5, is: arrival },
  { what: '2000: another clock that was never set', said: '2000-01-01T00:00:00+09:00', is: arrival },
  { what: 'a bit ahead of ours', said: NOW + minutes(5), is: own(NOW + minutes(5)) },
  { what: 'too far ahead of ours', said: NOW + minutes(5) + 1, is: arrival },
  { what: 'the future', said: '2099-01-01T00:00:00Z', is: arrival },
  { what: 'local time sent as UTC: nine hours ahead', said: NOW + hours(9), is: arrival },
  { what: 'a measurement of yesterday is late, not wrong', said: NOW - days(1), is: own(NOW - days(1)) },
  { what: 'a year old is the limit', said: NOW - days(366), is: own(NOW - days(366)) },
  { what: 'older than that', said: NOW - days(366) - 1, is: arrival },
  { what: 'replayed with its own time', said: '2026-11-20T09:00:00+09:00', live: false, is: own(NOW - hours(1)) },
  { what: 'replayed without one: nobody knows', said: undefined, live: false, is: undefined },
  { what: 'replayed with an impossible one', said: '1970-01-01T00:00:05Z', live: false, is: undefined },
  {
    what: 'our clock is not trusted, theirs speaks',
    said: utc('2025-01-01T00:00:00Z'),
    trusted: false,
    is: own(utc('2025-01-01T00:00:00Z')),
  },
  { what: 'ours is not trusted, theirs is ahead of it', said: NOW + days(90), trusted: false, is: own(NOW + days(90)) },
  { what: 'neither clock was ever set', said: '1970-01-01T00:12:00Z', trusted: false, is: untrusted },
  { what: 'neither: an uptime', said: 4711, trusted: false, is: untrusted },
  { what: 'neither: 2000', said: '2000-01-01T00:00:10', trusted: false, is: untrusted },
  { what: 'ours is not trusted and nothing is said', said: undefined, trusted: false, is: untrusted },
  { what: 'ours is not trusted, replayed', said: undefined, live: false, trusted: false, is: undefined },
]

describe('the moment of a report', () => {
  test.each(ROWS)('$what', ({ said, live = true, trusted = true, is }) => {
    expect(momentOf(said, live, clock(trusted))).toEqual(is)
  })

  test('the table was read', () => expect(ROWS.length).toBe(34))

  test('an hour repeated in autumn is read without a fault', () => {
    const berlin = { wall: wallMs(utc('2026-10-25T02:00:00Z')), trusted: true, zone: zoneOffset('Europe/Berlin') }
    expect(momentOf('2026-10-25T02:30:00', true, berlin)?.origin).toBe('appliance')
  })

  test('a Pi that booted in 1970 does not doubt an appliance that knows the time', () => {
    expect(momentOf('2026-11-20T10:00:00+09:00', true, clock(false, seconds(30)))).toEqual(own(NOW))
  })
})

describe('what may be told to CLOVA', () => {
  test('the appliance’s time and the arrival, never a time that nobody believed', () => {
    const wall = wallMs(NOW)
    const now = { wall, trusted: true }
    expect(tellable({ wall, origin: 'appliance' }, now)).toBe(NOW)
    expect(tellable({ wall, origin: 'arrival' }, now)).toBe(NOW)
    expect(tellable({ wall, origin: 'untrusted' }, now)).toBeUndefined()
    expect(tellable(undefined, now)).toBeUndefined()
  })

  test('nothing that a clock stamped which was ahead and has been set since, unless the clock of now is the wrong one', () => {
    const told = (aheadMs: number, trusted: boolean) =>
      tellable({ wall: wallMs(NOW + aheadMs), origin: 'arrival' }, { wall: wallMs(NOW), trusted })
    expect([told(minutes(5), true), told(minutes(5) + 1, true)]).toEqual([NOW + minutes(5), undefined])
    expect(told(days(3650), false)).toBe(NOW + days(3650))
  })
})
