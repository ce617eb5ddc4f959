/** Virtual appliances over real MQTT: each has a connection, a login and a last will of its own, as in a house. */
import type { IClientOptions, MqttClient } from 'mqtt'
import type { Appliance, Bridge } from '../../home/appliance.ts'
import type { Secret } from '../../kernel/secret.ts'
import { seconds, type ZoneOffset } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Fault } from './faults.ts'
import {
  availabilityMessage,
  createVirtualAppliance,
  type VirtualAppliance,
  type VirtualMessage,
} from './virtualAppliance.ts'

export interface SimulatorLogin {
  readonly username: string
  readonly password: Secret | undefined
}

export interface SimulatorOptions {
  readonly url: string
  /** PEM of the authorities to trust, for `mqtts:`. */
  readonly ca?: string | undefined
  readonly base: string
  readonly zone: ZoneOffset
  readonly appliances: readonly Appliance[]
  readonly bridges: readonly Bridge[]
  /** Login of an appliance or a bridge; undefined: none. */
  readonly loginOf: (id: string) => SimulatorLogin | undefined
  readonly clock: Clock
  readonly log: Log
}

export interface Simulator {
  readonly appliances: ReadonlyMap<string, VirtualAppliance>
  /** Resolves when everybody is connected and subscribed. */
  readonly ready: Promise<void>
  /** False when there is no such appliance. */
  readonly setFault: (id: string, fault: Fault) => boolean
  readonly close: () => Promise<void>
}

/** Firmware pings between 10 and 60 s; short, so that presence by ping can be watched. */
const KEEPALIVE_SECONDS = 15

/** A broker that restarts is back within seconds. */
const RECONNECT_MS = seconds(2)

interface Wire {
  readonly client: MqttClient
  readonly subscribed: Promise<void>
}

interface Voice {
  readonly id: string
  readonly topics: readonly string[]
  readonly will: VirtualMessage | undefined
  readonly connected: (send: (message: VirtualMessage) => void) => void
  readonly receive: (topic: string, payload: Uint8Array) => void
}

/** Connects everybody. MQTT.js goes on trying until {@link Simulator.close}. */
export async function openSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { connect } = await import('mqtt')
  const wires = new Map<string, Wire>()
  const virtual = new Map<string, VirtualAppliance>()
  for (const appliance of options.appliances) {
    const one = createVirtualAppliance({
      ...options,
      appliance,
      send: message => publish(wires.get(appliance.id)?.client, message),
    })
    virtual.set(appliance.id, one)
    const voice = {
      id: appliance.id,
      topics: one.topics,
      will: one.will,
      connected: one.connected,
      receive: one.receive,
    }
    wires.set(appliance.id, openWire(options, connect, voice))
  }
  for (const bridge of options.bridges)
    wires.set(`bridge ${bridge.id}`, openWire(options, connect, bridgeVoice(bridge)))
  return {
    appliances: virtual,
    ready: Promise.all([...wires.values()].map(wire => wire.subscribed)).then(() => undefined),
    setFault(id, fault) {
      const one = virtual.get(id)
      const client = wires.get(id)?.client
      if (one === undefined || client === undefined) return false
      const wasOffline = one.fault().name === 'offline'
      one.setFault(fault)
      // A forced end sends no DISCONNECT: the broker takes the appliance for lost and tells its last will.
      if (fault.name === 'offline') client.end(true)
      else if (wasOffline) client.reconnect()
      return true
    },
    async close() {
      for (const one of virtual.values()) one.stop()
      await Promise.all([...wires.values()].map(wire => wire.client.endAsync(!wire.client.connected)))
    },
  }
}

/** A bridge only says whether it is there. */
function bridgeVoice({ id, availability }: Bridge): Voice {
  const words = (word: 'online' | 'offline'): readonly VirtualMessage[] =>
    availability.flatMap(binding => availabilityMessage(binding, word))
  return {
    id,
    topics: [],
    will: words('offline')[0],
    connected: send => words('online').forEach(send),
    receive: () => undefined,
  }
}

function openWire(
  options: SimulatorOptions,
  connect: (url: string, options: IClientOptions) => MqttClient,
  voice: Voice,
): Wire {
  const { log } = options
  const client = connect(options.url, clientOptions(options, voice))
  const subscribed = new Promise<void>(resolve => {
    client.on('connect', () => {
      const born = (): void => {
        voice.connected(message => publish(client, message))
        resolve()
      }
      if (voice.topics.length === 0) born()
      else
        client.subscribe([...voice.topics], { qos: 0 }, error => {
          if (error === null) born()
          else log.error('a virtual appliance could not subscribe', { appliance: voice.id, reason: error.message })
        })
    })
  })
  client.on('message', (topic, payload) => voice.receive(topic, payload))
  client.on('error', error =>
    log.warn('a virtual appliance is not connected', { appliance: voice.id, reason: error.message }),
  )
  return { client, subscribed }
}

function clientOptions({ loginOf, ca }: SimulatorOptions, { id, will }: Voice): IClientOptions {
  const login = loginOf(id)
  return {
    clientId: `virtual-${id}-${process.pid}`.slice(0, 64),
    clean: true,
    protocolVersion: 4,
    keepalive: KEEPALIVE_SECONDS,
    reconnectPeriod: RECONNECT_MS,
    queueQoSZero: false,
    timerVariant: 'native',
    ...(login === undefined ? {} : { username: login.username }),
    ...(login?.password === undefined ? {} : { password: login.password.reveal() }),
    ...(ca === undefined ? {} : { ca }),
    ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload), qos: 0 } }),
  }
}

/** What cannot be sent now is not sent at all: an appliance that is away says nothing. */
function publish(client: MqttClient | undefined, { topic, payload, retain }: VirtualMessage): void {
  if (client?.connected === true) client.publish(topic, payload, { qos: 0, retain })
}
