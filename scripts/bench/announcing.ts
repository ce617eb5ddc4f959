/** Publishers of discovery in the generator: a house that announces itself, and a storm of strangers. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { documentsOf, type MadeDocument, stormDocument } from './documents.ts'
import type { HttpPool } from './httpPool.ts'
import { type Lags, pause, probeLags } from './lagProbe.ts'
import { connectPacket, retainedPacket } from './mqttWire.ts'

export interface AnnounceOrder {
  readonly appliances: number
  /** Requests for discovery in base64, each with a message id of its own. */
  readonly discoveries: readonly string[]
}

export interface AnnounceDone {
  readonly documents: number
  readonly bytes: number
  /** From the first document on the wire to the end of an answer that holds all appliances; undefined: never. */
  readonly completeMs: number | undefined
}

export interface StormOrder {
  readonly documents: number
  readonly bytes: number
  readonly flapsPerSecond: number
  readonly seconds: number
}

/** The broker takes 600 messages a second from each. */
const CONNECTIONS = 40
/** Between two questions: fine enough for an aim of 3 s, rare enough that answers of half a megabyte cost little of it. */
const ASK_MS = 150
const PROBE_MS = 10
/** Documents written at one go, so that the sockets and not the generator hold them. */
const BATCH = 500

async function openPublishers(port: number, name: string): Promise<readonly Socket[]> {
  return Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, at) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      await once(socket, 'connect')
      socket.on('error', () => undefined)
      socket.on('close', () => console.error(`the broker closed the connection of ${name}-${at}`))
      socket.write(connectPacket(`${name}-${at}`))
      // Its CONNACK: whoever publishes before it is let in may be refused.
      await once(socket, 'data')
      socket.resume()
      return socket
    }),
  )
}

function leave(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.removeAllListeners('close').destroy()
}

async function publishAll(sockets: readonly Socket[], documents: readonly MadeDocument[]): Promise<void> {
  for (const [at, { topic, payload }] of documents.entries()) {
    sockets[at % sockets.length]?.write(retainedPacket(topic, payload))
    if (at % BATCH === BATCH - 1) await pause(1)
  }
}

/** Announces a house, and asks for its appliances until all of them are told. */
export async function announce(port: number, pool: HttpPool, order: AnnounceOrder): Promise<AnnounceDone> {
  const documents = Array.from({ length: order.appliances }, (_, at) => documentsOf(at)).flat()
  const sockets = await openPublishers(port, 'announcer')
  const startedAt = performance.now()
  await publishAll(sockets, documents)
  let completeMs: number | undefined
  for (const request of order.discoveries) {
    const told = await new Promise<number>(resolve =>
      pool.send(Buffer.from(request, 'base64'), (_status, body) => resolve(body.split('"applianceId"').length - 1)),
    )
    if (told >= order.appliances) {
      completeMs = performance.now() - startedAt
      break
    }
    await pause(ASK_MS)
  }
  leave(sockets)
  const bytes = documents.reduce((sum, { payload }) => sum + Buffer.byteLength(payload), 0)
  return { documents: documents.length, bytes, completeMs }
}

/** A burst of documents, and one that flaps all the while; what waits for the event loop is asked every 10 ms. */
export async function storm(port: number, pool: HttpPool, order: StormOrder): Promise<Lags> {
  const documents = Array.from({ length: order.documents }, (_, at) => stormDocument(100_000 + at, order.bytes))
  const sockets = await openPublishers(port, 'storm')
  let edition = 0
  const flapping = setInterval(() => {
    const { topic, payload } = stormDocument(99_999, order.bytes, edition++)
    sockets[0]?.write(retainedPacket(topic, payload))
  }, 1000 / order.flapsPerSecond)
  const told = probeLags(pool, PROBE_MS)
  await publishAll(sockets, documents)
  await pause(order.seconds * 1000)
  clearInterval(flapping)
  const lags = await told()
  leave(sockets)
  return lags
}
