/** What a message says to one binding: a value, or the moment at which a value became what is waited for. */
import { readValue, type Said } from '../home/codec.ts'
import type { Sink } from '../home/topics.ts'
import { formatTimestamp } from '../kernel/time.ts'
import type { Arrival } from './available.ts'
import type { GatewayContext } from './context.ts'

/** Reads one binding out of a message; a moment only out of a live one, and only while the clock is believed. */
export function readSink(
  { clock, house, settings }: GatewayContext,
  { applianceId, property, binding }: Extract<Sink, { kind: 'value' }>,
  { message, payload }: Arrival,
): Said {
  const value = readValue(property, binding.read, payload)
  const { moment } = binding
  if (moment === undefined) return value
  const resident = house.get(applianceId)
  if (resident === undefined || value === undefined || value === null) return undefined
  const before = resident.lastWords.get(property)
  resident.lastWords.set(property, value)
  // What it was before the first word is not known, so that word may be as old as it likes.
  const isNew = moment.of === 'every' || (before !== undefined && before !== value)
  if (value !== moment.value || !isNew || message.retained || !clock.wallTrusted()) return undefined
  const at = clock.wall()
  return formatTimestamp(at, settings.zone(at))
}
