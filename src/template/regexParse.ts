/**
 * Reads the regular expressions that templates may use: a part of Python's, chosen so that matching needs no going back.
 * Not among them, and refused: references back, looking ahead and behind, flags within, named groups, `\B`.
 */
import { fail } from './failure.ts'
import { isSpace } from './strings.ts'

/** Whether one character is meant. */
export type CharacterTest = (character: string) => boolean

/** What must hold between two characters. */
export type Assertion = 'start' | 'end' | 'lastEnd' | 'boundary'

export type RegexNode =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly part: RegexNode }
  | {
      readonly kind: 'repeat'
      readonly part: RegexNode
      readonly least: number
      readonly most: number
      readonly lazy: boolean
    }

/** A pattern, and how many groups it counts. */
export interface Regex {
  readonly node: RegexNode
  readonly groups: number
}

/** Longest pattern: the longest seen has 30 characters. */
const MAX_PATTERN_CHARACTERS = 256

/** Groups that a replacement can name by one digit, and nesting that needs no deep stack. */
const MAX_GROUPS = 9

/** Largest count of a repetition; what it makes of the pattern is bounded again where it is compiled. */
const MAX_REPEAT = 256

interface State {
  readonly pattern: readonly string[]
  readonly ignoreCase: boolean
  at: number
  groups: number
  depth: number
}

export function parseRegex(pattern: string, ignoreCase: boolean): Regex {
  if (pattern.length > MAX_PATTERN_CHARACTERS) fail(`a pattern longer than ${MAX_PATTERN_CHARACTERS} characters`)
  const state: State = { pattern: Array.from(pattern), ignoreCase, at: 0, groups: 0, depth: 0 }
  const node = readChoice(state)
  if (state.at < state.pattern.length) refuse(state)
  return { node, groups: state.groups }
}

const refuse = ({ at, pattern }: State): never =>
  fail(`a pattern that is not supported at its character ${Math.min(at, pattern.length) + 1}`)

const peek = (state: State): string => state.pattern[state.at] ?? ''

function take(state: State, text: string): boolean {
  if (state.pattern.slice(state.at, state.at + text.length).join('') !== text) return false
  state.at += text.length
  return true
}

function readChoice(state: State): RegexNode {
  state.depth++
  if (state.depth > MAX_GROUPS + 1) refuse(state)
  const parts = [readSequence(state)]
  while (take(state, '|')) parts.push(readSequence(state))
  state.depth--
  return { kind: 'choice', parts }
}

function readSequence(state: State): RegexNode {
  const parts: RegexNode[] = []
  while (state.at < state.pattern.length && peek(state) !== '|' && peek(state) !== ')') {
    parts.push(readRepeat(state, readAtom(state)))
  }
  return { kind: 'sequence', parts }
}

function readRepeat(state: State, part: RegexNode): RegexNode {
  const counts = readCounts(state)
  if (counts === undefined) return part
  if (part.kind === 'assertion') refuse(state)
  const lazy = take(state, '?')
  // A second sign (`a**`, `a*+`) is an error or something that never goes back in Python.
  if ('*+?'.includes(peek(state)) && peek(state) !== '') refuse(state)
  return { kind: 'repeat', part, ...counts, lazy }
}

function readCounts(state: State): { readonly least: number; readonly most: number } | undefined {
  if (take(state, '*')) return { least: 0, most: Infinity }
  if (take(state, '+')) return { least: 1, most: Infinity }
  if (take(state, '?')) return { least: 0, most: 1 }
  const written = /^\{(\d{0,4})(,?)(\d{0,4})\}/.exec(state.pattern.slice(state.at, state.at + 12).join(''))
  if (written === null || written[0] === '{}' || written[0] === '{,}') return undefined
  state.at += written[0].length
  const [, low = '', comma, high = ''] = written
  const least = Number(low)
  const most = comma === '' ? least : high === '' ? Infinity : Number(high)
  if (least > MAX_REPEAT || (most > MAX_REPEAT && most !== Infinity) || most < least) refuse(state)
  return { least, most }
}

