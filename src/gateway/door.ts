/** The door for CEK: signature first, then the memory of what was answered, then the answer. */
import { hash } from 'node:crypto'
import { type MonoMs, minutes } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Door, DoorAnswer } from '../ports/door.ts'
import { refuse } from '../protocol/errors.ts'
import { errorMessage } from '../protocol/reply.ts'
import { parseEnvelope } from '../protocol/request.ts'
import { answerRequest } from './answer.ts'
import type { GatewayContext } from './context.ts'

/** The same bytes within this time get the same answer and no second command (DESIGN section 4). */
const REMEMBER_MS = minutes(10)

/** Ten minutes of a house that speaks 1.6 times a second without a pause; the token's hour bounds what is older. */
const MAX_REMEMBERED = 1000

/** Discovery answers of a large house are half a megabyte: what is remembered may not add up to more than this. */
const MAX_REMEMBERED_CHARACTERS = 2_000_000

/** A group command reaches every appliance of a room at once; each may take the whole deadline. */
export const MAX_DIRECTIVES_IN_FLIGHT = 64

export interface DoorCounters {
  readonly directives: number
  readonly unverified: number
  readonly repeated: number
  readonly inFlight: number
  /** Moment of the last request with a valid signature. */
  readonly lastVerifiedAt: MonoMs | undefined
}

/** The door with its counters, for the status page. */
export interface GatewayDoor extends Door {
  readonly counters: () => DoorCounters
}

export function createDoor(context: GatewayContext): GatewayDoor {
  const memory = createMemory(context.clock)
  let directives = 0
  let unverified = 0
  let repeated = 0
  let inFlight = 0
  let lastVerifiedAt: MonoMs | undefined

  const answer = async (body: Uint8Array): Promise<string> => {
    if (inFlight >= MAX_DIRECTIVES_IN_FLIGHT) return tooMany(context, body)
    inFlight++
    try {
      return JSON.stringify(await answerRequest(context, body))
    } finally {
      inFlight--
    }
  }

  return {
    async receive(body, signature): Promise<DoorAnswer> {
      const verdict = context.verifier.verify(body, signature)
      if (!(typeof verdict === 'boolean' ? verdict : await verdict)) {
        unverified++
        return { verified: false }
      }
      lastVerifiedAt = context.clock.mono()
      const key = hash('sha256', body, 'base64')
      const before = memory.find(key)
      if (before !== undefined) {
        repeated++
        context.log.info('the same request again: answered from memory')
        return { verified: true, body: await before }
      }
      directives++
      return { verified: true, body: await memory.keep(key, answer(body)) }
    },
    counters: () => ({ directives, unverified, repeated, inFlight, lastVerifiedAt }),
  }
}

function tooMany(context: GatewayContext, body: Uint8Array): string {
  const parsed = parseEnvelope(body)
  const messageId = (parsed.ok ? parsed.envelope.messageId : parsed.messageId) ?? context.ids.uuid()
  const refusal = refuse('ActionTemporarilyBlockedError', `${MAX_DIRECTIVES_IN_FLIGHT} directives are in flight`)
  context.log.warn('directive', { outcome: refusal.error, why: refusal.why })
  return JSON.stringify(errorMessage(messageId, refusal, context.settings.edition))
}

interface Memory {
  find(key: string): Promise<string> | undefined
  keep(key: string, answer: Promise<string>): Promise<string>
}

/** Answers by the hash of their request, oldest first; a repeat while the first still runs shares its answer. */
function createMemory(clock: Clock): Memory {
  const entries = new Map<string, { readonly at: MonoMs; readonly answer: Promise<string>; size: number }>()
  let characters = 0

  const drop = (key: string): void => {
    characters -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }
  const forget = (): void => {
    for (const [key, { at }] of entries) {
      const full = entries.size > MAX_REMEMBERED || characters > MAX_REMEMBERED_CHARACTERS
      if (!full && clock.mono() - at < REMEMBER_MS) break
      drop(key)
    }
  }
  return {
    find(key) {
      forget()
      return entries.get(key)?.answer
    },
    async keep(key, answer) {
      const entry = { at: clock.mono(), answer, size: 0 }
      entries.set(key, entry)
      const text = await answer
      if (entries.get(key) === entry) {
        entry.size = text.length
        characters += text.length
      }
      forget()
      return text
    },
  }
}
