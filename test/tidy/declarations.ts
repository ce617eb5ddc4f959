/** Exported declarations and bounds of a source file, and whether a comment says what they are for, by reading lines. */

export interface Declaration {
  readonly kind: string
  readonly name: string
  readonly line: number
  readonly documented: boolean
}

const EXPORTED = /^export (?:async )?(function|class|interface) (\w+)/

/** Named limits: counts, bytes, times. A unit in terms of another (`DAY_MS`) needs no reason. */
const BOUND = /^(?:export )?(const) (?!DAY_MS|UNIT_MS)((?:MAX|MIN)_\w+|\w+_(?:MS|BYTES|SECONDS|CHARACTERS))\b/

const endsComment = (line: string | undefined): boolean =>
  line !== undefined && (line.trimEnd().endsWith('*/') || line.trimStart().startsWith('//'))

function declarations(lines: readonly string[], pattern: RegExp): readonly Declaration[] {
  return lines.flatMap((line, index) => {
    const [, kind, name] = pattern.exec(line) ?? []
    if (kind === undefined || name === undefined) return []
    return [{ kind, name, line: index + 1, documented: endsComment(lines[index - 1]) }]
  })
}

/** From the opening line to the closing brace at the margin. */
function bodyOf(lines: readonly string[], line: number): readonly string[] {
  const end = lines.findIndex((text, index) => index >= line - 1 && text.startsWith('}'))
  return lines.slice(line, end)
}

/**
 * Exported functions, classes and interfaces. The first sentence of a file stands for its only function or class; the
 * comment on a member, or on the function that takes it or makes it, stands for an interface.
 */
export function exportedOf(text: string): readonly Declaration[] {
  const lines = text.split('\n')
  const found = declarations(lines, EXPORTED)
  const begun = text.startsWith('/**')
  const makers = found.filter(one => one.kind !== 'interface')
  return found.map(one => {
    if (one.documented) return one
    if (one.kind !== 'interface') return { ...one, documented: begun && makers.length === 1 }
    return { ...one, documented: bodyOf(lines, one.line).some(endsComment) }
  })
}

/** A comment may stand above several constants in a row. */
export function boundsOf(text: string): readonly Declaration[] {
  const lines = text.split('\n')
  return declarations(lines, BOUND).map(bound => {
    let above = bound.line - 2
    while (/^(?:export )?const /.test(lines[above] ?? '')) above--
    return { ...bound, documented: endsComment(lines[above]) }
  })
}
