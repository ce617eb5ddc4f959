/** What `set` and `for` give a value to: a name, or several that share out the elements of a row. */
import { elementsOf } from './access.ts'
import type { Cursor } from './cursor.ts'
import { fail, quoted } from './failure.ts'
import type { Scope } from './scope.ts'
import type { Value } from './values.ts'
import { spend } from './work.ts'

export type Target = (scope: Scope, value: Value) => void

/** Names of the language itself; `loop` belongs to the loop. */
const RESERVED = new Set([
  'true',
  'false',
  'none',
  'True',
  'False',
  'None',
  'loop',
  'not',
  'and',
  'or',
  'in',
  'if',
  'is',
  'else',
])

/** `x`, `a, b` or `(a, b)`. */
export function readTarget(cursor: Cursor): Target {
  const bracket = cursor.take('(') !== undefined
  const names = [readName(cursor)]
  let several = false
  while (cursor.take(',') !== undefined) {
    several = true
    if (cursor.token().kind !== 'name' || cursor.token().word === 'in') break
    names.push(readName(cursor))
  }
  if (bracket) cursor.expect(')')
  const [only = ''] = names
  if (!several) return (scope, value) => void scope.locals.set(only, value)
  return (scope, value) => {
    const elements = elementsOf(scope.work, value)
    if (elements.length !== names.length) fail(`shares ${elements.length} elements out to ${names.length} names`)
    spend(scope.work, names.length)
    names.forEach((name, at) => void scope.locals.set(name, elements[at] ?? null))
  }
}

function readName(cursor: Cursor): string {
  const { at } = cursor.token()
  const name = cursor.name()
  return RESERVED.has(name) ? fail(`${quoted(name)} at character ${at} cannot be set`) : name
}
