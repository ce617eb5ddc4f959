/** One entity of a document on its way to bindings: typed looks at its keys, its topics checked, its templates compiled. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts'
import type { Language } from '../../kernel/text.ts'
import { isFilter, isTopic } from '../../kernel/topicFilter.ts'
import type { Template } from '../../template/compileTemplate.ts'
import type { ReadingTools } from '../convention.ts'
import { type Note, note } from '../note.ts'
import { encodingOf } from './encoding.ts'

export interface Entry {
  /** How the entity is called in notes. */
  readonly of: string
  /** A text or number as text; undefined for anything else, and for text that says nothing. */
  readonly text: (key: string) => string | undefined
  /** A number, also one that was written as a text. */
  readonly number: (key: string) => number | undefined
  readonly flag: (key: string) => boolean | undefined
  readonly list: (key: string) => readonly string[] | undefined
  readonly has: (key: string) => boolean
  /** The document says that there is none. */
  readonly isNull: (key: string) => boolean
  /** What is sent or compared, printed as Python does; `fallback` when the document does not say. */
  readonly payload: (key: string, fallback: string) => string
  /** Where something is said; undefined when there is none, or none that can be followed. */
  readonly stateTopic: (key: string) => string | undefined
  /** Where something may be sent; a topic that is refused is noted. */
  readonly commandTopic: (key: string) => string | undefined
  /** The first of these keys that is there; `bad` when it does not compile, which is noted. */
  readonly template: (...keys: readonly string[]) => Template | 'bad' | undefined
  readonly language: Language
  /** In which its payloads are texts; one that is not known leaves no topics. */
  readonly encoding: string
  readonly notes: Note[]
}

/** Longest topic that is followed or published to: four times the longest in the wild. */
const MAX_TOPIC_CHARACTERS = 1_024

/** @param of how the entity is called in notes */
export function openEntry(keys: JsonObject, of: string, tools: ReadingTools): Entry {
  const notes: Note[] = []
  /** Several properties look at the same key: it is told once. */
  const told = new Set<string>()
  const tell = (key: string, why: Note): void => {
    if (!told.has(key)) notes.push(why)
    told.add(key)
  }
  const at = (key: string): Json | undefined => keys[key]
  const encoding = encodingOf(at('encoding'))
  if (encoding === 'refused') notes.push(note('encoding-refused', of, JSON.stringify(at('encoding'))))
  const topic = (key: string, isGood: (text: string) => boolean): string | undefined => {
    const said = at(key)
    if (typeof said !== 'string' || said === '') return undefined
    if (encoding === 'refused') return undefined
    if (said.length <= MAX_TOPIC_CHARACTERS && isGood(said)) return said
    tell(key, note('topic-refused', of, `${key}: ${said}`))
    return undefined
  }
  const template: Entry['template'] = (...names) => {
    const key = names.find(name => typeof at(name) === 'string' && at(name) !== '')
    if (key === undefined) return undefined
    const compiled = tools.compile(at(key) as string)
    if (compiled.ok) return compiled.template
    tell(key, note('template-bad', of, `${key}: ${compiled.problem}`))
    return 'bad'
  }
  return {
    of,
    text: key => {
      const said = at(key)
      const text = typeof said === 'number' ? String(said) : said
      return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
    },
    number: key => numberOf(at(key)),
    flag: key => flagOf(at(key)),
    list: key => listOf(at(key)),
    has: key => at(key) !== undefined && at(key) !== null,
    isNull: key => at(key) === null,
    payload: (key, fallback) => pythonText(at(key)) ?? fallback,
    stateTopic: key => topic(key, mayFollow),
    commandTopic: key => topic(key, text => isTopic(text) && !text.startsWith('$') && tools.mayPublish(text)),
    template,
    language: tools.language,
    encoding,
    notes,
  }
}

/** Whether a stranger's document may make us listen there: not to everything, and not to the broker itself. */
const mayFollow = (filter: string): boolean =>
  isFilter(filter) && !filter.startsWith('$') && filter.split('/').some(level => !['', '+', '#'].includes(level))

/** Numbers may be written as texts; nothing else is one. */
export function numberOf(said: Json | undefined): number | undefined {
  const value = typeof said === 'string' && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(said) ? Number(said) : said
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Truth as Home Assistant's schema takes it: `true`, `"true"`, `"yes"`, `"on"`, 1. */
function flagOf(said: Json | undefined): boolean | undefined {
  if (typeof said === 'boolean') return said
  const word = String(said ?? '').toLowerCase()
  if (['true', 'yes', 'on', 'enable', '1'].includes(word)) return true
  return ['false', 'no', 'off', 'disable', '0'].includes(word) ? false : undefined
}

function listOf(said: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(said)) return undefined
  return (said as readonly Json[]).flatMap(item => pythonText(item) ?? [])
}

/** Text of a scalar as Home Assistant compares it: `true` of a document is `True`. */
export function pythonText(said: Json | undefined): string | undefined {
  if (said === undefined || said === null || isObject(said) || Array.isArray(said)) return undefined
  if (typeof said === 'boolean') return said ? 'True' : 'False'
  return String(said)
}
