/** What must hold of presence after every step (DESIGN section 6). */
import { type PresenceWord, timeoutMs } from '../../src/home/presence.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { BOUND_QUESTIONS, ownerOf } from './cast.ts'
import { DEADLINE_MS } from './gatewayRun.ts'
import type { Asked, Command } from './record.ts'
import { BASE } from './roles.ts'
import { lastHeard, ownSession, type StepInvariant, sinceOf, type View, type Words } from './view.ts'

/** The gateway's word for every appliance now; nothing while its broker is closed. */
export function wordsNow(view: View): Words {
  const run = view.run()
  if (run === undefined || view.facts.listeningSince === undefined) return []
  const { house } = run.gateway
  return [...house.all()].map(resident => ({
    id: resident.appliance.id,
    presence: house.presence(resident, monoMs(view.now())),
  }))
}

/** Runs a check for every appliance. */
function ofEach(
  words: Words,
  view: View,
  check: (id: string, word: PresenceWord, listeningSince: number) => string | undefined,
): string | undefined {
  const since = view.facts.listeningSince ?? 0
  for (const { id, presence } of words) {
    const wrong = check(id, presence.word, Math.max(since, sinceOf(view, id)))
    if (wrong !== undefined) return `${id} is ${presence.word} (${JSON.stringify(presence.reason)}): ${wrong}`
  }
  return undefined
}

const silenceOf = (view: View, id: string, listeningSince: number): number =>
  view.now() - Math.max(lastHeard(view, id), listeningSince)

/** Negative evidence of which the house may speak, as the witness saw it. */
export function evidenceAgainst(view: View, id: string, listeningSince: number): readonly string[] {
  const found: string[] = []
  const heard = lastHeard(view, id)
  const session = ownSession(view, id)
  if (session?.opened === true && session.open === 0) found.push('session closed')
  const said = view.facts.said.get(id) ?? []
  // A will of before may be replayed where the broker still has what it retained; once somebody was heard it counts for nothing.
  const isKept = view.facts.mode === 'outside' || view.setting.keepsRetained || listeningSince > view.runSince()
  const mayReplay = isKept && heard < listeningSince
  if (said.some(one => one.kind === 'offline' && (mayReplay || (one.at >= heard && one.at >= view.runSince()))))
    found.push('last will')
  const timeout = timeoutOf(view, id)
  const isOpen = (session?.open ?? 0) > 0
  if (timeout !== undefined && !isOpen && silenceOf(view, id, listeningSince) > timeout) found.push('silence')
  if (view.facts.asked.some(one => wasUnanswered(one, view, id, heard))) found.push('unanswered command')
  if (view.facts.commands.some(one => wasAskedInVain(one, view, id, heard))) found.push('unanswered question')
  return found
}

/** A shorter wait proves nothing: a sleeping radio answers after up to two seconds. */
const FAIR_ANSWER_MS = 3_000

function wasAskedInVain({ asks, topic, at }: Command, view: View, id: string, heard: number): boolean {
  const asked = BOUND_QUESTIONS.get(topic) ?? (topic === `${BASE}/${id}/get` ? id : undefined)
  return asks && asked === id && at > heard && at >= view.runSince() && view.now() - at >= FAIR_ANSWER_MS
}

function wasUnanswered(
  { commands, answer, wish, life, sentAt }: Asked,
  view: View,
  id: string,
  heard: number,
): boolean {
  if (life !== view.facts.life || !commands.some(one => !one.asks && one.at > heard && ownerOf(one) === id))
    return false
  // Of a scene one action may be over while others go on, and another may have failed first.
  if (wish.action === 'ActionScene') return answer !== undefined || view.now() - sentAt >= DEADLINE_MS
  return answer?.text.includes('TargetOfflineError') === true
}

function timeoutOf(view: View, id: string): number | undefined {
  const resident = view.run()?.gateway.house.get(id)
  return resident === undefined ? undefined : timeoutMs(resident.appliance.cadence)
}

