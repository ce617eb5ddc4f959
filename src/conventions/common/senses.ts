/** What sensors of every convention tell: units, words for the air, and what is spoken of a yes and a no. */

import type { PropertyBinding } from '../../home/appliance.ts'
import type { Json } from '../../kernel/json.ts'
import type { Language } from '../../kernel/text.ts'
import type { PropertyName } from '../../protocol/properties.ts'

/** Units of consumption, and the one of the guides that stands for each; other units are of something else. */
export const CONSUMPTION: Readonly<Record<string, { readonly unit: string; readonly factor: number }>> = {
  W: { unit: 'W', factor: 1 },
  kW: { unit: 'KW', factor: 1 },
  mW: { unit: 'W', factor: 0.001 },
  Wh: { unit: 'W', factor: 1 },
  kWh: { unit: 'KW', factor: 1 },
  MWh: { unit: 'KW', factor: 1000 },
}

/** Words of publishers for the air, to those of the guides. */
export const AIR: Readonly<Record<string, string>> = {
  excellent: 'good',
  good: 'good',
  moderate: 'normal',
  normal: 'normal',
  fair: 'normal',
  poor: 'bad',
  unhealthy: 'bad',
  bad: 'bad',
  hazardous: 'verybad',
  'very poor': 'verybad',
  verybad: 'verybad',
}

/** The Korean index of air quality: 50, 100 and 250 are the steps. */
export const airOf = (index: number): string =>
  index <= 50 ? 'good' : index <= 100 ? 'normal' : index <= 250 ? 'bad' : 'verybad'

/** What is spoken of a sensor that only tells yes and no. */
export const SENSED = {
  yes: { ko: '감지됨', ja: '検知', en: 'detected' },
  no: { ko: '감지 안 됨', ja: '検知なし', en: 'not detected' },
  smoke: { ko: '연기', ja: '煙', en: 'smoke' },
} as const

/** Classes of what opens, in Home Assistant's words, and those that somebody is there. */
const OPENINGS: ReadonlySet<string> = new Set(['door', 'window', 'garage_door'])
const MOTIONS: ReadonlySet<string> = new Set(['occupancy', 'presence', 'motion', 'moving'])

/**
 * Properties of a sensor that tells yes and no, by its class; none for a class that CLOVA has no word for.
 * @param told a binding that reads a yes and a no as these values
 */
export function sensesOf(
  deviceClass: string,
  language: Language,
  told: (name: PropertyName, yes: Json, no: Json) => PropertyBinding,
): readonly PropertyBinding[] {
  const moment = (name: PropertyName, which: 'yes' | 'no', of: 'every' | 'change'): PropertyBinding => {
    const { reverts: _, ...words } = told(name, 'yes', 'no')
    return { ...words, states: words.states.map(state => ({ ...state, moment: { value: which, of } })) }
  }
  if (OPENINGS.has(deviceClass)) {
    return [
      told('openState', 'OPENED', 'CLOSED'),
      moment('openTimestamp', 'yes', 'change'),
      moment('closeTimestamp', 'no', 'change'),
    ]
  }
  const [yes, no] = [SENSED.yes[language], SENSED.no[language]]
  if (MOTIONS.has(deviceClass)) return [told('powerState', yes, no), moment('detectedTime', 'yes', 'every')]
  if (deviceClass !== 'smoke') return []
  const row = (word: string): Json => [{ name: SENSED.smoke[language], value: word }]
  return [told('states', row(yes), row(no))]
}
