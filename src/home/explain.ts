/** The chain of evidence behind a presence: everything that bears on it, as codes with numbers (explainText.ts has words). */
import type { MonoMs } from '../kernel/time.ts'
import {
  type CadenceSource,
  duplicateClient,
  type Evidence,
  type Expected,
  LAST_WILL_HOLD_MS,
  type PresenceWord,
  type SignOfLife,
  type Surroundings,
  timeoutMs,
} from './presence.ts'

/** Beside what decides a presence, what makes it understood. */
export interface Circumstances extends Surroundings {
  /** Id of the bridge or appliance that answers for it. */
  readonly parent: string | undefined
  readonly startedAt: MonoMs
  /** What was known of it before the gateway started. */
  readonly before: PresenceWord | undefined
}

export type Link =
  | { readonly code: 'heard'; readonly by: SignOfLife; readonly agoMs: number; readonly beforeOutage: boolean }
  | { readonly code: 'never-heard' }
  | {
      readonly code: 'cadence'
      readonly source: CadenceSource
      readonly intervalMs: number
      readonly timeoutMs: number
    }
  | { readonly code: 'silence-allowed' }
  | { readonly code: 'cadence-unknown' }
  | { readonly code: 'session-open'; readonly sinceMs: number }
  | { readonly code: 'session-closed'; readonly agoMs: number; readonly timedOut: boolean; readonly overruled: boolean }
  | { readonly code: 'duplicate-client'; readonly takeovers: number; readonly withinMs: number }
  | {
      readonly code: 'last-will'
      readonly agoMs: number
      readonly replayed: boolean
      readonly standing: 'held' | 'believed' | 'overruled-by-life' | 'overruled-by-session'
    }
  | { readonly code: 'asked'; readonly agoMs: number }
  | {
      readonly code: 'question-unanswered'
      readonly agoMs: number
      readonly times: number
      readonly overruled: boolean
    }
  | { readonly code: 'cannot-be-asked' }
  | { readonly code: 'command-unanswered'; readonly agoMs: number; readonly overruled: boolean }
  | { readonly code: 'parent'; readonly parent: string; readonly offline: boolean }
  | { readonly code: 'broker'; readonly sinceMs: number }
  | { readonly code: 'broker-unreachable' }
  | { readonly code: 'started'; readonly agoMs: number; readonly before: PresenceWord | undefined }

/** Everything that bears on a presence: what was heard, what was expected, what speaks against it, what stands around it. */
export function explain(evidence: Evidence, cadence: Expected, around: Circumstances, now: MonoMs): readonly Link[] {
  const { heard } = evidence
  const { listeningSince, parent } = around
  const beforeOutage = heard !== undefined && (listeningSince === undefined || heard.at < listeningSince)
  return [
    heard === undefined
      ? { code: 'never-heard' }
      : { code: 'heard', by: heard.by, agoMs: now - heard.at, beforeOutage },
    cadenceLink(cadence),
    ...sessionLinks(evidence, now),
    ...willLinks(evidence, now),
    ...questionLinks(evidence, cadence, around, now),
    ...(parent === undefined ? [] : [{ code: 'parent' as const, parent, offline: around.parentOffline }]),
    listeningSince === undefined ? { code: 'broker-unreachable' } : { code: 'broker', sinceMs: now - listeningSince },
    { code: 'started', agoMs: now - around.startedAt, before: around.before },
  ]
}

const heardAtOf = ({ heard }: Evidence): number => heard?.at ?? Number.NEGATIVE_INFINITY

function cadenceLink(cadence: Expected): Link {
  if (cadence.silentOk) return { code: 'silence-allowed' }
  const timeout = timeoutMs(cadence)
  if (timeout === undefined || cadence.intervalMs === undefined) return { code: 'cadence-unknown' }
  return { code: 'cadence', source: cadence.source ?? 'configured', intervalMs: cadence.intervalMs, timeoutMs: timeout }
}

function sessionLinks(evidence: Evidence, now: MonoMs): readonly Link[] {
  const { session } = evidence
  const doubled = duplicateClient(evidence, now)
  const fault: readonly Link[] = doubled === undefined ? [] : [{ code: 'duplicate-client', ...doubled }]
  if (session === undefined) return fault
  if (session.open) return [{ code: 'session-open', sinceMs: now - session.at }, ...fault]
  const { at, timedOut } = session
  return [{ code: 'session-closed', agoMs: now - at, timedOut, overruled: at < heardAtOf(evidence) }, ...fault]
}

function willLinks(evidence: Evidence, now: MonoMs): readonly Link[] {
  const { lastWill, session } = evidence
  if (lastWill === undefined) return []
  const agoMs = now - lastWill.at
  const link = { code: 'last-will' as const, agoMs, replayed: lastWill.replayed }
  if (lastWill.at < heardAtOf(evidence)) return [{ ...link, standing: 'overruled-by-life' }]
  const isHeld = agoMs < LAST_WILL_HOLD_MS
  if (session?.open === true && (!isHeld || duplicateClient(evidence, now) !== undefined))
    return [{ ...link, standing: 'overruled-by-session' }]
  return [{ ...link, standing: isHeld && !lastWill.replayed ? 'held' : 'believed' }]
}

/** What was asked and commanded in vain; what came to nothing before the last sign of life, or an outage, is overruled. */
function questionLinks(
  evidence: Evidence,
  { askable }: Expected,
  { listeningSince }: Circumstances,
  now: MonoMs,
): readonly Link[] {
  const { asked, askedUnanswered, unanswered } = evidence
  const heardAt = heardAtOf(evidence)
  const links: Link[] = []
  const isOverruled = (at: MonoMs): boolean => at <= heardAt || listeningSince === undefined || at < listeningSince
  if (askedUnanswered !== undefined) {
    const { at, times } = askedUnanswered
    links.push({ code: 'question-unanswered', agoMs: now - at, times, overruled: isOverruled(at) })
  }
  if (asked !== undefined && asked.at !== askedUnanswered?.at) links.push({ code: 'asked', agoMs: now - asked.at })
  if (askable === false) links.push({ code: 'cannot-be-asked' })
  if (unanswered !== undefined)
    links.push({ code: 'command-unanswered', agoMs: now - unanswered.at, overruled: isOverruled(unanswered.at) })
  return links
}

/** The links that say something about now: what is overruled, as it should be, or known to everybody is left out. */
export const telling = (links: readonly Link[]): readonly Link[] =>
  links.filter(link => {
    if ('overruled' in link) return !link.overruled
    switch (link.code) {
      case 'last-will':
        return link.standing === 'held' || link.standing === 'believed'
      case 'parent':
        return link.offline
      case 'broker':
      case 'started':
      case 'asked':
      case 'cannot-be-asked':
        return false
      default:
        return true
    }
  })
