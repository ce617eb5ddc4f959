/** The broker inside the process: aedes 1.2 behind guards, spoken to directly by the gateway, without an MQTT client. */
import type { Duplex } from 'node:stream'
import type { Aedes, AedesPublishPacket } from 'aedes'
import { isTopic } from '../../kernel/topicFilter.ts'
import { BusError, type BusInbound, type MessageBus, type OutgoingMessage } from '../../ports/bus.ts'
import { ANONYMOUS, type BrokerAccount } from './accounts.ts'
import { serveSocket, startAedes, stopAedes } from './aedesBroker.ts'
import type { BrokerCounters } from './brokerCounters.ts'
import { type BrokerParts, type BrokerPartsOptions, brokerParts, type Origin } from './brokerParts.ts'
import { type CutReason, type DeadlineWatch, deadlineWatch } from './deadlineWatch.ts'
import { filterIndex } from './filterIndex.ts'
import { type ListenerOptions, type Listeners, openListeners, type TlsListener } from './listeners.ts'

export interface EmbeddedBrokerOptions extends BrokerPartsOptions {
  readonly host: string
  /** 0 takes any free port; {@link EmbeddedBroker.port} tells which. */
  readonly port: number
  readonly tls?: TlsListener | undefined
}

export interface EmbeddedBroker extends MessageBus {
  /** Bound port of the plain listener; undefined before open and after close. */
  port(): number | undefined
  tlsPort(): number | undefined
  /** Replaces all accounts; closes sessions of those that vanished or got another secret or fewer subscriptions. */
  setAccounts(accounts: readonly BrokerAccount[]): void
  counters(): BrokerCounters
}

/** @throws RangeError when an account or a reserved filter is malformed */
export function openEmbeddedBroker(options: EmbeddedBrokerOptions): EmbeddedBroker {
  const { clock } = options
  let inbound: BusInbound | undefined
  let running: { aedes: Aedes; listeners: Listeners } | undefined
  let wanted = filterIndex([])
  const parts = brokerParts(
    options,
    event => inbound?.session(event),
    () => inbound === undefined,
  )
  const watch = deadlineWatch(clock, (reason, stream) => countCut(reason, stream, parts))

  const replay = (filters: readonly string[]): void => {
    for (const { topic, payload, account, arrivedAt } of parts.retained.matching(filters)) {
      if (account !== undefined) inbound?.message({ topic, payload, retained: true, arrivedAt, ...publisher(account) })
    }
  }
  const hear = (packet: AedesPublishPacket, done: () => void): void => {
    const { topic, payload } = packet
    const account = typeof payload === 'string' ? undefined : parts.origins.get(payload)?.account
    if (account !== undefined && typeof payload !== 'string' && wanted.matches(topic)) {
      inbound?.message({ topic, payload, retained: false, ...publisher(account) })
    }
    done()
  }

  return {
    async open(to) {
      if (inbound !== undefined) throw new BusError('the broker is open already')
      inbound = to
      const aedes = await startAedes(parts, hear)
      try {
        running = { aedes, listeners: await openListeners(listenerOptions(options, parts, aedes)) }
      } catch (error) {
        inbound = undefined
        await stopAedes(aedes)
        throw error
      }
      to.connection(true)
      replay(wanted.filters)
    },
    connected: () => running !== undefined,
    async publish(message) {
      if (running === undefined) throw new BusError('the broker is not running')
      await hand(message, running.aedes, parts, watch)
    },
    async subscribe(filters) {
      const before = wanted
      wanted = filterIndex(filters)
      // Not within the caller's own turn: it may be in the middle of hearing a message.
      await Promise.resolve()
      replay(wanted.filters.filter(filter => !before.has(filter)))
    },
    async replay(topics) {
      await Promise.resolve()
      replay(topics.filter(wanted.matches))
    },
    async close() {
      if (running === undefined) return
      const { aedes, listeners } = running
      const told = inbound
      running = undefined
      inbound = undefined
      told?.connection(false)
      listeners.close()
      await stopAedes(aedes)
    },
    port: () => running?.listeners.port,
    tlsPort: () => running?.listeners.tlsPort,
    setAccounts: accounts => parts.book.replace(accounts).forEach(name => void endSessions(name, parts)),
    counters: () => countersOf(parts),
  }
}

function countCut(reason: CutReason, stream: Duplex, { events, sessions, warn }: BrokerParts): void {
  if (reason === 'unsent') events.expiredCut++
  else events.silentCut++
  const session = sessions.all().find(({ socket }) => socket === stream)
  const fields = { account: session?.account, clientId: session?.clientId, reason }
  warn('MQTT connection cut so that a command cannot arrive late', `${session?.clientId}`, fields)
}

function endSessions(account: string, { stored, sessions }: BrokerParts): void {
  stored.dropAccount(account)
  for (const session of sessions.all()) if (session.account === account) session.socket.destroy()
}

const countersOf = (parts: BrokerParts): BrokerCounters => ({
  ...parts.events,
  clients: parts.sessions.count(),
  storedSessions: parts.stored.count(),
  queuedMessages: parts.stored.queued(),
  retainedMessages: parts.retained.count(),
  retainedBytes: parts.retained.bytes(),
})

const publisher = (account: string): { account?: string } => (account === ANONYMOUS ? {} : { account })

const listenerOptions = (options: EmbeddedBrokerOptions, parts: BrokerParts, aedes: Aedes): ListenerOptions => ({
  host: options.host,
  port: options.port,
  tls: options.tls,
  limits: parts.limits,
  clock: parts.clock,
  events: parts.events,
  warn: parts.warn,
  accept: (socket, guard) => serveSocket(aedes, socket, guard, parts.limits),
})

/** Hands a message of the gateway to aedes; a command is taken at once, anything else when aedes has routed it. */
function hand(
  message: OutgoingMessage,
  aedes: Aedes,
  { clock, origins }: BrokerParts,
  watch: DeadlineWatch,
): Promise<void> {
  const { topic, retain, notAfter } = message
  if (!isTopic(topic)) throw new BusError(`"${topic}" is not a topic that can be published to`)
  if (notAfter !== undefined && retain) throw new BusError(`a message to ${topic} with a deadline cannot be retained`)
  if (notAfter !== undefined && clock.mono() > notAfter)
    throw new BusError(`the moment of the message to ${topic} has passed`)
  const payload = Buffer.from(message.payload)
  // QoS 0 for whatever has a deadline: aedes queues QoS 1 for sessions that are away, and sends it again when they return.
  const qos = notAfter === undefined ? message.qos : 0
  const forwardedTo: Origin['forwardedTo'] = []
  origins.set(payload, notAfter === undefined ? { account: undefined } : { account: undefined, notAfter, forwardedTo })
  return new Promise((resolve, reject) => {
    aedes.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, error => {
      if (error !== undefined && error !== null)
        reject(new BusError(`the broker did not take ${topic}`, { cause: error }))
      else resolve()
    })
    if (notAfter === undefined) return
    watch.written(forwardedTo, notAfter)
    resolve()
  })
}
