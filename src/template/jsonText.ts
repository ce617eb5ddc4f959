/** Values as JSON, in the two ways templates ask for: Home Assistant's `to_json` and Jinja2's `tojson`. */
import { fail } from './failure.ts'
import { floatText } from './pythonText.ts'
import { type Dict, isDict, isFloat, isList, isTuple, present, typeName, type Value } from './values.ts'
import { room, spend, type Work, within } from './work.ts'

/** How the two differ. */
interface Style {
  readonly comma: string
  readonly colon: string
  readonly float: (value: number) => string
  readonly text: (value: string) => string
  readonly key: (key: Value) => string
  readonly sorted: boolean
}

/** JavaScript prints floats as orjson does but for the point and the sign of zero. */
function compactFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  const text = floatText(value)
  return text.includes('e') ? String(value).replace('e+', 'e') : text
}

const COMPACT: Style = {
  comma: ',',
  colon: ':',
  float: compactFloat,
  text: value => JSON.stringify(value),
  key: key => (typeof key === 'string' ? JSON.stringify(key) : fail('to_json takes only text for keys')),
  sorted: false,
}

const PYTHON: Style = {
  comma: ', ',
  colon: ': ',
  float: value => (Number.isFinite(value) ? floatText(value) : nameOf(value)),
  text: ascii,
  key: pythonKey,
  sorted: true,
}

/** Compact, keys in their order: `to_json`. */
export const compactJson = (work: Work, value: Value, sorted: boolean): string =>
  write(work, { ...COMPACT, sorted }, value, 0)

/** With spaces, sorted keys, ASCII only, and nothing that means something in HTML: `tojson`. */
export function htmlJson(work: Work, value: Value): string {
  const text = write(work, PYTHON, value, 0).replace(/[<>&']/g, character => `\\u00${hex(character, 2)}`)
  room(work, text.length)
  return text
}

const hex = (character: string, length: number): string => character.charCodeAt(0).toString(16).padStart(length, '0')

const nameOf = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity')

/** Every unit beyond ASCII is escaped; pairs of surrogates as two. */
function ascii(value: string): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, unit => (unit === '\u007f' ? unit : `\\u${hex(unit, 4)}`))
}

function pythonKey(key: Value): string {
  if (typeof key === 'string') return ascii(key)
  if (isFloat(key)) return `"${PYTHON.float(key.float)}"`
  return key === null ? '"null"' : `"${key}"`
}

function write(work: Work, style: Style, value: Value, depth: number): string {
  within(depth)
  spend(work, 1)
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') {
    return String(value)
  }
  if (typeof value === 'string') {
    room(work, value.length)
    return style.text(value)
  }
  if (isFloat(value)) return style.float(value.float)
  if (isDict(value)) return writeDict(work, style, value, depth)
  const items = isList(value) ? value : isTuple(value) ? value.items : undefined
  if (items === undefined) return fail(`${typeName(present(value))} has no JSON`)
  return joined(
    work,
    style,
    items.map(item => write(work, style, item, depth + 1)),
    ['[', ']'],
  )
}

function writeDict(work: Work, style: Style, dict: Dict, depth: number): string {
  const entries = [...dict.values()]
  if (style.sorted) {
    if (entries.some(([key]) => typeof key !== typeof entries[0]?.[0])) fail('sorts keys of different types')
    spend(work, entries.length * 8)
    entries.sort(([one], [other]) => (Number(one) < Number(other) || String(one) < String(other) ? -1 : 1))
  }
  const parts = entries.map(([key, value]) => style.key(key) + style.colon + write(work, style, value, depth + 1))
  return joined(work, style, parts, ['{', '}'])
}

function joined(
  work: Work,
  { comma }: Style,
  parts: readonly string[],
  [open, close]: readonly [string, string],
): string {
  room(
    work,
    parts.reduce((sum, part) => sum + part.length + comma.length, 2),
  )
  return open + parts.join(comma) + close
}
