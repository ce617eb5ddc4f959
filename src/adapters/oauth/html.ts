/** HTML as a type of its own: every value put into a template is escaped unless it is HTML already. */

declare const htmlBrand: unique symbol

/** Text that is safe to stand in a page as it is. Only the `html` tag of this file makes it. */
export interface Html {
  readonly text: string
  readonly [htmlBrand]: true
}

type Part = string | number | Html | undefined | readonly Html[]

/** Undefined puts nothing, so that an optional part needs no empty string. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = pieces.map((piece, at) => piece + (at < parts.length ? textOf(parts[at]) : '')).join('')
  return { text } as Html
}

function textOf(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  return 'text' in part ? part.text : part.map(({ text }) => text).join('\n')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For element content and quoted attributes alike. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
