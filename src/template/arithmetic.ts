/** Python's arithmetic on template values: whole numbers exact, floats as they come, text and lists joined and repeated. */
import { fail } from './failure.ts'
import { addInts, divideInts, multiplyInts, negateInt, powerOfInts } from './integers.ts'
import { float, type Int, isFloat, isList, isNumber, isTuple, present, row, typeName, type Value } from './values.ts'
import { room, spend, type Work } from './work.ts'

export type Binary = (work: Work, left: Value, right: Value) => Value

/** The whole number of a value that is one; True is 1. */
export function intOf(value: Value): Int | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return typeof value === 'boolean' ? Number(value) : undefined
}

/** The number of any number, as a float has it. */
export const numberOf = (value: Int | boolean | { readonly float: number }): number =>
  typeof value === 'object' ? value.float : Number(value)

const refuse = (operator: string, left: Value, right: Value): never =>
  fail(`cannot do ${operator} with ${typeName(present(left))} and ${typeName(present(right))}`)

/** Whole numbers by the one function, numbers with a float among them by the other. */
function numeric(
  operator: string,
  ints: (left: Int, right: Int) => Value,
  floats: (left: number, right: number) => number,
): Binary {
  return (_, left, right) => {
    const [one, other] = [intOf(left), intOf(right)]
    if (one !== undefined && other !== undefined) return ints(one, other)
    if (!isNumber(left) || !isNumber(right)) return refuse(operator, left, right)
    return float(floats(numberOf(left), numberOf(right)))
  }
}

const addNumbers = numeric('+', addInts, (left, right) => left + right)
const multiplyNumbers = numeric('*', multiplyInts, (left, right) => left * right)
export const remainder = numeric('%', (left, right) => divideInts(left, right).rest, floatRest)

export const subtract = numeric(
  '-',
  (left, right) => addInts(left, negateInt(right)),
  (left, right) => left - right,
)
export const floorDivide = numeric('//', (left, right) => divideInts(left, right).quotient, floatQuotient)
export const divide = numeric('/', (left, right) => float(ratio(Number(left), Number(right))), ratio)
export const power = numeric('**', intPower, floatPower)

export const add: Binary = (work, left, right) => {
  if (typeof left === 'string' && typeof right === 'string') {
    room(work, left.length + right.length)
    return left + right
  }
  if (isList(left) && isList(right)) {
    spend(work, left.length + right.length)
    return [...left, ...right]
  }
  if (isTuple(left) && isTuple(right)) {
    spend(work, left.items.length + right.items.length)
    return row('tuple', [...left.items, ...right.items])
  }
  return addNumbers(work, left, right)
}

export const multiply: Binary = (work, left, right) => {
  const [one, other] = [intOf(left), intOf(right)]
  if (one === undefined && other !== undefined) return repeat(work, left, other) ?? multiplyNumbers(work, left, right)
  if (one !== undefined && other === undefined) return repeat(work, right, one) ?? multiplyNumbers(work, left, right)
  return multiplyNumbers(work, left, right)
}

/** A unary minus. */
export function negate(value: Value): Value {
  const whole = intOf(value)
  if (whole !== undefined) return negateInt(whole)
  return isFloat(value) ? float(-value.float) : fail(`cannot negate ${typeName(present(value))}`)
}

/** A unary plus: the number itself, and True becomes 1. */
export function positive(value: Value): Value {
  return intOf(value) ?? (isFloat(value) ? value : fail(`cannot do + with ${typeName(present(value))}`))
}

/** `'-' * 3`; undefined for values that are not repeated. */
function repeat(work: Work, value: Value, times: Int): Value | undefined {
  const count = times < 0 ? 0 : Number(times)
  if (typeof value === 'string') {
    room(work, value.length * count)
    return value === '' ? '' : value.repeat(count)
  }
  const items = isList(value) ? value : isTuple(value) ? value.items : undefined
  if (items === undefined) return undefined
  spend(work, 1 + items.length * count)
  const repeated = items.length === 0 ? [] : Array.from({ length: count }, () => items).flat(1)
  return isList(value) ? repeated : row('tuple', repeated)
}

function ratio(left: number, right: number): number {
  if (right === 0) fail('divides by zero')
  return left / right
}

/** The rest with the sign of the divisor, also where it is zero. */
function floatRest(left: number, right: number): number {
  if (right === 0) fail('divides by zero')
  const rest = left % right
  if (rest === 0) return right < 0 ? -0 : 0
  return rest < 0 === right < 0 ? rest : rest + right
}

function floatQuotient(left: number, right: number): number {
  const rest = floatRest(left, right)
  const quotient = (left - rest) / right
  const down = Math.floor(quotient)
  return quotient - down > 0.5 ? down + 1 : down
}

function intPower(base: Int, exponent: Int): Value {
  return exponent >= 0 ? powerOfInts(base, exponent) : float(floatPower(Number(base), Number(exponent)))
}

function floatPower(base: number, exponent: number): number {
  if (base === 0 && exponent < 0) fail('divides by zero')
  if (base === 1 || exponent === 0) return 1
  const result = base ** exponent
  if (Number.isNaN(result) && !Number.isNaN(base) && !Number.isNaN(exponent)) fail('makes a complex number')
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent)) fail('makes a number too large')
  return result
}
