/** One command to one appliance: waiter first, then the messages, then the appliance's word or the deadline. */

import type { Appliance } from '../home/appliance.ts'
import { isFresh } from '../home/known.ts'
import { canDo } from '../home/offer.ts'
import { baseProperty, type PlannedCommand, planChange, planCommand, visible } from '../home/plan.ts'
import { REFUSAL_TEXTS } from '../home/refusalText.ts'
import { expectAnswer } from '../home/rhythm.ts'
import type { Json } from '../kernel/json.ts'
import { filled } from '../kernel/text.ts'
import { formatMoment, type MonoMs, monoPlus, wallPlus } from '../kernel/time.ts'
import { BusError } from '../ports/bus.ts'
import { type Refusal, refuse } from '../protocol/errors.ts'
import type { PropertyName, Values } from '../protocol/properties.ts'
import type { Told } from '../protocol/reply.ts'
import type { Directive } from '../protocol/request.ts'
import { askAppliance } from './ask.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
import { offlineRefusal, unknownRefusal } from './whyNot.ts'
import { createWitness, type Verdict, type Witness } from './witness.ts'

/** Marks the moments of a directive for its log line. */
export interface Stages {
  mark(stage: 'turn' | 'sent' | 'answered'): void
}

/**
 * Makes an appliance do what a directive asks.
 * @returns what the appliance reported, with the values from before
 * @throws Refusal by the table of DESIGN section 5
 */
export function performCommand(
  context: GatewayContext,
  resident: Resident,
  directive: Directive,
  deadline: MonoMs,
  stages: Stages,
): Promise<Told> {
  const { id: applianceId } = resident.appliance
  const late = (): Refusal => lateRefusal(context, applianceId)
  return context.lanes.run({ applianceId, deadline, late }, async () => {
    stages.mark('turn')
    const now = admitted(context, applianceId, directive)
    const base = await baseValue(context, now, directive, deadline)
    const desired = planChange(directive, now.appliance, context.settings.edition, base)
    const before = { ...freshValues(now, context.clock.mono()), ...baseOf(directive, now.appliance, base) }
    const id = context.ids.correlation()
    const command = planCommand(directive, now.appliance, desired, {
      base: context.settings.base,
      id,
      expires: expiryOf(context, deadline),
      known: property => now.known.get(property)?.value,
    })
    return send(context, { resident: now, directive, deadline, stages, desired, before, id, command })
  })
}

/** The appliance as it is when its turn comes: the household may have changed, and it may have left meanwhile. */
function admitted(context: GatewayContext, applianceId: string, directive: Directive): Resident {
  const { house, clock, settings } = context
  const resident = house.get(applianceId)
  if (resident === undefined) throw refuse('NoSuchTargetError', 'the appliance was removed while the command waited')
  if (!canDo(resident.appliance, settings.edition, directive.interface)) {
    throw refuse('UnsupportedOperationError', 'the appliance no longer offers it')
  }
  const presence = house.presence(resident, clock.mono())
  if (presence.rulesOut) throw offlineRefusal(context, resident)
  return resident
}

/** Its turn came after the deadline: behind a dead appliance that is its absence, else too much was asked at once. */
function lateRefusal(context: GatewayContext, applianceId: string): Refusal {
  const { house, clock } = context
  const resident = house.get(applianceId)
  if (resident !== undefined && house.presence(resident, clock.mono()).word === 'offline') {
    return offlineRefusal(context, resident, REFUSAL_TEXTS.turnTooLate)
  }
  return refuse('ActionTemporarilyBlockedError', 'its turn came after the deadline')
}

/** What the appliance has said lately enough to be told as "before" or "now". */
function freshValues({ known, appliance }: Resident, now: MonoMs): Values {
  const isRecent = (property: PropertyName): boolean =>
    isFresh(known.get(property), appliance.properties.get(property)?.freshMs ?? 0, now)
  return Object.fromEntries([...known].flatMap(([name, { value }]) => (isRecent(name) ? [[name, value]] : [])))
}

const baseOf = (directive: Directive, appliance: Appliance, base: Json | undefined): Values => {
  const property = baseProperty(directive, appliance)
  return property === undefined || base === undefined ? {} : { [property]: base }
}

/** The moment after which an appliance must ignore the command, where the clock can be believed. */
function expiryOf({ clock, settings }: GatewayContext, deadline: MonoMs): string | undefined {
  if (!clock.wallTrusted()) return undefined
  const at = wallPlus(clock.wall(), deadline - clock.mono())
  return formatMoment(at, settings.zone(at))
}

