/** Refusals for who is not there and what is not known, with the evidence in words: the log shows why. */
import { explanationText } from '../home/explainText.ts'
import { valueReasonText } from '../home/valueText.ts'
import { valueUnknown } from '../home/valueUnknown.ts'
import { type Refusal, refuse } from '../protocol/errors.ts'
import type { PropertyName } from '../protocol/properties.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'

/** `TargetOfflineError` with the chain of evidence; `lead` names what was tried, where the evidence does not. */
export function offlineRefusal(context: GatewayContext, resident: Resident, lead?: string): Refusal {
  return refuse('TargetOfflineError', said(lead, presenceText(context, resident)))
}

/** `ValueNotFoundError` with the reasons why the property has no value, or why the one it has may not be told. */
export function unknownRefusal(
  context: GatewayContext,
  resident: Resident,
  property: PropertyName,
  lead?: string,
): Refusal {
  const { clock, settings } = context
  const reasons = valueUnknown(resident, property, clock.mono()).map(one => valueReasonText(one, settings.language))
  const why = reasons.length === 0 ? presenceText(context, resident) : reasons.join('; ')
  return refuse('ValueNotFoundError', said(lead, `${property}: ${why}`))
}

/** Presence with its evidence, on one line. */
export function presenceText({ house, clock, settings }: GatewayContext, resident: Resident): string {
  const now = clock.mono()
  const presence = house.presence(resident, now)
  return `${presence.word}: ${explanationText(presence, house.explain(resident, now), settings.language)}`
}

const said = (lead: string | undefined, why: string): string => (lead === undefined ? why : `${lead}: ${why}`)
