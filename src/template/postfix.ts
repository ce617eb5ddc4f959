/** Reads what follows a value: members, elements, slices, calls of methods, filters and tests. A row of them is a loop. */
import { elementOf, memberOf, sliceOf } from './access.ts'
import { type Arguments, type Bound, bind, readArguments } from './call.ts'
import type { Callable } from './callable.ts'
import { fail, quoted } from './failure.ts'
import { FILTERS } from './filters.ts'
import { bindMap } from './mapFilter.ts'
import { METHODS } from './methods.ts'
import type { Reader } from './reader.ts'
import type { Expression, Scope } from './scope.ts'
import { TESTS } from './tests.ts'
import { truth, type Value } from './values.ts'
import { spend } from './work.ts'

type Step = (scope: Scope, value: Value) => Value

/** Members, elements and methods. */
export function readPostfix(reader: Reader, first: Expression): Expression {
  const { cursor } = reader
  const steps: Step[] = []
  for (;;) {
    const operator = cursor.token().kind === 'operator' ? cursor.token().word : ''
    if (operator === '(') fail(`nothing can be called at character ${cursor.token().at}`)
    if (operator !== '.' && operator !== '[') return chained(first, steps)
    cursor.next()
    steps.push(operator === '.' ? readMember(reader) : readElement(reader))
  }
}

/** Filters and tests. */
export function readFilters(reader: Reader, first: Expression): Expression {
  const { cursor } = reader
  const steps: Step[] = []
  for (;;) {
    if (cursor.take('|') !== undefined) steps.push(readFilter(reader))
    else if (cursor.take('is') !== undefined) steps.push(readTest(reader))
    else return chained(first, steps)
  }
}

function chained(first: Expression, steps: readonly Step[]): Expression {
  if (steps.length === 0) return first
  return scope => {
    let value = first(scope)
    for (const step of steps) {
      spend(scope.work, 1)
      value = step(scope, value)
    }
    return value
  }
}

/** `.name`, `.0` and `.method()`; a method of Python wins over a key of its name. */
function readMember(reader: Reader): Step {
  const { cursor } = reader
  const token = cursor.next()
  if (token.kind === 'number') return (scope, value) => elementOf(scope.work, value, token.value)
  if (token.kind !== 'name') fail(`${quoted(token.word)} at character ${token.at} is no member`)
  if (cursor.token().kind !== 'operator' || cursor.token().word !== '(') {
    return (_, value) => memberOf(value, token.word)
  }
  const method = METHODS.get(token.word) ?? fail(`there is no method ${quoted(token.word)} (character ${token.at})`)
  return bind(`.${token.word}()`, method, readArguments(reader))
}

function readElement(reader: Reader): Step {
  const { cursor } = reader
  const bounds: (Expression | undefined)[] = []
  const part = (): Expression | undefined =>
    [':', ']'].includes(cursor.token().word) && cursor.token().kind === 'operator' ? undefined : reader.expression()
  const first = part()
  bounds.push(first)
  while (bounds.length < 3 && cursor.take(':') !== undefined) bounds.push(part())
  cursor.expect(']')
  if (bounds.length > 1) {
    return (scope, value) =>
      sliceOf(
        scope.work,
        value,
        bounds.map(bound => bound?.(scope)),
      )
  }
  if (first === undefined) fail(`nothing between the brackets before character ${cursor.token().at}`)
  return (scope, value) => elementOf(scope.work, value, first(scope))
}

function readFilter(reader: Reader): Step {
  const { at } = reader.cursor.token()
  const name = reader.cursor.name()
  const found = FILTERS.get(name)
  if (name === 'map') return bindMap(readArguments(reader), FILTERS)
  if (found === undefined) fail(`there is no filter ${quoted(name)} (character ${at})`)
  return bind(`the filter ${name}`, found, readArguments(reader))
}

/** `is defined`, `is not none`, `is in [1, 2]`, `is eq(5)`. */
function readTest(reader: Reader): Step {
  const { cursor } = reader
  const negated = cursor.take('not') !== undefined
  const { at } = cursor.token()
  const name = cursor.name()
  const found: Callable = TESTS.get(name) ?? fail(`there is no test ${quoted(name)} (character ${at})`)
  const test: Bound = bind(`the test ${name}`, found, readTestArguments(reader))
  return (scope, value) => truth(test(scope, value)) !== negated
}

/** A test takes its only argument without brackets too. */
function readTestArguments(reader: Reader): Arguments {
  const { kind, word, at } = reader.cursor.token()
  if (kind === 'operator' && word === '(') return readArguments(reader)
  const none = { positional: [], named: new Map() }
  if (kind === 'end' || (kind === 'operator' && word !== '[' && word !== '{')) return none
  if (kind === 'name' && ['else', 'or', 'and'].includes(word)) return none
  if (kind === 'name' && word === 'is') fail(`a test of a test at character ${at}`)
  // Jinja2 takes any name here for the argument, also `if`; behind a test that takes none it is the next word.
  return { positional: [reader.operand()], named: new Map() }
}
