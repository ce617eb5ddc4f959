/**
 * Cuts a connection whose outgoing buffer still holds a command at the command's deadline.
 *
 * What that covers: bytes that are in this process (Node's write queue, the TLS layer, libuv). A plain TCP socket is
 * closed with a reset, so that the kernel throws its own unsent bytes away as well. What remains: a command whose bytes
 * had all left for the kernel before its deadline and wait there, on the way or in the peer's receive buffer, while the
 * peer is frozen. No broker can call these back; the native payload carries `expires` for that reason.
 */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { MonoMs } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'

export interface DeadlineWatch {
  /** Call in the turn in which the command is handed to the streams; they may write it in the next one. */
  written(streams: readonly Duplex[], notAfter: MonoMs): void
}

/** @param onCut told of a connection just before it is cut */
export function deadlineWatch(clock: Clock, onCut: (stream: Duplex) => void): DeadlineWatch {
  const watch = (stream: Duplex, notAfter: MonoMs): void => {
    if (stream.destroyed || stream.writableLength === 0) return
    const end = bytesWritten(stream)
    clock.after(Math.max(0, notAfter - clock.mono()), () => {
      if (stream.destroyed || isSent(stream, end)) return
      onCut(stream)
      cut(stream)
    })
  }
  const watchAll = (streams: readonly Duplex[], notAfter: MonoMs): void => {
    for (const stream of streams) watch(stream, notAfter)
  }
  return {
    written(streams, notAfter) {
      if (streams.length === 0) return
      // aedes writes one setImmediate later, and the packet writer uncorks in that turn; the one after sees what is left.
      setImmediate(() => setImmediate(watchAll, streams, notAfter))
    },
  }
}

/** Bytes ever written, buffered ones included; undefined for a stream that does not count (WebSocket). */
const bytesWritten = (stream: Duplex): number | undefined =>
  stream instanceof Socket ? stream.bytesWritten : undefined

/** Whether everything up to `end` left for the kernel; without a count only an empty buffer proves it. */
function isSent(stream: Duplex, end: number | undefined): boolean {
  const written = bytesWritten(stream)
  if (written === undefined || end === undefined) return stream.writableLength === 0
  return written - stream.writableLength >= end
}

function cut(stream: Duplex): void {
  if (stream instanceof Socket && !(stream instanceof TLSSocket)) stream.resetAndDestroy()
  else stream.destroy()
}
