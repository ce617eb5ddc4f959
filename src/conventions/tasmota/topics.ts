/** Topics of a Tasmota device: its full-topic pattern filled in, as the firmware does it. */
import { type Json, member } from '../../kernel/json.ts'
import { filled, type Text } from '../../kernel/text.ts'
import { isTopic } from '../../kernel/topicFilter.ts'
import { DOCUMENT_TEXTS } from '../documentTexts.ts'
import { textAt, textOf } from './config.ts'

/** Beginnings of its topics, each with a slash at the end. */
export interface TasmotaTopics {
  readonly command: string
  readonly stat: string
  readonly tele: string
}

/** The topic the firmware keeps has 100 characters; a command's name comes on top. */
const MAX_BASE_CHARACTERS = 256

const PREFIXES = ['cmnd', 'stat', 'tele'] as const

/** The topics of a `config`; `why` says why they cannot be followed. */
export function topicsOf(config: Json): TasmotaTopics | { readonly why: Text } {
  const said = member(config, 'tp')
  const list: readonly Json[] = Array.isArray(said) ? (said as readonly Json[]) : []
  const [command, stat, tele] = PREFIXES.map((word, at) => baseOf(config, textOf(list[at]) ?? word, word === 'cmnd'))
  if (command === undefined || stat === undefined || tele === undefined) {
    const [topic, pattern] = [textAt(config, 't') ?? '', textAt(config, 'ft') ?? '']
    return { why: filled(DOCUMENT_TEXTS.badTopics, { topic, pattern }) }
  }
  return { command, stat, tele }
}

/** Fills in the pattern. Without a place for the prefix the firmware appends one to commands, so that it hears none of its own. */
function baseOf(config: Json, prefix: string, isCommand: boolean): string | undefined {
  const pattern = textAt(config, 'ft') ?? '%prefix%/%topic%/'
  const whole = isCommand && !pattern.includes('%prefix%') ? `${pattern}/%prefix%` : pattern
  const words: Readonly<Record<string, string>> = {
    '%prefix%': prefix,
    '%topic%': textAt(config, 't') ?? '',
    '%hostname%': textAt(config, 'hn') ?? '',
    '%id%': (textAt(config, 'mac') ?? '').slice(-6),
  }
  // All at once: a topic that is called `%id%` is not filled in again.
  const filled = `${whole.replace(/%(?:prefix|topic|hostname|id)%/g, word => words[word] ?? word)}/`
  const base = filled.replace(/\/{2,}/g, '/')
  const isGood = base.length <= MAX_BASE_CHARACTERS && isTopic(base) && !base.startsWith('$') && base !== '/'
  return isGood ? base : undefined
}
