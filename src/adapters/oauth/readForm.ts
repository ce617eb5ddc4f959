/** Reads the body of a form: bounded in size and time, and of the one media type that forms have. */
import type { IncomingMessage } from 'node:http'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Parameters, parseParameters } from './parameters.ts'

/** `gone`: nobody is left to answer. `malformed`: wrongly encoded. */
export type FormResult =
  | { readonly kind: 'form'; readonly parameters: Parameters }
  | { readonly kind: 'gone' | 'oversize' | 'otherType' | 'malformed' }

/** A state of 4096 characters sealed in the login form (at most 13 KiB) and a password of 1 KiB with every byte encoded. */
const MAX_FORM_BYTES = 20 * 1024

/** A phone on a bad line sends its 20 KiB in two; the listener's own bound on whole requests is the same. */
const FORM_DEADLINE_MS = seconds(10)

/**
 * What is still read and dropped of a body that is too long, so that its sender sees the answer: closing a connection with
 * unread bytes makes the kernel reset it. Whoever sends more than this gets the reset.
 */
const LINGER_BYTES = 256 * 1024

/** Never rejects. After `oversize` the answer should close the connection. */
export async function readForm(request: IncomingMessage, clock: Clock): Promise<FormResult> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  const bytes = await readBytes(request, clock)
  if (typeof bytes === 'string') return { kind: bytes }
  if (type !== 'application/x-www-form-urlencoded') return { kind: 'otherType' }
  const parameters = parseParameters(bytes.toString('latin1'))
  return parameters === undefined ? { kind: 'malformed' } : { kind: 'form', parameters }
}

function readBytes(request: IncomingMessage, clock: Clock): Promise<Buffer | 'gone' | 'oversize'> {
  return new Promise(resolve => {
    // One buffer of fixed size: a list of one-byte pieces would be 20,480 Buffer objects per connection.
    const buffer = Buffer.allocUnsafe(MAX_FORM_BYTES)
    let size = 0
    const finish = (result: Buffer | 'gone' | 'oversize'): void => {
      cancel()
      request.off('data', take)
      resolve(result)
    }
    const take = (piece: Buffer): void => {
      if (size + piece.length <= MAX_FORM_BYTES) piece.copy(buffer, size)
      size += piece.length
      if (size > MAX_FORM_BYTES + LINGER_BYTES) finish('oversize')
    }
    const cancel = clock.after(FORM_DEADLINE_MS, () => {
      finish('gone')
      request.destroy()
    })
    request.on('error', () => finish('gone'))
    request.on('data', take)
    request.once('end', () => finish(size > MAX_FORM_BYTES ? 'oversize' : buffer.subarray(0, size)))
    // Comes after `end` too, where it changes nothing; without `end` the peer left in the middle.
    request.once('close', () => finish('gone'))
  })
}
