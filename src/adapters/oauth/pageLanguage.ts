/** Chooses a page's language by what the browser asks for (RFC 9110 section 12.5.4). */
import type { Language } from '../../kernel/text.ts'

const KNOWN: readonly string[] = ['ko', 'ja', 'en'] satisfies readonly Language[]

/** A phone sends under 60 characters; what comes after this many is not looked at. */
const MAX_CHARACTERS = 256

const isKnown = (code: string): code is Language => KNOWN.includes(code)

/** The best of ours that the header accepts; `fallback` when it names none of them. */
export function pageLanguage(header: string | undefined, fallback: Language): Language {
  const ranges = (header ?? '').slice(0, MAX_CHARACTERS).split(',')
  let best: { readonly language: Language; readonly weight: number } | undefined
  for (const range of ranges) {
    const [tag = '', ...rest] = range.split(';').map(part => part.trim().toLowerCase())
    const language = tag === '*' ? fallback : (tag.split('-', 1)[0] ?? '')
    const weight = weightOf(rest)
    // Of equal weights the first wins, as browsers list them in the user's order.
    if (isKnown(language) && weight > (best?.weight ?? 0)) best = { language, weight }
  }
  return best?.language ?? fallback
}

function weightOf(parameters: readonly string[]): number {
  const weight = parameters.find(parameter => parameter.startsWith('q='))
  if (weight === undefined) return 1
  return /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight.slice(2)) : 0
}
