/** The network in memory: a server that `net.createServer` returns, and connections that behave like TCP's. */
import { EventEmitter } from 'node:events'
import type net from 'node:net'
import type { Socket } from 'node:net'
import type { Packet } from 'mqtt-packet'
import { openLane } from './lane.ts'
import { MemorySocket } from './memorySocket.ts'
import type { Random } from './random.ts'
import type { SimTime } from './simTime.ts'

/** What the appliance's end of a connection is told. */
export interface LinkEnd {
  /** @param takenAt when the broker's kernel took the bytes */
  readonly received: (packet: Packet, takenAt: number) => void
  /** The bytes themselves, before their packets. */
  readonly bytes?: (chunk: Buffer) => void
  readonly closed: () => void
}

/** What the run is told of the broker's end; moments are those of the broker's host. */
export interface LinkTaps {
  readonly brokerWrote: (packet: Packet) => void
  /** `lost`: with the power of its host, so that no last will follows. */
  readonly brokerClosed: (how: 'closed' | 'lost') => void
}

/** A connection as the appliance holds it. */
export interface Link {
  /** @param arrived called when the broker's end has all of these bytes; not when it is closed by then */
  readonly send: (bytes: Uint8Array, arrived?: () => void) => void
  /** Ends the connection as closing a socket does. */
  readonly close: () => void
  /** Ends it so that nothing that waits in its kernel is sent any more. */
  readonly reset: () => void
  /** The appliance's power is gone: nothing is sent or acknowledged any more. */
  readonly vanish: () => void
  readonly part: () => void
  readonly heal: (retryMs: number) => void
  /** The gateway's power is gone. */
  readonly orphan: () => void
  /** Whether anything reached the broker's end between two moments, in the same millisecond as either included. */
  readonly heardBetween: (after: number, until: number) => boolean
  readonly parted: () => boolean
}

export interface LinkOptions {
  readonly address: string
  readonly random: Random
  /** Slowest one-way trip of a network that is not parted. */
  readonly maxLatencyMs: number
  /** Send buffer of the broker's kernel for this connection. */
  readonly sendBufferBytes: number
}

export interface Wire {
  readonly createServer: typeof net.createServer
  /** Undefined when nobody listens. */
  readonly connect: (options: LinkOptions, end: LinkEnd, taps: LinkTaps) => Link | undefined
  readonly listening: () => boolean
  /** The host of the gateway lost its power: no server, and no connection says goodbye. */
  readonly powerCut: () => void
}

export function openWire(time: SimTime): Wire {
  const servers = new Set<EventEmitter>()
  const links = new Set<Link>()
  const create = (options: net.ServerOpts, listener: (socket: Socket) => void): EventEmitter => {
    const server = new EventEmitter().on('connection', listener)
    return Object.assign(server, {
      highWaterMark: options.highWaterMark,
      listen(_port: number, _host: string, done: () => void) {
        servers.add(server)
        process.nextTick(done)
      },
      address: () => ({ port: 1883, address: '192.168.0.2', family: 'IPv4' }),
      close: () => servers.delete(server),
    })
  }
  return {
    createServer: create as unknown as typeof net.createServer,
    listening: () => servers.size > 0,
    connect(options, end, taps) {
      const [server] = servers
      if (server === undefined) return undefined
      const { highWaterMark } = server as { highWaterMark?: number }
      const link = openLink(time, options, end, taps, {
        highWaterMark,
        accept: socket => (servers.has(server) ? server.emit('connection', socket) : socket.destroy()),
        hostIsUp: () => servers.size > 0,
      })
      links.add(link)
      return link
    },
    powerCut() {
      servers.clear()
      for (const link of links) link.orphan()
      links.clear()
    },
  }
}

/** What the kernel of the broker's host tells of a connection (src/adapters/mqtt/kernelQueue.ts). */
export const unacknowledgedBy = (socket: Socket): number =>
  socket instanceof MemorySocket ? socket.unacknowledged() : 0

interface Host {
  readonly highWaterMark: number | undefined
  /** Hands the socket to the server, or ends it when there is none any more. */
  readonly accept: (socket: Socket) => void
  readonly hostIsUp: () => boolean
}

function openLink(time: SimTime, options: LinkOptions, end: LinkEnd, taps: LinkTaps, host: Host): Link {
  const latency = (): number => options.random.between(1, options.maxLatencyMs)
  const up = openLane(time, latency)
  const down = openLane(time, latency)
  let applianceOpen = true
  let vanished = false
  let orphaned = false
  let parts = 0
  const heardAt: number[] = []
  let unacknowledged = 0

  const reset = (): void => {
    if (!socket.destroyed) socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
  }
  const socket = new MemorySocket(options.address, {
    highWaterMark: host.highWaterMark,
    unacknowledged: () => unacknowledged,
    room: bytes => unacknowledged === 0 || unacknowledged + bytes <= options.sendBufferBytes,
    took(packets, chunk) {
      const bytes = chunk.length
      unacknowledged += bytes
      const takenAt = time.mono()
      for (const packet of packets) taps.brokerWrote(packet)
      down.push(() => {
        if (vanished) return
        if (!applianceOpen) return up.push(reset)
        up.push(() => {
          unacknowledged -= bytes
          if (!orphaned) socket.kernelHasRoom()
        })
        end.bytes?.(chunk)
        for (const packet of packets) if (applianceOpen) end.received(packet, takenAt)
      })
    },
    ended(how) {
      if (orphaned) return
      if (how === 'reset') down.dropHeld()
      taps.brokerClosed('closed')
      down.push(closeAppliance)
    },
  })
  const closeAppliance = (): void => {
    if (!applianceOpen || vanished) return
    applianceOpen = false
    end.closed()
  }
  /** What arrives at a host where the socket is gone is answered with a reset, if the host is there at all. */
  const arrive = (run: () => void): void => {
    if (orphaned || socket.destroyed) {
      if (host.hostIsUp()) down.push(closeAppliance)
    } else run()
  }
  up.push(() => arrive(() => host.accept(socket)))

  return {
    send(bytes, arrived) {
      if (!applianceOpen || vanished) return
      for (const piece of fragments(bytes, options.random)) {
        up.push(() =>
          arrive(() => {
            heardAt.push(time.mono())
            socket.receive(piece.bytes)
            if (piece.last && !socket.destroyed) arrived?.()
          }),
        )
      }
    },
    close() {
      if (!applianceOpen || vanished) return
      applianceOpen = false
      up.push(() => arrive(() => void socket.push(null)))
    },
    reset() {
      if (!applianceOpen || vanished) return
      applianceOpen = false
      up.dropHeld()
      up.push(() => arrive(reset))
    },
    vanish() {
      vanished = true
      up.end()
    },
    part() {
      parts++
      up.hold()
      down.hold()
    },
    heal(retryMs) {
      parts--
      if (parts === 0) for (const lane of [up, down]) lane.release(retryMs)
    },
    orphan() {
      if (orphaned) return
      orphaned = true
      down.end()
      taps.brokerClosed('lost')
    },
    heardBetween: (after, until) => heardAt.some(at => at >= after && at <= until),
    parted: () => parts > 0,
  }
}

/** Now and then a frame comes in two parts, as on a real network. */
function fragments(bytes: Uint8Array, random: Random): { bytes: Uint8Array; last: boolean }[] {
  if (bytes.length < 2 || !random.chance(0.1)) return [{ bytes, last: true }]
  const at = random.between(1, bytes.length - 1)
  return [
    { bytes: bytes.subarray(0, at), last: false },
    { bytes: bytes.subarray(at), last: true },
  ]
}
