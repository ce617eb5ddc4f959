/** What a session that is away (clean session 0) leaves behind: its subscriptions and a short queue, all bounded. */
import { matchesFilter } from '../../kernel/topicFilter.ts'
import type { BrokerLimits } from './brokerLimits.ts'

/** An entry of a queue: a message, or the PUBREL that follows it at QoS 2. */
export interface QueuedPacket {
  readonly cmd: string
  readonly brokerId?: string
  readonly brokerCounter?: number
  messageId?: number | undefined
  /** Sent before, on a connection that has ended. */
  readonly dup?: boolean
}

export interface StoredSession {
  readonly account: string
  readonly filters: Map<string, 0 | 1 | 2>
  queue: QueuedPacket[]
}

export interface StoredSessions {
  get(clientId: string): StoredSession | undefined
  /** Makes room for a session; the one away longest is given up when there are too many. */
  claim(clientId: string, account: string): void
  drop(clientId: string): void
  dropAccount(account: string): void
  /** Sessions that subscribed to the topic at QoS 1 or 2, with the highest QoS each. */
  subscribers(topic: string): { clientId: string; qos: 0 | 1 | 2 }[]
  /** Adds to a queue; a full queue drops the new message, which is counted. */
  enqueue(clientId: string, packet: QueuedPacket): void
  count(): number
  queued(): number
}

/** @param isConnected sessions that are in use are never given up */
export function storedSessions(
  limits: BrokerLimits,
  isConnected: (clientId: string) => boolean,
  onDropped: () => void,
): StoredSessions {
  const sessions = new Map<string, StoredSession>()

  const makeRoom = (): void => {
    if (sessions.size < limits.maxStoredSessions) return
    const away = [...sessions.keys()].find(clientId => !isConnected(clientId))
    if (away !== undefined) sessions.delete(away)
  }
  return {
    get: clientId => sessions.get(clientId),
    claim(clientId, account) {
      const known = sessions.get(clientId)
      sessions.delete(clientId)
      makeRoom()
      sessions.set(clientId, known?.account === account ? known : { account, filters: new Map(), queue: [] })
    },
    drop: clientId => void sessions.delete(clientId),
    dropAccount(account) {
      for (const [clientId, session] of sessions) if (session.account === account) sessions.delete(clientId)
    },
    subscribers(topic) {
      const found: { clientId: string; qos: 0 | 1 | 2 }[] = []
      for (const [clientId, session] of sessions) {
        const qos = highestQos(session.filters, topic)
        if (qos > 0) found.push({ clientId, qos })
      }
      return found
    },
    enqueue(clientId, packet) {
      const session = sessions.get(clientId)
      if (session === undefined) return
      if (session.queue.length < limits.maxQueuedPerSession) session.queue.push(packet)
      else onDropped()
    },
    count: () => sessions.size,
    queued: () => [...sessions.values()].reduce((sum, session) => sum + session.queue.length, 0),
  }
}

function highestQos(filters: ReadonlyMap<string, 0 | 1 | 2>, topic: string): 0 | 1 | 2 {
  let highest: 0 | 1 | 2 = 0
  for (const [filter, qos] of filters) if (qos > highest && matchesFilter(filter, topic)) highest = qos
  return highest
}
