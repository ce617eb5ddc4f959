/** Stands before aedes: closes a socket that announces a frame larger than allowed, or sends what MQTT 3.1.1 forbids. */
import type { Socket } from 'node:net'
import { bytesToSee, type PacketFault, packetFault } from './packetFault.ts'

/** Length digits of a fixed header (MQTT 3.1.1 section 2.2.3): seven bits a byte, four bytes at most. */
const MAX_LENGTH_BYTES = 4

/** CONNACK with return code 1, unacceptable protocol version (section 3.2.2.3). */
const LEVEL_REFUSED = Buffer.from([0x20, 2, 0, 1])

const NOTHING = new Uint8Array(0)

export interface FrameGuard {
  /** Changes the largest frame in bytes, header included; counts from the next frame on. */
  allow(maxBytes: number): void
}

/** Told before the socket is closed. What is malformed becomes the error of the socket instead. */
export interface FrameRefusals {
  readonly tooLarge: (atLeastBytes: number) => void
  readonly wrongLevel: (level: number) => void
}

/** Why the bytes do not pass. */
type Refusal = PacketFault | { readonly atLeastBytes: number }

/**
 * Watches what a socket reads by standing before its `push`, the way bytes enter a Node stream: works alike for TCP and
 * for the clear text of TLS, costs one pass over the headers and copies nothing that came in one piece.
 */
export function guardFrames(socket: Socket, maxBytes: number, told: FrameRefusals): FrameGuard {
  const frames = frameReader(maxBytes)
  const refuse = (refusal: Refusal): void => {
    if ('level' in refusal) {
      told.wrongLevel(refusal.level)
      socket.end(LEVEL_REFUSED, () => socket.destroy())
    } else if ('reason' in refusal) {
      socket.destroy(new Error(refusal.reason))
    } else {
      told.tooLarge(refusal.atLeastBytes)
      socket.destroy()
    }
  }
  const push = socket.push.bind(socket)
  let isRefused = false
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (isRefused) return false
    const refusal = chunk instanceof Uint8Array ? frames.read(chunk) : undefined
    if (refusal === undefined) return push(chunk, encoding)
    isRefused = true
    refuse(refusal)
    return false
  }
  return { allow: frames.allow }
}

/** Cuts a stream of bytes into frames; state is carried from chunk to chunk. */
function frameReader(maxBytes: number) {
  let limit = maxBytes
  let firstByte = 0
  let lengthBytes = -1
  let length = 0
  let skip = 0
  /** Bytes of the body that are still to be looked at, and the pieces of them so far: aedes holds these chunks as well. */
  let wanted = 0
  let pieces: Uint8Array[] = []

  const header = (byte: number): Refusal | undefined => {
    if (lengthBytes < 0) {
      firstByte = byte
      lengthBytes = 0
      length = 0
      return undefined
    }
    length += (byte & 0x7f) * 128 ** lengthBytes++
    const atLeastBytes = 1 + lengthBytes + length
    if (atLeastBytes > limit || (byte >= 0x80 && lengthBytes === MAX_LENGTH_BYTES)) return { atLeastBytes }
    if (byte >= 0x80) return undefined
    lengthBytes = -1
    skip = length
    wanted = bytesToSee(firstByte, length)
    // Of what has no body nothing more comes: what should have one is looked at now.
    return length === 0 && bytesToSee(firstByte, 1) > 0 ? packetFault(firstByte, NOTHING) : undefined
  }
  const body = (part: Uint8Array): Refusal | undefined => {
    if (wanted === 0) return undefined
    const piece = part.subarray(0, wanted)
    pieces.push(piece)
    wanted -= piece.length
    if (wanted > 0) return undefined
    const whole = pieces.length === 1 ? piece : Buffer.concat(pieces)
    pieces = []
    return packetFault(firstByte, whole)
  }
  return {
    allow: (bytes: number): void => {
      limit = bytes
    },
    read(chunk: Uint8Array): Refusal | undefined {
      for (let at = 0; at < chunk.length; ) {
        let refusal: Refusal | undefined
        if (skip === 0) refusal = header(chunk[at++] ?? 0)
        else {
          const step = Math.min(skip, chunk.length - at)
          refusal = body(chunk.subarray(at, at + step))
          skip -= step
          at += step
        }
        if (refusal !== undefined) return refusal
      }
      return undefined
    },
  }
}
