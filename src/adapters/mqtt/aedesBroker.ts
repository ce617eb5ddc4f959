/** aedes itself: started with our gates and stores, stopped, and given sockets. */
import type { Socket } from 'node:net'
import { Aedes, type AedesPublishPacket } from 'aedes'
import type { BrokerLimits } from './brokerLimits.ts'
import type { BrokerParts } from './brokerParts.ts'
import { brokerPersistence } from './brokerPersistence.ts'
import type { FrameGuard } from './frameGuard.ts'
import { writeNumbersWhenNeeded } from './leanPackets.ts'
import { loginGate } from './loginGate.ts'
import { messageGate } from './messageGate.ts'

/** @param hear gets every message, those of aedes itself included, before it is written to any client */
export async function startAedes(
  parts: BrokerParts,
  hear: (packet: AedesPublishPacket, done: () => void) => void,
): Promise<Aedes> {
  const { limits, sessions: connected, origins } = parts
  writeNumbersWhenNeeded()
  const aedes = await Aedes.createBroker({
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maxInflightInbound: limits.maxInflight,
    maxTopicLevels: limits.maxTopicLevels,
    persistence: brokerPersistence(
      parts.retained,
      parts.stored,
      payload => origins.get(payload)?.account,
      (key, filter) => connected.byKey(key)?.filters.has(filter) === true,
    ),
    ...loginGate(parts),
    ...messageGate(parts),
  })
  report(aedes, parts)
  // Subscribing at the heart of aedes rather than to its `publish` event: that one comes after every client was written to.
  await new Promise<void>(resolve => aedes.subscribe('#', hear, resolve))
  return aedes
}

function report(aedes: Aedes, { events, warn, sessions: connected }: BrokerParts): void {
  aedes.on('connackSent', (_packet, client) => connected.greeted(client))
  aedes.on('clientReady', client => connected.opened(client))
  aedes.on('ping', (_packet, client) => connected.ping(client))
  aedes.on('keepaliveTimeout', client => connected.timedOut(client))
  aedes.on('unsubscribe', (filters, client) => {
    for (const filter of filters) connected.of(client)?.filters.delete(filter)
  })
  for (const event of ['clientError', 'connectionError'] as const) {
    aedes.on(event, (client, error) => {
      events.clientFaults++
      const { account, clientId = client.id } = connected.of(client) ?? {}
      warn('MQTT connection ended by a fault', `${account} ${error.message}`, {
        account,
        clientId,
        reason: error.message,
      })
    })
  }
}

/** Lets aedes speak MQTT on a socket; larger frames are allowed once the login is accepted. */
export function serveSocket(aedes: Aedes, socket: Socket, guard: FrameGuard, limits: BrokerLimits): void {
  // `connected` follows the CONNACK.
  aedes.handle(socket).on('connected', () => guard.allow(limits.maxFrameBytes))
}

/** Resolves when every client is disconnected; their wills are not published. */
export const stopAedes = (aedes: Aedes): Promise<void> => new Promise(resolve => aedes.close(resolve))
