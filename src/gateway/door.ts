/** The door for CEK: signature first, then the memory of what was answered, then the answer. */
import { hash } from 'node:crypto'
import { type MonoMs, minutes } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Door, DoorAnswer } from '../ports/door.ts'
import { interfaceByRequest } from '../protocol/catalog.ts'
import { refuse } from '../protocol/errors.ts'
import type { Family } from '../protocol/families.ts'
import { errorMessage } from '../protocol/reply.ts'
import { type EnvelopeResult, parseEnvelope } from '../protocol/request.ts'
import { answerRepeat, answerRequest } from './answer.ts'
import type { GatewayContext } from './context.ts'
import { createEarlierCommands } from './earlierCommands.ts'

/** The same bytes within this time get the same answer and no second command (DESIGN section 4). */
const REMEMBER_MS = minutes(10)

interface Bounds {
  readonly entries: number
  readonly characters: number
}

/** Ten minutes of a house that commands 1.6 times a second; an answer has some 300 characters, with long names 1000. */
const COMMANDS: Bounds = { entries: 1000, characters: 1_000_000 }

/** As many again, apart, so that discovery of a large house (half a megabyte each) never pushes out a command. */
const OTHERS: Bounds = { entries: 1000, characters: 2_000_000 }

/** As many message ids as answers are remembered. */
const MAX_MESSAGE_IDS = COMMANDS.entries + OTHERS.entries

/** Families whose requests change nothing: a repeat that was forgotten does no harm. */
const HARMLESS: ReadonlySet<Family> = new Set(['get', 'discover', 'health'])

/** A group command reaches every appliance of a room at once; each may take the whole deadline. */
export const MAX_DIRECTIVES_IN_FLIGHT = 64

export interface DoorCounters {
  readonly directives: number
  readonly unverified: number
  /** Of these, those that carried a signature: a key that does not fit, or a body that was changed on its way. */
  readonly missigned: number
  readonly repeated: number
  readonly inFlight: number
  /** Moment of the last request with a valid signature. */
  readonly lastVerifiedAt: MonoMs | undefined
}

/** The door with its counters, for the status page. */
export interface GatewayDoor extends Door {
  readonly counters: () => DoorCounters
  /** Reads what was commanded before this start. */
  readonly restore: () => void
  /** Writes what was commanded, as the last thing before a stop in good order. */
  readonly keep: () => void
}

export function createDoor(context: GatewayContext): GatewayDoor {
  const { clock, log } = context
  const commands = createMemory(clock, COMMANDS)
  const others = createMemory(clock, OTHERS)
  const cameWithOtherBody = createMessageIds(clock)
  const earlier = createEarlierCommands(context, REMEMBER_MS)
  let directives = 0
  let unverified = 0
  let missigned = 0
  let repeated = 0
  let inFlight = 0
  let lastVerifiedAt: MonoMs | undefined

  const answer = async (request: EnvelopeResult, arrivedAt: MonoMs): Promise<string> => {
    inFlight++
    try {
      return JSON.stringify(await answerRequest(context, request, arrivedAt))
    } finally {
      inFlight--
    }
  }

  /** The answer to what was taken before; undefined when it was not. */
  const repeat = (
    memory: Memory,
    key: string,
    request: EnvelopeResult,
    arrivedAt: MonoMs,
  ): Promise<string> | string | undefined => {
    const before = memory.find(key)
    if (before === undefined && !(memory === commands && earlier.knows(key))) return undefined
    repeated++
    const instead = answerRepeat(context, request, arrivedAt)
    if (instead !== undefined) return JSON.stringify(instead)
    // The answer of then went with the process, and what came of it is not known.
    if (before === undefined) return refused(context, request, 'the same request was taken before the restart')
    log.info('the same request again: answered from memory')
    return before
  }

  const turnAway = (signature: string | undefined): DoorAnswer => {
    unverified++
    if (signature !== undefined) missigned++
    return { verified: false }
  }

  return {
    async receive(body, signature): Promise<DoorAnswer> {
      // Before the signature is looked at: fetching its key takes time of the directive's.
      const arrivedAt = clock.mono()
      const isTrial = isTrialOf(context, body, signature)
      const verdict = isTrial || context.verifier.verify(body, signature)
      if (!(typeof verdict === 'boolean' ? verdict : await verdict)) return turnAway(signature)
      // A test of our own says nothing of CLOVA.
      if (!isTrial) lastVerifiedAt = clock.mono()
      const request = parseEnvelope(body)
      const memory = isCommand(request) ? commands : others
      const key = hash('sha256', body, 'base64')
      const again = repeat(memory, key, request, arrivedAt)
      if (again !== undefined) return { verified: true, body: await again }
      directives++
      // Not remembered: nothing was done, and the same request may well be done a moment later.
      if (inFlight >= MAX_DIRECTIVES_IN_FLIGHT) {
        return {
          verified: true,
          body: refused(context, request, `${MAX_DIRECTIVES_IN_FLIGHT} directives are in flight`),
        }
      }
      if (request.ok && cameWithOtherBody(request.envelope.messageId, key)) {
        log.info('a message id came again with another body', { name: request.envelope.name })
      }
      earlier.note(key, request)
      return { verified: true, body: await memory.keep(key, answer(request, arrivedAt)) }
    },
    restore: earlier.restore,
    keep: () => earlier.keep(commands.hashes()),
    counters: () => ({ directives, unverified, missigned, repeated, inFlight, lastVerifiedAt }),
  }
}

