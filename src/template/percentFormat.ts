/** `'%0.1f' | format(x)` and `'%03d' % x`: Python's percent formatting. */
import { fail } from './failure.ts'
import { formatNumber, type NumberForm, padded } from './formatNumber.ts'
import { reprOf, textOf } from './pythonText.ts'
import { isFloat, isNumber, orElse, present, typeName, type Value } from './values.ts'
import { checkLength, room, type Work } from './work.ts'

/** The counts keep a long row of zeros, which may be flags or width, from being tried in all divisions. */
const FIELD = /%([-+ #0]{0,5})(\d{0,9})(?:\.(\d{0,9}))?([a-zA-Z%])|%/g

/** Values left over are an error, unless `spare`: Python takes a list or dict for something to look names up in. */
export function formatPercent(work: Work, pattern: string, values: readonly Value[], spare = false): string {
  room(work, pattern.length)
  let used = 0
  let length = pattern.length
  const text = pattern.replace(FIELD, (_, flags?: string, width?: string, precision?: string, type?: string) => {
    if (type === '%') return '%'
    if (type === undefined || flags === undefined) return fail('has a % that formats nothing')
    const value = orElse(values[used], () => fail('formats more values than it is given'))
    used++
    const form = formOf(flags, type, width, precision, isNumber(value))
    const part = formatOne(work, form, value)
    length += part.length
    checkLength(length)
    return part
  })
  if (used < values.length && !spare) fail('is given more values than it formats')
  return text
}

function formOf(
  flags: string,
  type: string,
  width: string | undefined,
  precision: string | undefined,
  isNumeric: boolean,
): NumberForm {
  const [left, zeros] = [flags.includes('-'), flags.includes('0') && isNumeric]
  return {
    type: type === 'i' || type === 'u' ? 'd' : type,
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-',
    alternate: flags.includes('#'),
    grouping: '',
    precision: precision === undefined ? undefined : Number(precision),
    align: left ? '<' : zeros ? '=' : '>',
    fill: zeros && !left ? '0' : ' ',
    width: Number(width ?? 0),
  }
}

function formatOne(work: Work, form: NumberForm, value: Value): string {
  const { type, precision } = form
  if (type === 's' || type === 'r') {
    const text = type === 's' ? textOf(work, value) : reprOf(work, value, 0)
    return padded(work, { ...form, fill: ' ', align: form.align === '<' ? '<' : '>' }, '', text.slice(0, precision))
  }
  if (!'dfFeEgGxXo'.includes(type)) fail(`has the unknown format %${type}`)
  if (isFloat(value) && 'xXo'.includes(type)) fail(`%${type} formats no float`)
  return isNumber(value) ? formatNumber(work, form, value) : fail(`%${type} formats no ${typeName(present(value))}`)
}