const offlineNeedsEvidence: StepInvariant = {
  name: 'offlineNeedsEvidence',
  why: 'Offline means offline: without a closed session, a last will, silence beyond the cadence or an unanswered command it is a guess.',
  check: (words, view) =>
    ofEach(words, view, (id, word, since) =>
      word === 'offline' && evidenceAgainst(view, id, since).length === 0 ? 'nothing speaks against it' : undefined,
    ),
}

const onlineNeedsSession: StepInvariant = {
  name: 'onlineNeedsSession',
  why: 'An appliance with a login of its own is not there once its last session has closed and it has not been heard since.',
  check: (words, view) =>
    ofEach(words, view, (id, word) => {
      const session = ownSession(view, id)
      const isGone = session?.opened === true && session.open === 0 && session.closedAt >= lastHeard(view, id)
      return word === 'online' && isGone ? `its session closed at ${session.closedAt}` : undefined
    }),
}

const onlineNeedsLife: StepInvariant = {
  name: 'onlineNeedsLife',
  why: 'Online rests on a live sign since the broker has been reachable; a replay, a restart or an announcement is none.',
  check: (words, view) =>
    ofEach(words, view, (id, word, since) => {
      const isOpen = (ownSession(view, id)?.open ?? 0) > 0
      if (word !== 'online' || isOpen) return undefined
      const timeout = timeoutOf(view, id)
      if (lastHeard(view, id) < since) return 'it has not been heard since the broker is reachable'
      const silence = silenceOf(view, id, since)
      return timeout !== undefined && silence > timeout ? `silent for ${silence} ms of ${timeout}` : undefined
    }),
}

const offlineAfterClose: StepInvariant = {
  name: 'offlineAfterClose',
  why: 'A closed session is the strongest evidence there is; leaving it at unknown lets directives run into their deadline.',
  check: (words, view) =>
    ofEach(words, view, (id, word) => {
      const session = ownSession(view, id)
      const isGone = session?.opened === true && session.open === 0 && session.closedAt > lastHeard(view, id)
      return word === 'unknown' && isGone ? `its session closed at ${session.closedAt}` : undefined
    }),
}

const openSessionIsOnline: StepInvariant = {
  name: 'openSessionIsOnline',
  why: 'The broker pings on an open session for itself: a login that stands is there, however long it has said nothing.',
  check: (words, view) =>
    ofEach(words, view, (id, word, since) => {
      const isOpen = (ownSession(view, id)?.open ?? 0) > 0
      if (word === 'online' || !isOpen) return undefined
      return evidenceAgainst(view, id, since).length === 0 ? 'its session is open' : undefined
    }),
}

const childFollowsParent: StepInvariant = {
  name: 'childFollowsParent',
  why: 'A parent that goes down makes its children unknown: nobody can say of them, and they answer for it.',
  check: (words, view) =>
    ofEach(words, view, (id, word) => {
      const parent = view.cast.appliances.find(one => one.id === id)?.parent
      const session = parent === undefined ? undefined : ownSession(view, parent)
      const parentGone = session?.opened === true && session.open === 0
      const ownDenial = (view.facts.said.get(id) ?? []).some(({ kind }) => kind === 'offline')
      return parentGone && word !== 'unknown' && !ownDenial ? `its parent ${parent} has no session` : undefined
    }),
}

const silenceIsNoticed: StepInvariant = {
  name: 'silenceIsNoticed',
  why: 'A broker that keeps a session whose client has been silent for more than one and a half keep-alives calls the dead alive.',
  check: (_, view) => {
    for (const { login, keepaliveS, appliances } of view.cast.roles) {
      const session = ownSession(view, login)
      if (session === undefined || session.open === 0 || !appliances.includes(login)) continue
      const silence = view.now() - lastHeard(view, login)
      // Commands and acknowledgements of the client count as life too; they are not in the facts, but never far apart.
      if (silence > keepaliveS * 3_000 + 10_000) return `${login} has been silent for ${silence} ms, its session stands`
    }
    return undefined
  },
}

export const PRESENCE_INVARIANTS: readonly StepInvariant[] = [
  offlineNeedsEvidence,
  onlineNeedsSession,
  onlineNeedsLife,
  offlineAfterClose,
  openSessionIsOnline,
  childFollowsParent,
  silenceIsNoticed,
]
