/** All conventions that are known, by the settings that switch them on. */
import type { Convention } from './convention.ts'
import { hassConvention } from './hass/convention.ts'

/** Which conventions are listened to, and where; one that is missing is not. */
export interface ConventionSettings {
  /** Home Assistant discovery, below the first levels of its topics. */
  readonly homeAssistant?: { readonly prefix: string }
}

/** The conventions that are switched on; where two know the same hardware, the earlier one is believed. */
export const conventionsOf = ({ homeAssistant }: ConventionSettings): readonly Convention[] =>
  [homeAssistant && hassConvention(homeAssistant.prefix)].filter(one => one !== undefined)
