/** Python's `float()`, `int()` and `round()`, with Home Assistant's default for what is no number. */
import { intOf } from './arithmetic.ts'
import { fail } from './failure.ts'
import { int, parseInteger } from './integers.ts'
import { strip } from './strings.ts'
import { type Float, float, type Int, isFloat, isNumber, orElse, present, typeName, type Value } from './values.ts'
import { room, type Work } from './work.ts'

const DECIMAL = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/
const SPECIAL = /^([+-]?)(?:(inf)(?:inity)?|nan)$/i

/** The number as a float; undefined where Python raises ValueError or TypeError. Fails for what is undefined. */
export function toFloat(work: Work, value: Value): number | undefined {
  const whole = intOf(present(value))
  if (whole !== undefined) return Number(whole)
  if (isFloat(value)) return value.float
  if (typeof value !== 'string') return undefined
  room(work, value.length)
  const text = strip(value, undefined)
  if (DECIMAL.test(text)) return Number(text.replaceAll('_', ''))
  const special = SPECIAL.exec(text)
  if (special === null) return undefined
  if (special[2] === undefined) return Number.NaN
  return special[1] === '-' ? -Infinity : Infinity
}

/** `float(value, default)` and `value | float(default)`. */
export function floatOr(work: Work, value: Value, fallback: Value | undefined): Value {
  const number = toFloat(work, value)
  if (number !== undefined) return float(number)
  return orElse(fallback, () => refuse('float', value))
}

/** `int(value, default, base)`: text in that base, else what is before the point of a float. */
export function intOr(work: Work, value: Value, fallback: Value | undefined, base: Value | undefined): Value {
  const whole = intOf(present(value))
  if (whole !== undefined) return whole
  if (isFloat(value) && !Number.isNaN(value.float)) return truncated(value.float)
  if (typeof value === 'string') {
    room(work, value.length)
    const parsed = parseInteger(strip(value, undefined), baseOf(base))
    if (parsed !== undefined) return parsed
    const number = toFloat(work, value)
    if (number !== undefined && Number.isFinite(number)) return truncated(number)
  }
  return orElse(fallback, () => refuse('int', value))
}

function baseOf(base: Value | undefined): number {
  const number = base === undefined ? 10 : Number(intOf(base) ?? Number.NaN)
  return number >= 2 && number <= 36 ? number : fail('int takes a base from 2 to 36')
}

function truncated(number: number): Int {
  if (!Number.isFinite(number)) fail('infinity is no whole number')
  return int(BigInt(Math.trunc(number)))
}

export const refuse = (name: string, value: Value): never => fail(`${name} got ${typeName(value)} that is no number`)

/** `round(value, precision, method, default)`; a whole number when the precision is 0. */
export function roundOr(work: Work, value: Value, given: readonly (Value | undefined)[]): Value {
  const [precision = 0, method, fallback] = given
  const number = toFloat(work, value)
  const digits = intOf(precision)
  if (number === undefined || digits === undefined) return orElse(fallback, () => refuse('round', value))
  const rounded = roundBy(number, Number(digits), method)
  if (digits !== 0 && digits !== 0n) return float(rounded)
  return Number.isNaN(rounded) ? orElse(fallback, () => refuse('round', value)) : truncated(rounded)
}

function roundBy(number: number, digits: number, method: Value | undefined): number {
  if (method === 'half') return roundHalfEven(number * 2, 0) / 2
  if (method !== 'ceil' && method !== 'floor') return roundHalfEven(number, digits)
  const scale = 10 ** digits
  if (!Number.isFinite(scale) || scale === 0) fail('rounds to too many digits')
  return (method === 'ceil' ? Math.ceil(number * scale) : Math.floor(number * scale)) / scale
}

/** Most digits behind the point that JavaScript can be asked for (`toFixed`); no float has a tie further on. */
const MAX_DIGITS = 100

/** Beyond this a float has no fraction. */
const WHOLE_FROM = 2 ** 52

/** Python's `round()`: by the exact value of the float, ties to the even digit. */
function roundHalfEven(number: number, digits: number): number {
  if (!Number.isFinite(number)) return number
  if (digits >= 0)
    return Math.abs(number) >= WHOLE_FROM ? number : Number(fixed(number, Math.min(digits, MAX_DIGITS - 1)))
  const unit = 10 ** -digits
  if (!Number.isFinite(unit)) return 0
  return Number(fixed(number / unit, 0)) * unit
}

/** `toFixed`, with ties to the even digit as Python formats them. */
export function fixed(number: number, digits: number): string {
  if (Math.abs(number) >= 1e21) return `${BigInt(number)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`
  const text = number.toFixed(digits)
  if (digits >= MAX_DIGITS) return text
  const exact = Math.abs(number).toFixed(MAX_DIGITS)
  const behind = exact.slice(exact.indexOf('.') + 1 + digits)
  if (!/^50*$/.test(behind)) return text
  // A tie: JavaScript takes the larger one, so the one below it is even when this one is odd.
  const kept = exact.slice(0, exact.indexOf('.') + (digits > 0 ? 1 + digits : 0))
  if (Number(kept.at(-1)) % 2 === 1) return text
  return number < 0 ? `-${kept}` : kept
}

/** The number of a value that must be one, for `abs` and the like. */
export function numberValue(value: Value, name: string): Int | Float | boolean {
  return isNumber(value) ? value : fail(`${name} cannot be done with ${typeName(present(value))}`)
}
