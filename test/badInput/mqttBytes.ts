/** MQTT 3.1.1 packets as bytes, right or wrong in any place. */

const text = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value as string)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

/** A packet with its length in front (section 2.2.3). */
export function packet(firstByte: number, ...parts: readonly (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(parts.map(part => Buffer.from(part as Uint8Array)))
  const length: number[] = []
  for (let rest = body.length; ; rest >>= 7) {
    if (rest < 0x80) {
      length.push(rest)
      break
    }
    length.push((rest & 0x7f) | 0x80)
  }
  return Buffer.concat([Buffer.from([firstByte, ...length]), body])
}

export interface Connect {
  readonly protocol?: string
  readonly level?: number
  readonly clientId?: string
  readonly keepAlive?: number
  readonly clean?: boolean
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly will?: { readonly topic: string; readonly payload: string | Uint8Array; readonly retain?: boolean }
  /** Replaces the flags. */
  readonly flags?: number
  /** Bytes after the variable header (properties of MQTT 5). */
  readonly properties?: readonly number[]
}

export function connectPacket(options: Connect): Buffer {
  const { protocol = 'MQTT', level = 4, clientId = 'hostile', keepAlive = 60, clean = true, will } = options
  const { username, password, properties = [] } = options
  const flags =
    options.flags ??
    (clean ? 2 : 0) |
      (will === undefined ? 0 : 4 | (will.retain === true ? 32 : 0)) |
      (password === undefined ? 0 : 64) |
      (username === undefined ? 0 : 128)
  const parts = [text(protocol), [level, flags, keepAlive >> 8, keepAlive & 0xff], properties, text(clientId)]
  if (will !== undefined) parts.push(text(will.topic), text(will.payload))
  for (const one of [username, password]) if (one !== undefined) parts.push(text(one))
  return packet(0x10, ...parts)
}

export const publishPacket = (topic: string | Uint8Array, payload: string | Uint8Array, flags = 0): Buffer =>
  packet(0x30 | flags, text(topic), (flags & 6) === 0 ? [] : [0, 7], Buffer.from(payload as string))

export const subscribePacket = (filter: string, qos = 0, firstByte = 0x82): Buffer =>
  packet(firstByte, [0, 9], text(filter), [qos])

export const PING = Buffer.from([0xc0, 0])
