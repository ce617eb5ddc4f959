/** Reads the arguments of a call and binds them to parameters while compiling, so that a wrong call is found at once. */
import type { Callable, Given } from './callable.ts'
import { fail, quoted } from './failure.ts'
import type { Reader } from './reader.ts'
import type { Expression } from './scope.ts'
import type { Value } from './values.ts'
import { spend } from './work.ts'

/** What was written between the brackets. */
export interface Arguments {
  readonly positional: readonly Expression[]
  readonly named: ReadonlyMap<string, Expression>
}

/** The call of a function, or of a filter, test or method of `value`. */
export function readCall(reader: Reader, name: string, callable: Callable, value: Expression | undefined): Expression {
  const call = bind(name, callable, readArguments(reader))
  return scope => call(scope, value === undefined ? null : value(scope))
}

/** A call with its arguments, waiting for the value it is about. */
export type Bound = (scope: Parameters<Expression>[0], value: Value) => Value

/** Arguments in brackets, if there are brackets. */
export function readArguments(reader: Reader): Arguments {
  const { cursor } = reader
  const positional: Expression[] = []
  const named = new Map<string, Expression>()
  if (cursor.take('(') === undefined) return { positional, named }
  while (cursor.take(')') === undefined) {
    if (cursor.token().kind === 'name' && cursor.second().word === '=' && cursor.second().kind === 'operator') {
      const name = cursor.name()
      cursor.expect('=')
      if (named.has(name)) fail(`${quoted(name)} is given twice`)
      named.set(name, reader.expression())
    } else {
      const { at } = cursor.token()
      positional.push(reader.expression())
      if (named.size > 0) fail(`an argument without name follows named ones at character ${at}`)
    }
    if (cursor.take(')') !== undefined) break
    cursor.expect(',')
  }
  return { positional, named }
}

/** Puts every argument to its parameter. */
export function bind(name: string, callable: Callable, { positional, named }: Arguments): Bound {
  const { parameters, more = false, call } = callable
  const names = parameters.map(parameter => parameter.replace('?', ''))
  const extra = positional.slice(parameters.length)
  if (extra.length > 0 && !more) fail(`${name} takes at most ${parameters.length} arguments`)
  for (const [given] of named) {
    const at = names.indexOf(given)
    if (at < 0) fail(`${name} has no argument ${quoted(given)}`)
    if (at < positional.length) fail(`${quoted(given)} of ${name} is given twice`)
  }
  const bound = names.map((parameter, at) => positional[at] ?? named.get(parameter))
  const lost = parameters.find((parameter, at) => !parameter.endsWith('?') && bound[at] === undefined)
  if (lost !== undefined) fail(`${name} lacks its argument ${quoted(lost)}`)
  const all = [...bound, ...extra]
  return (scope, value) => {
    spend(scope.work, 1 + all.length)
    const given: Given = all.map(expression => expression?.(scope))
    return call(scope.work, value, given)
  }
}
