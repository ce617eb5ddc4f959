/** What MQTT 3.1.1 says must end a connection and aedes lets pass: texts that are none, packet ids of 0, nothing asked for. */
import { isUtf8 } from 'node:buffer'

/** Types of packets that begin with a packet id or a text (section 2.2.1). */
const CONNECT = 1
const PUBLISH = 3
const SUBSCRIBE = 8
const UNSUBSCRIBE = 10
const WITH_ID_ALONE = new Set([4, 5, 6, 7])

/** A topic of any length (section 1.5.3) with its length before it and a packet id behind; the payload is anybody's. */
const MAX_PUBLISH_HEAD_BYTES = 2 + 65_535 + 2

/** Bits of the flags of a CONNECT (section 3.1.2.3). */
const HAS_USERNAME = 0x80
const HAS_PASSWORD = 0x40
const HAS_WILL = 0x04

const NUL = 0

/** Why a connection must end; `level` where the client is told so by return code 1 first. */
export type PacketFault = { readonly reason: string } | { readonly level: number }

const fault = (reason: string): PacketFault => ({ reason })

/** How much of a packet's body {@link packetFault} wants to see; 0: nothing. */
export function bytesToSee(firstByte: number, length: number): number {
  const type = firstByte >> 4
  if (type === PUBLISH) return Math.min(length, MAX_PUBLISH_HEAD_BYTES)
  return type === CONNECT || type === SUBSCRIBE || type === UNSUBSCRIBE || WITH_ID_ALONE.has(type) ? length : 0
}

/**
 * Looks at what comes after the fixed header. What aedes and its parser refuse themselves is not looked at again: reserved
 * flags, a quality of service of 3, wildcards in a topic, packets out of order.
 */
export function packetFault(firstByte: number, body: Uint8Array): PacketFault | undefined {
  const type = firstByte >> 4
  if (type === CONNECT) return connectFault(body)
  if (type === PUBLISH) return publishFault(firstByte, body)
  if (type === SUBSCRIBE) return filtersFault(body, 1)
  if (type === UNSUBSCRIBE) return filtersFault(body, 0)
  return idFault(body, 0)
}

/** [MQTT-2.3.1-1] and what follows from it for the acknowledgements. */
const idFault = (body: Uint8Array, at: number): PacketFault | undefined =>
  numberAt(body, at) > 0 ? undefined : fault('a packet id that is 0 or missing')

function publishFault(firstByte: number, body: Uint8Array): PacketFault | undefined {
  const end = textEnd(body, 0)
  const hasId = (firstByte & 0x06) !== 0
  return textFault(body, 0, end) ?? (hasId ? idFault(body, end) : undefined)
}

/** [MQTT-3.8.3-3], [MQTT-3.10.3-2]: at least one filter. */
function filtersFault(body: Uint8Array, bytesBehindEach: number): PacketFault | undefined {
  const wrongId = idFault(body, 0)
  if (wrongId !== undefined) return wrongId
  if (body.length <= 2) return fault('no topic filter')
  for (let at = 2; at < body.length; ) {
    const end = textEnd(body, at)
    const wrong = textFault(body, at, end)
    if (wrong !== undefined) return wrong
    at = end + bytesBehindEach
  }
  return undefined
}

function connectFault(body: Uint8Array): PacketFault | undefined {
  const nameEnd = textEnd(body, 0)
  const [level, flags] = [body[nameEnd], body[nameEnd + 1]]
  if (level === undefined || flags === undefined) return fault('a CONNECT that ends too early')
  // Levels that the parser gives up on: [MQTT-3.1.2-2] wants an answer. Mosquitto's bridges set the highest bit.
  const spoken = level & 0x7f
  if (isName(body, nameEnd) && (spoken < 3 || spoken > 5)) return { level }
  // Level 5 has properties in between, and is refused by aedes whatever they are.
  if (spoken === 5) return undefined
  if ((flags & HAS_PASSWORD) !== 0 && (flags & HAS_USERNAME) === 0) return fault('a password without a user name')
  let at = nameEnd + 4
  const next = (isText: boolean): PacketFault | undefined => {
    const from = at
    at = textEnd(body, from)
    return at > body.length || isText ? textFault(body, from, at) : undefined
  }
  return (
    next(true) ??
    ((flags & HAS_WILL) === 0 ? undefined : (next(true) ?? next(false))) ??
    ((flags & HAS_USERNAME) === 0 ? undefined : next(true))
  )
}

const isName = (body: Uint8Array, end: number): boolean =>
  Buffer.from(body.subarray(2, end)).equals(Buffer.from('MQTT'))

/** Two bytes, most significant first; NaN beyond the end. */
const numberAt = (body: Uint8Array, at: number): number => (body[at] ?? Number.NaN) * 256 + (body[at + 1] ?? Number.NaN)

/** Where the text that begins here with its length ends; beyond the body when it is cut off. */
function textEnd(body: Uint8Array, from: number): number {
  const length = numberAt(body, from)
  return Number.isNaN(length) ? body.length + 1 : from + 2 + length
}

/** [MQTT-1.5.3-1] and [MQTT-1.5.3-2]. */
function textFault(body: Uint8Array, from: number, end: number): PacketFault | undefined {
  if (end > body.length) return fault('a text that is longer than its packet')
  const text = body.subarray(from + 2, end)
  if (text.includes(NUL)) return fault('a text with NUL')
  return isUtf8(text) ? undefined : fault('a text that is not UTF-8')
}
