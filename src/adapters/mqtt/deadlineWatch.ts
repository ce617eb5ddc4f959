/**
 * Cuts a connection that may still deliver a command after the command's deadline.
 *
 * Two things are looked at when the deadline comes. First, bytes that are still in this process (Node's write queue, the
 * TLS layer, libuv): then nothing else needs to be known. Second, bytes that left for the kernel, which sends them again and
 * again across a gap in the network: whoever handed the command over knows how to tell whether they have arrived.
 *
 * A plain TCP socket is closed with a reset, so that the kernel throws its own unsent bytes away. What remains: a command
 * that waits in the receive buffer of a frozen peer, which Linux hands to the program even after a reset; and, where the
 * kernel tells nothing, what was lost on the way to a peer that was heard after the hand-over. No broker can call these
 * back; the native payload carries `expires` for that reason.
 */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { MonoMs } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'

/** Where a command stands among the bytes of a stream. */
export interface Written {
  /** Its end in the bytes written; undefined for a stream that does not count them. */
  readonly end: number | undefined
  /** By when all of it had left this process; undefined when some of it had not, a moment after it was handed over. */
  readonly sentAt: MonoMs | undefined
}

/** A connection that a command was handed to. */
export interface Carrier {
  readonly stream: Duplex
  /** Asked at the deadline, of a command that has left this process: whether it may still be on its way. */
  readonly mayStillArrive: (written: Written) => boolean
}

export interface DeadlineWatch {
  /** Call in the turn in which the command is handed to the streams; they may write it in the next one. */
  written(carriers: readonly Carrier[], notAfter: MonoMs): void
}

/** Why a connection is cut: the command is in our own buffer, or nothing tells that it has arrived. */
export type CutReason = 'unsent' | 'silent'

/** @param onCut told just before a connection is cut */
export function deadlineWatch(clock: Clock, onCut: (reason: CutReason, stream: Duplex) => void): DeadlineWatch {
  const resets = resetsOnClose()
  const watch = ({ stream, mayStillArrive }: Carrier, notAfter: MonoMs): void => {
    if (stream.destroyed) return
    const end = bytesWritten(stream)
    const written = { end, sentAt: isSent(stream, end) ? clock.mono() : undefined }
    const reason = (): CutReason | undefined => {
      if (!isSent(stream, end)) return 'unsent'
      return mayStillArrive(written) ? 'silent' : undefined
    }
    const over = resets.whenClosed(stream, () => reason() !== undefined)
    clock.after(Math.max(0, notAfter - clock.mono()), () => {
      over()
      if (stream.destroyed) return
      const why = reason()
      if (why === undefined) return
      onCut(why, stream)
      cut(stream)
    })
  }
  return {
    written(carriers, notAfter) {
      if (carriers.length === 0) return
      const watchAll = (): void => {
        for (const carrier of carriers) watch(carrier, notAfter)
      }
      // aedes writes one setImmediate later, and the packet writer uncorks in that turn; the one after sees what is left.
      setImmediate(() => setImmediate(watchAll))
    },
  }
}

/**
 * A connection that ends for another reason before the deadline (keep-alive over, a stop) is reset too while a command may
 * be under way on it: after an ordinary close the kernel would go on sending.
 */
function resetsOnClose(): { whenClosed(stream: Duplex, isUnderWay: () => boolean): () => void } {
  const open = new WeakMap<Duplex, Set<() => boolean>>()
  return {
    whenClosed(stream, isUnderWay) {
      if (!(stream instanceof Socket) || stream instanceof TLSSocket) return () => undefined
      const commands = open.get(stream) ?? new Set()
      if (commands.size === 0) open.set(stream, commands)
      commands.add(isUnderWay)
      if (!Object.hasOwn(stream, 'destroy')) {
        stream.destroy = error => {
          Reflect.deleteProperty(stream, 'destroy')
          return [...commands].some(ask => ask()) ? stream.resetAndDestroy() : stream.destroy(error)
        }
      }
      return () => {
        commands.delete(isUnderWay)
        if (commands.size === 0) Reflect.deleteProperty(stream, 'destroy')
      }
    },
  }
}

/** Bytes ever written, buffered ones included; undefined for a stream that does not count (WebSocket). */
const bytesWritten = (stream: Duplex): number | undefined =>
  stream instanceof Socket ? stream.bytesWritten : undefined

/** Whether everything up to `end` left for the kernel; without a count only an empty buffer proves it. */
function isSent(stream: Duplex, end: number | undefined): boolean {
  if (stream.writableLength === 0) return true
  const written = bytesWritten(stream)
  if (written === undefined || end === undefined) return false
  return written - stream.writableLength >= end
}

function cut(stream: Duplex): void {
  if (stream instanceof Socket && !(stream instanceof TLSSocket)) stream.resetAndDestroy()
  else stream.destroy()
}
