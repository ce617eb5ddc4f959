/** YAML text to a plain tree: every key with its place, aliases unfolded within bounds, variables put in. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, type Scalar } from 'yaml'
import { MAX_DEPTH, parseYaml } from './parseYaml.ts'
import { type Locate, openReport, type Path, type Report } from './report.ts'
import type { Fail } from './substitute.ts'

/** 1,000 appliances have about 60 entries each. Aliases count as what they unfold to. */
const MAX_NODES = 100_000
/** Each alias is looked up in the whole file; nobody writes more by hand. */
const MAX_ALIASES = 200

/** Maps whose entries the user names: an entry with nothing after its colon is there, and empty. */
const NAMED_ENTRIES: ReadonlySet<unknown> = new Set([
  'appliances',
  'bridges',
  'properties',
  'actions',
  'accounts',
  'users',
  'scenes',
  'overrides',
])

/** A key as it stands in the file, and what kind of word it is: `1` is a number, `"1"` a text. */
export interface Key {
  readonly text: string
  readonly value: string | number | boolean
}

export interface YamlFile {
  readonly tree: unknown
  readonly report: Report
  /** Keys of a map in the order of the file; JavaScript would sort those that look like numbers. */
  keys(path: Path): readonly Key[]
}

/** Puts variables into a text. */
export type Fill = (text: string, fail: Fail) => string

/** What is remembered of a place in the file, once the parser's document is gone. */
interface Mark {
  readonly keyAt: number | undefined
  readonly at: number
  text: string
  readonly keys: Key[]
  readonly inside: Map<string | number, Mark>
}

interface Reading {
  readonly document: Document.Parsed
  readonly report: Report
  readonly fill: Fill
  readonly lineOf: (offset: number) => number
  nodes: number
  aliases: number
}

/** Reads a YAML text; never throws. What is wrong stands in the report; the tree is then empty or incomplete. */
export function readYaml(text: string, file: string, fill: Fill): YamlFile {
  const lines = new LineCounter()
  const root = newMark(undefined, 0)
  const report = openReport(file, locator(root, lines))
  const document = parseYaml(text, lines, report.fault)
  if (document === undefined) return { tree: {}, report, keys: () => [] }
  const lineOf = (offset: number): number => lines.linePos(offset).line
  const reading = { document, report, fill, lineOf, nodes: 0, aliases: 0 }
  const tree = plain(document.contents, [], root, reading)
  return { tree: tree === null || tree === undefined ? {} : tree, report, keys: path => markAt(root, path).mark.keys }
}

const newMark = (keyAt: number | undefined, at: number): Mark => ({
  keyAt,
  at,
  text: '',
  keys: [],
  inside: new Map(),
})

function markAt(root: Mark, path: Path): { mark: Mark; found: boolean } {
  let mark = root
  for (const step of path) {
    const next = mark.inside.get(step)
    if (next === undefined) return { mark, found: false }
    mark = next
  }
  return { mark, found: true }
}

function locator(root: Mark, lines: LineCounter): Locate {
  return (path, what) => {
    const { mark, found } = markAt(root, path)
    // What is missing is reported where its entry begins.
    const offset = what === 'key' || !found ? (mark.keyAt ?? mark.at) : mark.at
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col), text: found ? mark.text : '' }
  }
}

function plain(node: unknown, path: Path, mark: Mark, reading: Reading): unknown {
  reading.nodes++
  if (path.length > MAX_DEPTH || reading.nodes > MAX_NODES || reading.aliases > MAX_ALIASES) {
    // Once is enough: what follows is left out.
    if (reading.nodes < Number.POSITIVE_INFINITY) {
      reading.report.problem('tooMuch', path, { aliases: MAX_ALIASES, nodes: MAX_NODES })
    }
    reading.nodes = Number.POSITIVE_INFINITY
    return undefined
  }
  if (isAlias(node)) {
    reading.aliases++
    const meant = node.resolve(reading.document)
    if (meant === undefined) reading.report.problem('unknownAlias', path)
    return meant === undefined ? undefined : plain(meant, path, mark, reading)
  }
  if (isMap(node)) return plainMap(node.items, path, mark, reading)
  if (isSeq(node)) {
    return node.items.map((item, at) => {
      const inner = newMark(undefined, rangeStart(item) ?? mark.at)
      mark.inside.set(at, inner)
      return plain(item, [...path, at], inner, reading)
    })
  }
  return isScalar(node) ? plainScalar(node, path, mark, reading) : undefined
}

const rangeStart = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? (node.range[0] as number)
    : undefined

function plainMap(items: readonly Pair[], path: Path, mark: Mark, reading: Reading): Record<string, unknown> {
  const tree: Record<string, unknown> = {}
  for (const { key, value } of items) {
    const keyAt = rangeStart(key) ?? mark.at
    const word = isScalar(key) ? keyOf(key) : undefined
    if (word === undefined || word.text === '__proto__') {
      mark.inside.set('?', newMark(keyAt, keyAt))
      reading.report.problem('keyNotText', [...path, '?'], {}, 'key')
      continue
    }
    const here = [...path, word.text]
    const before = mark.inside.get(word.text)
    const inner = newMark(keyAt, rangeStart(value) ?? keyAt)
    mark.inside.set(word.text, inner)
    if (before !== undefined) {
      reading.report.problem('duplicateKey', here, { first: reading.lineOf(before.keyAt ?? before.at) }, 'key')
    } else mark.keys.push(word)
    const content = plain(value, here, inner, reading)
    if (content !== null && content !== undefined) tree[word.text] = content
    else if (NAMED_ENTRIES.has(path.at(-1))) tree[word.text] = {}
  }
  return tree
}

function keyOf({ value, source }: Scalar): Key | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  const text = source ?? String(value)
  return { text, value: String(value) === text ? value : text }
}

/** A scalar; numbers and booleans in any but their plain spelling stay texts, so that `007` and `1.0` survive as words. */
function plainScalar(node: Scalar, path: Path, mark: Mark, reading: Reading): unknown {
  const { value } = node
  if (value === null) return null
  const source = node.source ?? String(value)
  mark.text = source
  if (typeof value === 'string') {
    return reading.fill(value, (code, parameters) => reading.report.problem(code, path, parameters))
  }
  return (typeof value === 'number' || typeof value === 'boolean') && String(value) === source ? value : source
}
