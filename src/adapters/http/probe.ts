/** The path at which our own probes come back. To anybody else it is not there. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerEmpty } from './webhook.ts'

/** Exactly the query of our own probes, 128 bits in hexadecimal; nothing else is looked at. */
const QUESTION = /^[^?]*\?n=([0-9a-f]{32})$/

/** Answers a nonce that is on its way, and 404 with the same empty body as every unknown path for everything else. */
export function answerProbe(
  answerOf: (nonce: string) => string | undefined,
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
): void {
  const nonce = method === 'GET' ? QUESTION.exec(url)?.[1] : undefined
  const answer = nonce === undefined ? undefined : answerOf(nonce)
  if (answer === undefined) {
    answerEmpty(response, 404)
    return
  }
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }
  response.writeHead(200, { ...headers, 'Content-Length': answer.length }).end(answer)
}
