/** Packets that MQTT 3.1.1 forbids, as bytes; each with the statement that forbids it. */
import { type Connect, connectPacket, packet } from '../../../badInput/mqttBytes.ts'

export interface MalformedPacket {
  readonly name: string
  readonly says: string
  readonly bytes: Uint8Array
  /** Sent instead of a CONNECT rather than after a good one. */
  readonly first?: true
  /** Return code of the CONNACK it is answered with; without: none. */
  readonly code?: number
}

type Bytes = Uint8Array | readonly number[]

const text = (bytes: Bytes | string): readonly number[] => {
  const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  return [all.length >> 8, all.length & 0xff, ...all]
}

/** Byte sequences that are no UTF-8 text that MQTT allows (section 1.5.3). */
const NO_TEXTS: readonly (readonly [string, readonly number[], string])[] = [
  ['NUL', [0x61, 0, 0x62], 'MQTT-1.5.3-2'],
  ['a byte of no character', [0x61, 0xff], 'MQTT-1.5.3-1'],
  ['half of a surrogate pair', [0xed, 0xa0, 0x80], 'MQTT-1.5.3-1'],
  ['a character written too long', [0xc0, 0xaf], 'MQTT-1.5.3-1'],
  ['a character cut off', [0xea, 0xb1], 'MQTT-1.5.3-1'],
]

const LOGIN = { username: 'all', password: 'password-of-everybody' }

const login = (name: string, says: string, options: Connect, code?: number): MalformedPacket => ({
  name: `CONNECT: ${name}`,
  says,
  bytes: connectPacket({ clientId: 'malformed', ...LOGIN, ...options }),
  first: true,
  ...(code === undefined ? {} : { code }),
})

const first = (name: string, says: string, bytes: Bytes): MalformedPacket => ({
  name: `first: ${name}`,
  says,
  bytes: Buffer.from(bytes as Uint8Array),
  first: true,
})

const later = (name: string, says: string, firstByte: number, ...body: readonly Bytes[]): MalformedPacket => ({
  name,
  says,
  bytes: packet(firstByte, ...body),
})

/** A CONNECT with its texts as bytes: client id, then what the flags announce. */
const rawConnect = (flags: number, ...texts: readonly (Bytes | string)[]): Uint8Array =>
  packet(0x10, text('MQTT'), [4, flags, 0, 60], ...texts.map(text))

const ID = [0, 9]
const TOPIC = text('malformed/a')
const NAME = 'all'
const PASSWORD = 'password-of-everybody'

const CONNECTS: readonly MalformedPacket[] = [
  login('a reserved flag', 'MQTT-3.1.2-3', { flags: 0xc3 }),
  ...[0, 2, 6, 99].map(level => login(`protocol level ${level}`, 'MQTT-3.1.2-2', { level }, 1)),
  login('protocol level 5', 'MQTT-3.1.2-2', { level: 5, properties: [0] }, 1),
  login('protocol name mqtt', 'MQTT-3.1.2-1', { protocol: 'mqtt' }),
  login('protocol name of no letters', 'MQTT-3.1.2-1', { protocol: '' }),
  login('a will of QoS 3', 'MQTT-3.1.2-14', { flags: 0xde, will: { topic: 'a', payload: 'x' } }),
  login('QoS of a will that is not there', 'MQTT-3.1.2-13', { flags: 0xca }),
  login('retain of a will that is not there', 'MQTT-3.1.2-15', { flags: 0xe2 }),
  first('a password without a user name', 'MQTT-3.1.2-22', rawConnect(0x42, 'malformed', PASSWORD)),
  first(
    'a CONNECT with wrong flags in its header',
    'MQTT-2.2.2-2',
    packet(0x11, text('MQTT'), [4, 2, 0, 60], text('a')),
  ),
  first('a CONNECT without a client id', 'MQTT-3.1.3-3', packet(0x10, text('MQTT'), [4, 2, 0, 60])),
  first('a CONNECT without the password it announces', 'MQTT-3.1.4-1', rawConnect(0xc2, 'malformed', NAME)),
  first('a CONNECT with nothing in it', 'MQTT-3.1.4-1', packet(0x10)),
  ...NO_TEXTS.flatMap(([name, bytes, says]) => [
    first(`a client id with ${name}`, says, rawConnect(0xc2, bytes, NAME, PASSWORD)),
    first(`a user name with ${name}`, says, rawConnect(0xc2, 'malformed', bytes, PASSWORD)),
    first(`a will topic with ${name}`, says, rawConnect(0xc6, 'malformed', bytes, 'x', NAME, PASSWORD)),
  ]),
]

const ORDER: readonly MalformedPacket[] = [
  first('a PUBLISH', 'MQTT-3.1.0-1', packet(0x30, TOPIC)),
  first('a SUBSCRIBE', 'MQTT-3.1.0-1', packet(0x82, ID, TOPIC, [0])),
  first('a PINGREQ', 'MQTT-3.1.0-1', [0xc0, 0]),
  first('a DISCONNECT', 'MQTT-3.1.0-1', [0xe0, 0]),
  first('a length of five bytes', 'MQTT-4.8.0-1', [0x10, 0xff, 0xff, 0xff, 0xff, 0x01]),
  { name: 'a second CONNECT', says: 'MQTT-3.1.0-2', bytes: connectPacket({ clientId: 'second', ...LOGIN }) },
]

