/** Queries: a report fresh enough, else the appliance is asked, else the last known value of a living appliance. */

import { stateLine, statesOf } from '../home/deviceState.ts'
import { isFresh, type Known } from '../home/known.ts'
import { REFUSAL_TEXTS } from '../home/refusalText.ts'
import type { Json } from '../kernel/json.ts'
import { filled } from '../kernel/text.ts'
import { type MonoMs, wallMs } from '../kernel/time.ts'
import { refuse } from '../protocol/errors.ts'
import type { PropertyName, Values } from '../protocol/properties.ts'
import type { Told } from '../protocol/reply.ts'
import type { Directive } from '../protocol/request.ts'
import { askAppliance } from './ask.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
import { toldMoment } from './toldMoment.ts'
import { offlineRefusal, presenceText, unknownRefusal } from './whyNot.ts'

/**
 * What an appliance says of the property a directive asks for, with the moment it said it.
 * @throws Refusal ValueNotFoundError when nobody knows, TargetOfflineError when nobody answers
 */
export async function performQuery(
  context: GatewayContext,
  resident: Resident,
  directive: Directive,
  deadline: MonoMs,
): Promise<Told> {
  const property = directive.property as PropertyName
  const binding = resident.appliance.properties.get(property)
  const { period } = directive.operands
  if (period !== undefined && binding !== undefined && binding.anyPeriod !== true) {
    return queryPeriod(context, resident, property, { deadline, period })
  }
  const isSummary = property === 'states' && binding === undefined
  const wanted = isSummary ? statesOf(resident.appliance) : [property]
  await refresh(context, resident, wanted, deadline)
  // It may have left the configuration and returned while it was asked: what answered is the one that is here now.
  const here = context.house.get(resident.appliance.id) ?? resident
  return isSummary ? summary(context, here, wanted) : toldOf(context, here, property, directive)
}

/** Makes the wanted values fresh where that is possible; what stays stale is then judged by presence. */
async function refresh(
  context: GatewayContext,
  resident: Resident,
  wanted: readonly PropertyName[],
  deadline: MonoMs,
): Promise<void> {
  const { clock, house } = context
  const stale = wanted.filter(name => {
    const freshMs = resident.appliance.properties.get(name)?.freshMs ?? 0
    return !isFresh(resident.known.get(name), freshMs, clock.mono())
  })
  if (stale.length === 0) return
  const asked = await askAppliance(context, resident, stale, { deadline })
  if (asked.kind === 'said') return
  if (asked.kind === 'refused') throw asked.refusal
  const presence = house.presence(resident, clock.mono())
  // An appliance that may be silent is believed for as long as nothing speaks against it.
  const trusted = presence.word === 'online' || (presence.word === 'unknown' && resident.appliance.cadence.silentOk)
  if (!trusted) throw offlineRefusal(context, resident, REFUSAL_TEXTS.noAnswer)
}

function toldOf(context: GatewayContext, resident: Resident, property: PropertyName, directive: Directive): Told {
  const known = resident.known.get(property)
  if (known === undefined) throw unknownRefusal(context, resident, property)
  const further = directive.interface.answers.flatMap(({ property: name }) => {
    const value = resident.known.get(name)?.value
    return value === undefined ? [] : [[name, value] as const]
  })
  return stamped(context, { ...Object.fromEntries(further), [property]: known.value }, [known])
}

function summary(context: GatewayContext, resident: Resident, wanted: readonly PropertyName[]): Told {
  const found = wanted.flatMap(name => {
    const known = resident.known.get(name)
    return known === undefined ? [] : [{ name, known }]
  })
  if (found.length === 0) {
    // All of them lack for the same reason or for reasons of their own: the first tells enough of the way to mend it.
    const [first = 'states'] = wanted
    throw unknownRefusal(context, resident, first, REFUSAL_TEXTS.nothingKnown)
  }
  const lines = found.map(({ name, known }) => stateLine(name, known.value, context.settings.edition))
  return stamped(
    context,
    { states: lines },
    found.map(({ known }) => known),
  )
}

/** A told value is as old as its oldest part; one part without a believable time leaves the whole without. */
function stamped(context: GatewayContext, now: Values, parts: readonly Known[]): Told {
  const moments = parts.map(part => toldMoment(context, part.moment))
  const times = moments.filter(moment => moment !== undefined)
  return times.length < moments.length ? { now } : { now, at: wallMs(Math.min(...times)) }
}

/** Values of a period are never remembered: only an answer to the very question counts. */
async function queryPeriod(
  context: GatewayContext,
  resident: Resident,
  property: PropertyName,
  how: { deadline: MonoMs; period: Json },
): Promise<Told> {
  const asked = await askAppliance(context, resident, [property], how)
  switch (asked.kind) {
    case 'refused':
      throw asked.refusal
    case 'cannot':
      throw refuse('ValueNotFoundError', filled(REFUSAL_TEXTS.notKeptByPeriod, { property }))
    case 'silent': {
      const { word } = context.house.presence(resident, context.clock.mono())
      if (word !== 'online') throw offlineRefusal(context, resident, REFUSAL_TEXTS.noAnswer)
      const presence = presenceText(context, resident)
      throw refuse('ValueNotFoundError', filled(REFUSAL_TEXTS.periodUnanswered, { property, presence }))
    }
    case 'said': {
      const value = asked.values.get(property)
      if (value === undefined || value === null) {
        const how = value === null ? REFUSAL_TEXTS.periodNotKnown : REFUSAL_TEXTS.periodNotSaid
        throw refuse('ValueNotFoundError', filled(how, { property }))
      }
      const at = toldMoment(context, asked.moment)
      return at === undefined ? { now: { [property]: value } } : { now: { [property]: value }, at }
    }
  }
}
