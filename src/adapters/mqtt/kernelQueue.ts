/** What the kernel still holds of a TCP connection: bytes that were sent or wait, and that the peer has not acknowledged. */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { MonoMs } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Written } from './deadlineWatch.ts'
import type { Session } from './sessions.ts'

/** Linux lists the connections here (proc(5)); a few hundred lines take about a millisecond. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']

/** One line: number, own address, peer's address, state, then the send queue; all hexadecimal. */
const LINE = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/

/**
 * Bytes that the peer's system has not acknowledged; undefined where that cannot be known.
 * @param sentAt when the bytes that are asked about had left this process: an older answer of "none" holds for them too, if
 *   it was read after that. Undefined: not known, look now.
 */
export type Unacknowledged = (socket: Socket, sentAt?: MonoMs) => number | undefined

/** A command on its way to a client. */
export interface Handed {
  readonly session: Pick<Session, 'socket' | 'filters'>
  readonly topic: string
  /** What had been read from the client when the command was handed over. */
  readonly bytesRead: number
}

/**
 * Whether a command may still be on its way. Where the kernel tells, it alone decides: bytes that the client's system has
 * acknowledged cannot be called back, and bytes that it has not may arrive at any time, whatever the client has said since
 * (it may have said it before the network broke). A deadline within the 40 to 250 ms that a system may take to acknowledge
 * thus cuts in vain, which costs a reconnection. Where the kernel does not tell, silence since the hand-over does: who
 * subscribed to exactly this topic is taken for the appliance and counts as not reached; who listens by a wildcard may be
 * a dashboard that never says anything, and is left alone.
 */
export function mayStillArrive(
  { session: { socket, filters }, topic, bytesRead }: Handed,
  { end, sentAt }: Written,
  unacknowledged: Unacknowledged,
): boolean {
  const owed = unacknowledged(socket, sentAt)
  if (owed === undefined) return socket.bytesRead === bytesRead && filters.has(topic)
  // TLS makes other bytes of ours, so that only nothing owed proves anything.
  if (owed === 0 || end === undefined || socket instanceof TLSSocket) return owed > 0
  return socket.bytesWritten - socket.writableLength - owed < end
}

/** A connection that closes asks for each of the hundreds of commands that are under way on it: one look for all. */
const FRESH_MS = 2

type Ports = Pick<Socket, 'localPort' | 'remotePort'>

/**
 * {@link unacknowledgedBytes} for a broker whose commands reach their deadlines one after another: the tables are read
 * again only when what was read last does not prove that a command has arrived. At 500 commands a second with deadlines of
 * 3.5 s one reading serves some 1,700 of them.
 */
export function kernelQueues(clock: Clock): Unacknowledged {
  let queues: ReadonlyMap<string, number> = new Map()
  let readAt: MonoMs | undefined
  return (socket, sentAt) => {
    const now = clock.mono()
    if (sentAt !== undefined && readAt !== undefined && readAt > sentAt) {
      const owed = owedBy(queues, socket)
      if (owed === 0 || now - readAt < FRESH_MS) return owed
    }
    queues = readQueues()
    readAt = now
    return owedBy(queues, socket)
  }
}

/**
 * What the peer's system has not acknowledged; undefined where ours does not tell (not Linux). Lines are told apart by
 * their two ports alone, so of two peers that use the same port the one that owes more answers for both.
 */
export const unacknowledgedBytes = (ports: Ports): number | undefined => owedBy(readQueues(), ports)

const owedBy = (queues: ReadonlyMap<string, number>, { localPort, remotePort }: Ports): number | undefined =>
  queues.get(`${localPort} ${remotePort}`)

function readQueues(): ReadonlyMap<string, number> {
  const queues = new Map<string, number>()
  for (const line of TABLES.flatMap(linesOf)) {
    const [, own, peer, owed] = LINE.exec(line) ?? []
    if (owed === undefined) continue
    const ports = `${hex(own)} ${hex(peer)}`
    queues.set(ports, Math.max(hex(owed), queues.get(ports) ?? 0))
  }
  return queues
}

const hex = (digits: string | undefined): number => Number.parseInt(digits ?? '', 16)

function linesOf(table: string): readonly string[] {
  try {
    return readFileSync(table, 'latin1').split('\n')
  } catch {
    // Not Linux, or no IPv6: there is nothing to be known, which is an answer and no fault.
    return []
  }
}
