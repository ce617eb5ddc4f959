/** A small tokenizer for TypeScript: enough to tell comments, strings and names apart. It knows no grammar. */

export interface Token {
  readonly kind: 'comment' | 'string' | 'template' | 'regex' | 'name' | 'number' | 'mark'
  /** Content: strings without quotes, templates by their literal parts. */
  readonly text: string
  readonly line: number
}

/** After these words a slash begins a regular expression; after any other name it divides. */
const BEFORE_REGEX = new Set('return typeof case in of new delete void throw do else instanceof await yield'.split(' '))

const PATTERNS = {
  comment: /\/\/[^\n]*|\/\*[\s\S]*?\*\//y,
  string: /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y,
  regex: /\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y,
  name: /[\p{L}_$#][\p{L}\p{N}_$]*/uy,
  number: /\d[\w.]*/y,
  mark: /=>|[^\s]/y,
}

const TEMPLATE_PART = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y

interface Reader {
  readonly source: string
  readonly tokens: Token[]
  at: number
  line: number
}

/** All tokens in order. Throws where a template does not end: the file is none, or the tokenizer is wrong. */
export function tokenize(source: string): readonly Token[] {
  const reader: Reader = { source, tokens: [], at: 0, line: 1 }
  readUntil(reader, undefined)
  return reader.tokens
}

function readUntil(reader: Reader, end: '}' | undefined): void {
  let depth = 0
  while (reader.at < reader.source.length) {
    const character = reader.source[reader.at] as string
    if (/\s/.test(character)) advance(reader, character)
    else if (character === '`') readTemplate(reader)
    else {
      if (end !== undefined && character === '}' && depth === 0) return
      if (character === '{') depth++
      if (character === '}') depth--
      readToken(reader)
    }
  }
  if (end !== undefined) throw new Error(`line ${reader.line}: a template does not end`)
}

function readToken(reader: Reader): void {
  for (const kind of ['comment', 'string', 'regex', 'name', 'number', 'mark'] as const) {
    if (kind === 'regex' && !mayBeRegex(reader.tokens)) continue
    const text = match(reader, PATTERNS[kind])
    if (text === undefined || text === '') continue
    push(reader, kind, kind === 'string' ? text.slice(1, -1) : text)
    advance(reader, text)
    return
  }
  throw new Error(`line ${reader.line}: nothing known`)
}

function readTemplate(reader: Reader): void {
  advance(reader, '`')
  for (;;) {
    const part = match(reader, TEMPLATE_PART) ?? ''
    push(reader, 'template', part)
    advance(reader, part)
    const closing = reader.source[reader.at]
    if (closing === undefined) throw new Error(`line ${reader.line}: a template does not end`)
    if (closing === '`') {
      advance(reader, closing)
      return
    }
    advance(reader, '${')
    readUntil(reader, '}')
    advance(reader, '}')
  }
}

function mayBeRegex(tokens: readonly Token[]): boolean {
  const before = tokens.findLast(token => token.kind !== 'comment')
  if (before === undefined) return true
  if (before.kind === 'name') return BEFORE_REGEX.has(before.text)
  return before.kind === 'mark' && before.text !== ')' && before.text !== ']' && before.text !== '}'
}

function match({ source, at }: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

const push = ({ tokens, line }: Reader, kind: Token['kind'], text: string): void =>
  void tokens.push({ kind, text, line })

function advance(reader: Reader, text: string): void {
  reader.at += text.length
  reader.line += text.split('\n').length - 1
}
