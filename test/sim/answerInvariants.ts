/** What must hold of every answer CEK gets, whatever the appliance did. */
import { catalog, checkMessage } from '../support/catalog.ts'
import { DEADLINE_MS } from './gatewayRun.ts'
import { evidenceAgainst } from './presenceInvariants.ts'
import type { Asked } from './record.ts'
import { type AnswerInvariant, applianceOf, lastHeard, type View } from './view.ts'

/** Nothing in the simulation costs the processor time, so an answer is late only by what was waited for in vain. */
const BOUND_MS = 5

interface Answer {
  readonly header: { readonly messageId: string; readonly name: string }
  readonly payload: Readonly<Record<string, unknown>>
}

export const answerOf = ({ answer }: Asked): Answer => JSON.parse(answer?.text ?? 'null') as Answer

const conforms: AnswerInvariant = {
  name: 'answerConforms',
  why: 'After a valid signature every answer is a well-formed ClovaHome message of the edition.',
  check(asked, view) {
    const id = asked.wish.applianceId
    const type = id === undefined ? undefined : applianceOf(view, id).type
    const findings = checkMessage(answerOf(asked), view.setting.edition, type)
    const { name } = answerOf(asked).header
    const expected = catalog.interfaces.find(one => one.action === asked.wish.action)?.response
    const isRight = name === expected || catalog.errors[name] !== undefined
    return findings[0] ?? (isRight ? undefined : `${name} answers ${asked.wish.action}`)
  },
}

const sameMessageId: AnswerInvariant = {
  name: 'messageIdRepeated',
  why: 'CEK tells answers apart by the id it gave.',
  check(asked) {
    const { messageId } = answerOf(asked).header
    return messageId === asked.messageId ? undefined : `${messageId} instead of ${asked.messageId}`
  },
}

const inTime: AnswerInvariant = {
  name: 'answeredInTime',
  why: 'CEK gives up after some seconds; an answer past the deadline is no answer.',
  check({ sentAt, answer, verifyMs, stalledMs }, { facts }) {
    // What the process stood still for is the disk's: at most a write at a time, each below 50 ms.
    const took = (answer?.at ?? 0) - sentAt - (facts.stalledMs - stalledMs)
    // A signature whose key had to be fetched may itself take longer; the answer then follows at once.
    return took > Math.max(DEADLINE_MS, verifyMs) + BOUND_MS ? `${took} ms` : undefined
  },
}

const repeatsAnswered: AnswerInvariant = {
  name: 'noSecondCommand',
  why: 'The same bytes again get the same answer and no second command: an increment must not happen twice.',
  check(asked, view) {
    const { repeats } = asked
    // Both are answered at the same instant in either order; the one that comes second is compared.
    const pairs = view.facts.asked.filter(one => one.repeats === asked).map(again => [asked, again] as const)
    for (const [first, again] of repeats === undefined ? pairs : [[repeats, asked] as const]) {
      const wrong = differs(first, again)
      if (wrong !== undefined) return `directive ${again.number} repeats ${first.number}, ${wrong}`
    }
    return undefined
  },
}

function differs(first: Asked, again: Asked): string | undefined {
  if (first.lost || first.life !== again.life || again.sentAt - first.sentAt >= 600_000) return undefined
  const [sent] = again.commands
  if (sent !== undefined) return `and ${sent.topic} was sent again`
  if (first.answer === undefined || again.answer === undefined) return undefined
  // What a user may not see or use now is withheld, whatever was answered before.
  const isLimited = again.token === 'guest' || again.token === 'kid'
  const { name } = answerOf(again).header
  const isRefused = name === 'InvalidAccessTokenError' || (isLimited && name === 'NoSuchTargetError')
  return isRefused ||
    (isLimited && again.wish.action === 'DiscoverAppliances') ||
    first.answer.text === again.answer.text
    ? undefined
    : 'with another answer'
}

