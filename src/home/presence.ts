/** Whether an appliance is there: one pure function of the evidence and the monotonic time (DESIGN section 6). */
import { hours, type MonoMs, seconds } from '../kernel/time.ts'
import type { Cadence } from './appliance.ts'

export type PresenceWord = 'online' | 'offline' | 'unknown'

/** Signs of life, strongest first. */
export type SignOfLife = 'result' | 'message' | 'session' | 'ping'

/** Everything that speaks for or against an appliance being there. Moments are monotonic; nothing here is guessed. */
export interface Evidence {
  /** Last live sign of life. A replayed message is none. */
  readonly heard?: { readonly at: MonoMs; readonly by: SignOfLife }
  /** The appliance's own login at the embedded broker; absent where the broker cannot tell. */
  readonly session?: { readonly open: boolean; readonly at: MonoMs; readonly timedOut: boolean }
  /** `offline` on its availability topic: live (its last will), or replayed (a will of unknown age). */
  readonly lastWill?: { readonly at: MonoMs; readonly replayed: boolean }
  /** A command that nothing answered. */
  readonly unanswered?: { readonly at: MonoMs }
}

export interface Surroundings {
  /** Since when the broker has been reachable without a break; undefined while it is not. */
  readonly listeningSince: MonoMs | undefined
  /** Its bridge or hub is offline. */
  readonly parentOffline: boolean
}

/** Why an appliance is held for what it is; a code with its numbers, put into words where it is shown. */
export type Reason =
  | { readonly code: 'broker-unreachable' }
  | { readonly code: 'parent-offline' }
  | { readonly code: 'not-heard-yet'; readonly sinceMs: number }
  | { readonly code: 'heard'; readonly by: SignOfLife; readonly agoMs: number }
  | { readonly code: 'session-open'; readonly sinceMs: number }
  | { readonly code: 'session-closed'; readonly agoMs: number; readonly timedOut: boolean }
  | { readonly code: 'last-will'; readonly agoMs: number; readonly replayed: boolean }
  | { readonly code: 'last-will-held'; readonly agoMs: number }
  | { readonly code: 'silent'; readonly silentMs: number; readonly timeoutMs: number }
  | { readonly code: 'long-silent'; readonly silentMs: number }
  | { readonly code: 'command-unanswered'; readonly agoMs: number }

export interface Presence {
  readonly word: PresenceWord
  /** The evidence rules out that a command arrives: refuse at once. Silence never does. */
  readonly rulesOut: boolean
  readonly reason: Reason
}

/** A last will is held this long: the will of an old session can arrive after the birth of the new one. */
export const LAST_WILL_HOLD_MS = seconds(3)

/** An appliance whose cadence nobody knows is no longer called online after a day of silence; it is then unknown. */
export const LONG_SILENCE_MS = hours(24)

const is = (word: PresenceWord, reason: Reason, rulesOut = false): Presence => ({ word, reason, rulesOut })

export const timeoutMs = ({ intervalMs, misses, silentOk }: Cadence): number | undefined =>
  intervalMs === undefined || silentOk ? undefined : intervalMs * misses

/** Presence now. Total and without memory: the same evidence at the same moment always gives the same word. */
export function presenceAt(evidence: Evidence, cadence: Cadence, around: Surroundings, now: MonoMs): Presence {
  const { listeningSince } = around
  if (listeningSince === undefined) return is('unknown', { code: 'broker-unreachable' })
  const { heard, session } = evidence
  const heardAt = heard?.at ?? Number.NEGATIVE_INFINITY
  const against = denial(evidence, heardAt, listeningSince, now)
  if (against !== undefined) return against
  if (around.parentOffline) return is('unknown', { code: 'parent-offline' })
  const { unanswered } = evidence
  // Before an outage of the broker its answer may have been what was lost.
  if (unanswered !== undefined && unanswered.at > heardAt && unanswered.at >= listeningSince) {
    return is('offline', { code: 'command-unanswered', agoMs: now - unanswered.at })
  }
  if (session?.open === true) return is('online', { code: 'session-open', sinceMs: now - session.at })
  return bySilence(evidence, cadence, listeningSince, now)
}

/** Evidence that the appliance has left, unless it has been heard since. */
function denial(
  { session, lastWill }: Evidence,
  heardAt: number,
  listeningSince: MonoMs,
  now: MonoMs,
): Presence | undefined {
  if (session?.open === false && session.at >= heardAt) {
    return is('offline', { code: 'session-closed', agoMs: now - session.at, timedOut: session.timedOut }, true)
  }
  if (lastWill === undefined || lastWill.at < heardAt) return undefined
  const agoMs = now - lastWill.at
  // Its own login still stands: the will was that of an earlier session, taken over or timed out after the new birth.
  if (session?.open === true && agoMs >= LAST_WILL_HOLD_MS) return undefined
  // A replayed will may be years old: it is believed, but the appliance is tried all the same.
  if (lastWill.replayed) return is('offline', { code: 'last-will', agoMs, replayed: true })
  if (agoMs < LAST_WILL_HOLD_MS) return is('unknown', { code: 'last-will-held', agoMs })
  // It may have returned while nobody listened: a will from before an outage of the broker is no proof any more.
  return is('offline', { code: 'last-will', agoMs, replayed: false }, lastWill.at >= listeningSince)
}

function bySilence({ heard }: Evidence, cadence: Cadence, listeningSince: MonoMs, now: MonoMs): Presence {
  const timeout = timeoutMs(cadence)
  // Silence counts only while somebody listened: an outage of the broker is never an appliance's silence.
  const silentMs = now - Math.max(heard?.at ?? listeningSince, listeningSince)
  if (timeout !== undefined && silentMs > timeout)
    return is('offline', { code: 'silent', silentMs, timeoutMs: timeout })
  if (heard === undefined || heard.at < listeningSince)
    return is('unknown', { code: 'not-heard-yet', sinceMs: silentMs })
  if (timeout === undefined && !cadence.silentOk && silentMs > LONG_SILENCE_MS) {
    return is('unknown', { code: 'long-silent', silentMs })
  }
  return is('online', { code: 'heard', by: heard.by, agoMs: now - heard.at })
}
