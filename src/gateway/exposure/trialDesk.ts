/**
 * Tickets for the doctor's own test directive, in place of a signature that only CLOVA can make: each lets exactly one body in,
 * once, within seconds, and the door lets nothing be commanded with one.
 */
import { hash, randomBytes } from 'node:crypto'
import { type MonoMs, monoPlus, seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'

export interface TrialDesk {
  /** A ticket for the body with this SHA-256 (hexadecimal, small letters); undefined while {@link MAX_OUT} are out. */
  issue(bodyHash: string): string | undefined
  /** Whether this is the ticket of these very bytes. Whatever the answer, a ticket that was shown is used up. */
  take(body: Uint8Array, ticket: string | undefined): boolean
}

/** Two connections and an answer through a slow tunnel. */
export const TICKET_MS = seconds(20)

/** One for this machine and one for the way round, of two people who ask at once. */
export const MAX_OUT = 4

/** 256 bits, as an access token. */
const TICKET_BYTES = 32

/** Work for a stranger is one look-up in a map of four, and none while the map is empty. */
export function createTrialDesk(clock: Clock): TrialDesk {
  const out = new Map<string, { readonly bodyHash: string; readonly until: MonoMs }>()
  const forget = (): void => {
    for (const [ticket, { until }] of out) if (until <= clock.mono()) out.delete(ticket)
  }
  return {
    issue(bodyHash) {
      forget()
      if (out.size >= MAX_OUT) return undefined
      const ticket = randomBytes(TICKET_BYTES).toString('base64url')
      out.set(ticket, { bodyHash, until: monoPlus(clock.mono(), TICKET_MS) })
      return ticket
    },
    take(body, ticket) {
      if (out.size === 0 || ticket === undefined) return false
      const found = out.get(ticket)
      if (found === undefined) return false
      out.delete(ticket)
      return clock.mono() < found.until && hash('sha256', body, 'hex') === found.bodyHash
    },
  }
}
