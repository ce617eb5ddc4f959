/** The methods there are, of text and of dicts. */
import { elementsOf } from './access.ts'
import { formatBraces } from './braceFormat.ts'
import { type Callable, row, type Table } from './callable.ts'
import { fail } from './failure.ts'
import { entriesOf, join } from './rows.ts'
import { affixed, find, lower, replaced, split, stripped, textValue, upper, zfill } from './textMethods.ts'
import { type Dict, isDict, isUndefined, keyOf, lookUp, present, row as rowOf, typeName, type Value } from './values.ts'
import { spend, type Work } from './work.ts'

type OfText = (work: Work, text: string, given: readonly (Value | undefined)[]) => Value
type OfDict = (work: Work, dict: Dict, given: readonly (Value | undefined)[]) => Value

const ofText = (name: string, parameters: string, call: OfText, more = false): readonly [string, Callable] =>
  row(name, parameters, (work, value, given) => call(work, textValue(value, name), given), more)

const ofDict = (name: string, parameters: string, call: OfDict): readonly [string, Callable] =>
  row(name, parameters, (work, value, given) =>
    isDict(value) ? call(work, value, given) : fail(`${typeName(present(value))} has no ${name}()`),
  )

/** `dict.get(key, default)`: None where nothing is, and an unhashable key is an error. */
const get: OfDict = (_, dict, [key = null, fallback = null]) => {
  if (keyOf(key) === undefined && !isUndefined(key)) fail(`a ${typeName(key)} cannot be the key of a dict`)
  const found = lookUp(dict, key)
  return found === undefined ? fallback : found
}

const part =
  (kind: 'keys' | 'values', index: 0 | 1): OfDict =>
  (work, dict) => {
    spend(work, 1 + dict.size)
    return rowOf(
      kind,
      Array.from(dict.values(), entry => entry[index]),
    )
  }

/** The method joins text only, unlike the filter. */
const joinTexts: OfText = (work, text, [iterable = null]) => {
  const elements = elementsOf(work, iterable)
  for (const element of elements) textValue(element, 'text')
  return join(work, elements, text, undefined)
}

export const METHODS: Table = new Map([
  ofDict('get', 'key default?', get),
  ofDict('keys', '', part('keys', 0)),
  ofDict('values', '', part('values', 1)),
  ofDict('items', '', (work, dict) => entriesOf(work, dict, 'items')),
  ofText('split', 'sep? maxsplit?', (work, text, [separator, most]) => split(work, text, separator, most)),
  ofText('startswith', 'prefix start? end?', (work, text, given) => affixed(work, text, given, false)),
  ofText('endswith', 'suffix start? end?', (work, text, given) => affixed(work, text, given, true)),
  ofText('replace', 'old new count?', (work, text, given) => {
    given.slice(0, 2).forEach(one => void textValue(one ?? null, 'text'))
    return replaced(work, text, given)
  }),
  ofText('strip', 'chars?', (work, text, [chars]) => stripped(work, text, chars, 'both')),
  ofText('lstrip', 'chars?', (work, text, [chars]) => stripped(work, text, chars, 'start')),
  ofText('rstrip', 'chars?', (work, text, [chars]) => stripped(work, text, chars, 'end')),
  ofText('lower', '', lower),
  ofText('upper', '', upper),
  ofText(
    'format',
    '',
    (work, text, given) =>
      formatBraces(
        work,
        text,
        given.map(one => one ?? null),
      ),
    true,
  ),
  ofText('join', 'iterable', joinTexts),
  ofText('find', 'sub start? end?', find),
  ofText('zfill', 'width', (work, text, [width]) => zfill(work, text, width)),
])
