/** What a Tasmota device says of itself in `tasmota/discovery/<MAC>/config`, typed and checked. */
import { isObject, type Json, member } from '../../kernel/json.ts'

/** What a relay is (`rl`). */
export type RelayKind = 'none' | 'relay' | 'light' | 'shutter'

/** What a light can do (`lt_st`). */
export interface LightAbilities {
  readonly dims: boolean
  readonly temperature: boolean
  readonly colour: boolean
  readonly white: boolean
}

/** An input that is apart from the relays and tells on topics (SetOption114). */
export interface TasmotaInput {
  /** Counted from 1. */
  readonly number: number
  /** `SwitchMode`. */
  readonly mode: number
  /** `SwitchText`, by which it is told, too; undefined where that is `Switch1` and so on. */
  readonly text: string | undefined
}

export interface TasmotaConfig {
  readonly name: string | undefined
  /** Names by relay; fewer than relays, and undefined where there is none. */
  readonly names: readonly (string | undefined)[]
  readonly model: string | undefined
  readonly version: string | undefined
  readonly relays: readonly RelayKind[]
  readonly inputs: readonly TasmotaInput[]
  readonly light: LightAbilities
  /** Colour and white are two lights (`lk` 0, SetOption37). */
  readonly isSplit: boolean
  readonly isFan: boolean
  readonly isTuya: boolean
  /** It is "Offline" most of the time, and healthy (`dslp`). */
  readonly sleeps: boolean
  /** By shutter: whether its percentages count the other way (`sho` bit 0). */
  readonly inverted: readonly boolean[]
  /** Words of `POWER` (`StateText1`, `StateText2`). */
  readonly on: string
  readonly off: string
  /** Words of the last will. */
  readonly online: string
  readonly offline: string
  readonly options: Options
}

/** SetOptions that change what is sent or read. */
interface Options {
  /** 4: answers come on a topic named by the command instead of `RESULT`. */
  readonly answersByCommand: boolean
  /** 20: a change of brightness or colour does not turn the light on. */
  readonly staysOff: boolean
  /** 30: its relays are lights. */
  readonly relaysAreLights: boolean
  /** 68: each PWM channel is a light. */
  readonly lightPerChannel: boolean
  /** 82: colour temperature of 200 to 380 mired instead of 153 to 500. */
  readonly reducedTemperature: boolean
}

/** Relays of the largest ESP32 (`rl` has as many places). */
export const MAX_RELAYS = 32

const RELAYS: readonly RelayKind[] = ['none', 'relay', 'light', 'shutter']

/** Inputs of the largest ESP32 (`swc` has as many places). */
const MAX_INPUTS = 28

/** Longest of its words and names: Tasmota keeps 128 characters for a topic, and less for the rest. */
const MAX_TEXT_CHARACTERS = 128

/** Reads the document's `config`; undefined when it is none. */
export function readConfig(config: Json | undefined): TasmotaConfig | undefined {
  const relays = listOf(member(config, 'rl')).slice(0, MAX_RELAYS)
  if (!isObject(config) || textAt(config, 't') === undefined) return undefined
  const on = listText(config, 'state', 1, 'ON')
  const off = listText(config, 'state', 0, 'OFF')
  const kind = member(config, 'lt_st')
  return {
    name: textAt(config, 'dn'),
    names: listOf(member(config, 'fn')).slice(0, MAX_RELAYS).map(textOf),
    model: textAt(config, 'md'),
    version: textAt(config, 'sw'),
    relays: relays.map(one => (typeof one === 'number' ? RELAYS[one] : undefined) ?? 'none'),
    inputs: inputsOf(config),
    light: abilitiesOf(typeof kind === 'number' ? kind : 0),
    isSplit: !isSet(config, 'lk'),
    isFan: isSet(config, 'if'),
    isTuya: isSet(config, 'ty'),
    sleeps: isSet(config, 'dslp'),
    inverted: listOf(member(config, 'sho'))
      .slice(0, MAX_RELAYS)
      .map(one => typeof one === 'number' && (one & 1) === 1),
    // Two meanings of one word would be none.
    on: on === off ? 'ON' : on,
    off: on === off ? 'OFF' : off,
    online: textAt(config, 'onln') ?? 'Online',
    offline: textAt(config, 'ofln') ?? 'Offline',
    options: optionsOf(member(config, 'so')),
  }
}

/** An input that is not detached works a relay: what it is told by itself means nothing. */
function inputsOf(config: Json): readonly TasmotaInput[] {
  if (!isSet(member(config, 'so'), '114')) return []
  const texts = listOf(member(config, 'swn'))
  const modes = listOf(member(config, 'swc')).slice(0, MAX_INPUTS)
  return modes.flatMap((mode, at) =>
    typeof mode === 'number' && mode >= 0 ? [{ number: at + 1, mode, text: ownText(texts[at], at + 1) }] : [],
  )
}

const ownText = (said: Json | undefined, number: number): string | undefined =>
  said === `Switch${number}` ? undefined : textOf(said)

function optionsOf(options: Json | undefined): Options {
  return {
    answersByCommand: isSet(options, '4'),
    staysOff: isSet(options, '20'),
    relaysAreLights: isSet(options, '30'),
    lightPerChannel: isSet(options, '68'),
    reducedTemperature: isSet(options, '82'),
  }
}

/** 1 dimmer, 2 cold and warm white, 3 RGB, 4 RGBW, 5 RGB with cold and warm white. */
const abilitiesOf = (kind: number): LightAbilities => ({
  dims: kind >= 1 && kind <= 5,
  temperature: kind === 2 || kind === 5,
  colour: kind >= 3 && kind <= 5,
  white: kind === 4 || kind === 5,
})

const isSet = (of: Json | undefined, key: string): boolean => member(of, key) === 1 || member(of, key) === true

const listOf = (said: Json | undefined): readonly Json[] => (Array.isArray(said) ? (said as readonly Json[]) : [])

/** A text that says something; undefined for anything else. */
export function textOf(said: Json | undefined): string | undefined {
  const text = typeof said === 'string' ? said.trim() : ''
  return text === '' || text.length > MAX_TEXT_CHARACTERS ? undefined : text
}

/** {@link textOf} of a member. */
export const textAt = (of: Json | undefined, key: string): string | undefined => textOf(member(of, key))

const listText = (of: Json, key: string, at: number, fallback: string): string =>
  textOf(listOf(member(of, key))[at]) ?? fallback
