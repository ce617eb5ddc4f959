/** Commands that were taken before a restart: the same bytes again must not unlock a door a second time. */
import { type MonoMs, monoPlus } from '../kernel/time.ts'
import { StoreError } from '../ports/stores.ts'
import { interfaceByRequest } from '../protocol/catalog.ts'
import type { EnvelopeResult } from '../protocol/request.ts'
import type { GatewayContext } from './context.ts'

/**
 * Commands that wait for the disk while it takes others: as many as are in flight at a time. Those beyond are not noted,
 * as if the process had died before it came to it.
 */
const MAX_WAITING = 64

export interface EarlierCommands {
  /** Reads what was noted before this start; call it once. */
  readonly restore: () => void
  /** Whether the same bytes were commanded before this start. */
  readonly knows: (hash: string) => boolean
  /**
   * Notes a command at once when its repeat would do harm. Nobody waits for it: a process that dies, or power that goes,
   * within the milliseconds until it is on the card loses it.
   */
  readonly note: (hash: string, request: EnvelopeResult) => void
  /** Notes the commands that are remembered, all of them, as the last thing before a stop in good order. */
  readonly keep: (hashes: readonly string[]) => void
}

/**
 * How long ago something was before a restart, nobody knows without a clock that can be believed. So all of it counts as
 * just now: it is known for `rememberMs` after the start, longer than it need be and never shorter.
 */
export function createEarlierCommands(context: GatewayContext, rememberMs: number): EarlierCommands {
  const { answered, clock, log } = context
  let earlier: ReadonlySet<string> = new Set()
  let until: MonoMs = clock.mono()
  let waiting: string[] = []
  let writing = false

  const told = (failure: StoreError | undefined): void => {
    if (failure !== undefined) log.warn('a command could not be noted', { reason: failure.message })
  }
  const attempt = (write: () => void): void => {
    try {
      write()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      writing = false
      told(error)
    }
  }
  const writeNext = (): void => {
    if (writing || waiting.length === 0) return
    const hashes = waiting
    waiting = []
    writing = true
    attempt(() =>
      answered?.add(hashes, failure => {
        writing = false
        told(failure)
        writeNext()
      }),
    )
  }

  return {
    restore() {
      earlier = new Set(answered?.load())
      until = monoPlus(clock.mono(), rememberMs)
    },
    knows(hash) {
      if (clock.mono() >= until) earlier = new Set()
      return earlier.has(hash)
    },
    note(hash, request) {
      if (answered === undefined || !harmsWhenRepeated(request) || waiting.length >= MAX_WAITING) return
      waiting.push(hash)
      writeNext()
    },
    keep(hashes) {
      const known = clock.mono() < until ? earlier : []
      const all = [...known, ...hashes]
      attempt(() => answered?.replace(all, told))
    },
  }
}

/** What is added up, and what opens: the others come to the same when they are done twice. */
function harmsWhenRepeated(request: EnvelopeResult): boolean {
  const asked = request.ok ? interfaceByRequest(request.envelope.name) : undefined
  if (asked === undefined) return false
  const { family, property } = asked
  if (family === 'increment' || family === 'decrement') return true
  return family !== 'get' && (property === 'lockState' || property === 'openState')
}
