/** Availability of announced entities: one topic or a list, with words, templates and what of several counts. */
import type { AvailabilityBinding } from '../../home/appliance.ts'
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts'
import type { ReadingTools } from '../convention.ts'
import { openEntry } from './entry.ts'
import { signalOf } from './signal.ts'

/** A bridge and the device behind it are two, a hub between them makes three; more say nothing more. */
const MAX_AVAILABILITY = 8

/** How an entity says that it is there. */
export interface Availability {
  readonly bindings: readonly AvailabilityBinding[]
  readonly mode: 'latest' | 'all' | 'any'
}

/** Reads `availability`, or `availability_topic` with its own words; both never count together. */
export function availabilityOf(keys: JsonObject, of: string, tools: ReadingTools): Availability {
  const list = keys['availability']
  const entries = isObject(list) ? [list] : Array.isArray(list) ? (list as readonly Json[]) : []
  const bindings =
    entries.length > 0
      ? entries
          .slice(0, MAX_AVAILABILITY)
          .flatMap(one => (isObject(one) ? bindingOf(one, 'topic', 'value_template', of, tools) : []))
      : bindingOf(keys, 'availability_topic', 'availability_template', of, tools)
  const mode = keys['availability_mode']
  return { bindings, mode: mode === 'all' || mode === 'any' ? mode : 'latest' }
}

function bindingOf(
  keys: JsonObject,
  topicKey: string,
  templateKey: string,
  of: string,
  tools: ReadingTools,
): readonly AvailabilityBinding[] {
  const entry = openEntry(keys, of, tools)
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
