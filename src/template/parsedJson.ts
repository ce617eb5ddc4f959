/** JSON as template values. JavaScript's own parser cannot be used: it takes `21.0` for 21 and rounds long numbers. */
import { float, type Key, type Value } from './values.ts'

/**
 * Deepest payload that is read: the deepest of the real publishers has 7 levels. Deeper than this a payload is no JSON for
 * templates, so that reading it needs no deep stack.
 */
export const MAX_PAYLOAD_DEPTH = 64

/** The value; undefined when the text is no JSON (RFC 8259). As in Python's fast reader, whole numbers beyond 64 bits are floats. */
export function parsedJson(text: string): Value | undefined {
  const state: State = { text, at: 0 }
  const value = readValue(state, 0)
  if (value === undefined) return undefined
  skipSpace(state)
  return state.at === text.length ? value : undefined
}

interface State {
  readonly text: string
  at: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Control characters must be escaped within text (RFC 8259 section 7). */
const FIRST_PRINTED = 0x20
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
function skipSpace(state: State): void {
  for (;;) {
    const code = state.text.charCodeAt(state.at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    state.at++
  }
}

/** Undefined stands for "no JSON" all the way up; JSON itself has no such value. */
function readValue(state: State, depth: number): Value | undefined {
  skipSpace(state)
  const character = state.text.charAt(state.at)
  if (character === '"') return readText(state)
  if (character === '{') return depth < MAX_PAYLOAD_DEPTH ? readObject(state, depth + 1) : undefined
  if (character === '[') return depth < MAX_PAYLOAD_DEPTH ? readArray(state, depth + 1) : undefined
  if (character === 't') return readWord(state, 'true', true)
  if (character === 'f') return readWord(state, 'false', false)
  if (character === 'n') return readWord(state, 'null', null)
  return readNumber(state)
}

function readWord(state: State, word: string, value: Value): Value | undefined {
  if (!state.text.startsWith(word, state.at)) return undefined
  state.at += word.length
  return value
}

function readText(state: State): string | undefined {
  const { text, at } = state
  let end = at + 1
  let plain = true
  for (; text.charCodeAt(end) !== QUOTE; end++) {
    if (end >= text.length) return undefined
    if (text.charCodeAt(end) === BACKSLASH) {
      plain = false
      end++
    } else if (text.charCodeAt(end) < FIRST_PRINTED) return undefined
  }
  state.at = end + 1
  return plain ? text.slice(at + 1, end) : unescapedText(text.slice(at, end + 1))
}

/** JavaScript's own parser knows the escapes, and throws for what is none. */
function unescapedText(written: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(written)
    return typeof parsed === 'string' ? parsed : undefined
  } catch {
    return undefined
  }
}

function readNumber(state: State): Value | undefined {
  NUMBER.lastIndex = state.at
  const written = NUMBER.exec(state.text)?.[0]
  if (written === undefined) return undefined
  state.at += written.length
  const number = Number(written)
  if (!Number.isFinite(number)) return undefined
  if (/[.eE]/.test(written)) return float(number)
  if (Number.isSafeInteger(number)) return number + 0
  return number < 2 ** 64 && number > -(2 ** 63) ? wide(written) : float(number)
}

/** Between 53 and 64 bits, where a number would not be exact. */
function wide(written: string): Value {
  const whole = BigInt(written)
  return BigInt.asUintN(64, whole) === whole || BigInt.asIntN(64, whole) === whole ? whole : float(Number(whole))
}

function readArray(state: State, depth: number): Value | undefined {
  const items: Value[] = []
  state.at++
  skipSpace(state)
  if (took(state, ']')) return items
  for (;;) {
    const item = readValue(state, depth)
    if (item === undefined) return undefined
    items.push(item)
    skipSpace(state)
    if (took(state, ']')) return items
    if (!took(state, ',')) return undefined
  }
}

function readObject(state: State, depth: number): Value | undefined {
  const dict = new Map<Key, readonly [Value, Value]>()
  state.at++
  skipSpace(state)
  if (took(state, '}')) return dict
  for (;;) {
    skipSpace(state)
    const key = state.text.charAt(state.at) === '"' ? readText(state) : undefined
    skipSpace(state)
    if (key === undefined || !took(state, ':')) return undefined
    const value = readValue(state, depth)
    if (value === undefined) return undefined
    dict.set(key, [key, value])
    skipSpace(state)
    if (took(state, '}')) return dict
    if (!took(state, ',')) return undefined
  }
}

function took(state: State, character: string): boolean {
  if (state.text.charAt(state.at) !== character) return false
  state.at++
  return true
}
