/** Discovery documents as Home Assistant reads them: short keys expanded, `~` replaced, device documents split. */
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'
import { filled, type Text } from '../../kernel/text.ts'
import { DOCUMENT_TEXTS } from '../documentTexts.ts'
import { DEVICE_KEYS, ENTITY_KEYS, ORIGIN_KEYS, RETIRED_KEYS } from './abbreviations.ts'
import type { DiscoveryTopic } from './discoveryTopic.ts'

/** One entity of a document, with long keys only. */
export interface EntityDocument {
  readonly component: string
  /** Tells it from the others of the same topic; empty for a single document. */
  readonly part: string
  readonly keys: JsonObject
  readonly device: JsonObject | undefined
  readonly origin: JsonObject | undefined
}

export type DocumentResult =
  | { readonly kind: 'entities'; readonly entities: readonly EntityDocument[] }
  /** `migrate_discovery`: the same entity is about to come on another topic. */
  | { readonly kind: 'moves' }
  | { readonly kind: 'bad'; readonly reason: Text }

/** The largest device in the wild is a wall pad with some 60 entities; more are a mistake or an attack. */
export const MAX_COMPONENTS = 128

/** What components of a device document inherit from its root unless they say it themselves; Home Assistant takes no other. */
const INHERITED = [
  'availability',
  'availability_mode',
  'availability_template',
  'availability_topic',
  'payload_available',
  'payload_not_available',
  'state_topic',
  'command_topic',
  'qos',
  'encoding',
] as const

/** Splits a document into its entities. Unknown keys pass: Home Assistant adds some each month. */
export function readDocument(topic: DiscoveryTopic, payload: Json): DocumentResult {
  if (!isObject(payload)) return { kind: 'bad', reason: DOCUMENT_TEXTS.noObject }
  const keys = expand(payload, ENTITY_KEYS, RETIRED_KEYS)
  if (keys['migrate_discovery'] === true) return { kind: 'moves' }
  const device = expandedMember(keys, 'device', DEVICE_KEYS)
  const origin = expandedMember(keys, 'origin', ORIGIN_KEYS)
  if (topic.component !== 'device') {
    return {
      kind: 'entities',
      entities: [{ component: topic.component, part: '', keys: withBase(keys), device, origin }],
    }
  }
  const components = member(keys, 'components')
  if (!isObject(components)) return { kind: 'bad', reason: DOCUMENT_TEXTS.noComponents }
  const entries = Object.entries(components)
  if (entries.length > MAX_COMPONENTS) {
    return { kind: 'bad', reason: filled(DOCUMENT_TEXTS.manyComponents, { max: MAX_COMPONENTS }) }
  }
  return {
    kind: 'entities',
    entities: entries.flatMap(([part, entry]) => componentOf(part, entry ?? null, keys, device, origin)),
  }
}

/** A component with nothing but its platform is one that was removed. */
function componentOf(
  part: string,
  entry: Json,
  root: JsonObject,
  device: JsonObject | undefined,
  origin: JsonObject | undefined,
): readonly EntityDocument[] {
  if (!isObject(entry)) return []
  const own = expand(entry, ENTITY_KEYS, RETIRED_KEYS)
  const { platform } = own
  if (typeof platform !== 'string' || Object.keys(own).length === 1) return []
  const inherited = Object.fromEntries(INHERITED.flatMap(key => (Object.hasOwn(root, key) ? [[key, root[key]]] : [])))
  // Either form of availability stands for the whole of it, so that both never meet.
  if (Object.hasOwn(own, 'availability')) delete inherited['availability_topic']
  if (Object.hasOwn(own, 'availability_topic')) delete inherited['availability']
  return [{ component: platform, part, keys: withBase({ ...inherited, ...own }), device, origin }]
}

type Keys = ReadonlyMap<string, string>

function expand(document: JsonObject, ...tables: readonly Keys[]): JsonObject {
  const long = (key: string): string => {
    const trimmed = key.trim()
    for (const table of tables) {
      const found = table.get(trimmed)
      if (found !== undefined) return found
    }
    return trimmed
  }
  const own: Record<string, Json> = Object.create(null) as Record<string, Json>
  for (const [key, value] of Object.entries(document)) if (value !== undefined) own[long(key)] = value
  return own
}

function expandedMember(keys: JsonObject, name: string, table: Keys): JsonObject | undefined {
  const value = keys[name]
  return isObject(value) ? expand(value, table) : undefined
}

/** Replaces `~` at either end of values whose key ends in `topic`, and in the topics of `availability`, be it a list or one. */
function withBase(keys: JsonObject): JsonObject {
  const base = keys['~']
  const filled = typeof base === 'string' ? (text: string): string => fill(text, base) : (text: string): string => text
  const own: Record<string, Json> = Object.create(null) as Record<string, Json>
  for (const [key, value] of Object.entries(keys)) {
    if (key === '~' || value === undefined) continue
    own[key] = key.endsWith('topic') && typeof value === 'string' ? filled(value) : value
  }
  const entryOf = (said: Json): Json => {
    if (!isObject(said)) return said
    const entry = expand(said, ENTITY_KEYS)
    const topic = member(entry, 'topic')
    return typeof topic === 'string' ? { ...entry, topic: filled(topic) } : entry
  }
  const availability = keys['availability']
  if (Array.isArray(availability)) own['availability'] = (availability as readonly Json[]).map(entryOf)
  else if (availability !== undefined) own['availability'] = entryOf(availability)
  return own
}

function fill(text: string, base: string): string {
  const begun = text.startsWith('~') ? base + text.slice(1) : text
  return begun.length > 1 && begun.endsWith('~') ? begun.slice(0, -1) + base : begun
}