/** The present value a relative directive starts from: fresh, else asked for, else the last known of a living appliance. */
async function baseValue(
  context: GatewayContext,
  resident: Resident,
  directive: Directive,
  deadline: MonoMs,
): Promise<Json | undefined> {
  const property = baseProperty(directive, resident.appliance)
  if (property === undefined) return undefined
  const now = context.clock.mono()
  const last = resident.known.get(property)
  const freshMs = resident.appliance.properties.get(property)?.freshMs ?? 0
  if (last !== undefined && isFresh(last, freshMs, now)) return last.value
  // With a last value to go on from, half of the time is kept for the command itself.
  const until = last === undefined ? deadline : monoPlus(now, (deadline - now) / 2)
  const asked = await askAppliance(context, resident, [property], { deadline: until })
  if (asked.kind === 'refused') throw asked.refusal
  const known = resident.known.get(property)
  if (asked.kind !== 'said') {
    const { word } = context.house.presence(resident, context.clock.mono())
    if (word === 'offline' || (asked.kind === 'silent' && word !== 'online')) {
      throw offlineRefusal(context, resident, filled(REFUSAL_TEXTS.notKnownByNow, { property }))
    }
    // A value from before the restart, or of an appliance nobody has heard, may be anything by now.
    if (word !== 'online' || known?.heardAt === undefined)
      throw unknownRefusal(context, resident, property, REFUSAL_TEXTS.notSaidSinceStart)
  }
  if (known === undefined) throw unknownRefusal(context, resident, property)
  return known.value
}

interface Sending {
  readonly resident: Resident
  readonly directive: Directive
  readonly deadline: MonoMs
  readonly stages: Stages
  readonly desired: Values
  readonly before: Values
  readonly id: string
  readonly command: PlannedCommand
}

async function send(context: GatewayContext, sending: Sending): Promise<Told> {
  const { resident, deadline, stages, desired, before, command } = sending
  const { appliance } = resident
  const shown = visible(appliance, desired)
  const blind = appliance.isIr || (!command.native && shown.length === 0)
  const witness = createWitness({
    edition: context.settings.edition,
    appliance,
    directive: sending.directive,
    desired,
    id: sending.id,
    shown,
    alone: () => context.waiters.countFor(appliance.id) === 1,
  })
  expectAnswer(resident.rhythm, deadline)
  const waiting = context.waiters.wait<Verdict>(appliance.id, deadline, heard => witness.look(heard))
  const sentAt = context.clock.mono()
  try {
    for (const message of command.messages) {
      await context.bus.publish({ ...message, qos: 0, retain: false, notAfter: deadline })
    }
  } catch (error) {
    waiting.cancel()
    if (!(error instanceof BusError)) throw error
    throw offlineRefusal(context, resident, filled(REFUSAL_TEXTS.notTaken, { reason: error.message }))
  }
  stages.mark('sent')
  if (blind) {
    waiting.cancel()
    return { now: {}, before }
  }
  const settled = await waiting.settled
  stages.mark('answered')
  if (settled.kind === 'settled') {
    if ('refusal' in settled.with) throw settled.with.refusal
    await askMissing(context, resident, witness, deadline)
    return { now: toldNow(freshValues(resident, context.clock.mono()), desired, witness.reported), before }
  }
  return unanswered(context, sending, witness, sentAt)
}

/** An answer that must tell a value the result left out: the appliance is asked for it. */
async function askMissing(
  context: GatewayContext,
  resident: Resident,
  witness: Witness,
  deadline: MonoMs,
): Promise<void> {
  const missing = witness.missing()
  if (missing.length === 0) return
  const asked = await askAppliance(context, resident, missing, { deadline })
  if (asked.kind === 'refused') throw asked.refusal
  if (asked.kind === 'said') witness.note(asked.values)
  if (witness.missing().length > 0 || witness.contradicted()) {
    throw refuse('ActionFailedError', `the appliance did not confirm ${missing.join(', ')}`)
  }
}

/** What is told as "now": the changed properties only as reported, the others as heard lately. */
function toldNow(recent: Values, desired: Values, reported: ReadonlyMap<PropertyName, Json>): Values {
  const now: Record<string, Json> = { ...recent }
  for (const property of Object.keys(desired)) delete now[property]
  return { ...now, ...Object.fromEntries(reported) }
}

/** The deadline has passed without a confirmation: offline, otherwise, or trusted, by the evidence and the policy. */
function unanswered(context: GatewayContext, sending: Sending, witness: Witness, sentAt: MonoMs): Told {
  const { directive } = sending
  // By id: a reload may have put another record in its place while the command ran.
  const resident = context.house.get(sending.resident.appliance.id) ?? sending.resident
  if (witness.contradicted()) throw refuse('ActionFailedError', 'the appliance reported something else')
  const heardSince = (resident.evidence.heard?.at ?? Number.NEGATIVE_INFINITY) >= sentAt
  if (!heardSince) {
    resident.evidence = { ...resident.evidence, unanswered: { at: context.clock.mono() } }
    throw offlineRefusal(context, resident)
  }
  const mustTell = directive.interface.answers.some(field => field.required)
  if (resident.appliance.policy === 'sent' && !mustTell) return { now: {}, before: {} }
  throw refuse('ActionFailedError', 'the appliance is alive but did not confirm')
}
