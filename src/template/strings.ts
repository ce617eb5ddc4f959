/** Text as Python sees it: characters are code points, white space is what Python strips. */
import { room, spend, type Work } from './work.ts'

/** The characters; a pair of surrogates is one. */
export function characters(work: Work, text: string): readonly string[] {
  spend(work, 1 + text.length / 4)
  return Array.from(text)
}

/** Number of characters. */
export function countCharacters(work: Work, text: string): number {
  room(work, text.length)
  let count = 0
  for (const _ of text) count++
  return count
}

/** White space for Python: Unicode's, the separators of ASCII (0x1c to 0x1f) and the old line end (0x85). */
export const isSpace = (character: string): boolean => {
  const code = character.charCodeAt(0)
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
  return code === 0x85 || (code !== 0xfeff && /\s/.test(character))
}

/** Python's `strip`: white space, or the given characters, from the ends that are named. Linear, unlike a pattern. */
export function strip(text: string, chars: string | undefined, ends: 'both' | 'start' | 'end' = 'both'): string {
  const dropped = chars === undefined ? isSpace : (character: string) => chars.includes(character)
  let [from, to] = [0, text.length]
  if (ends !== 'end') while (from < to && dropped(text.charAt(from))) from++
  if (ends !== 'start') while (to > from && dropped(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

/** The words between runs of white space, at most `limit` cuts from the left. */
export function words(work: Work, text: string, limit: number): readonly string[] {
  room(work, text.length)
  const found: string[] = []
  let rest = strip(text, undefined, 'start')
  while (rest !== '') {
    if (found.length === limit) return [...found, rest]
    let end = 0
    while (end < rest.length && !isSpace(rest.charAt(end))) end++
    found.push(rest.slice(0, end))
    spend(work, 1)
    rest = strip(rest.slice(end), undefined, 'start')
  }
  return found
}

/**
 * Pays for a search. JavaScript's own compares all of the sought text at every place in the worst case, such as a long row
 * of one letter with another before it.
 */
export function paySearch(work: Work, text: string, sought: string): void {
  room(work, text.length)
  spend(work, (text.length * sought.length) / 256)
}

/** Python's `replace`: at most `count` times from the left, all when it is negative. */
export function replaceText(work: Work, text: string, old: string, by: string, count: number): string {
  paySearch(work, text, old)
  const pieces = old === '' ? gaps(work, text) : text.split(old)
  const cuts = count < 0 ? pieces.length - 1 : Math.min(count, pieces.length - 1)
  room(work, text.length + cuts * Math.max(0, by.length))
  spend(work, pieces.length)
  if (cuts === pieces.length - 1) return pieces.join(by)
  return [...pieces.slice(0, cuts), pieces.slice(cuts).join(old)].join(by)
}

/** An empty text is found before, between and behind all characters. */
const gaps = (work: Work, text: string): readonly string[] => ['', ...characters(work, text), '']
