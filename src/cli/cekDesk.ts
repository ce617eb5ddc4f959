/** Sends signed bodies to a webhook, as CEK does, and takes the time. */
import type { Signer } from '../adapters/cek/sign.ts'
import { type Json, parseJson } from '../kernel/json.ts'
import { filled, text } from '../kernel/text.ts'
import { seconds } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import { CommandError } from './invocation.ts'

export interface DeskAnswer {
  readonly status: number
  /** Undefined when the body is empty or no JSON. */
  readonly body: Json | undefined
  readonly durationMs: number
}

export interface Desk {
  /** @throws CommandError when no answer comes */
  readonly send: (body: string | Buffer) => Promise<DeskAnswer>
}

/** Twice the longest deadline that can be configured: what takes longer is lost. */
const PATIENCE_MS = seconds(14)

/** Discovery of 1,000 appliances is 0.6 MB. */
const ANSWER_LIMITS = { maxBytes: 4 * 1024 * 1024, maxDepth: 32 }

const NO_ANSWER = text(
  '{url} 이(가) 답하지 않습니다 ({reason}). 게이트웨이가 실행 중인지 보세요: clova2mqtt status',
  '{url} が応答しません（{reason}）。ゲートウェイが動いているかを確認してください: clova2mqtt status',
  '{url} does not answer ({reason}). See whether the gateway runs: clova2mqtt status',
)

export interface DeskOptions {
  readonly url: string
  readonly signer: Pick<Signer, 'sign'>
  readonly clock: Clock
}

export function openDesk({ url, signer, clock }: DeskOptions): Desk {
  return {
    async send(body) {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      const startedAt = clock.mono()
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json;charset=UTF-8', SignatureCEK: signer.sign(bytes) },
          body: bytes,
          signal: AbortSignal.timeout(PATIENCE_MS),
        })
        const answer = new Uint8Array(await response.arrayBuffer())
        const parsed = parseJson(answer, ANSWER_LIMITS)
        const durationMs = Math.round(clock.mono() - startedAt)
        return { status: response.status, body: parsed.ok ? parsed.value : undefined, durationMs }
      } catch (error) {
        throw new CommandError(filled(NO_ANSWER, { url, reason: reasonOf(error) }), { cause: error })
      }
    },
  }
}

/** fetch hides why it failed in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