const tokenDecides: AnswerInvariant = {
  name: 'tokenDecides',
  why: 'The access token ties a request to this home; what was decided about it is never lost, not by a power cut either.',
  check(asked, view) {
    const isRefused = answerOf(asked).header.name === 'InvalidAccessTokenError'
    const isForEver = asked.token === 'good' || asked.token === 'guest' || asked.token === 'kid'
    if (isForEver) return isRefused ? 'the good token was refused' : undefined
    if (asked.token === 'unknown') return isRefused ? undefined : 'an unknown token was let in'
    // Looked at when the directive came: it may have been decided since, so only an unchanged token is judged.
    if (asked.answer?.at !== asked.sentAt) return undefined
    const isLive = view.tokenIsLive(asked.tokenNumber)
    if (isLive) return isRefused ? 'a live token was refused' : undefined
    return isRefused ? undefined : 'a revoked token was let in'
  },
}

const offlineIsProven: AnswerInvariant = {
  name: 'offlineIsProven',
  why: 'Refused at once only when the evidence rules out delivery; one that has only been silent is tried.',
  check(asked, view) {
    const { wish, answer, sentAt, commands, repeats, life } = asked
    if (answerOf(asked).header.name !== 'TargetOfflineError' || repeats !== undefined || wish.applianceId === undefined)
      return undefined
    const isAtOnce = (answer?.at ?? 0) - sentAt < 10 && commands.length === 0
    const since = view.facts.listeningSince
    if (!isAtOnce || since === undefined || life !== view.facts.life) return undefined
    const proof = evidenceAgainst(view, wish.applianceId, since).filter(
      one => one === 'session closed' || one === 'last will',
    )
    const isQuery = wish.action.startsWith('Get')
    return proof.length > 0 || isQuery ? undefined : 'nothing rules out that the command arrives'
  },
}

const theWellAreReached: AnswerInvariant = {
  name: 'theWellAreReached',
  why: 'An appliance that is connected, quick and honest is never called offline, or nobody will believe the word.',
  check(asked, view) {
    const { wish, sentAt, answer, verifyMs, life } = asked
    const wellSince = asked.wellSince()
    if (
      answerOf(asked).header.name !== 'TargetOfflineError' ||
      wellSince === undefined ||
      life !== view.facts.life ||
      asked.repeats !== undefined
    )
      return undefined
    // A report or answer of before may still be under way, and one ahead in its lane may take the time of this one.
    const alone = !view.facts.asked.some(
      one =>
        one !== asked &&
        one.wish.applianceId === wish.applianceId &&
        one.sentAt <= (answer?.at ?? 0) &&
        (one.answer?.at ?? Infinity) >= sentAt,
    )
    if (sentAt - wellSince < 7_000 || !alone || verifyMs > 0) return undefined
    // One that cannot be asked is not there for anybody before it has said something by itself.
    const isAskable = [...applianceOf(view, wish.applianceId ?? '').properties.values()].some(
      one => one.question !== undefined,
    )
    const isHeard = lastHeard(view, wish.applianceId ?? '') >= Math.max(view.facts.listeningSince ?? 0, wellSince)
    if (!isAskable && !isHeard) return undefined
    if (!isListenedTo(view, wish.applianceId ?? '', sentAt)) return undefined
    // An outside broker tells nothing of logins, so the will of an earlier connection is believed when it comes at last.
    if (view.facts.mode === 'outside' && isDenied(view, wish.applianceId ?? '')) return undefined
    return `${wish.applianceId} was well from ${wellSince} until the answer`
  },
}

/** Whether it has been in the house all the time; whoever left meanwhile is not listened to. */
const isListenedTo = (view: View, id: string, since: number): boolean =>
  view.run()?.gateway.house.get(id) !== undefined &&
  !view.facts.absent.has(id) &&
  (view.facts.hereSince.get(id) ?? Number.NEGATIVE_INFINITY) < since

/** Whether the last that was heard of it is that it is gone. */
const isDenied = (view: View, id: string): boolean =>
  view.facts.said.get(id)?.some(({ kind, at }) => kind === 'offline' && at >= lastHeard(view, id)) === true

export const ANSWER_INVARIANTS: readonly AnswerInvariant[] = [
  conforms,
  sameMessageId,
  inTime,
  repeatsAnswered,
  tokenDecides,
  offlineIsProven,
  theWellAreReached,
]
