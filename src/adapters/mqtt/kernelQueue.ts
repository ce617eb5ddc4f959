/** What the kernel still holds of a TCP connection: bytes that were sent or wait, and that the peer has not acknowledged. */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import type { Session } from './sessions.ts'

/** Linux lists the connections here (proc(5)); a few hundred lines take about a millisecond. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']

/** One line: number, own address, peer's address, state, then the send queue; all hexadecimal. */
const LINE = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/

/** Whether the peer's system still owes an acknowledgement; undefined where that cannot be known. */
export type Unacknowledged = (socket: Socket) => boolean | undefined

/**
 * Whether a command may still be on its way to a client that said nothing since. Bytes that the client's system has
 * acknowledged cannot be called back, so a healthy client that just has nothing to say is left alone, unless the deadline
 * comes within the 40 to 250 ms that a system may take to acknowledge: then it is cut in vain. Where our system does not
 * tell, who subscribed to exactly this topic is taken for the appliance and counts as not reached, since it is back within
 * seconds; who listens by a wildcard may be a dashboard that never says anything, and is left alone.
 */
export const mayStillArrive = (
  { socket, filters }: Pick<Session, 'socket' | 'filters'>,
  topic: string,
  unacknowledged: Unacknowledged,
): boolean => unacknowledged(socket) ?? filters.has(topic)

/**
 * Whether the peer's system has not acknowledged everything; undefined where ours does not tell (not Linux). Lines are told
 * apart by their two ports alone, so of two peers that use the same port each answers for both.
 */
export function hasUnacknowledged({
  localPort,
  remotePort,
}: Pick<Socket, 'localPort' | 'remotePort'>): boolean | undefined {
  if (localPort === undefined || remotePort === undefined) return undefined
  const queues = TABLES.flatMap(linesOf).flatMap(line => {
    const [, own, peer, unacknowledged] = LINE.exec(line) ?? []
    return hex(own) === localPort && hex(peer) === remotePort ? [hex(unacknowledged)] : []
  })
  return queues.length === 0 ? undefined : queues.some(bytes => bytes > 0)
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
