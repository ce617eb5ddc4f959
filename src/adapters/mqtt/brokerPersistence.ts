/**
 * The persistence that aedes 1.2 calls (aedes-persistence 11), over our bounded stores. The one that comes with aedes
 * bounds neither retained messages nor queues, keeps queues of sessions that ended, and stores refused subscriptions.
 */
import { Readable } from 'node:stream'
import type { AedesPublishPacket } from 'aedes'
import type { RetainedMessage, RetainedMessages } from './retainedMessages.ts'
import type { QueuedPacket, StoredSessions } from './storedSessions.ts'

interface WithId {
  readonly id: string
}
interface Subscription {
  readonly topic: string
  readonly qos: number
}

const asQos = (qos: number): 0 | 1 | 2 => (qos === 1 || qos === 2 ? qos : 0)

/**
 * @param accountOf login that published a message, by its payload object; undefined for the gateway
 * @param isGranted whether this client's subscription was allowed: aedes hands over refused ones too
 */
export function brokerPersistence(
  retained: RetainedMessages,
  sessions: StoredSessions,
  accountOf: (payload: Uint8Array) => string | undefined,
  isGranted: (clientId: string, filter: string) => boolean,
) {
  return {
    ...retainedPart(retained, accountOf),
    ...subscriptionPart(sessions, isGranted),
    ...queuePart(sessions),
    ...inboundPart(),
  }
}

function retainedPart(retained: RetainedMessages, accountOf: (payload: Uint8Array) => string | undefined) {
  return {
    async setup(): Promise<void> {},
    async storeRetained(packet: AedesPublishPacket): Promise<void> {
      const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload)
      if (payload.length === 0) return retained.remove(packet.topic)
      retained.put({ topic: packet.topic, payload, qos: packet.qos, account: accountOf(payload) })
    },
    createRetainedStreamCombi: (filters: readonly string[]) => Readable.from(replayed(retained.matching(filters))),
  }
}

/** Copied one by one as the reader takes them: all at once would be megabytes for each subscription. */
function* replayed(messages: readonly RetainedMessage[]) {
  for (const { topic, payload, qos } of messages) {
    yield { cmd: 'publish', topic, payload: Buffer.from(payload), qos, retain: true }
  }
}

function subscriptionPart(sessions: StoredSessions, isGranted: (clientId: string, filter: string) => boolean) {
  return {
    async addSubscriptions(client: WithId, subscriptions: readonly Subscription[]): Promise<void> {
      const session = sessions.get(client.id)
      for (const { topic, qos } of subscriptions) {
        if (isGranted(client.id, topic)) session?.filters.set(topic, asQos(qos))
      }
    },
    async removeSubscriptions(client: WithId, filters: readonly string[]): Promise<void> {
      for (const filter of filters) sessions.get(client.id)?.filters.delete(filter)
    },
    subscriptionsByClient: async (client: WithId) =>
      [...(sessions.get(client.id)?.filters ?? [])].map(([topic, qos]) => ({ topic, qos })),
    subscriptionsByTopic: async (topic: string) => sessions.subscribers(topic).map(found => ({ ...found, topic })),
    cleanSubscriptions: async (client: WithId): Promise<void> => sessions.drop(client.id),
  }
}

function queuePart(sessions: StoredSessions) {
  const sameMessage = (a: QueuedPacket, b: QueuedPacket): boolean =>
    a.brokerId === b.brokerId && a.brokerCounter === b.brokerCounter
  return {
    async outgoingEnqueueCombi(found: readonly { clientId: string; qos: number }[], packet: AedesPublishPacket) {
      if (found.length === 0) return
      const payload = Buffer.from(packet.payload)
      for (const { clientId, qos } of found) {
        const lower = asQos(Math.min(qos, packet.qos))
        sessions.enqueue(clientId, Object.assign({}, packet, { payload, qos: lower }))
      }
    },
    // Gives a queued message its packet id, or replaces it by its PUBREL. Not finding it is no fault: the queue was full.
    async outgoingUpdate(client: WithId, packet: QueuedPacket): Promise<void> {
      const queue = sessions.get(client.id)?.queue ?? []
      for (const [at, queued] of queue.entries()) {
        if (sameMessage(queued, packet)) {
          queued.messageId = packet.messageId
          return
        }
        if (packet.cmd !== 'publish' && queued.messageId === packet.messageId) {
          queue[at] = packet
          return
        }
      }
    },
    // Called with the id of an acknowledgement, or with a message that was not forwarded and never got an id.
    async outgoingClearMessageId(client: WithId, packet: QueuedPacket): Promise<QueuedPacket | undefined> {
      const queue = sessions.get(client.id)?.queue ?? []
      const isIt = (queued: QueuedPacket): boolean =>
        packet.messageId === undefined ? sameMessage(queued, packet) : queued.messageId === packet.messageId
      const at = queue.findIndex(isIt)
      return at < 0 ? undefined : queue.splice(at, 1)[0]
    },
    outgoingStream: (client: WithId) => Readable.from((sessions.get(client.id)?.queue ?? []).map(sentAgain)),
  }
}

/** A message that has a packet id was sent before (MQTT 3.1.1 section 3.3.1.1). */
const sentAgain = (packet: QueuedPacket): QueuedPacket =>
  packet.cmd === 'publish' && packet.messageId !== undefined ? { ...packet, dup: true } : packet

/** Clients whose half-done QoS 2 ids are kept: those that can be connected and those that are away; oldest first out. */
const MAX_INBOUND_CLIENTS = 2_000

/** QoS 2 on the way in needs only the packet ids: aedes publishes the message as soon as its id is stored. */
function inboundPart() {
  const incoming = new Map<string, Set<number | undefined>>()
  const found = (client: WithId, packet: { messageId?: number }): true => {
    if (incoming.get(client.id)?.has(packet.messageId) === true) return true
    throw new Error(`no inbound message ${packet.messageId}`)
  }
  return {
    async incomingStorePacket(client: WithId, packet: { messageId?: number }): Promise<void> {
      const ids = incoming.get(client.id) ?? new Set()
      incoming.set(client.id, ids.add(packet.messageId))
      const oldest = incoming.keys().next()
      if (incoming.size > MAX_INBOUND_CLIENTS && oldest.done !== true) incoming.delete(oldest.value)
    },
    incomingGetPacket: async (client: WithId, packet: { messageId?: number }) => found(client, packet),
    async incomingDelPacket(client: WithId, packet: { messageId?: number }): Promise<void> {
      found(client, packet)
      incoming.get(client.id)?.delete(packet.messageId)
    },
    cleanIncoming: async (client: WithId): Promise<void> => void incoming.delete(client.id),
    // aedes holds the will of a connected client itself; the stored copy serves clusters of brokers, which this is not.
    async putWill(): Promise<void> {},
    async delWill(): Promise<void> {},
    streamWill: () => Readable.from([]),
  }
}
