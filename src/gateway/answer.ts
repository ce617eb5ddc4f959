/** Answers one verified request: an ordered list of named steps, and the catch. */

import { hash } from 'node:crypto'
import { canDo } from '../home/offer.ts'
import { REFUSAL_TEXTS } from '../home/refusalText.ts'
import type { Json } from '../kernel/json.ts'
import { clip, filled, type Text } from '../kernel/text.ts'
import { type MonoMs, monoPlus } from '../kernel/time.ts'
import type { TokenRow } from '../ports/stores.ts'
import type { Edition } from '../protocol/edition.ts'
import { errorInEdition, Refusal, refuse } from '../protocol/errors.ts'
import type { Discovered } from '../protocol/families.ts'
import { doneMessage, errorMessage, healthMessage, type Message, message, type Told } from '../protocol/reply.ts'
import { type Directive, type Envelope, type EnvelopeResult, parseDirective } from '../protocol/request.ts'
import { checkHealth } from './checkHealth.ts'
import type { GatewayContext } from './context.ts'
import { discover } from './discover.ts'
import type { Resident } from './house.ts'
import { performCommand } from './performCommand.ts'
import { performQuery } from './performQuery.ts'
import { findScene, runScene } from './runScene.ts'
import { type Stopwatch, startStopwatch } from './stopwatch.ts'
import { type View, viewOf } from './view.ts'
import { offlineRefusal } from './whyNot.ts'

/** A handful of numbers and words; a log line is no place for a payload. */
const MAX_TOLD_CHARACTERS = 200

/** What is known of a request while it goes through the steps. */
interface Case {
  readonly envelope: Envelope
  readonly messageId: string
  readonly deadline: MonoMs
  readonly watch: Stopwatch
  token?: TokenRow
  view?: View
  directive?: Directive
  resident?: Resident
  answer?: Message
}

type Step = (context: GatewayContext, one: Case) => void | Promise<void>

/**
 * In the order in which they may refuse: who asks (which is noted), what, of whom, whether it is there, whether there is
 * time, and only then the doing.
 */
const STEPS: Readonly<Record<string, Step>> = { authorize, note, read, resolve, admit, beInTime, perform }

/**
 * Answers a verified request. Never rejects; the answer is always a well-formed ClovaHome message.
 * @param arrivedAt the deadline counts from here: before the signature was checked
 */
export async function answerRequest(
  context: GatewayContext,
  request: EnvelopeResult,
  arrivedAt: MonoMs,
): Promise<Message> {
  if (!request.ok) {
    const messageId = request.messageId ?? context.ids.uuid()
    const watch = startStopwatch(context.clock, arrivedAt)
    return refused(context, request.refusal, { messageId, name: '(unreadable)', watch })
  }
  const one = caseOf(context, request.envelope, arrivedAt)
  try {
    for (const step of Object.values(STEPS)) {
      const pending = step(context, one)
      // All but the last are done at once: waiting for them too would put five turns of the queue before each command.
      if (pending !== undefined) await pending
    }
    if (one.answer === undefined) throw new Error(`no step answered ${one.envelope.name}`)
    logLine(context, one, { outcome: one.answer.header.name })
    return one.answer
  } catch (error) {
    return refusedCase(context, error, one)
  }
}

/**
 * What a repeat gets instead of the remembered answer: the refusal when its token does not hold now or what it names is
 * not for its user any more, and the list of now to a user who may not see all. Undefined: the remembered answer.
 */
export function answerRepeat(context: GatewayContext, request: EnvelopeResult, arrivedAt: MonoMs): Message | undefined {
  // What cannot be read was refused at first, so the memory of it tells nothing.
  if (!request.ok) return undefined
  const one = caseOf(context, request.envelope, arrivedAt)
  try {
    authorize(context, one)
    return viewIn(one).limited ? answerLimited(context, one) : undefined
  } catch (error) {
    return refusedCase(context, error, one)
  }
}

/** Rights and places of appliances change with the configuration, so nothing is concluded from what was allowed before. */
function answerLimited(context: GatewayContext, one: Case): Message | undefined {
  read(context, one)
  const { interface: asked, operands } = one.directive as Directive
  if (asked.discovers !== undefined) {
    const answer = found(context, one, asked.discovers)
    logLine(context, one, { outcome: answer.header.name })
    return answer
  }
  if (asked.target === 'scene') findScene(viewIn(one), operands.scene)
  else residentIn(context, one)
  return undefined
}

function caseOf({ clock, ids, settings }: GatewayContext, envelope: Envelope, arrivedAt: MonoMs): Case {
  return {
    envelope,
    messageId: envelope.messageId ?? ids.uuid(),
    deadline: monoPlus(arrivedAt, settings.deadlineMs),
    watch: startStopwatch(clock, arrivedAt),
  }
}

function authorize(context: GatewayContext, one: Case): void {
  const { tokens, clock } = context
  const { accessToken } = one.envelope
  if (accessToken === undefined) throw refuse('InvalidAccessTokenError', 'no access token')
  const token = tokens.find(hash('sha256', accessToken, 'hex'))
  if (token === undefined || token.revokedAt !== undefined) {
    throw refuse(
      'InvalidAccessTokenError',
      token === undefined ? 'unknown access token' : `token ${token.id} is revoked`,
    )
  }
  const expired = token.expiresAt !== undefined && clock.wallTrusted() && clock.wall() >= token.expiresAt
  if (expired) throw refuse('ExpiredAccessTokenError', `token ${token.id} has expired`)
  one.token = token
  one.view = viewOf(context, token)
}

