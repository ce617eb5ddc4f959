/** The words of an expression, as Jinja2's lexer finds them; also knows where the expression ends. */
import { fail, quoted } from './failure.ts'
import { parseInteger } from './integers.ts'
import { unescaped } from './unescaped.ts'
import { float, type Int, type Value } from './values.ts'

export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'operator' | 'end'
  /** The name or the operator; of others what was written. */
  readonly word: string
  /** Of numbers and text. */
  readonly value: Value
  /** Character of the template, from 1. */
  readonly at: number
}

/** Where an expression ended: behind its closing mark. */
export interface Read {
  readonly tokens: readonly Token[]
  readonly end: number
  readonly trims: boolean
}

const SPACE = /\s+/y
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy
const FLOAT = /\d[\d_]*(?:(?:\.\d[\d_]*)?[eE][+-]?\d+|\.\d[\d_]*)/y
const INTEGER = /0[xXoObB][0-9a-fA-F_]+|\d[\d_]*/y
const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy
const OPERATOR = /\*\*|\/\/|[=!<>]=|[-+/*%~[\](){}<>=.:|,]/y

const CLOSERS: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
])

/** Reads from `from` to the closing mark, `}}` or `%}`; a mark within quotes or open brackets is none. */
export function readTokens(source: string, from: number, close: string): Read {
  const tokens: Token[] = []
  const open: string[] = []
  let at = from
  for (;;) {
    at += matched(SPACE, source, at)?.length ?? 0
    const mark = open.length === 0 ? closing(source, at, close) : undefined
    if (mark !== undefined) {
      tokens.push({ kind: 'end', word: close, value: null, at: at + 1 })
      return { tokens, end: at + mark.length, trims: mark.startsWith('-') }
    }
    if (at >= source.length) fail(`the ${close} is missing for what opens at character ${from - 1}`)
    const token = nextToken(source, at, tokens.at(-1)?.word === '.')
    if (token.kind === 'operator') balance(open, token)
    tokens.push(token)
    at += token.word.length
  }
}

function closing(source: string, at: number, close: string): string | undefined {
  return [close, `-${close}`, `+${close}`].find(mark => source.startsWith(mark, at) && !(mark === '+}}'))
}

function matched(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

function nextToken(source: string, at: number, behindDot: boolean): Token {
  const token = (kind: Token['kind'], word: string, value: Value): Token => ({ kind, word, value, at: at + 1 })
  const name = matched(NAME, source, at)
  if (name !== undefined) return token('name', name, null)
  const fraction = behindDot ? undefined : matched(FLOAT, source, at)
  if (fraction !== undefined) return token('number', fraction, float(Number(fraction.replaceAll('_', ''))))
  const whole = matched(INTEGER, source, at)
  if (whole !== undefined) return token('number', whole, wholeNumber(whole, at))
  const text = matched(TEXT, source, at)
  if (text !== undefined) return token('text', text, unescaped(text.slice(1, -1)))
  const operator = matched(OPERATOR, source, at)
  if (operator !== undefined) return token('operator', operator, null)
  return fail(`cannot read ${quoted(source.slice(at, at + 8))} at character ${at + 1}`)
}

function wholeNumber(word: string, at: number): Int {
  const base = new Map([
    ['x', 16],
    ['o', 8],
    ['b', 2],
  ]).get(word.charAt(1).toLowerCase())
  return parseInteger(word, base ?? 10) ?? fail(`${quoted(word)} at character ${at + 1} is no number`)
}

function balance(open: string[], { word, at }: Token): void {
  if (word === '(' || word === '[' || word === '{') open.push(word)
  const opener = CLOSERS.get(word)
  if (opener !== undefined && open.pop() !== opener) fail(`the '${word}' at character ${at} closes nothing`)
}
