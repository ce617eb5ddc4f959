/** Whether an appliance is there: one pure function of the evidence and the monotonic time (DESIGN section 6). */
import { hours, type MonoMs, minutes, seconds } from '../kernel/time.ts'
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
  /** The last question that was put to it, answered or not. */
  readonly asked?: { readonly at: MonoMs }
  /** The last question that nothing answered, and the how manieth in a row it was. */
  readonly askedUnanswered?: { readonly at: MonoMs; readonly times: number }
  /** When its client id was last taken over by another connection: at most {@link FAULTY_TAKEOVERS}, newest last. */
  readonly takeovers?: readonly MonoMs[]
}

export type CadenceSource = 'declared' | 'configured' | 'learned'

/** The cadence that counts for an appliance. */
export interface Expected extends Cadence {
  /** Whose word the interval is; absent: that of whoever described the appliance. */
  readonly source?: CadenceSource
  /** There is a way to ask it: its silence then counts only once a question went unanswered too. */
  readonly askable?: boolean
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
  | { readonly code: 'duplicate-client'; readonly takeovers: number; readonly withinMs: number }
  | { readonly code: 'session-closed'; readonly agoMs: number; readonly timedOut: boolean }
  | { readonly code: 'last-will'; readonly agoMs: number; readonly replayed: boolean }
  | { readonly code: 'last-will-held'; readonly agoMs: number }
  | {
      readonly code: 'silent'
      readonly silentMs: number
      readonly timeoutMs: number
      /** When it was asked in vain; undefined for one that cannot be asked. */
      readonly askedAgoMs?: number
    }
  | { readonly code: 'silent-asking'; readonly silentMs: number; readonly timeoutMs: number }
  | { readonly code: 'silent-habit'; readonly silentMs: number; readonly timeoutMs: number }
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

/**
 * Take-overs of one client id that make a fault: a connection that was lost without a word is taken over once by its own
 * successor, and a bad radio may do that twice; two clients of one id do it for as long as both live.
 */
export const FAULTY_TAKEOVERS = 3

/** Clients try again after 1 to 15 s: two of one id need less than this for their three take-overs, and it ends with them. */
export const TAKEOVER_WINDOW_MS = seconds(60)

/**
 * A learned interval is a habit and no promise: two more may be missed, and however short it is, an appliance has this
 * long to start anew after an update of its firmware before it is asked.
 */
const LEARNED_MORE_MISSES = 2
const LEARNED_FLOOR_MS = minutes(2)

/** One that cannot be asked may have been lively for a while only, as a metered plug under load is. */
const LEARNED_UNASKABLE_FLOOR_MS = hours(1)

const is = (word: PresenceWord, reason: Reason, rulesOut = false): Presence => ({ word, reason, rulesOut })

/** Silence longer than this is too long; undefined when no silence is. */
export function timeoutMs({ intervalMs, misses, silentOk, source, askable }: Expected): number | undefined {
  if (intervalMs === undefined || silentOk) return undefined
  if (source !== 'learned') return intervalMs * misses
  const floorMs = askable === true ? LEARNED_FLOOR_MS : LEARNED_UNASKABLE_FLOOR_MS
  return Math.max(floorMs, intervalMs * (misses + LEARNED_MORE_MISSES))
}

/** Two clients throw each other out again and again: how often, and within what time; undefined when they do not. */
export function duplicateClient(
  { takeovers = [] }: Evidence,
  now: MonoMs,
): { readonly takeovers: number; readonly withinMs: number } | undefined {
  const oldest = takeovers.at(-FAULTY_TAKEOVERS)
  const newest = takeovers.at(-1)
  if (oldest === undefined || newest === undefined) return undefined
  if (newest - oldest > TAKEOVER_WINDOW_MS || now - newest > TAKEOVER_WINDOW_MS) return undefined
  return { takeovers: FAULTY_TAKEOVERS, withinMs: newest - oldest }
}

/** Presence now. Total and without memory: the same evidence at the same moment always gives the same word. */
export function presenceAt(evidence: Evidence, cadence: Expected, around: Surroundings, now: MonoMs): Presence {
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
  const doubled = session?.open === true ? duplicateClient(evidence, now) : undefined
  if (doubled !== undefined) return is('online', { code: 'duplicate-client', ...doubled })
  if (session?.open === true) return is('online', { code: 'session-open', sinceMs: now - session.at })
  return bySilence(evidence, cadence, listeningSince, now)
}

/** Evidence that the appliance has left, unless it has been heard since. */
function denial(evidence: Evidence, heardAt: number, listeningSince: MonoMs, now: MonoMs): Presence | undefined {
  const { session, lastWill } = evidence
  if (session?.open === false && session.at >= heardAt) {
    return is('offline', { code: 'session-closed', agoMs: now - session.at, timedOut: session.timedOut }, true)
  }
  if (lastWill === undefined || lastWill.at < heardAt) return undefined
  const agoMs = now - lastWill.at
  // Its own login still stands: the will was that of an earlier session, taken over or timed out after the new birth.
  // Of two clients of one id each leaves its will behind with every take-over: those say nothing even at first.
  const isOfEarlier = agoMs >= LAST_WILL_HOLD_MS || duplicateClient(evidence, now) !== undefined
  if (session?.open === true && isOfEarlier) return undefined
  // A replayed will may be years old: it is believed, but the appliance is tried all the same.
  if (lastWill.replayed) return is('offline', { code: 'last-will', agoMs, replayed: true })
  if (agoMs < LAST_WILL_HOLD_MS) return is('unknown', { code: 'last-will-held', agoMs })
  // It may have returned while nobody listened: a will from before an outage of the broker is no proof any more.
  return is('offline', { code: 'last-will', agoMs, replayed: false }, lastWill.at >= listeningSince)
}

function bySilence(evidence: Evidence, cadence: Expected, listeningSince: MonoMs, now: MonoMs): Presence {
  const { heard } = evidence
  const timeout = timeoutMs(cadence)
  // Silence counts only while somebody listened: an outage of the broker is never an appliance's silence.
  const silentMs = now - Math.max(heard?.at ?? listeningSince, listeningSince)
  if (timeout !== undefined && silentMs > timeout) {
    return tooSilent(evidence, cadence, { silentMs, timeoutMs: timeout }, now)
  }
  if (heard === undefined || heard.at < listeningSince)
    return is('unknown', { code: 'not-heard-yet', sinceMs: silentMs })
  if (timeout === undefined && !cadence.silentOk && silentMs > LONG_SILENCE_MS) {
    return is('unknown', { code: 'long-silent', silentMs })
  }
  return is('online', { code: 'heard', by: heard.by, agoMs: now - heard.at })
}

/** Silence alone makes offline only who cannot be asked and has promised to speak; a habit never does by itself. */
function tooSilent(
  { askedUnanswered }: Evidence,
  { askable, source }: Expected,
  silence: { readonly silentMs: number; readonly timeoutMs: number },
  now: MonoMs,
): Presence {
  if (askable !== true) {
    if (source === 'learned') return is('unknown', { code: 'silent-habit', ...silence })
    return is('offline', { code: 'silent', ...silence })
  }
  const askedAgoMs = askedUnanswered === undefined ? undefined : now - askedUnanswered.at
  // Only a question put after the timeout is a fair one: what it did not answer before was no silence yet.
  const overdueMs = silence.silentMs - silence.timeoutMs
  if (askedAgoMs === undefined || askedAgoMs > overdueMs) return is('unknown', { code: 'silent-asking', ...silence })
  return is('offline', { code: 'silent', ...silence, askedAgoMs })
}