function note({ linkUses }: GatewayContext, one: Case): void {
  linkUses.used(one.token as TokenRow)
}

function read({ settings }: GatewayContext, one: Case): void {
  one.directive = parseDirective(one.envelope, settings.edition)
}

const viewIn = (one: Case): View => one.view as View

/** An appliance that is not for the user is refused like one that is not there; only our own log tells them apart. */
function residentIn({ house }: GatewayContext, one: Case): Resident {
  const { applianceId } = one.directive as Directive
  if (applianceId === undefined) throw refuse('NoSuchTargetError', 'the request names no appliance')
  const resident = viewIn(one).resident(applianceId)
  if (resident !== undefined) return resident
  const why = house.get(applianceId) === undefined ? 'no such appliance' : 'the appliance is not for this user'
  throw refuse('NoSuchTargetError', why)
}

function resolve(context: GatewayContext, one: Case): void {
  const { settings } = context
  const directive = one.directive as Directive
  if (directive.interface.target !== 'appliance') return
  const resident = residentIn(context, one)
  one.resident = resident
  if (!canDo(resident.appliance, settings.edition, directive.interface)) {
    throw refuse('UnsupportedOperationError', 'the appliance does not offer it')
  }
  const { property } = directive
  // An endpoint names another part of the appliance, which it may not have.
  if (
    property !== directive.interface.property &&
    property !== undefined &&
    !resident.appliance.properties.has(property)
  ) {
    throw refuse('UnsupportedOperationError', `the appliance has no ${property}`)
  }
}

function admit(context: GatewayContext, { directive, resident }: Case): void {
  if (resident === undefined || directive?.interface.family === 'health') return
  if (context.house.presence(resident, context.clock.mono()).rulesOut) throw offlineRefusal(context, resident)
}

/** Discovery needs no time of an appliance, and is all the better for being late than never. */
function beInTime({ clock }: GatewayContext, { directive, deadline }: Case): void {
  if (directive?.interface.discovers !== undefined || clock.mono() < deadline) return
  throw refuse('ActionTemporarilyBlockedError', 'the deadline passed before the signature was verified')
}

async function perform(context: GatewayContext, one: Case): Promise<void> {
  const directive = one.directive as Directive
  const { messageId, deadline, watch, resident } = one
  const { interface: asked } = directive
  if (asked.target === 'scene') {
    await runScene(context, viewIn(one), directive.operands.scene, deadline)
    one.answer = message(messageId, asked.response, {})
  } else if (asked.discovers !== undefined) {
    one.answer = found(context, one, asked.discovers)
  } else if (resident === undefined) {
    throw new Error(`${asked.request} came without its appliance`)
  } else if (asked.family === 'health') {
    one.answer = healthMessage(messageId, directive, await checkHealth(context, resident, deadline))
  } else if (asked.family === 'get') {
    one.answer = told(context, one, await performQuery(context, resident, directive, deadline))
  } else {
    one.answer = told(context, one, await performCommand(context, resident, directive, deadline, watch))
  }
}

function found(context: GatewayContext, one: Case, kind: Discovered): Message {
  const directive = one.directive as Directive
  return message(one.messageId, directive.interface.response, discover(context, viewIn(one), directive, kind))
}

function told({ settings }: GatewayContext, one: Case, values: Told): Message {
  const { appliance } = one.resident as Resident
  const done = doneMessage(one.messageId, one.directive as Directive, values, {
    edition: settings.edition,
    zone: settings.zone,
    type: appliance.type,
    words: property => {
      const { unit, label } = appliance.properties.get(property) ?? {}
      return { ...(unit === undefined ? {} : { unit }), ...(label === undefined ? {} : { label }) }
    },
  })
  if (done === undefined) throw refuse('ValueNotFoundError', whatCannotBeTold(values))
  return done
}

/** Named with the values: they are out of what the guides allow, or the one that was asked for is not among them. */
const whatCannotBeTold = ({ now }: Told): Text =>
  filled(REFUSAL_TEXTS.cannotBeTold, { values: clip(JSON.stringify(now), MAX_TOLD_CHARACTERS) })

function refusedCase(context: GatewayContext, error: unknown, one: Case): Message {
  const { messageId, watch, envelope } = one
  return refused(context, refusalOf(context, error, envelope.name), { messageId, name: envelope.name, watch, one })
}

function refusalOf({ log }: GatewayContext, error: unknown, name: string): Refusal {
  if (error instanceof Refusal) return error
  log.error('directive failed inside', {
    name,
    reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  return refuse('DriverInternalError', 'an internal error')
}

interface RefusedCase {
  readonly messageId: string
  readonly name: string
  readonly watch: Stopwatch
  readonly one?: Case
}

function refused(context: GatewayContext, refusal: Refusal, { messageId, name, watch, one }: RefusedCase): Message {
  const { edition, language } = context.settings
  const outcome = errorInEdition(refusal.error, edition)
  const why = refusal.why[language]
  if (one === undefined) context.log.warn('directive', { name, outcome, why, ...watch.read() })
  else logLine(context, one, { outcome, why })
  return errorMessage(messageId, refusal, edition satisfies Edition)
}

function logLine({ log }: GatewayContext, one: Case, end: { outcome: string; why?: string }): void {
  const fields: Record<string, Json> = { name: one.envelope.name, outcome: end.outcome, ...one.watch.read() }
  const user = one.view?.user
  if (user !== undefined) fields['user'] = user
  const applianceId = one.directive?.applianceId
  if (applianceId !== undefined) fields['appliance'] = applianceId
  if (end.why !== undefined) fields['why'] = end.why
  log.info('directive', fields as Record<string, string | number>)
}
