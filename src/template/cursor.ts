/** A place in the tokens of one piece, and how deep the reading of the template is nested. */
import { fail, quoted } from './failure.ts'
import type { Token } from './tokens.ts'

/**
 * Deepest nesting of brackets, calls, conditions and blocks: the deepest of the real publishers has 6. Everything that is
 * written in a row (`a.b.c`, `a + b + c`, filters, elif) is no nesting, so a deeper stack than this never comes about.
 */
export const MAX_DEPTH = 60

export interface Cursor {
  /** The token in turn; behind the last one always the end. */
  readonly token: () => Token
  readonly next: () => Token
  /** The token behind the one in turn. */
  readonly second: () => Token
  /** Takes the token in turn if it is this name or operator. */
  readonly take: (...words: readonly string[]) => string | undefined
  readonly expect: (word: string) => void
  /** Takes a name. */
  readonly name: () => string
  /** Runs a part of the reading one level deeper. */
  readonly deeper: <T>(read: () => T) => T
  readonly end: () => void
}

/** Shared by all pieces of a template. */
export interface Depth {
  level: number
}

/** At the first of the tokens; the last is the mark that ends them. */
export function openCursor(tokens: readonly Token[], depth: Depth): Cursor {
  const last = tokens.at(-1) ?? fail('nothing to read')
  let at = 0
  const token = (): Token => tokens[at] ?? last
  const next = (): Token => {
    const taken = token()
    at++
    return taken
  }
  const unexpected = ({ word, at: character }: Token): never =>
    fail(`${quoted(word)} at character ${character} is not expected here`)
  const take = (...words: readonly string[]): string | undefined => {
    const { kind, word } = token()
    if ((kind !== 'name' && kind !== 'operator') || !words.includes(word)) return undefined
    at++
    return word
  }
  return {
    token,
    next,
    second: () => tokens[at + 1] ?? last,
    take,
    expect: word => void (take(word) ?? unexpected(token())),
    name: () => (token().kind === 'name' ? next().word : unexpected(token())),
    deeper: read => nested(depth, token(), read),
    end: () => void (token().kind === 'end' || unexpected(token())),
  }
}

/** One level deeper; also for blocks. */
export function nested<T>(depth: Depth, { at }: { readonly at: number }, read: () => T): T {
  depth.level++
  if (depth.level > MAX_DEPTH) fail(`nested deeper than ${MAX_DEPTH} at character ${at}`)
  const result = read()
  depth.level--
  return result
}
