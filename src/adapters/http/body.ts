/** Request and response bodies of both listeners, read to the end or to a bound. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export type BodyResult =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'oversize' }
  | { readonly kind: 'aborted' }

/** First size of the buffer of a body that comes in pieces; a ClovaHome request is about 1 KiB. */
const FIRST_BUFFER_BYTES = 4096

/**
 * Reads a message's body, at most `maxBytes`. Content-Type is never looked at: the documented CEK header
 * (`application/json;charset-UTF-8`) is malformed and some parsers throw on it. Never rejects.
 */
export function readBody(message: IncomingMessage, maxBytes: number): Promise<BodyResult> {
  return new Promise(resolve => {
    message.on('error', () => resolve({ kind: 'aborted' }))
    if (Number(message.headers['content-length']) > maxBytes) {
      resolve({ kind: 'oversize' })
      return
    }
    const pieces = growingBuffer(maxBytes)
    const take = (piece: Buffer): void => {
      if (pieces.add(piece)) return
      message.off('data', take)
      resolve({ kind: 'oversize' })
    }
    message.on('data', take)
    message.once('end', () => resolve({ kind: 'whole', bytes: pieces.bytes() }))
    // Comes after `end` too, where it changes nothing; without `end` the peer left in the middle.
    message.once('close', () => resolve({ kind: 'aborted' }))
  })
}

/**
 * One growing buffer instead of a list of pieces: 64 KiB sent as one-byte chunks would be 65,536 Buffer objects, about
 * 10 MiB per connection. A body in one piece, the usual case, is not copied.
 */
function growingBuffer(maxBytes: number): { add(piece: Buffer): boolean; bytes(): Uint8Array } {
  let buffer: Buffer = Buffer.alloc(0)
  let size = 0
  return {
    add(piece) {
      if (size + piece.length > maxBytes) return false
      if (size === 0) buffer = piece
      else {
        if (size + piece.length > buffer.length) {
          const room = Math.max(FIRST_BUFFER_BYTES, 2 * buffer.length, size + piece.length)
          const larger = Buffer.allocUnsafe(Math.min(maxBytes, room))
          buffer.copy(larger, 0, 0, size)
          buffer = larger
        }
        piece.copy(buffer, size)
      }
      size += piece.length
      return true
    },
    bytes: () => buffer.subarray(0, size),
  }
}

/** What is still read and dropped after a 413, so that the sender sees the answer and not a reset: 16 bodies' worth. */
const LINGER_BYTES = 1024 * 1024

/**
 * Answers 413 at once and closes the connection, after what the peer is still sending: closing with unread bytes makes
 * the kernel reset the connection, and the answer is lost with it. Time is bounded by the server's requestTimeout.
 */
export function refuseOversize(request: IncomingMessage, response: ServerResponse, body = ''): void {
  response.writeHead(413, { Connection: 'close', 'Content-Length': Buffer.byteLength(body) })
  if (body === '') response.flushHeaders()
  else response.write(body)
  const finish = (): void => {
    response.end()
  }
  let left = LINGER_BYTES
  request.on('data', (piece: Buffer) => {
    left -= piece.length
    if (left < 0) finish()
  })
  request.once('end', finish)
  request.once('close', finish)
}
