/** Reaching into values: members, elements, slices, and walking through what can be walked through. */
import { intOf } from './arithmetic.ts'
import { itemsOf } from './comparison.ts'
import { fail } from './failure.ts'
import { characters } from './strings.ts'
import {
  isDict,
  isList,
  isTuple,
  isUndefined,
  lookUp,
  orUndefined,
  present,
  row,
  truth,
  typeName,
  undefinedValue,
  type Value,
} from './values.ts'
import { spend, type Work } from './work.ts'

/** `value.name` and `value['name']`: only the keys of dicts; nothing of JavaScript can be reached by a name. */
export function memberOf(value: Value, name: string): Value {
  const found = isDict(value) ? value.get(name)?.[1] : undefined
  if (found !== undefined) return found
  present(value)
  return undefinedValue(name)
}

/** `value[key]`: keys of dicts, positions of lists and text, also from the end; undefined where there is none. */
export function elementOf(work: Work, value: Value, key: Value): Value {
  present(value)
  if (isDict(value)) return orUndefined(lookUp(value, key), keyName(key))
  const at = intOf(key)
  const items = at === undefined ? undefined : rowOf(work, value)
  if (items === undefined || at === undefined) return undefinedValue(keyName(key))
  return orUndefined(items[Number(at) < 0 ? items.length + Number(at) : Number(at)], keyName(key))
}

const keyName = (key: Value): string => (typeof key === 'string' ? key : `the element of this ${typeName(key)}`)

/** What has positions: lists, tuples, ranges, text by character. */
function rowOf(work: Work, value: Value): readonly Value[] | undefined {
  if (typeof value === 'string') return characters(work, value)
  if (isList(value) || isTuple(value)) return itemsOf(value)
  return typeName(value) === 'range' ? itemsOf(value) : undefined
}

/** `value[from:to:step]` with Python's rules for what is left out, negative or beyond the end. */
export function sliceOf(work: Work, value: Value, bounds: readonly (Value | undefined)[]): Value {
  const items = rowOf(work, present(value)) ?? fail(`cannot slice ${typeName(value)}`)
  const [from, to, step = 1] = bounds.map(position)
  if (step === 0) fail('slices by a step of zero')
  const [first, last] = step > 0 ? [0, items.length] : [items.length - 1, -1]
  const [lowest, highest] = step > 0 ? [0, items.length] : [-1, items.length - 1]
  const clamp = (at: number): number => Math.max(lowest, Math.min(highest, at < 0 ? at + items.length : at))
  const [start, end] = [from === undefined ? first : clamp(from), to === undefined ? last : clamp(to)]
  spend(work, 1 + Math.max(0, (end - start) / step))
  const picked: Value[] = []
  for (let at = start; step > 0 ? at < end : at > end; at += step) picked.push(items[at] ?? null)
  if (typeof value === 'string') return picked.join('')
  return isList(value) ? picked : row('tuple', picked)
}

function position(bound: Value | undefined): number | undefined {
  if (bound === undefined || bound === null) return undefined
  return Number(intOf(bound) ?? fail(`cannot slice by ${typeName(present(bound))}`))
}

/** The elements of whatever can be walked through: characters of text, keys of dicts, nothing of what is undefined. */
export function elementsOf(work: Work, value: Value): readonly Value[] {
  if (isUndefined(value)) return []
  if (typeof value === 'string') return characters(work, value)
  if (isDict(value)) {
    spend(work, 1 + value.size)
    return Array.from(value.values(), ([key]) => key)
  }
  const items = itemsOf(value) ?? fail(`cannot walk through ${typeName(value)}`)
  spend(work, 1 + items.length)
  return items
}

/** For `map` and `selectattr`: nothing of what is false, even where it could not be walked through. */
export const elementsIn = (work: Work, value: Value): readonly Value[] => (truth(value) ? elementsOf(work, value) : [])

/** Python's `len()`. */
export function lengthOf(work: Work, value: Value): number {
  if (isDict(value)) return value.size
  if (typeName(value) === 'lazy') fail('a generator has no length: put | list before it')
  return elementsOf(work, value).length
}
