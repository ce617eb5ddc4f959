/** What a message says to one binding: a value, or the moment at which a value became what is waited for. */
import { readValue, type Said } from '../home/codec.ts'
import type { Sink } from '../home/topics.ts'
import type { Json } from '../kernel/json.ts'
import { formatTimestamp } from '../kernel/time.ts'
import type { PropertyName } from '../protocol/properties.ts'
import type { Arrival } from './available.ts'
import type { GatewayContext } from './context.ts'

/**
 * Reads one binding out of a message; a moment only out of a live one, and only while the clock is believed.
 * @param said what the same message has said of the appliance's other properties so far
 */
export function readSink(
  { clock, house, settings }: GatewayContext,
  { applianceId, property, binding }: Extract<Sink, { kind: 'value' }>,
  { message, payload }: Arrival,
  said: ReadonlyMap<PropertyName, Json | null>,
): Said {
  const { counts, moment } = binding
  if (counts === undefined && moment === undefined) return readValue(property, binding.read, payload)
  const resident = house.get(applianceId)
  if (counts?.(name => (said.has(name) ? (said.get(name) ?? undefined) : resident?.known.get(name)?.value)) === false) {
    return undefined
  }
  const value = readValue(property, binding.read, payload)
  if (moment === undefined) return value
  if (resident === undefined || value === undefined || value === null) return undefined
  const before = resident.lastWords.get(property)
  resident.lastWords.set(property, value)
  // What it was before the first word is not known, so that word may be as old as it likes.
  const isNew = moment.of === 'every' || (before !== undefined && before !== value)
  if (value !== moment.value || !isNew || message.retained || !clock.wallTrusted()) return undefined
  const at = clock.wall()
  return formatTimestamp(at, settings.zone(at))
}
