/** An outside broker (a real aedes on a host of its own) and the gateway's connection to it, which is a client like others. */
import type { EventEmitter } from 'node:events'
import type net from 'node:net'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { Aedes } from 'aedes'
import type { Packet } from 'mqtt-packet'
import { MemorySocket } from './memorySocket.ts'
import type { Random } from './random.ts'
import type { Delivery, Meaning, Recorder } from './record.ts'
import type { Role } from './roles.ts'
import type { SimTime } from './simTime.ts'
import { type Link, openWire, type Wire } from './wire.ts'

export const GATEWAY_CLIENT = 'gateway'

export interface OutsideHouse {
  /** The network of the broker's host, for the appliances. */
  readonly wire: Wire
  /** What `net.createConnection` gives the gateway. */
  readonly createConnection: typeof net.createConnection
  readonly open: () => Promise<void>
  readonly close: () => Promise<void>
  readonly isOpen: () => boolean
  /** An appliance's message has reached the broker: what the gateway gets of it will mean this. */
  readonly spoke: (applianceId: string, topic: string, payload: string, meaning: Meaning) => void
  /** The network between the gateway and the broker is parted for a while. */
  readonly part: (forMs: number, retryMs: number) => void
  /** Since when that network has been whole; undefined while it is not. */
  readonly wholeSince: () => number | undefined
  /** The gateway's host has lost its power: its connection says nothing any more. */
  readonly gatewayLost: () => void
}

export interface OutsideHouseOptions {
  readonly time: SimTime
  readonly recorder: Recorder
  readonly roles: readonly Role[]
  readonly random: Random
  readonly maxLatencyMs: number
  readonly sendBufferBytes: number
  /** Keeps retained messages over a restart, as a broker with a disk. */
  readonly keepsRetained: boolean
  /** A command of the gateway has reached the broker: what it does with it then is its own matter. */
  readonly delivered: (delivery: Delivery) => void
}

interface Kept {
  readonly topic: string
  readonly payload: Buffer
}

export function openOutsideHouse(options: OutsideHouseOptions): OutsideHouse {
  const { time, recorder, roles, random } = options
  const wire = openWire(time)
  const spoken = new Map<string, { readonly applianceId: string; readonly meaning: Meaning }>()
  const retained = new Map<string, Kept>()
  let broker: Aedes | undefined
  let closeServer: () => void = () => undefined
  let link: Link | undefined
  const partedLinks: Link[] = []
  const accepted = new Set<Socket>()
  let parts = 0
  let wholeSince: number | undefined = time.mono()

  const keyOf = (topic: string, payload: string): string => `${topic} ${payload}`
  for (const { availability, appliances } of roles) {
    for (const applianceId of availability === undefined ? [] : appliances) {
      for (const word of ['online', 'offline'] as const)
        spoken.set(keyOf(`${availability}`, word), { applianceId, meaning: { kind: word } })
    }
  }
  /** Tells the witness what reaches the gateway; what it sent itself, or nobody of the house said, means nothing. */
  const reached = (packet: Packet): void => {
    if (packet.cmd !== 'publish') return
    const said = spoken.get(keyOf(packet.topic, packet.payload.toString()))
    if (said !== undefined) recorder.hear(said.applianceId, { ...said.meaning, live: !packet.retain })
  }
  const createConnection = (): Socket => {
    const socket: MemorySocket = openClientSocket(options, made => {
      link = wire.connect(
        { ...options, address: '192.168.0.2' },
        {
          bytes: chunk => made.receive(chunk),
          received: reached,
          closed: () => made.push(null),
        },
        { brokerWrote: () => undefined, brokerClosed: () => undefined },
      )
      if (parts > 0 && link !== undefined) {
        partedLinks.push(link)
        link.part()
      }
      return link
    })
    return socket
  }
  return {
    wire,
    createConnection: createConnection as unknown as typeof net.createConnection,
    async open() {
      const opened = await Aedes.createBroker({
        authorizePublish(client, packet, callback) {
          const { topic, payload, retain } = packet
          if (retain) retained.set(topic, { topic, payload: Buffer.from(payload) })
          if (client?.id === GATEWAY_CLIENT && !retain)
            options.delivered(deliveryOf(topic, String(payload), time.mono()))
          callback(null)
        },
      })
      // aedes looks at the wall clock to find brokers of a cluster that have died, and publishes their wills; this clock is
      // the gateway's, and there is no cluster.
      const { persistence } = opened as unknown as { readonly persistence: object }
      Object.assign(persistence, { streamWill: () => Readable.from([]) })
      for (const kept of options.keepsRetained ? retained.values() : []) {
        await new Promise<void>(resolve =>
          opened.publish({ ...kept, cmd: 'publish', qos: 0, retain: true, dup: false }, () => resolve()),
        )
      }
      if (!options.keepsRetained) retained.clear()
      broker = opened
      const server = wire.createServer({}, socket => {
        accepted.add(socket)
        socket.once('close', () => accepted.delete(socket))
        opened.handle(socket)
      }) as unknown as EventEmitter & {
        listen: (port: number, host: string, done: () => void) => void
        close: () => void
      }
      server.listen(1883, '0.0.0.0', () => undefined)
      closeServer = () => server.close()
    },
    async close() {
      const closing = broker
      broker = undefined
      closeServer()
      if (closing !== undefined) await new Promise<void>(resolve => closing.close(resolve))
      // aedes closes who is logged in; a process that ends takes those with it that were about to be.
      for (const socket of accepted) socket.destroy()
    },
    isOpen: () => broker !== undefined,
    spoke: (applianceId, topic, payload, meaning) => {
      const before = spoken.get(keyOf(topic, payload))
      const retain = meaning.retain === true || before?.meaning.retain === true
      spoken.set(keyOf(topic, payload), { applianceId, meaning: { ...meaning, retain } })
    },
    part(forMs, retryMs) {
      if (++parts === 1 && link !== undefined) partedLinks.push(link)
      if (parts === 1) link?.part()
      wholeSince = undefined
      time.after(forMs, () => {
        if (--parts > 0) return
        for (const one of partedLinks.splice(0)) one.heal(retryMs)
        wholeSince = time.mono() + retryMs
      })
    },
    wholeSince: () => wholeSince,
    gatewayLost() {
      link?.vanish()
      link = undefined
    },
  }

  /** A moment at which it was on the way is not known apart: the invariant goes by that of the hand-over. */
  function deliveryOf(topic: string, payload: string, at: number): Delivery {
    return {
      login: GATEWAY_CLIENT,
      topic,
      payload,
      takenAt: Number.NEGATIVE_INFINITY,
      at,
      heardBetween: () => false,
      outside: 'at',
    }
  }

  function openClientSocket(
    { sendBufferBytes }: OutsideHouseOptions,
    connect: (socket: MemorySocket) => Link | undefined,
  ): MemorySocket {
    let under = 0
    const socket: MemorySocket = new MemorySocket('192.168.0.3', {
      highWaterMark: undefined,
      unacknowledged: () => under,
      room: bytes => under === 0 || under + bytes <= sendBufferBytes,
      took(_packets, chunk) {
        under += chunk.length
        mine?.send(chunk, () => {
          under -= chunk.length
          socket.kernelHasRoom()
        })
      },
      ended: how => (how === 'reset' ? mine?.reset() : mine?.close()),
    })
    const mine = connect(socket)
    if (mine === undefined) {
      process.nextTick(() => socket.destroy(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })))
    }
    void random
    return socket
  }
}