const PUBLISHES: readonly MalformedPacket[] = [
  later('PUBLISH: QoS 3', 'MQTT-3.3.1-4', 0x36, TOPIC, ID),
  later('PUBLISH: no topic', 'MQTT-3.3.2-1', 0x30),
  later('PUBLISH: an empty topic', 'MQTT-4.7.3-1', 0x30, text('')),
  later('PUBLISH: # in the topic', 'MQTT-3.3.2-2', 0x30, text('malformed/#')),
  later('PUBLISH: + in the topic', 'MQTT-3.3.2-2', 0x30, text('malformed/+/a')),
  later('PUBLISH: a topic longer than the packet', 'MQTT-4.8.0-1', 0x30, [0, 200, 0x61]),
  later('PUBLISH: QoS 1 with packet id 0', 'MQTT-2.3.1-1', 0x32, TOPIC, [0, 0]),
  later('PUBLISH: QoS 2 with packet id 0', 'MQTT-2.3.1-1', 0x34, TOPIC, [0, 0]),
  later('PUBLISH: QoS 1 without a packet id', 'MQTT-2.3.1-1', 0x32, TOPIC),
  ...NO_TEXTS.map(([name, bytes, says]) => later(`PUBLISH: a topic with ${name}`, says, 0x30, text(bytes))),
]

const SUBSCRIBES: readonly MalformedPacket[] = [
  later('SUBSCRIBE: wrong flags', 'MQTT-3.8.1-1', 0x80, ID, TOPIC, [0]),
  later('SUBSCRIBE: no filter', 'MQTT-3.8.3-3', 0x82, ID),
  later('SUBSCRIBE: nothing at all', 'MQTT-3.8.3-3', 0x82),
  later('SUBSCRIBE: packet id 0', 'MQTT-2.3.1-1', 0x82, [0, 0], TOPIC, [0]),
  later('SUBSCRIBE: QoS 3', 'MQTT-3-8.3-4', 0x82, ID, TOPIC, [3]),
  later('SUBSCRIBE: reserved bits beside the QoS', 'MQTT-3-8.3-4', 0x82, ID, TOPIC, [4]),
  later('SUBSCRIBE: a filter without its QoS', 'MQTT-4.8.0-1', 0x82, ID, TOPIC),
  later('SUBSCRIBE: an empty filter', 'MQTT-4.7.3-1', 0x82, ID, text(''), [0]),
  later('SUBSCRIBE: # before the last level', 'MQTT-4.7.1-2', 0x82, ID, text('a/#/b'), [0]),
  ...NO_TEXTS.flatMap(([name, bytes, says]) => [
    later(`SUBSCRIBE: a filter with ${name}`, says, 0x82, ID, text(bytes), [0]),
    later(`SUBSCRIBE: a second filter with ${name}`, says, 0x82, ID, TOPIC, [0], text(bytes), [0]),
    later(`UNSUBSCRIBE: a filter with ${name}`, says, 0xa2, ID, text(bytes)),
  ]),
  later('UNSUBSCRIBE: wrong flags', 'MQTT-3.10.1-1', 0xa0, ID, TOPIC),
  later('UNSUBSCRIBE: no filter', 'MQTT-3.10.3-2', 0xa2, ID),
  later('UNSUBSCRIBE: packet id 0', 'MQTT-2.3.1-1', 0xa2, [0, 0], TOPIC),
]

const OTHERS: readonly MalformedPacket[] = [
  later('PUBREL: wrong flags', 'MQTT-3.6.1-1', 0x60, ID),
  later('PUBREL: packet id 0', 'MQTT-2.3.1-1', 0x62, [0, 0]),
  later('PUBACK: wrong flags', 'MQTT-2.2.2-2', 0x42, ID),
  later('PUBACK: packet id 0', 'MQTT-2.3.1-1', 0x40, [0, 0]),
  later('PUBREC: no packet id', 'MQTT-2.3.1-1', 0x50),
  later('PUBCOMP: half a packet id', 'MQTT-2.3.1-1', 0x70, [1]),
  later('PINGREQ: wrong flags', 'MQTT-2.2.2-2', 0xc1),
  later('DISCONNECT: wrong flags', 'MQTT-3.14.1-1', 0xe2),
  later('a packet of type 0', 'MQTT-4.8.0-1', 0x00),
  later('a packet of type 15', 'MQTT-4.8.0-1', 0xf0),
  later('CONNACK, which a client never sends', 'MQTT-4.8.0-1', 0x20, [0, 0]),
  later('SUBACK, which a client never sends', 'MQTT-4.8.0-1', 0x90, ID, [0]),
  later('UNSUBACK, which a client never sends', 'MQTT-4.8.0-1', 0xb0, ID),
  later('PINGRESP, which a client never sends', 'MQTT-4.8.0-1', 0xd0),
]

export const MALFORMED_PACKETS: readonly MalformedPacket[] = [
  ...CONNECTS,
  ...ORDER,
  ...PUBLISHES,
  ...SUBSCRIBES,
  ...OTHERS,
]
