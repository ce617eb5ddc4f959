/** What filters and functions do with lists: joining, sorting, the smallest, sums, mapping. */
import { elementOf, elementsOf } from './access.ts'
import { add, intOf } from './arithmetic.ts'
import { order } from './comparison.ts'
import { fail } from './failure.ts'
import { textOf } from './pythonText.ts'
import { isDict, isRow, isUndefined, orUndefined, present, row, truth, typeName, type Value } from './values.ts'
import { checkLength, MAX_TURNS, room, spend, type Work } from './work.ts'

type Given = readonly (Value | undefined)[]

/** `attribute='a.b'` or `attribute=0`: reads it from an element. */
export function attributeOf(work: Work, element: Value, attribute: Value, fallback?: Value): Value {
  if (typeof attribute !== 'string') return elementOf(work, element, attribute)
  let value = element
  room(work, attribute.length)
  for (const part of attribute.split('.')) {
    spend(work, 1)
    value = elementOf(work, value, /^\d{1,9}$/.test(part) ? Number(part) : part)
    if (isUndefined(value) && fallback !== undefined && fallback !== null) value = fallback
  }
  return value
}

const attributed = (work: Work, elements: readonly Value[], attribute: Value | undefined): readonly Value[] =>
  attribute === undefined || attribute === null
    ? elements
    : elements.map(element => attributeOf(work, element, attribute))

/** `join(d, attribute)`. */
export function join(work: Work, value: Value, separator: Value | undefined, attribute: Value | undefined): string {
  const between = separator === undefined ? '' : textOf(work, separator)
  const parts: string[] = []
  let length = 0
  for (const element of attributed(work, elementsOf(work, value), attribute)) {
    const part = textOf(work, element)
    length += part.length + between.length
    room(work, part.length + between.length)
    checkLength(length - between.length)
    parts.push(part)
  }
  return parts.join(between)
}

/** The first or last element; undefined when there is none. */
export function endOf(work: Work, value: Value, last: boolean): Value {
  if (last && isRow(value) && value.kind === 'lazy') fail('a generator has no last element: put | list before it')
  const elements = elementsOf(work, value)
  return orUndefined(elements.at(last ? -1 : 0), 'an element of an empty list')
}

/** Without care for case unless it is asked for, as all of Jinja2's orders. */
function orderKey(work: Work, value: Value, caseSensitive: Value | undefined): Value {
  if (typeof value !== 'string' || truth(caseSensitive ?? false)) return value
  room(work, value.length)
  return value.toLowerCase()
}

/** `sort(reverse, case_sensitive, attribute)`; elements of the same rank keep their order. */
export function sort(work: Work, value: Value, [reverse, caseSensitive, attribute]: Given): readonly Value[] {
  const elements = elementsOf(work, value)
  const names: readonly (Value | undefined)[] = typeof attribute === 'string' ? attribute.split(',') : [attribute]
  const ranked = elements.map(element => {
    const keys = names.map(name => orderKey(work, attributed(work, [element], name)[0] ?? null, caseSensitive))
    // Within a tuple equal keys are never ordered, so that what has no order, such as None, can be sorted with its like.
    return { element, key: row('tuple', keys) }
  })
  const sign = truth(reverse ?? false) ? -1 : 1
  ranked.sort((one, other) => sign * (order(work, one.key, other.key) || 0))
  return ranked.map(({ element }) => element)
}

/** `min` and `max`: the first of the smallest or largest. */
export function extreme(
  work: Work,
  elements: readonly Value[],
  [caseSensitive, attribute]: Given,
  sign: 1 | -1,
): Value {
  let best: { readonly element: Value; readonly key: Value } | undefined
  for (const element of elements) {
    const key = orderKey(work, attributed(work, [element], attribute)[0] ?? null, caseSensitive)
    if (best === undefined || order(work, key, best.key) * sign < 0) best = { element, key }
  }
  return orUndefined(best?.element, 'an element of an empty list')
}

/** The functions `min(a, b)` and `min(list)`. */
export function extremeOf(work: Work, given: Given, sign: 1 | -1): Value {
  const values = given.map(value => value ?? null)
  const [only] = values
  const elements = values.length === 1 && only !== undefined ? elementsOf(work, only) : values
  return extreme(work, elements, [], sign)
}

/** `sum(attribute, start)`: numbers only. */
export function sum(work: Work, value: Value, [attribute, start = 0]: Given): Value {
  let total = start
  for (const element of attributed(work, elementsOf(work, value), attribute)) {
    if (typeof element === 'string') fail('sums up text')
    total = add(work, total, element)
  }
  return total
}

/** `reverse`: text stays text. */
export function reverse(work: Work, value: Value): Value {
  if (isRow(value) && value.kind === 'lazy') return row('lazy', value.items.toReversed())
  const reversed = elementsOf(work, value).toReversed()
  return typeof value === 'string' ? reversed.join('') : row('lazy', reversed)
}

/** The entries of a dict as tuples. */
export function entriesOf(work: Work, value: Value, kind: 'items' | 'lazy'): Value {
  if (isUndefined(value)) return row(kind, [])
  if (!isDict(value)) return fail(`${typeName(value)} has no items`)
  spend(work, 1 + 2 * value.size)
  return row(
    kind,
    Array.from(value.values(), entry => row('tuple', entry)),
  )
}

/** `range(stop)`, `range(start, stop, step)`: no longer than a loop may turn. */
export function range(work: Work, given: Given): Value {
  const [first = 0, second, third] = given.map(bound =>
    bound === undefined
      ? undefined
      : Number(intOf(bound) ?? fail(`range takes whole numbers, not ${typeName(present(bound))}`)),
  )
  const [start, stop, step] = second === undefined ? [0, first, 1] : [first, second, third ?? 1]
  if (![start, stop, step].every(Number.isSafeInteger)) fail('range takes whole numbers that are not huge')
  if (step === 0) fail('range by a step of zero')
  const count = Math.max(0, Math.ceil((stop - start) / step))
  // Made to be walked through, so a range longer than loops may turn is refused before it is built.
  if (count > MAX_TURNS) fail(`makes a range longer than ${MAX_TURNS}`)
  spend(work, 1 + count)
  return row(
    'range',
    Array.from({ length: count }, (_, at) => start + at * step),
  )
}
