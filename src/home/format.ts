/** Payload formats with places for values: `{value}`, or the parts of a structure such as `{hue},{saturation}`. */
import { isObject, type Json, member } from '../kernel/json.ts'

/** A parsed format: literal texts and part names in turn, the first and the last are literals. */
export interface Format {
  readonly literals: readonly string[]
  readonly parts: readonly string[]
  /** The format is itself JSON, so texts are escaped when they are put in. */
  readonly json: boolean
  readonly pattern: RegExp
}

const PLACE = /\{([a-zA-Z]{1,30})\}/

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Parses a format. A brace that encloses no plain name is literal, so JSON needs no escaping. */
export function parseFormat(text: string): Format {
  const pieces = text.split(PLACE)
  const literals = pieces.filter((_, at) => at % 2 === 0)
  const parts = pieces.filter((_, at) => at % 2 === 1)
  // Each place matches up to the next literal and never backtracks across it: linear in the payload.
  const source = literals.map((literal, at) => {
    return (
      escapeRegExp(literal) + (at === parts.length ? '' : placePattern(literals[at + 1] ?? '', at + 1 === parts.length))
    )
  })
  return { literals, parts, json: /^\s*[[{]/.test(text), pattern: new RegExp(`^${source.join('')}$`, 's') }
}

/** Nothing tells places apart that have no text between them: each then takes one character, and the last the rest. */
function placePattern(next: string, isLast: boolean): string {
  if (next !== '') return `([^${escapeRegExp(next.charAt(0))}]+)`
  return isLast ? '(.+)' : '(.)'
}

/** The text with its places filled: `{value}` by a bare value, other names by members of a structure. */
export function formatValue(format: Format, value: Json): string {
  const said = (part: string): string => {
    const content = isObject(value) ? (member(value, part) ?? null) : value
    if (typeof content !== 'string') return JSON.stringify(content)
    return format.json ? JSON.stringify(content).slice(1, -1) : content
  }
  return format.literals
    .map((literal, at) => literal + (at < format.parts.length ? said(format.parts[at] as string) : ''))
    .join('')
}

const asJson = (text: string): Json => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text)

/** The value inside a text of this format, or undefined when the text is of another form. */
export function matchFormat(format: Format, text: string): Json | undefined {
  const match = format.pattern.exec(text)
  if (match === null) return undefined
  const found = format.parts.map((part, at) => [part, asJson(match[at + 1] as string)] as const)
  const [only] = found
  return found.length === 1 && only?.[0] === 'value' ? only[1] : Object.fromEntries(found)
}

/** Fills `{name}` places of a plain template from a record; unknown names stay as they are. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(new RegExp(PLACE, 'g'), (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  )
}
