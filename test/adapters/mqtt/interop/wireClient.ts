/** An MQTT 3.1.1 client that shows every packet: what a library would hide, resend or refuse is seen and can be said. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import mqttPacket, {
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type ISubackPacket,
  type Packet,
  type QoS,
} from 'mqtt-packet'
import { until } from '../../../support/until.ts'

type Received<Cmd extends Packet['cmd']> = Extract<Packet, { cmd: Cmd }>

export interface WireClient {
  /** Whether it answers PUBLISH, PUBREC and PUBREL by itself; true at first. */
  answers: boolean
  readonly socket: Socket
  /** Every packet received, in order. */
  readonly received: readonly Packet[]
  readonly send: (packet: Packet) => void
  readonly raw: (bytes: Uint8Array) => void
  /** The next packet of that kind that was not taken yet. */
  readonly next: <Cmd extends Packet['cmd']>(cmd: Cmd) => Promise<Received<Cmd>>
  readonly messages: () => readonly IPublishPacket[]
  /** Payloads received, in order. */
  readonly texts: () => readonly string[]
  /** Publishes and ends the exchange that the quality of service asks for. */
  readonly publish: (topic: string, payload: string, options?: { qos?: QoS; retain?: boolean }) => Promise<void>
  readonly subscribe: (...filters: readonly (readonly [string, QoS])[]) => Promise<ISubackPacket['granted']>
  readonly unsubscribe: (...filters: readonly string[]) => Promise<void>
  readonly ping: () => Promise<void>
  readonly isClosed: () => boolean
  readonly closed: () => Promise<void>
  /** Says good-bye. */
  readonly leave: () => Promise<void>
  /** Breaks the connection: the last will follows. */
  readonly drop: () => Promise<void>
}

export interface WireLogin extends Partial<Omit<IConnectPacket, 'cmd'>> {
  readonly port: number
}

/** A socket that has not said anything. */
export async function openWire(port: number): Promise<WireClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return wireClient(socket)
}

/** Connects and waits for the CONNACK, whatever it says. */
export async function logIn({ port, ...login }: WireLogin): Promise<{ client: WireClient; connack: IConnackPacket }> {
  const client = await openWire(port)
  client.send({ cmd: 'connect', clientId: '', protocolId: 'MQTT', protocolVersion: 4, keepalive: 60, ...login })
  return { client, connack: await client.next('connack') }
}

function wireClient(socket: Socket): WireClient {
  const received: Packet[] = []
  const taken = new Set<Packet>()
  const parser = mqttPacket.parser({ protocolVersion: 4 })
  let messageId = 0
  let isClosed = false

  const client: WireClient = {
    answers: true,
    socket,
    received,
    send: packet => void socket.write(mqttPacket.generate(packet)),
    raw: bytes => void socket.write(bytes),
    async next(cmd) {
      const found = (): Packet | undefined => received.find(packet => packet.cmd === cmd && !taken.has(packet))
      await until(() => found() !== undefined || isClosed, `a ${cmd}`)
      const packet = found()
      if (packet === undefined) throw new Error(`closed before a ${cmd} came`)
      taken.add(packet)
      return packet as Received<typeof cmd>
    },
    messages: () => received.filter(packet => packet.cmd === 'publish'),
    texts: () => client.messages().map(({ payload }) => payload.toString()),
    async publish(topic, payload, { qos = 0, retain = false } = {}) {
      const id = ++messageId
      client.send({ cmd: 'publish', topic, payload, qos, retain, dup: false, ...(qos === 0 ? {} : { messageId: id }) })
      const answer = qos === 0 ? undefined : await client.next(qos === 1 ? 'puback' : 'pubcomp')
      if (answer !== undefined && answer.messageId !== id) throw new Error(`${id} answered as ${answer.messageId}`)
    },
    async subscribe(...filters) {
      const id = ++messageId
      const subscriptions = filters.map(([topic, qos]) => ({ topic, qos }))
      client.send({ cmd: 'subscribe', messageId: id, subscriptions })
      const suback = await client.next('suback')
      if (suback.messageId !== id) throw new Error(`${id} answered as ${suback.messageId}`)
      return suback.granted
    },
    async unsubscribe(...filters) {
      const id = ++messageId
      client.send({ cmd: 'unsubscribe', messageId: id, unsubscriptions: [...filters] })
      const unsuback = await client.next('unsuback')
      if (unsuback.messageId !== id) throw new Error(`${id} answered as ${unsuback.messageId}`)
    },
    async ping() {
      client.send({ cmd: 'pingreq' })
      await client.next('pingresp')
    },
    isClosed: () => isClosed,
    closed: () => until(() => isClosed, 'the connection is closed'),
    async leave() {
      client.send({ cmd: 'disconnect' })
      await client.closed()
    },
    async drop() {
      socket.destroy()
      await client.closed()
    },
  }
  parser.on('packet', (packet: Packet) => {
    received.push(packet)
    if (client.answers) answer(client, packet)
  })
  socket.on('data', chunk => void parser.parse(chunk))
  socket.once('close', () => {
    isClosed = true
  })
  return client
}

/** The receiver's side of section 4.3, and the sender's of QoS 2. */
function answer(client: WireClient, packet: Packet): void {
  const { cmd, messageId } = packet
  if (messageId === undefined) return
  if (cmd === 'publish' && packet.qos > 0) client.send({ cmd: packet.qos === 1 ? 'puback' : 'pubrec', messageId })
  if (cmd === 'pubrec') client.send({ cmd: 'pubrel', messageId })
  if (cmd === 'pubrel') client.send({ cmd: 'pubcomp', messageId })
}
