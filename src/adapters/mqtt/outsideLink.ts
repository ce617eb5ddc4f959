/**
 * One connection to an outside broker. A link is used once: when it breaks, a new one with a new MQTT.js client takes
 * its place, so that nothing MQTT.js keeps for a reconnection (its queue, its store of unconfirmed messages) can ever be
 * sent late.
 */
import type { IClientOptions, IPublishPacket, ISubscriptionMap, MqttClient } from 'mqtt'
import type { MonoMs } from '../../kernel/time.ts'
import { BusError, type OutgoingMessage } from '../../ports/bus.ts'
import { type Carrier, type CutReason, deadlineWatch } from './deadlineWatch.ts'
import { writeNumbersWhenNeeded } from './leanPackets.ts'
import {
  CLOSE_TIMEOUT_MS,
  CONNECT_TIMEOUT_MS,
  FILTERS_PER_PACKET,
  KEEPALIVE_SECONDS,
  MAX_PACKET_BYTES,
  MAX_REFUSED_NAMED,
  MAX_UNSENT_BYTES,
  type OutsideBrokerOptions,
  PUBACK_TIMEOUT_MS,
} from './outsideOptions.ts'

export interface LinkEvents {
  up(): void
  /** The connection, or the attempt, is over; the reason is that of the last error. Told once. */
  down(reason: Error | undefined): void
  message(topic: string, payload: Uint8Array, retained: boolean): void
}

export interface Link {
  /** MQTT 3.1.1 or MQTT 5. */
  readonly version: 4 | 5
  /** Rejects with BusError; resolves at the PUBACK for QoS 1, when written for QoS 0. */
  publish(message: OutgoingMessage): Promise<void>
  /** Rejects with BusError naming the filters the broker refused. */
  subscribe(filters: readonly string[]): Promise<void>
  unsubscribe(filters: readonly string[]): Promise<void>
  /** Says good-bye, then closes. */
  end(): Promise<void>
}

let loading: Promise<typeof import('mqtt')> | undefined

/** Loaded once, when it is needed first: a gateway with the embedded broker saves its memory. */
export const loadMqtt = (): Promise<typeof import('mqtt')> => {
  loading ??= import('mqtt')
  return loading
}

/** @throws Error when MQTT.js does not accept the options */
export async function openLink(options: OutsideBrokerOptions, version: 4 | 5, events: LinkEvents): Promise<Link> {
  const { connect } = await loadMqtt()
  writeNumbersWhenNeeded()
  const client = connect(options.url, clientOptions(options, version))
  const watch = deadlineWatch(options.clock, reason => options.log.warn(CUT[reason]))
  const pinged = pingCounter(client)
  /** A broker answers in order, and pings at once: one that did not may be behind a gap in the network, or frozen. */
  const carrier = (): Carrier => {
    const isRead = pinged()
    return { stream: client.stream, mayStillArrive: () => !isRead() && (options.mayStillArrive?.() ?? true) }
  }
  const waiting = new Set<(error: BusError) => void>()
  let failure: Error | undefined

  client.on('connect', () => events.up())
  client.on('message', (topic, payload, packet: IPublishPacket) => events.message(topic, payload, packet.retain))
  client.on('error', error => {
    failure = error
  })
  client.once('close', () => {
    for (const reject of waiting) reject(new BusError('the connection broke before the broker confirmed'))
    waiting.clear()
    client.end(true)
    events.down(failure)
  })
  const bounded = boundedBy(options, waiting)
  return {
    version,
    publish: message =>
      bounded(message.topic, done =>
        send(client, message, version, options, notAfter => watch.written([carrier()], notAfter), done),
      ),
    async subscribe(filters) {
      const refused: string[] = []
      for (const batch of batches(filters)) {
        await bounded('SUBSCRIBE', done => subscribe(client, batch, version, refused, done))
      }
      if (refused.length > 0) throw new BusError(refusal(refused))
    },
    async unsubscribe(filters) {
      for (const batch of batches(filters)) await bounded('UNSUBSCRIBE', done => client.unsubscribe(batch, done))
    },
    end: () =>
      new Promise(resolve => {
        const cancel = options.clock.after(CLOSE_TIMEOUT_MS, () => client.end(true))
        client.once('close', () => {
          cancel()
          resolve()
        })
        client.end(!client.connected)
      }),
  }
}

/** @returns for the last ping that was sent: whether its answer has come */
function pingCounter(client: MqttClient): () => () => boolean {
  let sent = 0
  let answered = 0
  client.on('packetsend', ({ cmd }) => {
    if (cmd === 'pingreq') sent++
  })
  client.on('packetreceive', ({ cmd }) => {
    if (cmd === 'pingresp') answered++
  })
  return () => {
    const mine = sent
    return () => answered >= mine
  }
}

