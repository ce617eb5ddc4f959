/** Closes a socket that announces a frame larger than allowed, before the frame is buffered (aedes has no such bound). */
import type { Socket } from 'node:net'

/** Length digits of a fixed header (MQTT 3.1.1 section 2.2.3): seven bits a byte, four bytes at most. */
const MAX_LENGTH_BYTES = 4

export interface FrameGuard {
  /** Changes the largest frame in bytes, header included; counts from the next frame on. */
  allow(maxBytes: number): void
}

/**
 * Watches what a socket reads by standing before its `push`, the way bytes enter a Node stream: works alike for TCP and
 * for the clear text of TLS, costs one pass over the fixed headers and copies nothing.
 */
export function guardFrames(socket: Socket, maxBytes: number, onRefused: (atLeastBytes: number) => void): FrameGuard {
  let limit = maxBytes
  let skip = 0
  let lengthBytes = -1
  let length = 0

  /** True when these bytes stay within the limit; state is carried from chunk to chunk. */
  const passes = (chunk: Uint8Array): boolean => {
    for (let at = 0; at < chunk.length; ) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at)
        skip -= step
        at += step
        continue
      }
      const byte = chunk[at++] ?? 0
      if (lengthBytes < 0) {
        lengthBytes = 0
        length = 0
        continue
      }
      length += (byte & 0x7f) * 128 ** lengthBytes++
      const total = 1 + lengthBytes + length
      if (total > limit || (byte >= 0x80 && lengthBytes === MAX_LENGTH_BYTES)) {
        onRefused(total)
        return false
      }
      if (byte < 0x80) {
        lengthBytes = -1
        skip = length
      }
    }
    return true
  }

  const push = socket.push.bind(socket)
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array && !passes(chunk)) {
      socket.destroy()
      return false
    }
    return push(chunk, encoding)
  }
  return {
    allow: bytes => {
      limit = bytes
    },
  }
}