/** A test directive of the doctor's own; one that commands something is none, and its ticket no signature. */
const isTrialOf = ({ trials }: GatewayContext, body: Uint8Array, ticket: string | undefined): boolean =>
  trials?.take(body, ticket) === true && !isCommand(parseEnvelope(body))

function isCommand(request: EnvelopeResult): boolean {
  const asked = request.ok ? interfaceByRequest(request.envelope.name) : undefined
  return asked !== undefined && !HARMLESS.has(asked.family)
}

function refused(context: GatewayContext, request: EnvelopeResult, why: string): string {
  const messageId = (request.ok ? request.envelope.messageId : request.messageId) ?? context.ids.uuid()
  const refusal = refuse('ActionTemporarilyBlockedError', why)
  context.log.warn('directive', { outcome: refusal.error, why: refusal.why[context.settings.language] })
  return JSON.stringify(errorMessage(messageId, refusal, context.settings.edition))
}

interface Memory {
  /** What is remembered now, oldest first. */
  hashes(): readonly string[]
  find(key: string): Promise<string> | undefined
  keep(key: string, answer: Promise<string>): Promise<string>
}

interface Remembered {
  readonly at: MonoMs
  readonly answer: Promise<string>
  /** Characters of the answer; undefined while the request is in flight. */
  size: number | undefined
}

/** Answers by the hash of their request, oldest first; a repeat while the first still runs shares its answer. */
function createMemory(clock: Clock, bounds: Bounds): Memory {
  const entries = new Map<string, Remembered>()
  let characters = 0

  const drop = (key: string): void => {
    characters -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }
  const forget = (): void => {
    for (const [key, { at, size }] of entries) {
      const full = entries.size > bounds.entries || characters > bounds.characters
      if (!full && clock.mono() - at < REMEMBER_MS) break
      // What is in flight stays, or a repeat would run beside it; MAX_DIRECTIVES_IN_FLIGHT bounds how many those are.
      if (size !== undefined) drop(key)
    }
  }
  return {
    hashes() {
      forget()
      return [...entries.keys()]
    },
    find(key) {
      forget()
      return entries.get(key)?.answer
    },
    async keep(key, answer) {
      const entry: Remembered = { at: clock.mono(), answer, size: undefined }
      entries.set(key, entry)
      try {
        const text = await answer
        entry.size = text.length
        characters += text.length
        return text
      } finally {
        // A fault is no answer, and would count as in flight for ever.
        if (entry.size === undefined) drop(key)
        forget()
      }
    },
  }
}

/** Tells whether a message id came before, within the time that answers are remembered, with another body. */
function createMessageIds(clock: Clock): (messageId: string | undefined, bodyHash: string) => boolean {
  const seen = new Map<string, { readonly at: MonoMs; readonly bodyHash: string }>()
  return (messageId, bodyHash) => {
    const now = clock.mono()
    for (const [id, { at }] of seen) {
      if (seen.size < MAX_MESSAGE_IDS && now - at < REMEMBER_MS) break
      seen.delete(id)
    }
    if (messageId === undefined) return false
    const before = seen.get(messageId)
    // Deleted first: the map stays in the order of time.
    seen.delete(messageId)
    seen.set(messageId, { at: now, bodyHash })
    return before !== undefined && before.bodyHash !== bodyHash
  }
}
