/** Inputs of a Tasmota device that are sensors: contacts and detectors wired to it, by what their names say. */
import { DEFAULT_FRESH_MS } from '../../home/announcement.ts'
import type { PropertyBinding } from '../../home/appliance.ts'
import { type Json, member } from '../../kernel/json.ts'
import type { Language } from '../../kernel/text.ts'
import { plainWords } from '../choose/words.ts'
import { sensesOf } from '../common/senses.ts'
import { property } from '../property.ts'
import type { TasmotaInput } from './config.ts'
import { asked } from './outputs.ts'
import type { Station } from './station.ts'

/**
 * Modes in which an input tells both that it is on and that it is off (`SwitchMode`): those that follow, and pushed ones.
 * The others toggle something, or tell one of the two.
 */
const TELLING: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 9, 10, 15, 16])

/** Modes that only tell that it is on, each time that it is: detectors of motion (`SwitchMode` 13 and 14). */
const PULSING: ReadonlySet<number> = new Set([13, 14])

/** Somebody was there for as long as any value counts as fresh. */
const PULSE_MS = DEFAULT_FRESH_MS

/** What names say that is wired to an input, in Korean and Japanese parts and English words; the first that fits counts. */
const CLASSES: readonly (readonly [deviceClass: string, words: RegExp])[] = [
  ['window', /창문|窓|(?:^| )windows?(?:$| )/],
  ['door', /문(?:$| |열림|센서|상태)|도어|ドア|扉|(?:^| )(?:doors?|contact|reed)(?:$| )/],
  ['motion', /동작|모션|인체|움직임|人感|モーション|(?:^| )(?:motion|pir|presence|occupancy|movement)(?:$| )/],
  ['smoke', /연기|煙|(?:^| )smoke(?:$| )/],
]

/** The class of an input in Home Assistant's words; undefined for one that tells nothing CLOVA has a word for. */
export function inputClassOf({ mode }: TasmotaInput, name: string): string | undefined {
  const plain = plainWords(name)
  const deviceClass = CLASSES.find(([, words]) => words.test(plain))?.[0]
  return TELLING.has(mode) || (PULSING.has(mode) && deviceClass === 'motion') ? deviceClass : undefined
}

/** What it tells: on is open, or somebody there, as its documentation wires contacts and detectors (Switches and Buttons). */
export function inputOf(
  station: Station,
  { number, text, mode }: TasmotaInput,
  deviceClass: string,
  language: Language,
): readonly PropertyBinding[] {
  const { on, off } = station.config
  const isPulse = PULSING.has(mode)
  const states = station.sensor(['RESULT', `SWITCH${number}`], said => {
    const own = member(said, text ?? `Switch${number}`)
    // An action where it has just changed, a word where it is told with everything else: of a pulse that means nothing.
    return typeof own === 'string' && !isPulse ? own : member(own, 'Action')
  })
  const told = (yes: Json, no: Json) => {
    const map = new Map([
      [on, yes],
      [off, no],
    ])
    return states.map(state => ({ ...state, read: { ...state.read, map } }))
  }
  return sensesOf(deviceClass, language, (name, yes, no) =>
    property(name, {
      states: told(yes, no),
      ...(isPulse ? { reverts: { from: yes, to: no, afterMs: PULSE_MS } } : asked(station.askSensors)),
    }),
  )
}
