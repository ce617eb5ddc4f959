/** What must hold of explanations: every link of the chain of evidence is in the record, with its moment (DESIGN section 6). */
import type { Appliance } from '../../src/home/appliance.ts'
import type { Link } from '../../src/home/explain.ts'
import type { Reason } from '../../src/home/presence.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { answerOf } from './answerInvariants.ts'
import { ownerOf } from './cast.ts'
import type { Command, Said } from './record.ts'
import {
  type AnswerInvariant,
  applianceOf,
  lastHeard,
  ownSession,
  type StepInvariant,
  sinceOf,
  type View,
} from './view.ts'

/** Where the process stood still, what it noted came up to so much after what the witness did. */
const slackMs = ({ facts }: View): number => (facts.stalledMs > 0 ? 200 : 0)

const isNear = (view: View, one: number, other: number): boolean => Math.abs(one - other) <= slackMs(view)

const saidOf = ({ facts }: View, id: string): readonly Said[] => facts.said.get(id) ?? []

/** A will, or a replay of one at the moment at which the broker could be reached or its topics were followed. */
function wasDenied(view: View, id: string, at: number, replayed: boolean): boolean {
  const wills = saidOf(view, id).filter(({ kind }) => kind === 'offline')
  return replayed ? wills.length > 0 : wills.some(one => isNear(view, one.at, at))
}

/** One that closed at the instant at which the appliance came into the house may have closed just after that. */
function closedThen(view: View, login: string, at: number): boolean {
  const { mode, sessions } = view.facts
  const session = mode === 'outside' ? undefined : sessions.get(login)
  return session?.open === 0 && session.closedAt >= sinceOf(view, login) && isNear(view, session.closedAt, at)
}

const commandsTo = ({ facts }: View, id: string, asks: boolean): readonly Command[] =>
  facts.commands.filter(one => one.asks === asks && ownerOf(one) === id)

/** What is not true of one statement about an appliance; nothing when the record bears it out. */
const untrue = (view: View, id: string, link: Link | Reason): string | undefined =>
  untrueOfSigns(view, id, link) ?? untrueOfQuestions(view, id, link) ?? untrueOfBroker(view, link)

function untrueOfSigns(view: View, id: string, link: Link | Reason): string | undefined {
  const now = view.now()
  const heard = lastHeard(view, id)
  const session = ownSession(view, id)
  const unless = (isTrue: boolean, otherwise: string): string | undefined => (isTrue ? undefined : otherwise)
  switch (link.code) {
    case 'heard':
      return unless(isNear(view, heard, now - link.agoMs), `it was last heard at ${heard}`)
    case 'never-heard':
      return unless(heard === Number.NEGATIVE_INFINITY, `it was heard at ${heard}`)
    case 'session-open':
      return unless(session?.open !== 0, 'it has no session')
    case 'session-closed':
      return unless(closedThen(view, id, now - link.agoMs), 'no session closed then')
    case 'last-will':
    case 'last-will-held':
      return unless(wasDenied(view, id, now - link.agoMs, 'replayed' in link && link.replayed), 'no will came then')
    case 'silent':
    case 'silent-asking':
    case 'silent-habit':
      return unless(now - heard + slackMs(view) >= link.silentMs, `it was heard at ${heard}`)
    default:
      return undefined
  }
}

function untrueOfQuestions(view: View, id: string, link: Link | Reason): string | undefined {
  if (link.code !== 'command-unanswered' && link.code !== 'question-unanswered' && link.code !== 'asked')
    return undefined
  const asks = link.code !== 'command-unanswered'
  const found = commandsTo(view, id, asks).some(one => one.at <= view.now() - link.agoMs)
  return found ? undefined : `nothing was ${asks ? 'asked' : 'commanded'}`
}

function untrueOfBroker(view: View, link: Link | Reason): string | undefined {
  const { listeningSince } = view.facts
  if (link.code === 'broker-unreachable') return listeningSince === undefined ? undefined : 'the broker can be reached'
  if (link.code === 'broker')
    return isNear(view, listeningSince ?? 0, view.now() - link.sinceMs) ? undefined : 'the broker opened elsewhen'
  if (link.code === 'started')
    return isNear(view, view.runSince(), view.now() - link.agoMs) ? undefined : 'the gateway was started elsewhen'
  return undefined
}

const reasonsAreInTheRecord: StepInvariant = {
  name: 'reasonsAreInTheRecord',
  why: 'Why an appliance is held for what it is must be what happened, to the millisecond: an explanation that is made up is worse than none.',
  check(words, view) {
    for (const { id, presence } of words) {
      const wrong = untrue(view, id, presence.reason)
      if (wrong !== undefined) return `${id} is ${presence.word} by ${JSON.stringify(presence.reason)}: ${wrong}`
    }
    return undefined
  },
}

