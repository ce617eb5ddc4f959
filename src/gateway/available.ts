/** Births and last wills: what an availability topic says of its subject. */
import type { AvailabilityBinding } from '../home/appliance.ts'
import type { Payload } from '../home/codec.ts'
import { pointer } from '../kernel/json.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { BusMessage } from '../ports/bus.ts'
import type { GatewayContext } from './context.ts'
import type { BridgeState, House, Resident } from './house.ts'
import { alive } from './signs.ts'

/** Takes a birth or a last will in. False when it says that the appliance is gone: that message is no sign of life. */
export function available(
  context: GatewayContext,
  subject: Resident | BridgeState,
  binding: AvailabilityBinding,
  { message, payload }: { readonly message: BusMessage; readonly payload: Payload },
): boolean {
  const said = binding.pointer === undefined ? payload.text() : pointer(payload.json(), binding.pointer)
  // A list of one word would read as that word, and an object may have no text at all.
  if (typeof said === 'object' && said !== null) return true
  const word = String(said)
  const at = context.clock.mono()
  if (binding.offline.includes(word)) {
    if (message.retained && isOlder(message, subject.evidence.heard?.at, context.house)) return false
    subject.evidence = { ...subject.evidence, lastWill: { at, replayed: message.retained } }
    return false
  }
  if (!binding.online.includes(word) || message.retained) return true
  if ('appliance' in subject) alive(context, subject, 'message', at, undefined)
  else subject.evidence = { ...subject.evidence, heard: { at, by: 'message' } }
  return true
}

/**
 * Whether a replayed will is older than what was heard live. Where nobody tells when the broker took it, it may have come
 * during an outage, and then speaks against whoever was heard before.
 */
const isOlder = ({ arrivedAt }: BusMessage, heardAt: MonoMs | undefined, house: House): boolean =>
  heardAt !== undefined && (arrivedAt ?? house.listeningSince() ?? Number.NEGATIVE_INFINITY) <= heardAt
