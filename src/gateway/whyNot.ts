/** Refusals for who is not there and what is not known, with the evidence in words: the log shows why. */
import { explanationText, PRESENCE_TEXTS } from '../home/explainText.ts'
import { valueReasonText } from '../home/valueText.ts'
import { valueUnknown } from '../home/valueUnknown.ts'
import { type Language, type Text, text } from '../kernel/text.ts'
import { type Refusal, refuse } from '../protocol/errors.ts'
import type { PropertyName } from '../protocol/properties.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'

/** `TargetOfflineError` with the chain of evidence; `lead` names what was tried, where the evidence does not. */
export function offlineRefusal(context: GatewayContext, resident: Resident, lead?: Text): Refusal {
  return refuse('TargetOfflineError', said(lead, presenceText(context, resident)))
}

/** `ValueNotFoundError` with the reasons why the property has no value, or why the one it has may not be told. */
export function unknownRefusal(
  context: GatewayContext,
  resident: Resident,
  property: PropertyName,
  lead?: Text,
): Refusal {
  const reasons = valueUnknown(resident, property, context.clock.mono())
  const missing = inAll(language => reasons.map(one => valueReasonText(one, language)).join('; '))
  const why = reasons.length === 0 ? presenceText(context, resident) : missing
  return refuse('ValueNotFoundError', said(lead, said(text(property, property, property), why)))
}

/** Presence with its evidence, on one line. */
export function presenceText({ house, clock }: GatewayContext, resident: Resident): Text {
  const now = clock.mono()
  const presence = house.presence(resident, now)
  const links = house.explain(resident, now)
  return said(
    PRESENCE_TEXTS[presence.word],
    inAll(language => explanationText(presence, links, language)),
  )
}

const inAll = (say: (language: Language) => string): Text => text(say('ko'), say('ja'), say('en'))

const said = (lead: Text | undefined, why: Text): Text =>
  lead === undefined ? why : inAll(language => `${lead[language]}: ${why[language]}`)
