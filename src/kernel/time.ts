/** Time with its unit in the name. Wall time and elapsed time are different types, so they cannot be mixed up. */

declare const wallBrand: unique symbol
declare const monoBrand: unique symbol

/** Milliseconds since 1970 by the wall clock. May jump by years on a Pi, which has no clock battery. */
export type WallMs = number & { readonly [wallBrand]: true }

/** Milliseconds on a clock that only runs forward, from an arbitrary start. The only base for deadlines and silence. */
export type MonoMs = number & { readonly [monoBrand]: true }

/** Marks a number as wall time; for adapters, stores and tests that read one from outside. */
export const wallMs = (value: number): WallMs => value as WallMs

/** Marks a number as monotonic time. */
export const monoMs = (value: number): MonoMs => value as MonoMs

/** Milliseconds later on the same clock. */
export const monoPlus = (from: MonoMs, durationMs: number): MonoMs => (from + durationMs) as MonoMs
/** Milliseconds later on the same clock. */
export const wallPlus = (from: WallMs, durationMs: number): WallMs => (from + durationMs) as WallMs

/** That many of them in milliseconds, as are the three below. */
export const seconds = (count: number): number => count * 1000
export const minutes = (count: number): number => count * 60_000
export const hours = (count: number): number => count * 3_600_000
export const days = (count: number): number => count * 86_400_000

const DAY_MS = 86_400_000

/** Proleptic Gregorian date of a day number since 1970-01-01 (Howard Hinnant's civil_from_days). */
function civilFromDays(dayNumber: number): { year: number; month: number; day: number } {
  const shifted = dayNumber + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** Day number since 1970-01-01 of a Gregorian date (Howard Hinnant's days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/**
 * Prints a moment as `YYYY-MM-DDThh:mm:ss±hh:mm`, the form of every guide example of `applianceResponseTimestamp`.
 * @param offsetMinutes minutes east of UTC that the home's zone has at that moment
 */
export function formatTimestamp(moment: WallMs, offsetMinutes: number): string {
  const local = Math.floor((moment + offsetMinutes * 60_000) / 1000)
  const dayNumber = Math.floor(local / 86_400)
  const secondOfDay = local - dayNumber * 86_400
  const { year, month, day } = civilFromDays(dayNumber)
  const clock = [Math.floor(secondOfDay / 3600), Math.floor(secondOfDay / 60) % 60, secondOfDay % 60]
  const offset = Math.abs(offsetMinutes)
  const sign = offsetMinutes < 0 ? '-' : '+'
  return (
    `${pad(year, 4)}-${pad(month)}-${pad(day)}T${clock.map(part => pad(part)).join(':')}` +
    `${sign}${pad(Math.floor(offset / 60))}:${pad(offset % 60)}`
  )
}

/** The same with milliseconds, for moments that end something: rounding would move the end. */
export function formatMoment(moment: WallMs, offsetMinutes: number): string {
  const whole = formatTimestamp(moment, offsetMinutes)
  const millisecond = Math.floor(moment) - Math.floor(moment / 1000) * 1000
  return `${whole.slice(0, 19)}.${pad(millisecond, 3)}${whole.slice(19)}`
}

const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?$/

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  const digits = zone.slice(1).replace(':', '')
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || '0'))
}

/**
 * Reads an ISO 8601 date and time as appliances print it (Tasmota leaves the zone out, others use a space for `T`).
 * @param localOffset minutes east of UTC of the home's zone at a moment, for a local time without a zone; of the two
 *   moments that an hour repeated in autumn can mean, the first
 * @returns undefined for anything that is not a real calendar date
 */
export function parseTimestamp(text: string, localOffset: ZoneOffset): WallMs | undefined {
  const match = TIMESTAMP.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '0', zone] = match
  const dayNumber = daysFromCivil(Number(year), Number(month), Number(day))
  const back = civilFromDays(dayNumber)
  const isDate = back.month === Number(month) && back.day === Number(day)
  // A leap second (:60) is printed by some firmwares; it reads as the following second.
  if (!isDate || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  // Digits are cut off as text: 0.001 and its neighbours have no exact product with 1000.
  const millisecond = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const local = dayNumber * DAY_MS + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + millisecond
  const offset = zone === undefined ? offsetAtLocal(local, localOffset) : offsetOf(zone)
  return wallMs(local - offset * 60_000)
}

/** The offset asked for is that of the moment itself, so a first guess takes the local time for UTC and is then mended. */
function offsetAtLocal(local: number, offsetAt: ZoneOffset): number {
  const guess = offsetAt(wallMs(local))
  return offsetAt(wallMs(local - guess * 60_000))
}

/** Minutes east of UTC as a function of the moment; one per home, from its IANA zone. */
export type ZoneOffset = (moment: WallMs) => number

/** Bound of the offset cache: a home asks about a few recent quarters of an hour, never more than a day of them. */
const MAX_CACHED_QUARTERS = 96

/**
 * Offset of an IANA zone (`Asia/Seoul`, `Asia/Tokyo`, any other the runtime knows), cached per quarter of an hour,
 * the finest step of any zone's rules.
 * @throws RangeError when the zone does not exist
 */
export function zoneOffset(zone: string): ZoneOffset {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const cache = new Map<number, number>()
  return moment => {
    const quarter = Math.floor(moment / 900_000)
    const known = cache.get(quarter)
    if (known !== undefined) return known
    const name = format.formatToParts(moment).find(part => part.type === 'timeZoneName')?.value ?? 'GMT'
    // Local mean times before 1912 come with seconds (`GMT+08:27:52`); the guides' form has no place for them.
    const offset = name === 'GMT' ? 0 : offsetOf(name.slice(3, 9))
    if (cache.size >= MAX_CACHED_QUARTERS) cache.clear()
    cache.set(quarter, offset)
    return offset
  }
}
