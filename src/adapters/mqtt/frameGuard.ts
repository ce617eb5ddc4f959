/**
 * Stands before aedes: closes a socket that announces a frame larger than allowed or sends what MQTT 3.1.1 forbids, and
 * reads slowly from one that sends too many packets.
 */
import type { Socket } from 'node:net'
import type { Cancel, Clock } from '../../ports/clock.ts'
import { bytesToSee, type PacketFault, packetFault } from './packetFault.ts'
import type { TokenBucket } from './tokenBucket.ts'
import type { TurnBudget } from './turnBudget.ts'

/** Length digits of a fixed header (MQTT 3.1.1 section 2.2.3): seven bits a byte, four bytes at most. */
const MAX_LENGTH_BYTES = 4

/** CONNACK with return code 1, unacceptable protocol version (section 3.2.2.3). */
const LEVEL_REFUSED = Buffer.from([0x20, 2, 0, 1])

/** Reports and announcements are smaller; what is larger is a list of all appliances, of which one comes at a time. */
const ORDINARY_FRAME_BYTES = 262_144

/**
 * Bytes of larger frames that may be on their way at the same time, of all clients together: eight lists of the largest
 * network. At worst 200 half-sent frames hold these 8 MiB and 50 MiB of ordinary ones.
 */
const MAX_LARGE_BYTES = 8_388_608

const NOTHING = new Uint8Array(0)

/** The room for frames above the ordinary, shared by all sockets of a broker. */
export interface LargeFrames {
  /** False when there is no room for so many bytes more. */
  readonly take: (bytes: number) => boolean
  readonly give: (bytes: number) => void
}

/** Makes the room; a broker has one. */
export function createLargeFrames(): LargeFrames {
  let taken = 0
  return {
    take(bytes) {
      if (taken + bytes > MAX_LARGE_BYTES) return false
      taken += bytes
      return true
    },
    give(bytes) {
      taken -= bytes
    },
  }
}

export interface FrameGuard {
  /** Changes the largest frame in bytes, header included; counts from the next frame on. */
  allow(maxBytes: number): void
}

/** What of a frame is allowed, and the room that larger ones share. */
export interface FrameBounds {
  /** Of one frame, until {@link FrameGuard.allow} allows another. */
  readonly maxBytes: number
  readonly large: LargeFrames
}

/** Told before the socket is closed. What is malformed becomes the error of the socket instead. */
export interface FrameRefusals {
  readonly tooLarge: (atLeastBytes: number) => void
  readonly wrongLevel: (level: number) => void
  readonly slowed: () => void
}

/** How many packets are let through; what is more waits. */
export interface Pace {
  readonly clock: Clock
  readonly packets: TokenBucket
  /** Shared by all connections. */
  readonly turn: TurnBudget
}

/** Until the next packets are let through: short enough for a ping, long enough for some hundred of them. */
const SLOW_MS = 100

/** Why the bytes do not pass. */
type Refusal = PacketFault | { readonly atLeastBytes: number }

/**
 * Watches what a socket reads by standing before its `push`, the way bytes enter a Node stream: works alike for TCP and
 * for the clear text of TLS, costs one pass over the headers and copies nothing that came in one piece.
 */
export function guardFrames(
  socket: Socket,
  { maxBytes, large }: FrameBounds,
  pace: Pace,
  told: FrameRefusals,
): FrameGuard {
  const frames = frameReader(maxBytes, large)
  const push = socket.push.bind(socket)
  /** What was read and is not let through yet: a chunk or two, for until something is let through nothing more is read. */
  let held: Uint8Array[] = []
  let slow: Cancel | undefined
  /** It waits for its own rate, and not only for the next turn. */
  let isTooFast = false
  let isRefused = false

  const refuse = (refusal: Refusal): void => {
    isRefused = true
    held = []
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
  const goOn = (): void => {
    slow = undefined
    isTooFast = false
    letThrough()
  }
  /** @returns whether the stream wants more */
  const letThrough = (): boolean => {
    let wantsMore = true
    for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) {
      if (!pace.turn.take(chunk.length)) {
        held.unshift(chunk)
        slow = pace.turn.next(goOn)
        return false
      }
      const { end, refusal } = frames.read(chunk, pace.packets)
      if (refusal !== undefined) {
        refuse(refusal)
        return false
      }
      if (end < chunk.length) {
        held.unshift(chunk.subarray(end))
        isTooFast = true
        slow = pace.clock.after(SLOW_MS, goOn)
        if (end > 0) push(chunk.subarray(0, end))
        return false
      }
      wantsMore = push(chunk)
    }
    return wantsMore
  }
  socket.once('close', () => {
    slow?.()
    frames.end()
  })
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (isRefused) return false
    if (!(chunk instanceof Uint8Array)) {
      // The end: who was too fast and leaves loses what is over, as it would lose messages above its rate.
      held = []
      return push(chunk, encoding)
    }
    held.push(chunk)
    if (slow !== undefined) return false
    const wantsMore = letThrough()
    if (isTooFast) told.slowed()
    return wantsMore
  }
  return { allow: frames.allow }
}

/** Cuts a stream of bytes into frames; state is carried from chunk to chunk. */
function frameReader(maxBytes: number, large: LargeFrames) {
  let limit = maxBytes
  /** Room that the present frame has taken. */
  let room = 0
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
    if (atLeastBytes > ORDINARY_FRAME_BYTES) {
      if (!large.take(atLeastBytes)) return { atLeastBytes }
      room = atLeastBytes
    }
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
  const giveRoom = (): void => {
    large.give(room)
    room = 0
  }
  return {
    allow: (bytes: number): void => {
      limit = bytes
    },
    /** The socket is closed. */
    end: giveRoom,
    /** Reads up to the end, to a refusal, or to the first packet that there is no token for. */
    read(chunk: Uint8Array, packets: TokenBucket): { readonly end: number; readonly refusal?: Refusal } {
      for (let at = 0; at < chunk.length; ) {
        let refusal: Refusal | undefined
        if (skip === 0) {
          if (lengthBytes < 0 && !packets.take()) return { end: at }
          refusal = header(chunk[at++] ?? 0)
        } else {
          const step = Math.min(skip, chunk.length - at)
          refusal = body(chunk.subarray(at, at + step))
          skip -= step
          at += step
          if (skip === 0) giveRoom()
        }
        if (refusal !== undefined) return { end: at, refusal }
      }
      return { end: chunk.length }
    },
  }
}
