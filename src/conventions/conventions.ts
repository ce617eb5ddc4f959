/** All conventions that are known, by the settings that switch them on. */
import type { Convention } from './convention.ts'
import { hassConvention } from './hass/convention.ts'
import { homieConvention } from './homie/convention.ts'
import { shellyConvention } from './shelly/convention.ts'
import { tasmotaConvention } from './tasmota/convention.ts'
import { zigbee2mqttConvention } from './zigbee2mqtt/convention.ts'

/** Which conventions are listened to, and where; one that is missing is not. */
export interface ConventionSettings {
  /** Home Assistant discovery, below the first levels of its topics. */
  readonly homeAssistant?: { readonly prefix: string }
  /** Zigbee2MQTT's own lists, below the base topic of each network. */
  readonly zigbee2mqtt?: { readonly bases: readonly string[] }
  /** Tasmota's own discovery. */
  readonly tasmota?: true
  /** Homie, editions 3 to 5. */
  readonly homie?: true
  /** Shellys in their own words; they answer below our own base. */
  readonly shelly?: { readonly base: string }
}

/** The conventions that are switched on; where two know the same hardware, the earlier one is believed. */
export const conventionsOf = ({
  homeAssistant,
  zigbee2mqtt,
  tasmota,
  homie,
  shelly,
}: ConventionSettings): readonly Convention[] => [
  ...(homeAssistant === undefined ? [] : [hassConvention(homeAssistant.prefix)]),
  ...(zigbee2mqtt?.bases ?? []).map(zigbee2mqttConvention),
  ...(tasmota === undefined ? [] : [tasmotaConvention]),
  ...(homie === undefined ? [] : [homieConvention]),
  ...(shelly === undefined ? [] : [shellyConvention(shelly.base)]),
]
