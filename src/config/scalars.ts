/** Single values of the schema: each reads what stands in the file, says what is wrong, and describes itself to editors. */
import { z } from 'zod'
import { isFilter, isTopic } from '../kernel/topicFilter.ts'
import { nearest } from './nearest.ts'
import type { ProblemCode, ProblemParameters } from './problem.ts'
import { parseDuration, parseNumber, parseScale, writeDuration } from './units.ts'

/** What is wrong with a value; it travels as the parameters of the schema library's issue. */
export interface Wrong {
  readonly problem: ProblemCode
  readonly parameters: ProblemParameters
}

const wrong = (problem: ProblemCode, parameters: ProblemParameters = {}): Wrong => ({ problem, parameters })

type Read<T> = { readonly value: T } | Wrong

/** A variable, for editors: it may stand wherever a value does. */
const VARIABLE = { type: 'string', pattern: '\\$\\{' } as const

function scalar<T>(json: Record<string, unknown>, read: (raw: unknown) => Read<T>) {
  return z
    .unknown()
    .meta(json)
    .transform((raw, context): T => {
      const result = raw === undefined ? wrong('missing') : read(raw)
      if ('value' in result) return result.value
      context.addIssue({ code: 'custom', params: { ...result } })
      return z.NEVER
    })
}

/** The text of a scalar: numbers and booleans need no quotes, they keep their spelling. */
const textOf = (raw: unknown): string | undefined =>
  typeof raw === 'string' ? raw : typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : undefined

/** Texts that end up in CLOVA's messages or in topics; its guides show names of a few words. */
const MAX_TEXT_CHARACTERS = 200

function checkedText<T extends string>(
  json: Record<string, unknown>,
  check: (text: string) => Read<T>,
  most = MAX_TEXT_CHARACTERS,
) {
  return scalar<T>(json, raw => {
    const text = textOf(raw)
    if (text === undefined) return wrong('wantText')
    return text.length > most ? wrong('tooLong', { max: most }) : check(text)
  })
}

/** Scalars in the form YAML gives them, for editors. */
const ANY_TEXT = { type: ['string', 'number', 'boolean'] } as const

export const anyText = (most = MAX_TEXT_CHARACTERS) =>
  checkedText({ title: 'text', ...ANY_TEXT }, value => ({ value }), most)

export const filledText = (most = MAX_TEXT_CHARACTERS) =>
  checkedText({ title: 'text', ...ANY_TEXT }, value => (value.trim() === '' ? wrong('empty') : { value }), most)

/** One of the known words, with the nearest one named when it is none of them. */
export const oneOf = <T extends string>(words: readonly T[]) =>
  checkedText<T>({ title: 'word', enum: words }, text => {
    const known = words.find(word => word === text)
    return known === undefined ? unknownWord(text, words) : { value: known }
  })

/** Longest list that a message repeats; the names of one appliance type's actions are 15. */
const MAX_LISTED = 30

/** What to say of a word that is none of the known ones. */
export function unknownWord(text: string, words: readonly string[]): Wrong {
  const near = nearest(text, words)
  if (near !== undefined) return wrong('meant', { near })
  const listed = words.length > MAX_LISTED ? [...words.slice(0, MAX_LISTED), '…'] : words
  return wrong('notOneOf', { list: listed.join(', ') })
}

export const flag = () =>
  scalar<boolean>({ title: 'true/false', anyOf: [{ type: 'boolean' }, VARIABLE] }, raw => {
    const text = textOf(raw)?.toLowerCase()
    return text === 'true' || text === 'false' ? { value: text === 'true' } : wrong('wantBoolean')
  })

export function number(limits: { min?: number; max?: number; whole?: boolean } = {}) {
  const { min, max, whole = false } = limits
  const bounds = { ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) }
  const type = whole ? 'integer' : 'number'
  return scalar<number>({ title: whole ? 'whole number' : 'number', anyOf: [{ type, ...bounds }, VARIABLE] }, raw => {
    const value = parseNumber(raw)
    if (value === undefined) return wrong('wantNumber')
    if (whole && !Number.isInteger(value)) return wrong('wantWhole')
    if (value >= (min ?? -Infinity) && value <= (max ?? Infinity)) return { value }
    return wrong('outOfRange', { min: min ?? '-∞', max: max ?? '∞' })
  })
}

export const port = () => number({ min: 1, max: 65_535, whole: true })

/** A duration in milliseconds, written with its unit. */
export const duration = (minMs: number, maxMs: number) =>
  scalar<number>({ title: 'duration', type: 'string', pattern: '^\\d+(\\.\\d+)? ?(ms|s|m|h|d)$|\\$\\{' }, raw => {
    const value = parseDuration(textOf(raw) ?? '')
    if (value === undefined) return wrong('wantDuration')
    if (value >= minMs && value <= maxMs) return { value }
    return wrong('outOfRange', { min: writeDuration(minMs), max: writeDuration(maxMs) })
  })

export const scale = () =>
  scalar<number>({ title: 'number or fraction', type: ['number', 'string'] }, raw => {
    const value = parseScale(raw)
    return value === undefined ? wrong('wantScale') : { value }
  })

/** A topic to publish to; `$` topics belong to the broker. */
export const topic = () =>
  checkedText(
    { title: 'topic', ...ANY_TEXT },
    value => (isTopic(value) && !value.startsWith('$') ? { value } : wrong('wantTopic')),
    1024,
  )

/** A topic filter to subscribe to. */
export const filter = () =>
  checkedText(
    { title: 'topic filter', ...ANY_TEXT },
    value => (isFilter(value) && !value.startsWith('$') ? { value } : wrong('wantFilter')),
    1024,
  )

/** JSON Pointer (RFC 6901). */
export const pointerText = () =>
  checkedText({ title: 'JSON Pointer', type: 'string', pattern: '^(/|$)' }, value =>
    value === '' || (value.startsWith('/') && !/~(?![01])/.test(value)) ? { value } : wrong('wantPointer'),
  )

/** A word, number or boolean of an appliance's vocabulary or ours. */
export const anyScalar = () =>
  scalar<string | number | boolean>({ title: 'value', ...ANY_TEXT }, raw =>
    typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? { value: raw } : wrong('wantText'),
  )
