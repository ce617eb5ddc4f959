/** Availability of announced entities: one topic or a list, with words, templates and what of several counts. */
import type { AvailabilityBinding } from '../../home/appliance.ts'
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts'
import type { ReadingTools } from '../convention.ts'
import { type Entry, openEntry } from './entry.ts'
import { signalOf } from './signal.ts'

/** A bridge and the device behind it are two, a hub between them makes three; more say nothing more. */
const MAX_AVAILABILITY = 8

/** How an entity says that it is there. */
export interface Availability {
  readonly bindings: readonly AvailabilityBinding[]
  readonly mode: 'latest' | 'all' | 'any'
}

/**
 * Reads `availability`, or `availability_topic` with its own words; both never count together.
 * @param entity the whole document, which is told what cannot be used
 */
export function availabilityOf(keys: JsonObject, entity: Entry, tools: ReadingTools): Availability {
  const list = keys['availability']
  const entries = isObject(list) ? [list] : Array.isArray(list) ? (list as readonly Json[]) : []
  const bindings =
    entries.length > 0
      ? entries.slice(0, MAX_AVAILABILITY).flatMap(one => (isObject(one) ? listed(one, entity, tools) : []))
      : bindingOf(entity, 'availability_topic', 'availability_template')
  const mode = keys['availability_mode']
  return { bindings, mode: mode === 'all' || mode === 'any' ? mode : 'latest' }
}

function listed(keys: JsonObject, entity: Entry, tools: ReadingTools): readonly AvailabilityBinding[] {
  const entry = openEntry(keys, entity.of, tools)
  const bindings = bindingOf(entry, 'topic', 'value_template')
  entity.notes.push(...entry.notes)
  return bindings
}

function bindingOf(entry: Entry, topicKey: string, templateKey: string): readonly AvailabilityBinding[] {
  const signal = signalOf(entry, topicKey, templateKey)
  if (signal === undefined) return []
  return [
    {
      topic: signal.topic,
      via: payload => signal.text(payload) ?? undefined,
      online: [entry.payload('payload_available', 'online')],
      offline: [entry.payload('payload_not_available', 'offline')],
    },
  ]
}
