/** Finds names of interfaces in source: in strings, templates and identifiers, not in comments. */
import { ALL_INTERFACES } from '../../src/protocol/catalog.ts'
import type { Token } from './tokens.ts'

/** All actions, and the names of their messages. */
export const INTERFACE_NAMES: readonly string[] = ALL_INTERFACES.flatMap(one => [one.action, one.request, one.response])

const NAMES = new Set(INTERFACE_NAMES)

/** Actions that are plain English verbs too: `Open`, `Stop`, `Mute`. */
const isVerb = (name: string): boolean => /^[A-Z][a-z]+$/.test(name)

/** A sentence may begin with a verb: `Stop the program`. The same word alone, in a list or in quotes is the action. */
function beginsSentence(text: string, at: number, name: string): boolean {
  const before = text.slice(0, at)
  return /(^|[.:!?]\s+)$/.test(before) && /^ [a-z]/.test(text.slice(at + name.length))
}

/** The names in one token; each once. */
export function namesIn({ kind, text }: Pick<Token, 'kind' | 'text'>): readonly string[] {
  if (kind === 'name') return NAMES.has(text) ? [text] : []
  if (kind !== 'string' && kind !== 'template') return []
  const found = [...text.matchAll(/[A-Za-z][A-Za-z0-9]*/g)].filter(
    ({ 0: word, index }) => NAMES.has(word) && !(isVerb(word) && beginsSentence(text, index, word)),
  )
  return [...new Set(found.map(([word]) => word))]
}
