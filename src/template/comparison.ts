/** Python's comparisons: numbers by value whatever their type, text by character, rows element by element. */
import { numberOf } from './arithmetic.ts'
import { fail } from './failure.ts'
import { paySearch } from './strings.ts'
import {
  type Dict,
  type Float,
  type Int,
  isDict,
  isList,
  isNumber,
  isRow,
  isTuple,
  isUndefined,
  keyOf,
  present,
  typeName,
  type Value,
} from './values.ts'
import { room, spend, type Work, within } from './work.ts'

/** `==`: `1 == 1.0 == True`, `1 == "1"` is false; what is undefined equals only what is undefined. */
export function equal(work: Work, left: Value, right: Value, depth = 0): boolean {
  within(depth)
  spend(work, 1)
  // Two texts of one length are compared to the end.
  if (typeof left === 'string' && typeof right === 'string' && left.length === right.length) room(work, left.length)
  if (left === right) return true
  if (isNumber(left) && isNumber(right)) return orderNumbers(left, right) === 0
  if (typeof left === 'string' || typeof right === 'string') return false
  if (isUndefined(left) || isUndefined(right)) return isUndefined(left) && isUndefined(right)
  if (isDict(left) && isDict(right)) return equalDicts(work, left, right, depth)
  const [one, other] = [itemsOf(left), itemsOf(right)]
  if (one === undefined || other === undefined || typeName(left) !== typeName(right)) return false
  return one.length === other.length && one.every((item, at) => equal(work, item, other[at] ?? null, depth + 1))
}

/** Negative, zero or positive, or NaN for numbers without order; fails where Python does not order. */
export function order(work: Work, left: Value, right: Value, depth = 0): number {
  within(depth)
  spend(work, 1)
  if (isNumber(left) && isNumber(right)) return orderNumbers(left, right)
  if (typeof left === 'string' && typeof right === 'string') return orderTexts(work, left, right)
  const [one, other] = [itemsOf(left), itemsOf(right)]
  const alike = (isList(left) && isList(right)) || (isTuple(left) && isTuple(right))
  if (!alike || one === undefined || other === undefined) {
    fail(`cannot order ${typeName(present(left))} and ${typeName(present(right))}`)
  }
  const at = one.findIndex(
    (item, index) => index >= other.length || !equal(work, item, other[index] ?? null, depth + 1),
  )
  const [first, second] = [one[at], other[at]]
  if (first === undefined || second === undefined) return one.length - other.length
  return order(work, first, second, depth + 1)
}

/** `needle in haystack`. */
export function contains(work: Work, haystack: Value, needle: Value): boolean {
  if (typeof haystack === 'string') {
    if (typeof needle !== 'string') fail(`cannot look for ${typeName(needle)} in a text`)
    paySearch(work, haystack, needle)
    return haystack.includes(needle)
  }
  if (isUndefined(haystack)) return false
  if (isDict(haystack)) {
    const key = keyOf(needle)
    if (key === undefined && !isUndefined(needle)) fail(`a ${typeName(needle)} cannot be the key of a dict`)
    return key !== undefined && haystack.has(key)
  }
  const items = itemsOf(haystack)
  if (items === undefined) fail(`cannot look into ${typeName(haystack)}`)
  return items.some(item => equal(work, item, needle))
}

/** The elements of lists and Python's other rows. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value
  return isRow(value) ? value.items : undefined
}

function orderNumbers(left: Int | boolean | Float, right: Int | boolean | Float): number {
  const [one, other] = [comparable(left), comparable(right)]
  if (one < other) return -1
  if (one > other) return 1
  return Number.isNaN(one) || Number.isNaN(other) ? Number.NaN : 0
}

/** JavaScript compares numbers and bigints by their exact value. */
const comparable = (value: Int | boolean | Float): Int => (typeof value === 'bigint' ? value : numberOf(value))

/** By code point; JavaScript's own order differs for characters outside the basic plane. */
function orderTexts(work: Work, left: string, right: string): number {
  room(work, Math.min(left.length, right.length))
  let at = 0
  while (at < left.length && left.charCodeAt(at) === right.charCodeAt(at)) at++
  // Behind the same high surrogate the low ones decide, and they are in order.
  return (left.codePointAt(at) ?? -1) - (right.codePointAt(at) ?? -1)
}

function equalDicts(work: Work, left: Dict, right: Dict, depth: number): boolean {
  if (left.size !== right.size) return false
  for (const [key, [, value]] of left) {
    const other = right.get(key)
    if (other === undefined || !equal(work, value, other[1], depth + 1)) return false
  }
  return true
}
