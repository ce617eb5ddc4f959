/** Reads what an expression begins with: constants, names, lists, dicts, brackets, and calls of the known functions. */

import { readCall } from './call.ts'
import { fail, quoted } from './failure.ts'
import { GLOBALS } from './globals.ts'
import type { Reader } from './reader.ts'
import { type Expression, look } from './scope.ts'
import type { Token } from './tokens.ts'
import { dictOf, row, type Value } from './values.ts'
import { spend } from './work.ts'

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])

export function readPrimary(reader: Reader): Expression {
  const { cursor } = reader
  const token = cursor.next()
  if (token.kind === 'name') return readName(reader, token)
  if (token.kind === 'number') return constant(token.value)
  if (token.kind === 'text') return constant(readText(reader, token))
  if (token.kind === 'operator' && token.word === '(') return readBrackets(reader)
  if (token.kind === 'operator' && token.word === '[') return readList(reader)
  if (token.kind === 'operator' && token.word === '{') return readDict(reader)
  return fail(`${quoted(token.word)} at character ${token.at} is not expected here`)
}

const constant =
  (value: Value): Expression =>
  scope => {
    spend(scope.work, 1)
    return value
  }

/** Texts beside one another are one. */
function readText({ cursor }: Reader, first: Token): string {
  let text = String(first.value)
  while (cursor.token().kind === 'text') text += String(cursor.next().value)
  return text
}

function readName(reader: Reader, { word, at }: Token): Expression {
  const known = CONSTANTS.get(word)
  if (known !== undefined) return constant(known)
  const { cursor } = reader
  if (cursor.token().kind === 'operator' && cursor.token().word === '(') {
    const known = GLOBALS.get(word) ?? fail(`there is no function ${quoted(word)} (character ${at})`)
    return readCall(reader, `${word}()`, known, undefined)
  }
  return scope => {
    spend(scope.work, 1)
    return look(scope, word)
  }
}

/** `(1 + 2)`, and tuples: `()`, `(1,)`, `(1, 2)`. */
function readBrackets(reader: Reader): Expression {
  if (reader.cursor.take(')') !== undefined) return constant(row('tuple', []))
  const inner = reader.tuple(true)
  reader.cursor.expect(')')
  return inner
}

/** Reads parts with commas between them, and one behind the last if somebody likes. */
function readParts(reader: Reader, close: string, read: () => void): void {
  const { cursor } = reader
  while (cursor.take(close) === undefined) {
    read()
    if (cursor.take(close) !== undefined) return
    cursor.expect(',')
  }
}

function readList(reader: Reader): Expression {
  const parts: Expression[] = []
  readParts(reader, ']', () => parts.push(reader.expression()))
  return scope => {
    spend(scope.work, 1 + parts.length)
    return parts.map(part => part(scope))
  }
}

function readDict(reader: Reader): Expression {
  const entries: (readonly [Expression, Expression])[] = []
  readParts(reader, '}', () => {
    const key = reader.expression()
    reader.cursor.expect(':')
    entries.push([key, reader.expression()])
  })
  return scope => {
    spend(scope.work, 1 + entries.length)
    return dictOf(entries.map(([key, value]) => [key(scope), value(scope)] as const))
  }
}
