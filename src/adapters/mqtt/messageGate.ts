/** Decides on every PUBLISH, SUBSCRIBE and delivery of the embedded broker. */
import type { AedesOptions, AedesPublishPacket, Client, PublishPacket } from 'aedes'
import { isTopic } from '../../kernel/topicFilter.ts'
import type { BrokerParts } from './brokerParts.ts'
import type { Carrier } from './deadlineWatch.ts'
import { mayStillArrive } from './kernelQueue.ts'
import type { Session } from './sessions.ts'

/**
 * Where refused messages go: nobody can subscribe to it. Refusing in aedes' own way closes the connection, and a
 * misconfigured appliance would reconnect for ever; not answering at all stops aedes reading from it. This way a QoS 1
 * or 2 message is acknowledged and dropped, which MQTT 3.1.1 (section 3.3.5) allows.
 */
const REFUSED_TOPIC = '$refused'

type MessageGate = Required<Pick<AedesOptions, 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>>

/** The three hooks of aedes around messages. */
export function messageGate(parts: BrokerParts): MessageGate {
  return {
    authorizePublish(client, packet, callback) {
      if (parts.isClosing()) return callback(new Error('the broker is closing'))
      const session = parts.sessions.of(client)
      if (session === undefined) return callback(new Error('no session'))
      admitPublish(session, packet, parts)
      callback(null)
    },
    authorizeSubscribe(client, subscription, callback) {
      const session = parts.sessions.of(client)
      const allowed = session !== undefined && admitSubscription(session, subscription.topic, parts)
      // null is answered with 0x80 in the SUBACK.
      callback(null, allowed ? subscription : null)
    },
    authorizeForward: (client, packet) => (mayForward(client, packet, parts) ? packet : null),
  }
}

function admitPublish(session: Session, packet: PublishPacket, parts: BrokerParts): void {
  const { account, clientId } = session
  const payload = asBuffer(packet)
  // MQTT 3.1.1 section 3.3.1.1: whether this is sent again is between this client and us alone.
  packet.dup = false
  const refuse = (message: string): void => {
    parts.warn(message, account, { account, clientId, topic: packet.topic.slice(0, 256) })
    packet.topic = REFUSED_TOPIC
    packet.retain = false
  }
  if (!isTopic(packet.topic) || !parts.book.mayPublish(account, packet.topic)) {
    parts.events.publishesRefused++
    refuse('MQTT message dropped: the account may not publish to this topic')
    return
  }
  if (!session.budget.messages.take()) {
    parts.events.publishesOverRate++
    refuse('MQTT message dropped: the client sends too many')
    return
  }
  parts.origins.set(payload, { account })
  if (packet.retain && payload.length > 0 && !parts.retained.admits(account, packet.topic, payload.length)) {
    parts.events.retainsRefused++
    const fields = { account, clientId, topic: packet.topic.slice(0, 256), bytes: payload.length }
    parts.warn('retained MQTT message delivered but not kept: no room', account, fields)
    // What it replaces must not stay either: an old state would be replayed as the current one.
    parts.retained.remove(packet.topic)
    packet.retain = false
  }
}

/** The payload as the one object that the packet keeps from here on. */
function asBuffer(packet: PublishPacket): Buffer {
  if (typeof packet.payload === 'string') packet.payload = Buffer.from(packet.payload)
  return packet.payload
}

function admitSubscription(session: Session, filter: string, parts: BrokerParts): boolean {
  const { account, clientId, filters } = session
  const reason = refusalOf(session, filter, parts)
  if (reason === undefined) {
    filters.add(filter)
    return true
  }
  filters.delete(filter)
  parts.events.subscriptionsRefused++
  const fields = { account, clientId, filter: filter.slice(0, 256), reason }
  parts.warn('MQTT subscription refused', account, fields)
  return false
}

/**
 * What a wildcard costs beside what it matches now: looking through all retained messages, and those that arrive before they
 * are sent. Fifty wildcards at once, the topics of a dozen programs, find the bound of their replays still whole.
 */
const WILDCARD_COST = 400

function refusalOf(
  { account, filters, budget, greeted }: Session,
  filter: string,
  parts: BrokerParts,
): string | undefined {
  if (filters.size >= parts.limits.maxSubscriptionsPerClient && !filters.has(filter)) return 'too many subscriptions'
  if (!parts.book.maySubscribe(account, filter)) return 'outside the rights of the account'
  // A session that is resumed brings its filters with it, before its CONNACK, and no retained messages.
  if (!greeted) return undefined
  const isWild = /[#+]/.test(filter)
  // Every subscription brings its retained messages again (MQTT 3.1.1 section 3.8.4): one small packet costs megabytes.
  const isPaid =
    budget.replays.take(isWild ? WILDCARD_COST : 1) &&
    (!isWild || budget.replays.take(parts.retained.matching([filter]).length))
  return isPaid ? undefined : 'subscribes too often'
}

function mayForward(client: Client, packet: AedesPublishPacket, parts: BrokerParts): boolean {
  const session = parts.sessions.of(client)
  if (session === undefined) return false
  // A retained replay waits for its own reader alone; live messages would hold up everybody else on the topic.
  if (!packet.retain && session.socket.writableLength > parts.limits.maxUnsentBytesPerClient) {
    parts.events.slowDropped++
    cutIfStillSlow(session, parts)
    return false
  }
  const origin = typeof packet.payload === 'string' ? undefined : parts.origins.get(packet.payload)
  if (origin?.notAfter === undefined) return true
  if (parts.clock.mono() > origin.notAfter) {
    parts.events.expiredDropped++
    return false
  }
  origin.forwardedTo?.push(carrier(session, packet.topic, parts))
  return true
}

function carrier(session: Session, topic: string, { unacknowledged }: BrokerParts): Carrier {
  const { socket } = session
  const handed = { session, topic, bytesRead: socket.bytesRead }
  return { stream: socket, mayStillArrive: written => mayStillArrive(handed, written, unacknowledged) }
}

/** A client that does not read at all is closed after the drain time-out, counted from its first lost message. */
function cutIfStillSlow(session: Session, parts: BrokerParts): void {
  if (session.slow) return
  session.slow = true
  const { account, clientId, socket } = session
  parts.warn('MQTT client does not read, messages to it are dropped', clientId, { account, clientId })
  parts.clock.after(parts.limits.drainTimeoutMs, () => {
    session.slow = false
    if (socket.writableLength > parts.limits.maxUnsentBytesPerClient) socket.destroy()
  })
}
