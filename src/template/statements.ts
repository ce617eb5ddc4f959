/** Compiles the pieces of a template to what prints them: text, values, conditions, loops, `set`. */
import { type Cursor, type Depth, nested, openCursor } from './cursor.ts'
import { openReader } from './expression.ts'
import { fail, quoted } from './failure.ts'
import { readLoop } from './loop.ts'
import type { Piece } from './pieces.ts'
import { textOf } from './pythonText.ts'
import type { Reader } from './reader.ts'
import { type Expression, print, type Scope, type Statement } from './scope.ts'
import { readTarget } from './target.ts'
import { truth } from './values.ts'
import { spend } from './work.ts'

/** What is left to read, and how deep it is nested. */
interface Source {
  readonly pieces: readonly Piece[]
  at: number
  readonly depth: Depth
}

/** How a block ended: by which word, with the tokens behind it. */
interface Block {
  readonly body: Statement
  readonly closed: string
  readonly cursor: Cursor | undefined
}

/** The whole template. */
export function readTemplate(pieces: readonly Piece[]): Statement {
  return readBlock({ pieces, at: 0, depth: { level: 0 } }, []).body
}

/** Reads statements up to one of the closing words, which is taken. */
function readBlock(source: Source, closers: readonly string[]): Block {
  const parts: Statement[] = []
  for (;;) {
    const piece = source.pieces[source.at]
    if (piece === undefined) {
      if (closers.length > 0) fail(`the {% ${closers.at(-1)} %} is missing`)
      return { body: sequence(parts), closed: '', cursor: undefined }
    }
    source.at++
    if (piece.kind === 'text') parts.push(scope => print(scope, piece.text))
    else {
      const cursor = openCursor(piece.tokens, source.depth)
      if (piece.kind === 'print') parts.push(readPrint(cursor))
      else {
        const word = cursor.name()
        if (closers.includes(word)) return { body: sequence(parts), closed: word, cursor }
        parts.push(nested(source.depth, piece, () => readStatement(source, word, cursor, piece.at)))
      }
    }
  }
}

function sequence(parts: readonly Statement[]): Statement {
  return scope => {
    for (const part of parts) part(scope)
  }
}

function readPrint(cursor: Cursor): Statement {
  const value = whole(cursor, reader => reader.tuple(true))
  return scope => print(scope, textOf(scope.work, value(scope)))
}

/** Something that fills the rest of a piece. */
function whole(cursor: Cursor, read: (reader: Reader) => Expression): Expression {
  const expression = read(openReader(cursor))
  cursor.end()
  return expression
}

function readStatement(source: Source, word: string, cursor: Cursor, at: number): Statement {
  if (word === 'if') return readIf(source, cursor)
  if (word === 'for') return readFor(source, cursor)
  if (word === 'set') return readSet(cursor)
  return fail(`there is no statement ${quoted(word)} (character ${at})`)
}

function readIf(source: Source, first: Cursor): Statement {
  const branches: { readonly condition: Expression; readonly body: Statement }[] = []
  let cursor = first
  for (;;) {
    const condition = whole(cursor, reader => reader.tuple(false))
    const block = readBlock(source, ['elif', 'else', 'endif'])
    branches.push({ condition, body: block.body })
    if (block.closed !== 'elif' || block.cursor === undefined) {
      block.cursor?.end()
      const otherwise = block.closed === 'else' ? readEnd(source, 'endif') : undefined
      return scope => chooseBranch(scope, branches, otherwise)
    }
    cursor = block.cursor
  }
}

type Branches = readonly { readonly condition: Expression; readonly body: Statement }[]

function chooseBranch(scope: Scope, branches: Branches, otherwise: Statement | undefined): void {
  for (const { condition, body } of branches) {
    spend(scope.work, 1)
    if (truth(condition(scope))) {
      body(scope)
      return
    }
  }
  otherwise?.(scope)
}

/** The last part of a statement. */
function readEnd(source: Source, closer: string): Statement {
  const { body, cursor } = readBlock(source, [closer])
  cursor?.end()
  return body
}

function readFor(source: Source, cursor: Cursor): Statement {
  const head = readLoop(openReader(cursor))
  cursor.end()
  const { body, closed, cursor: end } = readBlock(source, ['else', 'endfor'])
  end?.end()
  return head(body, closed === 'else' ? readEnd(source, 'endfor') : undefined)
}

function readSet(cursor: Cursor): Statement {
  const target = readTarget(cursor)
  cursor.expect('=')
  const value = whole(cursor, reader => reader.tuple(true))
  return scope => target(scope, value(scope))
}
