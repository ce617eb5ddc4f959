/** Asks an appliance for properties and waits for its word. */

import type { Appliance, PropertyBinding } from '../home/appliance.ts'
import { fillTemplate } from '../home/format.ts'
import type { Moment } from '../home/moment.ts'
import { isAboutPeriod, type NativeResult, nativeTopic, periodId, writeNativeQuestion } from '../home/native.ts'
import { expectAnswer } from '../home/rhythm.ts'
import { type Json, member } from '../kernel/json.ts'
import { formatTimestamp, type MonoMs, parseTimestamp, seconds } from '../kernel/time.ts'
import { BusError, type OutgoingMessage } from '../ports/bus.ts'
import { applianceRefusal } from '../protocol/applianceErrors.ts'
import type { Edition } from '../protocol/edition.ts'
import type { Refusal } from '../protocol/errors.ts'
import type { PropertyName } from '../protocol/properties.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
import type { HeardFrom } from './waiters.ts'

/** A shorter wait proves nothing: a sleeping radio answers after up to two seconds, and half a deadline may be all there was. */
const FAIR_ANSWER_MS = seconds(3)

export interface AskHow {
  readonly deadline: MonoMs
  /** Period the values are wanted for; only a result to this very question then counts. */
  readonly period?: Json
}

export type Asked =
  /** All properties were said (or the appliance said that it does not know); for a period, with its values. */
  | {
      readonly kind: 'said'
      readonly values: ReadonlyMap<PropertyName, Json | null>
      /** Of the message that completed the answer. */
      readonly moment: Moment | undefined
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Asked, and the deadline passed; or the bus did not take the question. */
  | { readonly kind: 'silent' }
  /** There is no way to ask. */
  | { readonly kind: 'cannot' }

/** Asks for properties; resolves when all of them were said live, at a refusal, or at the deadline. */
export async function askAppliance(
  context: GatewayContext,
  resident: Resident,
  properties: readonly PropertyName[],
  how: AskHow,
): Promise<Asked> {
  const { appliance } = resident
  const askable = properties.filter(name => canAsk(appliance.properties.get(name), how.period))
  if (askable.length === 0) return { kind: 'cannot' }
  const id = how.period === undefined ? context.ids.correlation() : periodId(context.ids.correlation())
  const said = new Map<PropertyName, Json | null>()
  const waiting = context.waiters.wait<Asked>(appliance.id, how.deadline, heard =>
    look(heard, {
      id,
      about: aboutOf(appliance, askable, how),
      wanted: askable,
      said,
      edition: context.settings.edition,
    }),
  )
  expectAnswer(resident.rhythm, how.deadline)
  const askedAt = context.clock.mono()
  try {
    for (const question of questions(context, resident, askable, id, how)) await context.bus.publish(question)
  } catch (error) {
    waiting.cancel()
    if (!(error instanceof BusError)) throw error
    return { kind: 'silent' }
  }
  resident.evidence = { ...resident.evidence, asked: { at: askedAt } }
  const settled = await waiting.settled
  if (settled.kind === 'settled') return settled.with
  noteUnanswered(context, appliance.id, askedAt)
  return { kind: 'silent' }
}

/** Who was given time to answer and has not been heard since the question is noted to have kept silent. */
function noteUnanswered({ house, clock }: GatewayContext, applianceId: string, askedAt: MonoMs): void {
  if (clock.mono() - askedAt < FAIR_ANSWER_MS) return
  // By id: a reload may have put another record in its place meanwhile.
  const resident = house.get(applianceId)
  if (resident === undefined) return
  const { heard, askedUnanswered: before } = resident.evidence
  const heardAt = heard?.at ?? Number.NEGATIVE_INFINITY
  if (heardAt >= askedAt) return
  const times = before !== undefined && before.at > heardAt ? before.times + 1 : 1
  resident.evidence = { ...resident.evidence, askedUnanswered: { at: askedAt, times } }
}

/** A period can be put into native questions and into templates that have a place for it. */
function canAsk(binding: PropertyBinding | undefined, period: Json | undefined): boolean {
  const question = binding?.question
  if (question === undefined) return false
  return period === undefined || question === 'native' || question.payload.includes('{start}')
}

/** What is asked for: the present, a period asked for natively (with an id), or one asked for on topics without ids. */
type About = 'now' | 'period by id' | 'period'

function aboutOf({ properties }: Appliance, asked: readonly PropertyName[], { period }: AskHow): About {
  if (period === undefined) return 'now'
  return asked.some(name => properties.get(name)?.question === 'native') ? 'period by id' : 'period'
}

/** Whether a message that does not repeat our id can answer: what an appliance says by itself is about now. */
function counts(about: About, result: NativeResult | undefined): boolean {
  if (result === undefined) return about !== 'period by id'
  return about === 'now' && !isAboutPeriod(result)
}

interface Looking {
  readonly id: string
  readonly about: About
  readonly wanted: readonly PropertyName[]
  readonly said: Map<PropertyName, Json | null>
  readonly edition: Edition
}

function look({ values, result, moment }: HeardFrom, { id, about, wanted, said, edition }: Looking): Asked | undefined {
  const answersUs = result?.id === id
  if (answersUs && result.error !== undefined) {
    return {
      kind: 'refused',
      refusal: applianceRefusal(result.error, { edition, control: false, carriedValue: false }),
    }
  }
  if (!answersUs && !counts(about, result)) return undefined
  for (const property of wanted) {
    const value = values.get(property)
    if (value !== undefined) said.set(property, value)
  }
  if (answersUs || wanted.every(property => said.has(property))) return { kind: 'said', values: said, moment }
  return undefined
}

function* questions(
  context: GatewayContext,
  { appliance }: Resident,
  properties: readonly PropertyName[],
  id: string,
  { deadline, period }: AskHow,
): Generator<OutgoingMessage> {
  const bindings = properties.map(name => appliance.properties.get(name))
  if (bindings.some(binding => binding?.question === 'native')) {
    const names = properties.filter((_, at) => bindings[at]?.question === 'native')
    const payload = writeNativeQuestion(id, names, period)
    yield {
      topic: nativeTopic(context.settings.base, appliance.id, 'get'),
      payload,
      qos: 0,
      retain: false,
      notAfter: deadline,
    }
  }
  const asked = new Set<string>()
  for (const binding of bindings) {
    const question = binding?.question
    if (question === undefined || question === 'native') continue
    const payload = fillTemplate(question.payload, { id, ...periodWords(context, period) })
    // Several properties often share one question (Tasmota STATE): it is asked once.
    const key = `${question.topic}\n${payload}`
    if (asked.has(key)) continue
    asked.add(key)
    yield { topic: question.topic, payload, qos: 0, retain: false, notAfter: deadline }
  }
}

function periodWords({ settings }: GatewayContext, period: Json | undefined): Record<string, string> {
  if (period === undefined) return {}
  const word = (key: string): string => {
    const said = member(period, key)
    const moment = typeof said === 'string' ? parseTimestamp(said, settings.zone) : undefined
    return moment === undefined ? '' : formatTimestamp(moment, settings.zone(moment))
  }
  return { start: word('start'), end: word('end') }
}
