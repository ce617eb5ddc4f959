/** One question to a program's own status page on this machine. */
import { request } from 'node:http'
import { type Json, parseJson } from '../../kernel/json.ts'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'

/** On one machine an answer takes milliseconds; a hanging program is found by it. */
const ANSWER_MS = seconds(3)

/** A number and a list of four connections. */
const LIMITS = { maxBytes: 64 * 1024, maxDepth: 8 }

export interface StatusAnswer {
  readonly status: number
  /** Undefined when it is no JSON. */
  readonly body: Json | undefined
}

/** Undefined when nothing answers in time. Never rejects. */
export function getJson(clock: Clock, port: number, path: string): Promise<StatusAnswer | undefined> {
  return new Promise(resolve => {
    const call = request({ host: '127.0.0.1', port, path, agent: false })
    const cancel = clock.after(ANSWER_MS, () => call.destroy())
    call.once('response', answer => {
      const pieces: Buffer[] = []
      let size = 0
      answer.on('data', (piece: Buffer) => {
        size += piece.length
        if (size > LIMITS.maxBytes) call.destroy()
        else pieces.push(piece)
      })
      answer.once('end', () => {
        const parsed = parseJson(Buffer.concat(pieces), LIMITS)
        resolve({ status: answer.statusCode ?? 0, body: parsed.ok ? parsed.value : undefined })
      })
    })
    call.once('error', () => undefined)
    call.once('close', () => {
      cancel()
      resolve(undefined)
    })
    call.end()
  })
}
