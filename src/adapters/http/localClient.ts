/** Calls the control API of a running gateway; for the command line. */
import { type IncomingMessage, request } from 'node:http'
import { type Json, parseJson, pointer } from '../../kernel/json.ts'
import { filled, type Language } from '../../kernel/text.ts'
import { seconds } from '../../kernel/time.ts'
import { ToldError } from '../../kernel/told.ts'
import { readBody } from './body.ts'
import { CALL_TEXTS } from './listenTexts.ts'

export interface LocalReply {
  readonly status: number
  /** Undefined when the answer was empty. */
  readonly body: Json | undefined
}

/** The gateway did not answer; the message says what to do about it. */
export class LocalCallError extends ToldError {
  override readonly name = 'LocalCallError'
}

/** Why the gateway refused, in a language where it has it; undefined for an answer that is no error. */
export function refusalIn({ body }: LocalReply, language: Language): string | undefined {
  const [said, message] = [pointer(body ?? null, `/error/text/${language}`), pointer(body ?? null, '/error/message')]
  return [said, message].find(one => typeof one === 'string')
}

/** The slowest call waits for an appliance, whose deadline is 7 s at most; silence on the socket for longer is a fault. */
const SILENCE_MS = seconds(15)

/** A house of 1,000 appliances with everything known about each (about 4 KiB) fits. */
const ANSWER_LIMITS = { maxBytes: 4 * 1024 * 1024, maxDepth: 32 }

/** Sends one request and reads its JSON answer, whatever its status. @throws LocalCallError */
export async function callLocal(socketPath: string, method: string, path: string, body?: Json): Promise<LocalReply> {
  const answer = await send(socketPath, method, path, body === undefined ? undefined : JSON.stringify(body))
  const read = await readBody(answer, ANSWER_LIMITS.maxBytes)
  if (read.kind !== 'whole') {
    answer.destroy()
    throw new LocalCallError(`the answer of the gateway to ${method} ${path} was cut off (${read.kind})`)
  }
  const status = answer.statusCode ?? 0
  if (read.bytes.length === 0) return { status, body: undefined }
  const parsed = parseJson(read.bytes, ANSWER_LIMITS)
  if (!parsed.ok) throw new LocalCallError(`the answer of the gateway to ${method} ${path} is ${parsed.reason.en}`)
  return { status, body: parsed.value }
}

function send(socketPath: string, method: string, path: string, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
    const call = request({ socketPath, method, path, headers, agent: false, timeout: SILENCE_MS })
    call.once('response', resolve)
    call.once('timeout', () => call.destroy(new Error(`no byte came for ${SILENCE_MS} ms`)))
    call.on('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, socketPath)))
    call.end(body)
  })
}

function explain(cause: NodeJS.ErrnoException, socketPath: string): LocalCallError {
  if (cause.code === 'ENOENT') {
    return new LocalCallError(filled(CALL_TEXTS.noSocket, { path: socketPath }), { cause })
  }
  if (cause.code === 'ECONNREFUSED') {
    return new LocalCallError(filled(CALL_TEXTS.noAnswer, { path: socketPath }), { cause })
  }
  if (cause.code === 'EACCES') {
    return new LocalCallError(filled(CALL_TEXTS.forbidden, { path: socketPath }), { cause })
  }
  return new LocalCallError(filled(CALL_TEXTS.failed, { path: socketPath, reason: cause.message }), { cause })
}
