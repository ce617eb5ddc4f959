/** One command to one appliance: waiter first, then the messages, then the appliance's word or the deadline. */

import type { Appliance } from '../home/appliance.ts'
import { isFresh, type KnownValues, liveValues } from '../home/known.ts'
import { baseProperty, type PlannedCommand, planChange, planCommand, visible } from '../home/plan.ts'
import type { Json } from '../kernel/json.ts'
import { formatMoment, type MonoMs, monoPlus, wallPlus } from '../kernel/time.ts'
import { BusError } from '../ports/bus.ts'
import { refuse } from '../protocol/errors.ts'
import type { PropertyName, Values } from '../protocol/properties.ts'
import type { Told } from '../protocol/reply.ts'
import type { Directive } from '../protocol/request.ts'
import { askAppliance } from './ask.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
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
  return context.lanes.run(resident.appliance.id, deadline, async () => {
    stages.mark('turn')
    const base = await baseValue(context, resident, directive, deadline)
    const desired = planChange(directive, resident.appliance, context.settings.edition, base)
    const before = { ...liveValues(resident.known), ...baseOf(directive, resident.appliance, base) }
    const id = context.ids.correlation()
    const command = planCommand(directive, resident.appliance, desired, {
      base: context.settings.base,
      id,
      expires: expiryOf(context, deadline),
    })
    return send(context, { resident, directive, deadline, stages, desired, before, id, command })
  })
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
  if (!isFresh(last, freshMs, now)) {
    // With a last value to go on from, half of the time is kept for the command itself.
    const until = last === undefined ? deadline : monoPlus(now, (deadline - now) / 2)
    const asked = await askAppliance(context, resident, [property], { deadline: until })
    if (asked.kind === 'silent' && context.house.presence(resident, context.clock.mono()).word !== 'online') {
      throw refuse('TargetOfflineError', `asked for ${property}, nothing came back`)
    }
    if (asked.kind === 'refused') throw asked.refusal
  }
  const known = resident.known.get(property)
  if (known === undefined) throw refuse('ValueNotFoundError', `${property} is not known`)
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
  })
  const waiting = context.waiters.wait<Verdict>(appliance.id, deadline, heard => witness.look(heard))
  const sentAt = context.clock.mono()
  try {
    for (const message of command.messages) {
      await context.bus.publish({ ...message, qos: 0, retain: false, notAfter: deadline })
    }
  } catch (error) {
    waiting.cancel()
    if (!(error instanceof BusError)) throw error
    throw refuse('TargetOfflineError', `the command was not taken: ${error.message}`)
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
    return { now: toldNow(resident.known, desired, witness.reported), before }
  }
  return unanswered(context, sending, witness, sentAt)
}

/** What is told as "now": the changed properties only as reported, the others as known. */
function toldNow(known: KnownValues, desired: Values, reported: ReadonlyMap<PropertyName, Json>): Values {
  const now: Record<string, Json> = { ...liveValues(known) }
  for (const property of Object.keys(desired)) delete now[property]
  return { ...now, ...Object.fromEntries(reported) }
}

/** The deadline has passed without a confirmation: offline, otherwise, or trusted, by the evidence and the policy. */
function unanswered(context: GatewayContext, sending: Sending, witness: Witness, sentAt: MonoMs): Told {
  const { resident, directive } = sending
  if (witness.contradicted()) throw refuse('ActionFailedError', 'the appliance reported something else')
  const heardSince = (resident.evidence.heard?.at ?? Number.NEGATIVE_INFINITY) >= sentAt
  if (!heardSince) {
    resident.evidence = { ...resident.evidence, unanswered: { at: context.clock.mono() } }
    throw refuse('TargetOfflineError', 'nothing was heard of the appliance after the command')
  }
  const mustTell = directive.interface.answers.some(field => field.required)
  if (resident.appliance.policy === 'sent' && !mustTell) return { now: {}, before: {} }
  throw refuse('ActionFailedError', 'the appliance is alive but did not confirm')
}
