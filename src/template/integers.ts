/** Whole numbers of any size up to a bound, exact: JavaScript's numbers while these are exact, bigints beyond. */
import { fail } from './failure.ts'
import type { Int } from './values.ts'

/** Largest whole number in bits: every float has room, and a power costs nothing. Python would go on until memory ends. */
const MAX_INT_BITS = 1_024
const LIMIT = 1n << BigInt(MAX_INT_BITS)

/** A number where it is exact, else a bigint; fails beyond the bound. */
export function int(value: bigint): Int {
  if (value >= LIMIT || value <= -LIMIT) fail(`makes a whole number of more than ${MAX_INT_BITS} bits`)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

const exact = (value: number): boolean => Number.isSafeInteger(value)

/** Adding 0 makes the negative zero, which whole numbers do not have, a zero. */
const unsigned = (value: number): number => value + 0

/** Exact, or a failure beyond the bound, as all below. */
export function addInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number' && exact(left + right)) return left + right
  return int(BigInt(left) + BigInt(right))
}

export const negateInt = (value: Int): Int => (typeof value === 'number' ? unsigned(-value) : int(-value))

/** Exact. */
export function multiplyInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number' && exact(left * right)) return unsigned(left * right)
  return int(BigInt(left) * BigInt(right))
}

/** Python's `//` and `%`: the quotient is rounded down, so the rest has the sign of the divisor. */
export function divideInts(left: Int, right: Int): { readonly quotient: Int; readonly rest: Int } {
  if (BigInt(right) === 0n) fail('divides by zero')
  const [dividend, divisor] = [BigInt(left), BigInt(right)]
  const rest = dividend % divisor
  const down = rest !== 0n && rest < 0n !== divisor < 0n
  const quotient = (dividend - rest) / divisor
  return { quotient: int(down ? quotient - 1n : quotient), rest: int(down ? rest + divisor : rest) }
}

/** A power with an exponent from 0; refused before it is computed when it cannot fit. */
export function powerOfInts(base: Int, exponent: Int): Int {
  const size = BigInt(base) < 0n ? -BigInt(base) : BigInt(base)
  const bits = size.toString(2).length - 1
  if (bits * Number(exponent) > MAX_INT_BITS) fail(`makes a whole number of more than ${MAX_INT_BITS} bits`)
  const turns = BigInt(exponent)
  // Of 0, 1 and -1 only the parity of the exponent matters, which may be of any size.
  return int(BigInt(base) ** (size <= 1n && turns > 2n ? 2n - (turns & 1n) : turns))
}

export const andInts = (left: Int, right: Int): Int => int(BigInt(left) & BigInt(right))

/** Python's `int(text, base)`; undefined where it raises ValueError. */
export function parseInteger(text: string, base: number): Int | undefined {
  const match = /^([+-]?)(?:0([xXoObB]))?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(text)
  if (match === null) return undefined
  const [, sign = '', letter = '', written = ''] = match
  const prefix = PREFIXES.get(letter.toLowerCase())
  // Without its meaning as a prefix the letter is a digit: `0b1` is 2817 to base 16.
  const digits = (prefix === base || letter === '' ? written : `0${letter}${written}`).replaceAll('_', '')
  if (digits.length > MAX_INT_BITS) fail(`makes a whole number of more than ${MAX_INT_BITS} bits`)
  let value = 0n
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36)
    if (worth >= base) return undefined
    value = value * BigInt(base) + BigInt(worth)
  }
  return int(sign === '-' ? -value : value)
}

const PREFIXES: ReadonlyMap<string, number> = new Map([
  ['x', 16],
  ['o', 8],
  ['b', 2],
])
