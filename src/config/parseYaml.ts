/** YAML text to the parser's document, with its depth bounded before anything recursive touches it. */
import { Composer, type CST, type Document, isDocument, type LineCounter, Parser } from 'yaml'
import type { ProblemCode, ProblemParameters } from './problem.ts'
import type { Spot } from './report.ts'

/** Deepest place of the schema: a word of a map of a state of a property of an appliance, at 9. */
export const MAX_DEPTH = 24

/** Called for each thing that is wrong with the text. */
export type Fault = (code: ProblemCode, spot: Spot, parameters?: ProblemParameters) => void

/** The one document of a text; undefined when something is wrong with it, which {@link Fault} then heard. */
export function parseYaml(text: string, lines: LineCounter, fault: Fault): Document.Parsed | undefined {
  const spot = (offset: number): Spot => {
    const { line, col } = lines.linePos(Math.max(0, Math.min(offset, text.length)))
    return { line: Math.max(1, line), column: Math.max(1, col), text: '' }
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  const deep = tooDeepAt(tokens)
  if (deep !== undefined) {
    fault('tooDeep', spot(deep), { limit: MAX_DEPTH })
    return undefined
  }
  // Keys are compared by readYaml, in linear time: the library compares every key with every other.
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent', prettyErrors: false, version: '1.2' })
  const documents = [...composer.compose(tokens, true, text.length)].filter(one => isDocument(one))
  const [first, second] = documents
  const wrong = [...(first?.errors ?? []), ...(first?.warnings ?? [])]
  // The library's own sentences may quote the text, and so a password: only its codes are repeated.
  for (const { code, pos } of wrong.slice(0, 1)) fault(faultCode(code), spot(pos[0]), { reason: code })
  if (wrong.length === 0 && second !== undefined) {
    fault('yamlSyntax', spot(second.range?.[0] ?? 0), { reason: 'MULTIPLE_DOCS' })
  }
  if (first?.directives?.yaml.version === '1.1') fault('yamlVersion', spot(0))
  return wrong.length === 0 && second === undefined ? (first as Document.Parsed | undefined) : undefined
}

function faultCode(code: string): ProblemCode {
  if (code === 'TAB_AS_INDENT') return 'tab'
  return code === 'TAG_RESOLVE_FAILED' ? 'yamlTag' : 'yamlSyntax'
}

type Part = CST.Token | CST.CollectionItem

const isPart = (part: unknown): part is Part => typeof part === 'object' && part !== null

/** Parts one level of tokens further in: the items of a collection, the key and value of an item or a document. */
function partsIn(part: Part): readonly Part[] {
  if ('items' in part) return part.items
  const inner: readonly unknown[] = ['key' in part ? part.key : undefined, 'value' in part ? part.value : undefined]
  return inner.filter(isPart)
}

/** Offset of the first token below the deepest level. An explicit stack: a recursion here is what the bound is to avoid. */
function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  const waiting: { part: Part; depth: number }[] = tokens.map(part => ({ part, depth: 0 }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { part, depth } = next
    const level = depth + ('items' in part ? 1 : 0)
    if (level > MAX_DEPTH) return 'offset' in part ? part.offset : 0
    for (const one of partsIn(part)) waiting.push({ part: one, depth: level })
  }
  return undefined
}
