/** Numbers in a given form: sign, digits, exponent, grouping, padding; shared by Python's two ways of formatting. */
import { intOf } from './arithmetic.ts'
import { fail } from './failure.ts'
import { int } from './integers.ts'
import { fixed } from './numbers.ts'
import { floatText, pythonExponent } from './pythonText.ts'
import type { Float, Int } from './values.ts'
import { MAX_TEXT_CHARACTERS, room, type Work } from './work.ts'

export interface NumberForm {
  /** Python's letter. */
  readonly type: string
  readonly sign: '+' | '-' | ' '
  /** `#`: with the prefix of its base. */
  readonly alternate: boolean
  readonly grouping: string
  readonly precision: number | undefined
  readonly align: string
  readonly fill: string
  readonly width: number
}

/** Digits behind the point: as far as JavaScript goes. A float has no more than 17 that mean something. */
const MAX_PRECISION = 100

/** The number as text; fails for forms that Python refuses. */
export function formatNumber(work: Work, form: NumberForm, value: Int | Float | boolean): string {
  const { precision } = form
  if (precision !== undefined && precision > MAX_PRECISION) fail(`formats more than ${MAX_PRECISION} digits`)
  const whole = intOf(value)
  const number = typeof value === 'object' ? value.float : Number(value)
  const negative = number < 0 || Object.is(number, -0)
  const digits = isIntegral(form.type)
    ? wholeDigits(form, whole ?? truncated(number))
    : floatDigits(form, Math.abs(number))
  const sign = negative && !(isIntegral(form.type) && /^0*$/.test(digits)) ? '-' : form.sign === '-' ? '' : form.sign
  return padded(work, form, sign + prefix(form), grouped(form.grouping, digits))
}

const isIntegral = (type: string): boolean => 'dxXob'.includes(type)

function truncated(number: number): Int {
  return Number.isFinite(number) ? int(BigInt(Math.trunc(number))) : fail('formats infinity as a whole number')
}

const BASES: ReadonlyMap<string, number> = new Map([
  ['x', 16],
  ['X', 16],
  ['o', 8],
  ['b', 2],
])

function wholeDigits({ type, precision }: NumberForm, value: Int): string {
  const size = BigInt(value) < 0n ? -BigInt(value) : BigInt(value)
  const digits = size.toString(BASES.get(type) ?? 10).padStart(precision ?? 0, '0')
  return type === 'X' ? digits.toUpperCase() : digits
}

const prefix = ({ type, alternate }: NumberForm): string => (alternate && BASES.has(type) ? `0${type}` : '')

function floatDigits({ type, precision }: NumberForm, size: number): string {
  if (!Number.isFinite(size)) return floatText(size)
  const lower = type.toLowerCase()
  if (lower === 'f') return fixed(size, precision ?? 6)
  if (lower === '%') return `${fixed(size * 100, precision ?? 6)}%`
  const text =
    lower === 'e' ? pythonExponent(size.toExponential(precision ?? 6)) : general(size, Math.max(1, precision ?? 6))
  return type === lower ? text : text.toUpperCase()
}

/** `g`: so many digits that mean something, zeros behind them dropped, an exponent where the text would be long. */
function general(size: number, digits: number): string {
  const [mantissa = '', written = '0'] = size.toExponential(digits - 1).split('e')
  const exponent = Number(written)
  if (exponent < -4 || exponent >= digits) return pythonExponent(`${withoutZeros(mantissa)}e${written}`)
  return withoutZeros(fixed(size, digits - 1 - exponent))
}

function withoutZeros(text: string): string {
  if (!text.includes('.')) return text
  let end = text.length
  while (text.charAt(end - 1) === '0') end--
  return text.slice(0, text.charAt(end - 1) === '.' ? end - 1 : end)
}

function grouped(mark: string, digits: string): string {
  if (mark === '') return digits
  const point = digits.search(/[^0-9]/)
  const whole = point < 0 ? digits : digits.slice(0, point)
  const groups: string[] = []
  for (let end = whole.length; end > 0; end -= 3) groups.unshift(whole.slice(Math.max(0, end - 3), end))
  return groups.join(mark) + (point < 0 ? '' : digits.slice(point))
}

/** Pads to the width; `=` puts the padding behind the sign. */
export function padded(
  work: Work,
  form: Pick<NumberForm, 'align' | 'fill' | 'width'>,
  sign: string,
  body: string,
): string {
  const { align, fill, width } = form
  const length = sign.length + body.length
  if (!(width <= MAX_TEXT_CHARACTERS)) fail(`pads to more than ${MAX_TEXT_CHARACTERS} characters`)
  room(work, Math.max(length, width))
  const lacks = Math.max(0, width - Array.from(sign + body).length)
  if (align === '<') return sign + body + fill.repeat(lacks)
  if (align === '=') return sign + fill.repeat(lacks) + body
  if (align === '^') return fill.repeat(lacks >> 1) + sign + body + fill.repeat(lacks - (lacks >> 1))
  return fill.repeat(lacks) + sign + body
}
