/** The few MQTT 3.1.1 packets a simulated appliance needs: cheaper than a client, so that the generator is not measured. */

const PUBLISH = 3

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

function packet(head: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length: number[] = []
  let left = body.length
  do {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0))
    left >>= 7
  } while (left > 0)
  return Buffer.concat([Buffer.from([head, ...length]), body])
}

/** Longest keep-alive the gateway takes, 300 s: a run has no pause as long as that, so nothing needs to be pinged. */
const KEEP_ALIVE_SECONDS = 300

/** Clean session. */
export const connectPacket = (clientId: string): Buffer =>
  packet(0x10, text('MQTT'), Buffer.from([4, 2, KEEP_ALIVE_SECONDS >> 8, KEEP_ALIVE_SECONDS & 0xff]), text(clientId))

export const subscribePacket = (filters: readonly string[]): Buffer =>
  packet(0x82, Buffer.from([0, 1]), ...filters.map(filter => Buffer.concat([text(filter), Buffer.from([0])])))

/** QoS 0, not retained. */
export const publishPacket = (topic: string, payload: string): Buffer => packet(0x30, text(topic), Buffer.from(payload))

/** QoS 0, retained. */
export const retainedPacket = (topic: string, payload: string): Buffer =>
  packet(0x31, text(topic), Buffer.from(payload))

export interface WireEvents {
  /** CONNACK, SUBACK and the like, by packet type. */
  readonly other: (type: number) => void
  readonly publish: (topic: string, payload: string) => void
}

/** Cuts a byte stream into packets; takes QoS 0 only. */
export function packetReader({ other, publish }: WireEvents): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return chunk => {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      const frame = frameOf(data)
      if (frame === undefined) break
      const type = (data[0] as number) >> 4
      if (type === PUBLISH) {
        const topicEnd = frame.start + 2 + data.readUInt16BE(frame.start)
        publish(data.toString('utf8', frame.start + 2, topicEnd), data.toString('utf8', topicEnd, frame.end))
      } else other(type)
      data = data.subarray(frame.end)
    }
    rest = data
  }
}

function frameOf(data: Buffer): { start: number; end: number } | undefined {
  let length = 0
  for (let at = 1; at < Math.min(5, data.length); at++) {
    const byte = data[at] as number
    length |= (byte & 0x7f) << (7 * (at - 1))
    if ((byte & 0x80) !== 0) continue
    const end = at + 1 + length
    return end <= data.length ? { start: at + 1, end } : undefined
  }
  return undefined
}
