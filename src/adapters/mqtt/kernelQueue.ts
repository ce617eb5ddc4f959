/** What the kernel still holds of a TCP connection: bytes that were sent or wait, and that the peer has not acknowledged. */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Session } from './sessions.ts'

/** Linux lists the connections here (proc(5)); a few hundred lines take about a millisecond. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']

/** One line: number, own address, peer's address, state, then the send queue; all hexadecimal. */
const LINE = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/

/** Bytes that the peer's system has not acknowledged; undefined where that cannot be known. */
export type Unacknowledged = (socket: Socket) => number | undefined

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
 * @param end where the command ends in the bytes written to the stream; undefined where they are not counted
 */
export function mayStillArrive(
  { session: { socket, filters }, topic, bytesRead }: Handed,
  end: number | undefined,
  unacknowledged: Unacknowledged,
): boolean {
  const owed = unacknowledged(socket)
  if (owed === undefined) return socket.bytesRead === bytesRead && filters.has(topic)
  // TLS makes other bytes of ours, so that only nothing owed proves anything.
  if (owed === 0 || end === undefined || socket instanceof TLSSocket) return owed > 0
  return socket.bytesWritten - socket.writableLength - owed < end
}

/**
 * What the peer's system has not acknowledged; undefined where ours does not tell (not Linux). Lines are told apart by
 * their two ports alone, so of two peers that use the same port the one that owes more answers for both.
 */
export function unacknowledgedBytes({
  localPort,
  remotePort,
}: Pick<Socket, 'localPort' | 'remotePort'>): number | undefined {
  if (localPort === undefined || remotePort === undefined) return undefined
  const queues = TABLES.flatMap(linesOf).flatMap(line => {
    const [, own, peer, owed] = LINE.exec(line) ?? []
    return hex(own) === localPort && hex(peer) === remotePort ? [hex(owed)] : []
  })
  return queues.length === 0 ? undefined : Math.max(...queues)
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
