/** Births and last wills: what an availability topic says of its subject. */
import type { Appliance, AvailabilityBinding } from '../home/appliance.ts'
import type { Payload } from '../home/codec.ts'
import { type Json, pointer } from '../kernel/json.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { BusMessage } from '../ports/bus.ts'
import type { GatewayContext } from './context.ts'
import type { BridgeState, House, Resident } from './house.ts'
import { alive } from './signs.ts'

/** A message with its payload, decoded at most once. */
export interface Arrival {
  readonly message: BusMessage
  readonly payload: Payload
}

/** Takes a birth or a last will in. False when it says that the appliance is gone: that message is no sign of life. */
export function available(
  context: GatewayContext,
  subject: Resident | BridgeState,
  binding: AvailabilityBinding,
  { message, payload }: Arrival,
): boolean {
  const said = wordOf(binding, payload)
  // A list of one word would read as that word, and an object may have no text at all.
  if (said === undefined || (typeof said === 'object' && said !== null)) return true
  const word = String(said)
  const at = context.clock.mono()
  const there = binding.offline.includes(word) ? false : binding.online.includes(word) ? true : undefined
  if (there === undefined) return true
  if ('appliance' in subject && countsTogether(subject.appliance)) {
    subject.availability.set(binding.topic, there)
    return together(context, subject, at, message)
  }
  if (!there) {
    noteWill(context, subject, at, message)
    return false
  }
  if (message.retained) return true
  if ('appliance' in subject) alive(context, subject, 'message', at, undefined)
  else subject.evidence = { ...subject.evidence, heard: { at, by: 'message' } }
  return true
}

const wordOf = ({ via, pointer: at }: AvailabilityBinding, payload: Payload): Json | undefined => {
  if (via !== undefined) return via(payload)
  return at === undefined ? payload.text() : pointer(payload.json(), at)
}

function noteWill({ house }: GatewayContext, subject: Resident | BridgeState, at: MonoMs, message: BusMessage): void {
  if (message.retained && isOlder(message, subject.evidence.heard?.at, house)) return
  subject.evidence = { ...subject.evidence, lastWill: { at, replayed: message.retained } }
}

const countsTogether = ({ availability, availabilityMode = 'latest' }: Appliance): boolean =>
  availabilityMode !== 'latest' && availability.length > 1

/**
 * Several topics that count together, one of them usually a bridge's: it is gone when all (`any`) or one (`all`) say so.
 * A bridge that is back lifts what its going said of the appliance, and is no sign of the appliance's own life.
 */
function together(context: GatewayContext, resident: Resident, at: MonoMs, message: BusMessage): boolean {
  const words = [...resident.availability.values()]
  const there = resident.appliance.availabilityMode === 'all' ? !words.includes(false) : words.includes(true)
  if (!there) noteWill(context, resident, at, message)
  else if (resident.evidence.lastWill !== undefined) {
    const { lastWill: _, ...rest } = resident.evidence
    resident.evidence = rest
  }
  return there
}

/**
 * Whether a replayed will is older than what was heard live. Where nobody tells when the broker took it, it may have come
 * during an outage, and then speaks against whoever was heard before.
 */
const isOlder = ({ arrivedAt }: BusMessage, heardAt: MonoMs | undefined, house: House): boolean =>
  heardAt !== undefined && (arrivedAt ?? house.listeningSince() ?? Number.NEGATIVE_INFINITY) <= heardAt
