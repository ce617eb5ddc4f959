/** Cuts a template into text, `{{ }}` and `{% %}`; comments vanish, and `-` at a mark takes the white space beside it. */
import { fail } from './failure.ts'
import { strip } from './strings.ts'
import { readTokens, type Token } from './tokens.ts'

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print' | 'statement'; readonly tokens: readonly Token[]; readonly at: number }

const OPEN = /\{[{%#]/g

/** Whether there is anything but text. */
export const isPlain = (source: string): boolean => source.search(OPEN) < 0

/** The pieces in order. */
export function cut(source: string): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let trims = false
  const addText = (text: string, trimsEnd: boolean): void => {
    const begun = trims ? strip(text, undefined, 'start') : text
    const whole = trimsEnd ? strip(begun, undefined, 'end') : begun
    if (whole !== '') pieces.push({ kind: 'text', text: whole })
  }
  for (;;) {
    OPEN.lastIndex = at
    const open = OPEN.exec(source)
    if (open === null) break
    const mark = open[0]
    const sign = source.charAt(open.index + 2)
    addText(source.slice(at, open.index), sign === '-')
    const from = open.index + 2 + (sign === '-' || sign === '+' ? 1 : 0)
    if (mark === '{#') [at, trims] = commentEnd(source, from)
    else {
      const read = readTokens(source, from, mark === '{{' ? '}}' : '%}')
      pieces.push({ kind: mark === '{{' ? 'print' : 'statement', tokens: read.tokens, at: open.index + 1 })
      at = read.end
      trims = read.trims
    }
  }
  addText(source.slice(at), false)
  return pieces
}

function commentEnd(source: string, from: number): [end: number, trims: boolean] {
  const end = source.indexOf('#}', from)
  if (end < 0) fail(`the #} is missing for the comment at character ${from - 1}`)
  return [end + 2, source.charAt(end - 1) === '-' && end > from]
}
