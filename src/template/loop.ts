/** `{% for x in list if condition %}`: what its head says, waiting for its body. */
import { elementsOf } from './access.ts'
import type { Reader } from './reader.ts'
import { innerScope, type Scope, type Statement } from './scope.ts'
import { readTarget } from './target.ts'
import { dictOf, orUndefined, truth, type Value } from './values.ts'
import { spend, turn } from './work.ts'

/** The loop of a body and of what is printed instead when nothing is walked through. */
type Head = (body: Statement, otherwise: Statement | undefined) => Statement

export function readLoop({ cursor, tuple, expression }: Reader): Head {
  const target = readTarget(cursor)
  cursor.expect('in')
  const source = tuple(false)
  const condition = cursor.take('if') === undefined ? undefined : expression()
  const passes = (scope: Scope, element: Value): boolean => {
    if (condition === undefined) return true
    turn(scope.work)
    const inner = innerScope(scope)
    target(inner, element)
    return truth(condition(inner))
  }
  return (body, otherwise) => scope => {
    const elements = elementsOf(scope.work, source(scope)).filter(element => passes(scope, element))
    elements.forEach((element, at) => {
      turn(scope.work)
      const inner = innerScope(scope)
      inner.locals.set('loop', loopAt(scope, elements, at))
      target(inner, element)
      body(inner)
    })
    if (elements.length === 0) otherwise?.(scope)
  }
}

/** `loop.index` and its kind. */
function loopAt(scope: Scope, elements: readonly Value[], at: number): Value {
  spend(scope.work, 4)
  const { length } = elements
  return dictOf([
    ['index', at + 1],
    ['index0', at],
    ['revindex', length - at],
    ['revindex0', length - at - 1],
    ['first', at === 0],
    ['last', at === length - 1],
    ['length', length],
    ['previtem', orUndefined(elements[at - 1], 'the element before the first')],
    ['nextitem', orUndefined(elements[at + 1], 'the element behind the last')],
  ])
}
