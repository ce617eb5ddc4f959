/** Reads an expression by Jinja2's precedence and compiles it to closures. */
import {
  add,
  type Binary,
  divide,
  floorDivide,
  multiply,
  negate,
  positive,
  power,
  remainder,
  subtract,
} from './arithmetic.ts'
import { contains, equal, order } from './comparison.ts'
import type { Cursor } from './cursor.ts'
import { formatPercent } from './percentFormat.ts'
import { readFilters, readPostfix } from './postfix.ts'
import { readPrimary } from './primary.ts'
import { textOf } from './pythonText.ts'
import type { Reader } from './reader.ts'
import type { Expression } from './scope.ts'
import { isDict, isList, isTuple, isUndefined, row, truth, undefinedValue, type Value } from './values.ts'
import { room, spend, type Work } from './work.ts'

/** The reader of the expressions of one piece. */
export function openReader(cursor: Cursor): Reader {
  const reader: Reader = {
    cursor,
    expression: () => cursor.deeper(() => readCondition(reader)),
    tuple: condition => readTuple(reader, condition),
    operand: () => cursor.deeper(() => readPostfix(reader, readPrimary(reader))),
  }
  return reader
}

function readTuple(reader: Reader, condition: boolean): Expression {
  const { cursor } = reader
  const part = (): Expression => (condition ? reader.expression() : cursor.deeper(() => readOr(reader)))
  const first = part()
  if (cursor.token().word !== ',' || cursor.token().kind !== 'operator') return first
  const parts = [first]
  while (cursor.take(',') !== undefined && !endsTuple(cursor)) parts.push(part())
  return scope => {
    spend(scope.work, parts.length)
    return row(
      'tuple',
      parts.map(one => one(scope)),
    )
  }
}

const endsTuple = (cursor: Cursor): boolean => cursor.token().kind === 'end' || cursor.token().word === ')'

/** `a if b else c`; without else it is undefined when the condition fails. */
function readCondition(reader: Reader): Expression {
  const { cursor } = reader
  let value = readOr(reader)
  const chain: { readonly condition: Expression; readonly otherwise: Expression | undefined }[] = []
  while (cursor.take('if') !== undefined) {
    const condition = readOr(reader)
    const otherwise = cursor.take('else') === undefined ? undefined : reader.expression()
    chain.push({ condition, otherwise })
    // Whatever follows `else` has taken the rest.
    if (otherwise !== undefined) break
  }
  if (chain.length === 0) return value
  const first = value
  value = scope => {
    for (const { condition, otherwise } of chain.toReversed()) {
      spend(scope.work, 1)
      if (!truth(condition(scope)))
        return otherwise === undefined ? undefinedValue('a condition without else') : otherwise(scope)
    }
    return first(scope)
  }
  return value
}

/** `or`: the first that is true, else the last; `and` the other way round. */
function readLogic(word: 'or' | 'and', read: (reader: Reader) => Expression): (reader: Reader) => Expression {
  return reader => {
    const parts = [read(reader)]
    while (reader.cursor.take(word) !== undefined) parts.push(read(reader))
    const [only] = parts
    if (parts.length === 1 && only !== undefined) return only
    return scope => {
      let value: Value = null
      for (const part of parts) {
        spend(scope.work, 1)
        value = part(scope)
        if (truth(value) === (word === 'or')) return value
      }
      return value
    }
  }
}

const readAnd = readLogic('and', readNot)
const readOr = readLogic('or', readAnd)

function readNot(reader: Reader): Expression {
  if (reader.cursor.take('not') === undefined) return readComparison(reader)
  const inner = reader.cursor.deeper(() => readNot(reader))
  return scope => !truth(inner(scope))
}

type Comparison = (work: Work, left: Value, right: Value) => boolean

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['==', equal],
  ['!=', (work, left, right) => !equal(work, left, right)],
  ['<', (work, left, right) => order(work, left, right) < 0],
  ['<=', (work, left, right) => order(work, left, right) <= 0],
  ['>', (work, left, right) => order(work, left, right) > 0],
  ['>=', (work, left, right) => order(work, left, right) >= 0],
  ['in', (work, left, right) => contains(work, right, left)],
  ['not in', (work, left, right) => !contains(work, right, left)],
])

/** `1 < x <= 5` compares x with both, as in Python. */
function readComparison(reader: Reader): Expression {
  const first = readSum(reader)
  const chain: { readonly compare: Comparison; readonly right: Expression }[] = []
  for (;;) {
    const compare = takeComparison(reader.cursor)
    if (compare === undefined) break
    chain.push({ compare, right: readSum(reader) })
  }
  if (chain.length === 0) return first
  return scope => {
    let left = first(scope)
    for (const { compare, right } of chain) {
      const value = right(scope)
      if (!compare(scope.work, left, value)) return false
      left = value
    }
    return true
  }
}

function takeComparison(cursor: Cursor): Comparison | undefined {
  if (cursor.token().word === 'not' && cursor.second().word === 'in') {
    cursor.next()
    cursor.next()
    return COMPARISONS.get('not in')
  }
  return COMPARISONS.get(cursor.take('==', '!=', '<', '<=', '>', '>=', 'in') ?? '')
}

/** Operators of one rank, from left to right: a row of them is a loop, so that a long one needs no deep stack. */
function readRank(
  operators: ReadonlyMap<string, Binary>,
  read: (reader: Reader) => Expression,
): (reader: Reader) => Expression {
  const wanted = [...operators.keys()]
  return reader => {
    const first = read(reader)
    const chain: { readonly operate: Binary; readonly right: Expression }[] = []
    for (;;) {
      const operate = operators.get(reader.cursor.take(...wanted) ?? '')
      if (operate === undefined) break
      chain.push({ operate, right: read(reader) })
    }
    if (chain.length === 0) return first
    return scope => {
      let value = first(scope)
      for (const { operate, right } of chain) {
        spend(scope.work, 1)
        value = operate(scope.work, value, right(scope))
      }
      return value
    }
  }
}

/** `~` joins what both sides print. */
const concat: Binary = (work, left, right) => {
  const [one, other] = [textOf(work, left), textOf(work, right)]
  room(work, one.length + other.length)
  return one + other
}

/** `%` behind text formats, as in Python. */
const percent: Binary = (work, left, right) =>
  typeof left === 'string'
    ? formatPercent(
        work,
        left,
        isTuple(right) ? right.items : [right],
        isList(right) || isDict(right) || isUndefined(right),
      )
    : remainder(work, left, right)

const PRODUCTS = new Map([
  ['*', multiply],
  ['/', divide],
  ['//', floorDivide],
  ['%', percent],
])
const SUMS = new Map([
  ['+', add],
  ['-', subtract],
])
const readPower = readRank(new Map([['**', power]]), readUnary)
const readProduct = readRank(PRODUCTS, readPower)
const readConcat = readRank(new Map([['~', concat]]), readProduct)
const readSum = readRank(SUMS, readConcat)

function readUnary(reader: Reader): Expression {
  return readFilters(reader, readSigned(reader))
}

/** A sign binds closer than filters: `-5 | abs` is 5. */
function readSigned(reader: Reader): Expression {
  const sign = reader.cursor.take('-', '+')
  if (sign === undefined) return readPostfix(reader, readPrimary(reader))
  const inner = reader.cursor.deeper(() => readSigned(reader))
  const operate = sign === '-' ? negate : positive
  return readPostfix(reader, scope => operate(inner(scope)))
}