function clientOptions(options: OutsideBrokerOptions, version: 4 | 5): IClientOptions {
  const { clientId, username, password, ca, will } = options
  return {
    protocolId: 'MQTT',
    protocolVersion: version,
    clientId,
    clean: true,
    keepalive: KEEPALIVE_SECONDS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    timerVariant: 'native',
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    ...(ca === undefined ? {} : { ca }),
    ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload), qos: 1 } }),
    ...(version === 5 ? { properties: { maximumPacketSize: MAX_PACKET_BYTES } } : {}),
  }
}

/** Log lines of a connection that was cut. */
const CUT: Readonly<Record<CutReason, string>> = {
  unsent: 'connection cut: a command was still unsent at its deadline',
  silent: 'connection cut: the broker did not answer the ping behind a command by its deadline',
}

type Done = (error?: Error | null) => void

/** Runs a request of MQTT.js so that it always ends: by its callback, by the loss of the connection, or by time. */
function boundedBy({ clock }: OutsideBrokerOptions, waiting: Set<(error: BusError) => void>) {
  return (what: string, start: (done: Done) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (error?: Error | null): void => {
        cancel()
        waiting.delete(end)
        if (error === undefined || error === null) resolve()
        else reject(error instanceof BusError ? error : new BusError(`${what}: ${error.message}`, { cause: error }))
      }
      const cancel = clock.after(PUBACK_TIMEOUT_MS, () => end(new BusError(`${what}: no answer from the broker`)))
      waiting.add(end)
      start(end)
    })
}

/**
 * A message with a deadline goes at QoS 0: a broker keeps QoS 1 for sessions that are away and delivers it when they
 * return. Some brokers can be set to keep QoS 0 as well (EMQX does so by default); MQTT 5 lets us forbid that by an expiry
 * in whole seconds, rounded down, so that it is never later than the deadline; less than one second cannot be said.
 */
function send(
  client: MqttClient,
  { topic, payload, qos, retain, notAfter }: OutgoingMessage,
  version: 4 | 5,
  { clock }: OutsideBrokerOptions,
  watch: (notAfter: MonoMs) => void,
  done: Done,
): void {
  if (client.stream.writableLength > MAX_UNSENT_BYTES) {
    done(new BusError(`${topic}: the broker does not read, ${client.stream.writableLength} bytes are unsent`))
    return
  }
  if (notAfter === undefined && qos === 1) {
    client.publish(topic, payload, { qos, retain }, done)
    return
  }
  const expiry = notAfter === undefined ? 0 : Math.floor((notAfter - clock.mono()) / 1000)
  const properties = version === 5 && expiry >= 1 ? { properties: { messageExpiryInterval: expiry } } : {}
  let failure: Error | undefined
  // Errors come within the call. What comes later, after a full buffer has drained, tells nothing about this message.
  client.publish(topic, payload, { qos: 0, retain, ...properties }, error => {
    failure = error
  })
  if (notAfter !== undefined) {
    // Behind the command on the same connection: its answer says that the broker has read the command.
    if (failure === undefined) client.sendPing()
    watch(notAfter)
  }
  done(failure)
}

/** Adds what the broker refuses to `refused`. QoS 0: with a clean session a higher one adds an acknowledgement per message and no certainty. */
function subscribe(
  client: MqttClient,
  filters: readonly string[],
  version: 4 | 5,
  refused: string[],
  done: Done,
): void {
  const map: ISubscriptionMap = {}
  for (const filter of filters) map[filter] = version === 5 ? { qos: 0, nl: true } : { qos: 0 }
  client.subscribe(map, (error, _granted, suback) => {
    const here = filters.filter((_filter, at) => Number(suback?.granted[at] ?? 0) >= 128)
    refused.push(...here)
    // MQTT.js reports a refusal as an error too.
    done(here.length > 0 ? null : error)
  })
}

/** Names the first few of the filters: with a strict access list there may be hundreds. */
function refusal(filters: readonly string[]): string {
  const more = filters.length - MAX_REFUSED_NAMED
  const named = filters.slice(0, MAX_REFUSED_NAMED).join(', ')
  return `the broker refused to subscribe ${named}${more > 0 ? ` and ${more} more` : ''}`
}

function batches(filters: readonly string[]): string[][] {
  const found: string[][] = []
  for (let at = 0; at < filters.length; at += FILTERS_PER_PACKET) found.push(filters.slice(at, at + FILTERS_PER_PACKET))
  return found
}
