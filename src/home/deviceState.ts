/** A summary of an appliance's known values, for types whose state CLOVA can ask about as a whole. */
import type { Json } from '../kernel/json.ts'
import { type Text, text } from '../kernel/text.ts'
import { type Edition, editionLanguage } from '../protocol/edition.ts'
import { PROPERTIES, type PropertyName, propertySpec } from '../protocol/properties.ts'
import { type Appliance, readable } from './appliance.ts'

/** Spoken words of values that are codes. */
const SPOKEN: Partial<Record<PropertyName, Readonly<Record<string, Text>>>> = {
  power: { on: text('켜짐', 'オン', 'on'), off: text('꺼짐', 'オフ', 'off') },
  lockState: { LOCKED: text('잠김', '施錠', 'locked'), UNLOCKED: text('열림', '解錠', 'unlocked') },
  openState: { OPENED: text('열림', '開', 'open'), CLOSED: text('닫힘', '閉', 'closed') },
}

const SUMMARIZED = (Object.keys(PROPERTIES) as readonly PropertyName[]).filter(
  name => propertySpec(name).label !== undefined,
)

/** Properties that a summary of this appliance is made of: those with a spoken name that it can be read for. */
export const statesOf = (appliance: Appliance): readonly PropertyName[] =>
  SUMMARIZED.filter(name => readable(appliance.properties.get(name)))

/** One line of the summary (`CustomInfoObject`). */
export function stateLine(property: PropertyName, value: Json, edition: Edition): Json {
  const language = editionLanguage(edition)
  const { label, stateUnit } = propertySpec(property)
  const word = SPOKEN[property]?.[String(value)]?.[language]
  const line = { name: label?.[language] ?? property, value: word ?? value }
  return stateUnit === undefined ? line : { ...line, unit: stateUnit }
}