function readAtom(state: State): RegexNode {
  const character = peek(state)
  if (character === '(') return readGroup(state)
  if (character === '[') return { kind: 'character', test: readClass(state) }
  if ('*+?'.includes(character)) return refuse(state)
  state.at++
  if (character === '^') return { kind: 'assertion', assertion: 'start' }
  if (character === '$') return { kind: 'assertion', assertion: 'lastEnd' }
  if (character === '.') return { kind: 'character', test: one => one !== '\n' }
  if (character !== '\\') return { kind: 'character', test: literal(state, character) }
  const assertion = ASSERTIONS.get(peek(state))
  if (assertion === undefined) return { kind: 'character', test: readEscape(state) }
  state.at++
  return { kind: 'assertion', assertion }
}

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['b', 'boundary'],
  ['A', 'start'],
  ['Z', 'end'],
])

function readGroup(state: State): RegexNode {
  state.at++
  const plain = take(state, '?:')
  if (!plain && peek(state) === '?') refuse(state)
  if (!plain) state.groups++
  const index = state.groups
  if (index > MAX_GROUPS) refuse(state)
  const part = readChoice(state)
  if (!take(state, ')')) refuse(state)
  return plain ? part : { kind: 'group', index, part }
}

function literal({ ignoreCase }: State, wanted: string): CharacterTest {
  if (!ignoreCase) return character => character === wanted
  const lower = wanted.toLowerCase()
  return character => character.toLowerCase() === lower
}

/** A letter or digit of any script, or `_`. */
export const isWordCharacter: CharacterTest = character => /^[\p{L}\p{N}_]$/u.test(character)
const isDigit: CharacterTest = character => /^\p{Nd}$/u.test(character)
const not =
  (test: CharacterTest): CharacterTest =>
  character =>
    !test(character)

const CLASSES: ReadonlyMap<string, CharacterTest> = new Map([
  ['d', isDigit],
  ['D', not(isDigit)],
  ['w', isWordCharacter],
  ['W', not(isWordCharacter)],
  ['s', isSpace],
  ['S', not(isSpace)],
])

const NAMED: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['f', '\f'],
  ['v', '\v'],
])

/** Behind a backslash: a class, a named character, or anything but a letter or digit, which stands for itself. */
function readEscape(state: State): CharacterTest {
  const character = peek(state)
  const known = CLASSES.get(character)
  if (known !== undefined) {
    state.at++
    return known
  }
  return literal(state, readEscaped(state))
}

function readEscaped(state: State): string {
  const character = peek(state)
  const named = NAMED.get(character)
  if (character === '' || (named === undefined && /[A-Za-z0-9]/.test(character))) refuse(state)
  state.at++
  return named ?? character
}

/** `[a-z]`, `[^0-9.]`. */
function readClass(state: State): CharacterTest {
  state.at++
  const negated = take(state, '^')
  const tests: CharacterTest[] = []
  do {
    if (state.at >= state.pattern.length) refuse(state)
    tests.push(readClassPart(state))
  } while (!take(state, ']'))
  return character => tests.some(test => test(character)) !== negated
}

function readClassPart(state: State): CharacterTest {
  if (peek(state) === '\\' && CLASSES.has(state.pattern[state.at + 1] ?? '')) {
    state.at++
    return readEscape(state)
  }
  const from = readClassCharacter(state)
  const next = state.pattern[state.at + 1]
  if (peek(state) !== '-' || next === ']' || next === undefined) return literal(state, from)
  state.at++
  const to = readClassCharacter(state)
  const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]
  if (low > high) refuse(state)
  const between: CharacterTest = character => {
    const code = character.codePointAt(0) ?? 0
    return code >= low && code <= high
  }
  if (!state.ignoreCase) return between
  return character => between(character.toLowerCase()) || between(character.toUpperCase())
}

function readClassCharacter(state: State): string {
  const character = peek(state)
  state.at++
  return character === '\\' ? readEscaped(state) : character
}
