/** Handles `POST` on the webhook path: bounded raw bytes to the door, the door's bytes back. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Door, DoorAnswer } from '../../ports/door.ts'
import type { Log } from '../../ports/log.ts'
import { readBody, refuseOversize } from './body.ts'

export interface WebhookCounters {
  /** Requests on the webhook path with method POST, however they ended. */
  requests: number
  /** Answered 401: no or a wrong signature. */
  unverified: number
  /** Answered 413. */
  oversize: number
  /** Answered 503: too many at the door. */
  busy: number
  /** Answered 500: the door broke its promise. */
  failed: number
}

export interface WebhookOptions {
  readonly door: Door
  readonly log: Log
  readonly counters: WebhookCounters
  readonly maxBodyBytes: number
  readonly maxInFlight: number
}

/** As both guides print it (CEK message format, HTTP header), malformed parameter included. */
const CONTENT_TYPE = 'application/json;charset-UTF-8'

/** Seconds after which a refused sender may try again; a directive holds its place for 3.5 s, most for far less. */
const RETRY_AFTER_SECONDS = '1'

/**
 * On node:http itself, without a framework: this is the hot path, measured against a bare node:http server as its floor.
 * A place at the door is held from the last byte of the body to the answer: senders that drip bytes hold a connection
 * but no place, so they cannot lock CEK out. An answer that nobody reads is left to the server's socket timeout.
 */
export function webhookHandler(options: WebhookOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { door, log, counters } = options
  let inFlight = 0

  const ask = async (bytes: Uint8Array, request: IncomingMessage): Promise<DoorAnswer | undefined> => {
    inFlight++
    try {
      const signature = request.headers['signaturecek']
      return await door.receive(bytes, typeof signature === 'string' ? signature : undefined)
    } catch (error) {
      counters.failed++
      log.error('The door failed on a request; answered 500', { error: String(error), bytes: bytes.length })
      return undefined
    } finally {
      inFlight--
    }
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    counters.requests++
    const body = await readBody(request, options.maxBodyBytes)
    if (body.kind === 'aborted') return
    if (body.kind === 'oversize') {
      counters.oversize++
      log.warn('Request refused: body too large', { maxBytes: options.maxBodyBytes })
      refuseOversize(request, response)
    } else if (inFlight >= options.maxInFlight) {
      counters.busy++
      log.warn('Request refused: too many in flight', { inFlight })
      answerEmpty(response, 503, { 'Retry-After': RETRY_AFTER_SECONDS })
    } else {
      const answer = await ask(body.bytes, request)
      if (answer === undefined) answerEmpty(response, 500)
      else if (answer.verified) answerBody(response, answer.body)
      else {
        counters.unverified++
        log.warn('Request refused: signature missing or wrong', {
          bytes: body.bytes.length,
          signed: request.headers['signaturecek'] !== undefined,
        })
        answerEmpty(response, 401)
      }
    }
  }
  return (request, response) => void handle(request, response)
}

function answerBody(response: ServerResponse, body: Uint8Array | string): void {
  response.writeHead(200, { 'Content-Type': CONTENT_TYPE, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

/** Any answer without a word in it. */
export function answerEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...headers, 'Content-Length': 0 })
  response.end()
}
