/** Words of a command line to the operands of a directive. */
import type { Json } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import type { Edition } from '../protocol/edition.ts'
import type { Interface, Operand } from '../protocol/families.ts'
import { operandsIn } from '../protocol/writeRequest.ts'
import { type Invocation, say, UsageError } from './invocation.ts'

const TEXTS = {
  needsValue: text(
    '{action} 에는 값이 필요합니다: {key}',
    '{action} には値が必要です: {key}',
    '{action} needs a value: {key}',
  ),
  takesNone: text('{action} 에는 값이 없습니다.', '{action} は値を取りません。', '{action} takes no value.'),
  badPair: text(
    '--with {pair}: 키=값 으로 쓰세요.',
    '--with {pair}: キー=値 と書いてください。',
    '--with {pair}: write KEY=VALUE.',
  ),
  badKey: text(
    '--with {pair}: {action} 의 키는 {keys}',
    '--with {pair}: {action} のキーは {keys}',
    '--with {pair}: the keys of {action} are {keys}',
  ),
  badJson: text('{value}: JSON 이 아닙니다.', '{value}: JSON ではありません。', '{value}: not JSON.'),
}

/** @throws UsageError for a value that is missing, too much or unreadable */
export function operandsFrom(
  invocation: Invocation,
  asked: Interface,
  edition: Edition,
  given: { readonly value: string | undefined; readonly pairs: readonly string[] },
): Readonly<Record<string, Json>> {
  const { action } = asked
  const known = operandsIn(asked, edition)
  const operands: Record<string, Json> = {}
  for (const pair of given.pairs) {
    const [key = '', ...rest] = pair.split('=')
    if (rest.length === 0) throw new UsageError(say(invocation, TEXTS.badPair, { pair }))
    const operand = known.find(one => one.key === key || one.wire === key)
    if (operand === undefined) {
      const keys = known.map(one => one.key).join(', ')
      throw new UsageError(say(invocation, TEXTS.badKey, { pair, action, keys: keys === '' ? '-' : keys }))
    }
    operands[operand.key] = readValue(invocation, operand, rest.join('='))
  }
  const first = known.find(operand => !Object.hasOwn(operands, operand.key))
  if (given.value !== undefined) {
    if (first === undefined) throw new UsageError(say(invocation, TEXTS.takesNone, { action }))
    operands[first.key] = readValue(invocation, first, given.value)
  }
  const missing = known.find(operand => operand.required && !Object.hasOwn(operands, operand.key))
  if (missing !== undefined) throw new UsageError(say(invocation, TEXTS.needsValue, { action, key: missing.key }))
  return operands
}

const NUMERIC: ReadonlySet<string> = new Set(['number', 'looseNumber'])

/** Structures are written as JSON; a number where one is wanted, else the text as it is. */
function readValue(invocation: Invocation, { shape }: Operand, value: string): Json {
  if (NUMERIC.has(shape) && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  if (!/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value) as Json
  } catch (error) {
    throw new UsageError(say(invocation, TEXTS.badJson, { value }), { cause: error })
  }
}
