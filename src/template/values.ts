/** What templates compute with: Python's values as far as they matter, in JavaScript's primitives where these say enough. */
import { fail } from './failure.ts'

/** A whole number: a bigint exactly where a number would not be exact. */
export type Int = number | bigint

/** A number that prints with a point: 21.0 and 21 are equal, but not the same text. */
export interface Float {
  readonly float: number
}

/** Python's other rows: tuples, what `keys()`, `values()`, `items()` and `range()` give, and what filters yield lazily. */
export interface Row {
  readonly kind: 'tuple' | 'keys' | 'values' | 'items' | 'range' | 'lazy'
  readonly items: readonly Value[]
}

/** A key as it is looked up: numbers by value, since 1, 1.0 and True are the same key. */
export type Key = string | Int | null

/** A dict by key, with the key as it was written. */
export type Dict = ReadonlyMap<Key, readonly [key: Value, value: Value]>

/** What a name or member that does not exist gives: prints as nothing, fails when anything is asked of it. */
export interface Undefined {
  readonly missing: string
}

export type Value = null | boolean | string | Int | Float | readonly Value[] | Row | Dict | Undefined

/** A Python float, also where JavaScript has only whole numbers: `float(21)` prints `21.0`. */
export const float = (value: number): Float => ({ float: value })
export const undefinedValue = (missing: string): Undefined => ({ missing })
export const row = (kind: Row['kind'], items: readonly Value[]): Row => ({ kind, items })

const isWrapped = (value: Value): value is Float | Row | Undefined | Dict | readonly Value[] =>
  typeof value === 'object' && value !== null
export const isUndefined = (value: Value): value is Undefined => isWrapped(value) && 'missing' in value
export const isFloat = (value: Value): value is Float => isWrapped(value) && 'float' in value
export const isRow = (value: Value): value is Row => isWrapped(value) && 'kind' in value
export const isDict = (value: Value): value is Dict => value instanceof Map
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value)
export const isTuple = (value: Value): value is Row => isRow(value) && value.kind === 'tuple'
export const isNumber = (value: Value): value is Int | Float | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || isFloat(value)

/** Python's name of the type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number' || typeof value === 'bigint') return 'int'
  if (isFloat(value)) return 'float'
  if (isDict(value)) return 'dict'
  if (isUndefined(value)) return 'undefined'
  return isRow(value) ? value.kind : 'list'
}

/** Python's truth: zero and everything empty is false. */
export function truth(value: Value): boolean {
  if (value === null || typeof value === 'boolean') return value === true
  if (typeof value === 'string') return value !== ''
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'bigint') return value !== 0n
  if (isFloat(value)) return value.float !== 0
  if (isDict(value)) return value.size > 0
  if (isRow(value)) return value.kind === 'lazy' || value.items.length > 0
  return !isUndefined(value) && value.length > 0
}

/** The key by which a dict knows a value; undefined for values that Python cannot hash, and tuples. */
export function keyOf(value: Value): Key | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value
  if (typeof value === 'boolean') return Number(value)
  if (!isFloat(value)) return undefined
  const number = value.float
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? BigInt(number) : number
}

/** The value below a key. */
export const lookUp = (dict: Dict, key: Value): Value | undefined => {
  const known = keyOf(key)
  return known === undefined ? undefined : dict.get(known)?.[1]
}

/** A dict of entries; a later one replaces the value of an earlier one, not its key, as in Python. */
export function dictOf(entries: Iterable<readonly [Value, Value]>): Dict {
  const dict = new Map<Key, readonly [Value, Value]>()
  for (const [key, value] of entries) {
    const known = keyOf(key)
    if (known === undefined) fail(`a ${typeName(key)} cannot be the key of a dict`)
    dict.set(known, [dict.get(known)?.[0] ?? key, value])
  }
  return dict
}

/** What was found, also None; `??` would take None for nothing. */
export const orUndefined = (value: Value | undefined, missing: string): Value =>
  value === undefined ? undefinedValue(missing) : value

/** The default that was given, also None, else a failure. */
export const orElse = (fallback: Value | undefined, refuse: () => Value): Value =>
  fallback === undefined ? refuse() : fallback

/** Fails with what is missing; for everything that Jinja2 refuses to do with an undefined value. */
export function present(value: Value): Exclude<Value, Undefined> {
  return isUndefined(value) ? fail(`${value.missing} is undefined`) : value
}
