/** Whether CLOVA can reach this home: a pure function of the evidence, as presence is of an appliance's. */
import { type MonoMs, minutes, seconds } from '../kernel/time.ts'

/** What stands between the internet and the public listener. */
export type TunnelKind = 'external' | 'cloudflared' | 'ssh' | 'tailscale-funnel'

/** What a request through the public address came to. */
export type ProbeVerdict =
  | 'me'
  | 'elsewhere'
  | 'edge'
  | 'page'
  | 'blocked'
  | 'moved'
  | 'expired'
  | 'notYet'
  | 'wrongName'
  | 'untrusted'
  | 'noTls'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'reset'
  | 'noName'
  | 'private'
  | 'hairpin'
  | 'resolver'
  | 'failed'

/** Why a tunnel does not stand. */
export type TunnelCause =
  | 'programMissing'
  | 'fileUnreadable'
  | 'keyRefused'
  | 'hostKey'
  | 'forwardRefused'
  | 'serverName'
  | 'serverRefused'
  | 'serverTimeout'
  | 'serverUnreachable'
  | 'notSsh'
  | 'linkLost'
  | 'badToken'
  | 'tooOld'
  | 'udpBlocked'
  | 'notConnected'
  | 'tooMany'
  | 'loggedOut'
  | 'noDaemon'
  | 'notOperator'
  | 'funnelOff'
  | 'funnelTaken'
  | 'neverUp'
  | 'probesFail'
  | 'ended'

/** `unwatched`: somebody else's, of which nothing is known here. */
export type TunnelState = 'unwatched' | 'stopped' | 'starting' | 'up' | 'down'

/** The probes so far. */
export interface ProbeRecord {
  /** Of the last one. */
  readonly verdict: ProbeVerdict
  readonly at: MonoMs
  /** Probes in a row that spoke against it, with the moment of the first of them. */
  readonly failures: number
  readonly failingSince: MonoMs | undefined
  /** When one last reached this gateway. */
  readonly goodAt: MonoMs | undefined
}

/** All that bears on it. */
export interface ExposureFacts {
  /** When a request with a valid signature last came. */
  readonly signedAt: MonoMs | undefined
  readonly probe: ProbeRecord | undefined
  /** How long a probe that got through stands. */
  readonly probeHoldsMs: number
  readonly tunnel: { readonly state: TunnelState; readonly since: MonoMs; readonly cause: TunnelCause | undefined }
}

/** The word and what it rests on; `cause` is the likeliest one where there is one. */
export interface Exposure {
  readonly word: 'reachable' | 'unreachable' | 'unknown'
  readonly by: 'directive' | 'probe' | 'tunnel' | 'nothing'
  readonly agoMs?: number
  readonly cause?: ProbeVerdict | TunnelCause
}

/** Twice the time between two probes: CLOVA itself was here, which is the strongest evidence there is. */
export const SIGNED_HOLDS_MS = minutes(10)

/** One probe can be lost on the way; two in a row are believed. */
export const BELIEVED_FAILURES = 2

/** A tunnel that is back within this time was not missed: ssh is, after a blip, in two. */
export const FALL_HELD_MS = seconds(10)

/** Verdicts that say nothing of what CLOVA sees. */
const CANNOT_TELL: ReadonlySet<ProbeVerdict> = new Set(['hairpin', 'resolver', 'failed'])

/** Verdicts that a router makes for its own public address asked from inside (DNAT without SNAT, or no rule at all). */
const LIKE_HAIRPIN: ReadonlySet<ProbeVerdict> = new Set(['refused', 'timeout', 'unreachable', 'reset'])

/** Whether a probe speaks against being reachable. */
export const isAgainst = (verdict: ProbeVerdict): boolean => verdict !== 'me' && !CANNOT_TELL.has(verdict)

/**
 * What a verdict is worth: behind a forwarded port a refusal may be the router's own, as long as no probe ever came back
 * through it. A tunnel's traffic really leaves the house, so there a refusal is one.
 */
export const asSeenFromInside = (verdict: ProbeVerdict, state: TunnelState, everWorked: boolean): ProbeVerdict =>
  state === 'unwatched' && !everWorked && LIKE_HAIRPIN.has(verdict) ? 'hairpin' : verdict

/** The record with one probe more. */
export function recordProbe(before: ProbeRecord | undefined, verdict: ProbeVerdict, at: MonoMs): ProbeRecord {
  if (verdict === 'me') return { verdict, at, failures: 0, failingSince: undefined, goodAt: at }
  const { failures = 0, failingSince, goodAt } = before ?? {}
  if (!isAgainst(verdict)) return { verdict, at, failures, failingSince, goodAt }
  return { verdict, at, failures: failures + 1, failingSince: failingSince ?? at, goodAt }
}

/**
 * Strongest first: a signed request, a probe, the provider's own word. "The tunnel stands" is never taken for reachable.
 * What is weaker counts against what is stronger only when it is newer: a request after the first failed probe, or after
 * the tunnel fell, overrules these; one from before does not.
 */
export function exposureOf({ signedAt, probe, probeHoldsMs, tunnel }: ExposureFacts, now: MonoMs): Exposure {
  const fallen = tunnel.state === 'down' && tunnel.cause !== undefined ? tunnel.cause : undefined
  const fellAt = fallen !== undefined && now - tunnel.since >= FALL_HELD_MS ? tunnel.since : undefined
  const failing = probe !== undefined && probe.failures >= BELIEVED_FAILURES && isAgainst(probe.verdict)
  /** Whether a moment is recent, and nothing has spoken against it since. */
  const stands = (at: MonoMs | undefined, holdsMs: number): at is MonoMs =>
    at !== undefined &&
    now - at < holdsMs &&
    at >= (fellAt ?? at) &&
    at >= ((failing ? probe.failingSince : undefined) ?? at)
  if (stands(signedAt, SIGNED_HOLDS_MS)) return { word: 'reachable', by: 'directive', agoMs: now - signedAt }
  if (failing) return { word: 'unreachable', by: 'probe', agoMs: now - probe.at, cause: fallen ?? probe.verdict }
  const goodAt = probe?.goodAt
  if (stands(goodAt, probeHoldsMs)) return { word: 'reachable', by: 'probe', agoMs: now - goodAt }
  if (fallen !== undefined && fellAt !== undefined) return { word: 'unreachable', by: 'tunnel', cause: fallen }
  if (probe !== undefined && probe.verdict !== 'me') {
    return { word: 'unknown', by: 'probe', agoMs: now - probe.at, cause: probe.verdict }
  }
  return { word: 'unknown', by: tunnel.state === 'unwatched' ? 'nothing' : 'tunnel' }
}
