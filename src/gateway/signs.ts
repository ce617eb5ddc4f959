/** Signs of life and of leaving: from messages, from the appliance's own login, and from take-overs of its client id. */
import type { Moment } from '../home/moment.ts'
import { duplicateClient, type Evidence, FAULTY_TAKEOVERS, type SignOfLife } from '../home/presence.ts'
import { breakRhythm, forgetRhythm, noteBeat } from '../home/rhythm.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { SessionEvent } from '../ports/bus.ts'
import type { GatewayContext } from './context.ts'
import type { House, Resident } from './house.ts'

/** A live sign of life: it overrules every older evidence against the appliance. */
export function alive(
  { clock, house }: GatewayContext,
  resident: Resident,
  by: SignOfLife,
  at: MonoMs,
  moment: Moment | undefined,
): void {
  const { rhythm } = resident
  // Answers keep the rhythm of who asks, and a login that of the network.
  if (by === 'result') breakRhythm(rhythm)
  else if (by !== 'session' && !resident.appliance.cadence.silentOk) noteBeat(rhythm, at, house.listeningSince())
  resident.evidence = { ...resident.evidence, heard: { at, by } }
  // Last-seen is always our own clock: an appliance may print the time of an older measurement.
  const arrived: Moment = { wall: clock.wall(), origin: clock.wallTrusted() ? 'arrival' : 'untrusted' }
  resident.lastSeen = moment?.origin === 'arrival' ? moment : arrived
}

/** Evidence from the embedded broker: an appliance's own login opens, pings, closes or times out. */
export function hearSession(
  context: GatewayContext,
  accounts: ReadonlyMap<string, string>,
  event: SessionEvent,
  changed: (resident: Resident) => void,
): void {
  const id = accounts.get(event.account)
  const at = context.clock.mono()
  const resident = id === undefined ? undefined : context.house.get(id)
  const subject = resident ?? (id === undefined ? undefined : context.house.bridge(id))
  if (subject === undefined) return
  const open = event.sessions > 0
  const before = subject.evidence.session
  const timedOut = event.kind === 'timedOut'
  // "Since" is when the login opened or ended, not the last ping.
  const session = before?.open === open ? before : { open, at, timedOut }
  subject.evidence = { ...subject.evidence, session }
  if (event.tookOver === true) takenOver(context, subject, event, at)
  if (event.kind === 'closed' || timedOut) return
  const by = event.kind === 'ping' ? 'ping' : 'session'
  if (resident === undefined) subject.evidence = { ...subject.evidence, heard: { at, by } }
  else {
    alive(context, resident, by, at, undefined)
    changed(resident)
  }
}

/** Counts a take-over, and tells once when it has become one too many. */
function takenOver(
  { log }: GatewayContext,
  subject: { evidence: Evidence },
  { account, clientId }: SessionEvent,
  at: MonoMs,
): void {
  const before = duplicateClient(subject.evidence, at)
  const takeovers = [...(subject.evidence.takeovers ?? []), at].slice(-FAULTY_TAKEOVERS)
  subject.evidence = { ...subject.evidence, takeovers }
  const now = duplicateClient(subject.evidence, at)
  if (before !== undefined || now === undefined) return
  log.warn('two clients of one id throw each other out: give each its own client id', {
    fault: 'duplicate-client',
    account,
    clientId,
    takeovers: now.takeovers,
    withinMs: now.withinMs,
  })
}

/** What lost its login has no session any more, and nobody would ever tell: a later end of it is somebody else's. */
export function endSessions(
  house: House,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): void {
  for (const [account, id] of before) {
    const subject = after.get(account) === id ? undefined : (house.get(id) ?? house.bridge(id))
    if (subject === undefined) continue
    const { session: _, takeovers: __, ...evidence } = subject.evidence
    subject.evidence = evidence
    // Its pings may have been the beat, and will not come again.
    if ('rhythm' in subject) forgetRhythm(subject.rhythm)
  }
}

/** The logins of a broker that is lost end with it; what they were a habit of goes on when it is back. */
export function loseSessions(house: House, accounts: ReadonlyMap<string, string>): void {
  for (const id of accounts.values()) {
    const subject = house.get(id) ?? house.bridge(id)
    if (subject === undefined) continue
    const { session: _, ...evidence } = subject.evidence
    subject.evidence = evidence
  }
}
