/** Makes anything that may go into a log line harmless: bounded, on one line, without secrets. */
import { Secret } from '../../kernel/secret.ts'
import type { LogFields } from '../../ports/log.ts'

/** Longest text of one field or message in characters; a topic is at most some 250, a message a sentence. */
export const MAX_TEXT = 500

/** Items shown of a list; more belong in a file, not in a line. */
const MAX_ITEMS = 20

/**
 * Control characters (C0, DEL, C1), line separators and direction marks: with them a payload could start a line of its
 * own, steer the terminal or show its text backwards.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

export type PlainValue = string | number | boolean | null | readonly string[]

export function plainText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text
  return cut.replace(UNSAFE, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Fields without the undefined ones; what the type does not allow, but a caller with a cast passes, is not shown. */
export function plainFields(fields: LogFields): Readonly<Record<string, PlainValue>> {
  const plain: Record<string, PlainValue> = {}
  for (const [key, value] of Object.entries(fields as Readonly<Record<string, unknown>>)) {
    if (value !== undefined) plain[key] = plainValue(value)
  }
  return plain
}

function plainValue(value: unknown): PlainValue {
  if (typeof value === 'string') return plainText(value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) {
    const shown = value.slice(0, MAX_ITEMS).map(item => String(plainValue(item)))
    return value.length > MAX_ITEMS ? [...shown, `… (${value.length} items)`] : shown
  }
  return value instanceof Secret ? value.toString() : '[not shown]'
}