const refusalsAreExplained: AnswerInvariant = {
  name: 'refusalsAreExplained',
  why: 'Every TargetOfflineError and ValueNotFoundError says why in the log, and every link of its chain of evidence is in the record.',
  check(asked, view) {
    const { name } = answerOf(asked).header
    const { applianceId } = asked.wish
    const isRefused = name === 'TargetOfflineError' || name === 'ValueNotFoundError'
    if (!isRefused || asked.repeats !== undefined || asked.life !== view.facts.life) return undefined
    const at = asked.answer?.at ?? 0
    const lines = view.facts.reasons.filter(one => isNear(view, one.at, at) && one.outcome === name)
    if (!lines.some(({ why }) => (why ?? '').length > 0)) return `nothing was logged of why it was ${name}`
    const house = view.run()?.gateway.house
    const resident = applianceId === undefined ? undefined : house?.get(applianceId)
    if (house === undefined || resident === undefined) return undefined
    for (const link of house.explain(resident, monoMs(view.now()))) {
      const wrong = untrue(view, resident.appliance.id, link)
      if (wrong !== undefined) return `${resident.appliance.id}: ${JSON.stringify(link)}, but ${wrong}`
    }
    return undefined
  },
}

const missingIsMissing: AnswerInvariant = {
  name: 'missingIsMissing',
  why: 'ValueNotFoundError means that nobody can know the value: one that the appliance has said, and never taken back, is told.',
  check(asked, view) {
    const { applianceId, action } = asked.wish
    if (
      answerOf(asked).header.name !== 'ValueNotFoundError' ||
      applianceId === undefined ||
      asked.repeats !== undefined
    )
      return undefined
    const property = `${action.charAt(3).toLowerCase()}${action.slice(4)}`
    const { properties } = applianceOf(view, applianceId)
    if (!action.startsWith('Get') || ![...properties.keys()].some(name => name === property)) return undefined
    const since = view.run()?.gateway.house.get(applianceId)?.since ?? Number.POSITIVE_INFINITY
    const said = saidOf(view, applianceId).find(
      one => one.live && one.at >= since && one.at < asked.sentAt && one.values[property] !== undefined && !one.isError,
    )
    return said === undefined ? undefined : `${applianceId} said ${property} at ${said.at}`
  },
}

const limitsHold: AnswerInvariant = {
  name: 'limitsHold',
  why: 'Appliances that are not for a user look absent: they are neither listed nor told nor commanded, whatever is asked.',
  check(asked, view) {
    const { token, wish, commands } = asked
    if (token !== 'guest' && token !== 'kid') return undefined
    const [first] = view.cast.appliances
    const isTheirs = (id: string): boolean => (id === first?.id) === (token === 'guest')
    const { header, payload } = answerOf(asked)
    const listed = payload['discoveredAppliances']
    const seen = Array.isArray(listed) ? listed.map(one => String((one as { applianceId?: string }).applianceId)) : []
    const strange = seen.find(id => !isTheirs(id))
    if (strange !== undefined) return `${token} was shown ${strange}`
    if (wish.applianceId === undefined || isTheirs(wish.applianceId)) return undefined
    if (commands.length > 0) return `${token} had ${wish.applianceId} commanded`
    // A signature that took too long to verify is answered without a look at the rest.
    const isBlind = asked.verifyMs > 0 || header.name === 'NoSuchTargetError'
    return isBlind ? undefined : `${token} got ${header.name} of ${wish.applianceId}`
  },
}

const ABOUT_ITSELF: ReadonlySet<string> = new Set(['announcement', 'withdrawal'])

const houseIsListed: AnswerInvariant = {
  name: 'houseIsListed',
  why: 'Discovery lists every appliance of the configuration and none that left it; being offline or new takes none away.',
  check(asked, view) {
    const { discoveredAppliances: listed } = answerOf(asked).payload
    if (!Array.isArray(listed) || asked.repeats !== undefined || asked.token === 'guest' || asked.token === 'kid')
      return undefined
    const seen = new Set(listed.map(one => String((one as { applianceId?: string }).applianceId)))
    const { absent } = view.facts
    const missing = view.cast.configured.find(({ id }) => !absent.has(id) && !seen.has(id))
    if (missing !== undefined) return `${missing.id} is not listed`
    // What it said to a broker of before, or just before a power cut, this one may not know.
    const isWithdrawn = ({ id }: Appliance): boolean => {
      const last = saidOf(view, id).findLast(one => ABOUT_ITSELF.has(one.kind))
      return last?.kind === 'withdrawal' && last.live && last.at >= view.runSince()
    }
    const withdrawn = view.cast.appliances.filter(isWithdrawn)
    const gone = [...absent, ...withdrawn.map(({ id }) => id)].find(id => seen.has(id))
    return gone === undefined ? undefined : `${gone} is listed, and not in the configuration`
  },
}

export const EVIDENCE_INVARIANTS: readonly StepInvariant[] = [reasonsAreInTheRecord]
export const TOLD_INVARIANTS: readonly AnswerInvariant[] = [
  refusalsAreExplained,
  missingIsMissing,
  limitsHold,
  houseIsListed,
]
