/** How Python prints values: `str()` at the top, `repr()` within lists and dicts. */
import { fail } from './failure.ts'
import { type Dict, isDict, isFloat, isRow, isUndefined, type Row, type Value } from './values.ts'
import { room, spend, type Work, within } from './work.ts'

/** What `{{ value }}` prints. */
export function textOf(work: Work, value: Value): string {
  if (typeof value === 'string') return value
  if (isUndefined(value)) return ''
  return reprOf(work, value, 0)
}

/** Python's `repr()`: text in quotes. */
export function reprOf(work: Work, value: Value, depth: number): string {
  within(depth)
  spend(work, 1)
  if (typeof value === 'string') return quote(work, value)
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (isFloat(value)) return floatText(value.float)
  if (isDict(value)) return dictText(work, value, depth)
  if (isRow(value)) return rowText(work, value, depth)
  if (isUndefined(value)) return 'Undefined'
  return listText(work, value, depth)
}

/** Python's shortest decimal of a float: always with a point or an exponent, which begins at 1e16 and below 1e-4. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return pythonExponent(value.toExponential())
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

/** JavaScript's `1e-7` as Python's `1e-07`. */
export function pythonExponent(text: string): string {
  const [digits = '', exponent = ''] = text.split('e')
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`
}

function dictText(work: Work, dict: Dict, depth: number): string {
  const parts: string[] = []
  for (const [key, value] of dict.values()) {
    parts.push(`${reprOf(work, key, depth + 1)}: ${reprOf(work, value, depth + 1)}`)
  }
  return joined(work, '{', parts, '}')
}

function listText(work: Work, items: readonly Value[], depth: number): string {
  return joined(
    work,
    '[',
    items.map(item => reprOf(work, item, depth + 1)),
    ']',
  )
}

function rowText(work: Work, { kind, items }: Row, depth: number): string {
  if (kind === 'lazy' || kind === 'range') fail('a generator has no text: put | list behind it')
  const list = listText(work, items, depth)
  if (kind !== 'tuple') return `dict_${kind}(${list})`
  return items.length === 1 ? `(${list.slice(1, -1)},)` : `(${list.slice(1, -1)})`
}

function joined(work: Work, open: string, parts: readonly string[], close: string): string {
  const length = parts.reduce((sum, part) => sum + part.length + 2, 0)
  room(work, length)
  return `${open}${parts.join(', ')}${close}`
}

/** Single quotes unless only they occur within; everything else that does not print is escaped. */
function quote(work: Work, text: string): string {
  room(work, text.length)
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  let quotedText = ''
  for (const character of text) quotedText += character === mark ? `\\${mark}` : escaped(character)
  room(work, quotedText.length)
  return mark + quotedText + mark
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** Python prints what Unicode calls neither a control, format, surrogate, private, unassigned nor a separator but space. */
function escaped(character: string): string {
  const named = NAMED.get(character)
  if (named !== undefined) return named
  if (character === ' ' || !/^[\p{C}\p{Z}]$/u.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  const digits = code.toString(16)
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}
