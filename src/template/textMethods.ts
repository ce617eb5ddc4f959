/** What filters and methods do with text, in Python's way. */
import { lengthOf } from './access.ts'
import { intOf } from './arithmetic.ts'
import { fail } from './failure.ts'
import { textOf } from './pythonText.ts'
import { characters, countCharacters, paySearch, replaceText, strip, words } from './strings.ts'
import { isTuple, present, typeName, type Value } from './values.ts'
import { room, spend, type Work } from './work.ts'

/** Of a method: Python has these on text only. */
export const textValue = (value: Value, name: string): string =>
  typeof value === 'string' ? value : fail(`${typeName(present(value))} has no ${name}()`)

/** Of an argument that must be a whole number. */
export function countValue(value: Value | undefined, fallback: number): number {
  if (value === undefined || value === null) return fallback
  return Number(intOf(value) ?? fail(`a whole number is needed, not ${typeName(present(value))}`))
}

const optionalText = (value: Value | undefined): string | undefined =>
  value === undefined || value === null ? undefined : textValue(value, 'text')

/** Python's `upper`. */
export function upper(work: Work, text: string): string {
  room(work, text.length)
  return text.toUpperCase()
}

/** Python's `lower`. */
export function lower(work: Work, text: string): string {
  room(work, text.length)
  return text.toLowerCase()
}

/** The first character large, the rest small. */
export function capitalize(work: Work, text: string): string {
  room(work, text.length)
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0x20)
  return text === '' ? '' : first.toUpperCase() + text.slice(first.length).toLowerCase()
}

/** Jinja2's `title`: words begin behind white space, dashes and opening brackets. */
export function title(work: Work, text: string): string {
  spend(work, 1 + text.length)
  return text
    .split(/([-\s({[<]+)/)
    .map(word => capitalize(work, word))
    .join('')
}

/** Python's `strip` with optional characters. */
export function stripped(work: Work, text: string, chars: Value | undefined, ends: 'both' | 'start' | 'end'): string {
  const dropped = optionalText(chars)
  room(work, text.length * Math.max(1, dropped?.length ?? 1))
  return strip(text, dropped, ends)
}

/** `split(sep, maxsplit)`; without a separator by white space, without empty parts. */
export function split(
  work: Work,
  text: string,
  separator: Value | undefined,
  most: Value | undefined,
): readonly Value[] {
  const limit = countValue(most, -1)
  const mark = optionalText(separator)
  if (mark === undefined) return words(work, text, limit < 0 ? Infinity : limit)
  if (mark === '') fail('splits by an empty text')
  paySearch(work, text, mark)
  const parts = text.split(mark)
  spend(work, parts.length)
  if (limit < 0 || parts.length <= limit + 1) return parts
  return [...parts.slice(0, limit), parts.slice(limit).join(mark)]
}

/** `startswith` and `endswith`, also with a tuple of possibilities and a part of the text. */
export function affixed(work: Work, text: string, given: readonly (Value | undefined)[], atEnd: boolean): boolean {
  const [wanted = null, from, to] = given
  const part = from === undefined ? text : sliced(work, text, from, to)
  const one = (affix: Value): boolean => {
    const sought = textValue(affix, 'affix')
    room(work, sought.length)
    return atEnd ? part.endsWith(sought) : part.startsWith(sought)
  }
  return isTuple(wanted) ? wanted.items.some(one) : one(wanted)
}

function sliced(work: Work, text: string, from: Value | undefined, to: Value | undefined): string {
  const whole = characters(work, text)
  return whole.slice(countValue(from, 0), countValue(to, whole.length)).join('')
}

/** Position by characters, -1 when it is not there. */
export function find(work: Work, text: string, given: readonly (Value | undefined)[]): number {
  const [wanted = null, from, to] = given
  const sought = textValue(wanted, 'text')
  const whole = characters(work, text)
  const begun = countValue(from, 0)
  const start = Math.min(begun < 0 ? Math.max(0, whole.length + begun) : begun, whole.length + 1)
  const part = whole.slice(start, countValue(to, whole.length)).join('')
  if (start > whole.length) return -1
  paySearch(work, part, sought)
  const at = part.indexOf(sought)
  return at < 0 ? -1 : start + countCharacters(work, part.slice(0, at))
}

/** Zeros between the sign and the rest, up to this width. */
export function zfill(work: Work, text: string, width: Value | undefined): string {
  const wanted = countValue(width, 0)
  const lacks = wanted - countCharacters(work, text)
  if (lacks <= 0) return text
  room(work, wanted)
  const signed = text.startsWith('-') || text.startsWith('+')
  return (signed ? text.charAt(0) : '') + '0'.repeat(lacks) + (signed ? text.slice(1) : text)
}

/** The filter takes anything for its texts, the method only text. */
export function replaced(work: Work, text: string, given: readonly (Value | undefined)[]): string {
  const [old = null, by = null, count] = given
  return replaceText(work, text, textOf(work, old), textOf(work, by), countValue(count, -1))
}

/** Jinja2's `truncate(length, killwords, end, leeway)`. */
export function truncate(work: Work, value: Value, given: readonly (Value | undefined)[]): Value {
  const [length, killwords, ending, leeway] = given
  const [most, spare] = [countValue(length, 255), countValue(leeway, 5)]
  if (typeof value !== 'string' && lengthOf(work, value) <= most + spare) return value
  return truncateText(work, textValue(value, 'truncate'), most, spare, killwords === true, ending)
}

function truncateText(
  work: Work,
  value: string,
  most: number,
  spare: number,
  killwords: boolean,
  ending: Value | undefined,
): string {
  const end = ending === undefined ? '...' : textValue(ending, 'end')
  const whole = characters(work, value)
  const kept = most - Array.from(end).length
  if (kept < 0 || spare < 0) fail('truncates to less than its end')
  if (whole.length <= most + spare) return value
  const head = whole.slice(0, kept).join('')
  const space = head.lastIndexOf(' ')
  return (killwords || space < 0 ? head : head.slice(0, space)) + end
}
