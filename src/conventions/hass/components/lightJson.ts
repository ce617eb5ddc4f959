/** Lights of the schema `json`: one document both ways. */
import type { CommandMessage, PropertyBinding, StateBinding } from '../../../home/appliance.ts'
import { type Json, type JsonObject, member } from '../../../kernel/json.ts'
import { rgbOfHsv, xyOfHsv } from '../../colour.ts'
import { fromScale, hsvOf, nearBrightness, nearColour, nearKelvin, reciprocal, toScale } from '../../common/lamps.ts'
import { composed, plainReader, property } from '../../property.ts'
import type { Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { kelvinLimits, readColour, scaleOf } from './lightParts.ts'

const FORMS = ['hs', 'xy', 'rgb', 'rgbw', 'rgbww'] as const
type Form = (typeof FORMS)[number]

interface Abilities {
  readonly brightness: boolean
  readonly temperature: boolean
  /** In which form a colour is sent. */
  readonly colour: Form | undefined
}

/** Modes that bring a brightness with them: all but plain on and off. */
const ONLY_SWITCHED = ['onoff', 'unknown']

/** From `supported_color_modes`, else the flags of older documents. */
function abilitiesOf(entry: Entry): Abilities {
  const modes = entry.list('supported_color_modes')
  if (modes === undefined) {
    return {
      brightness: entry.flag('brightness') === true,
      temperature: entry.flag('color_temp') === true,
      colour: FORMS.find(key => entry.flag(key) === true),
    }
  }
  return {
    brightness: modes.some(mode => !ONLY_SWITCHED.includes(mode)),
    temperature: modes.includes('color_temp'),
    colour: FORMS.find(mode => modes.includes(mode)),
  }
}

export const lightJson: Component = entry => {
  const state = entry.stateTopic('state_topic')
  const topic = entry.commandTopic('command_topic')
  const abilities = abilitiesOf(entry)
  const said = (read: (document: Json | undefined) => Json | undefined): readonly StateBinding[] =>
    state === undefined ? [] : [{ topic: state, read: plainReader({ via: payload => read(payload.json()) }) }]
  const power = said(document => {
    const word = member(document, 'state')
    return word === 'ON' ? 'on' : word === 'OFF' ? 'off' : word === null ? null : undefined
  })
  if (topic === undefined) return { properties: [property('power', { states: power })] }
  const send = (keys: JsonObject): CommandMessage => ({ topic, payload: JSON.stringify(keys) })
  const on = (keys: JsonObject): CommandMessage => send({ state: 'ON', ...keys })
  const scale = scaleOf(entry)
  const level = (percent: Json | undefined): JsonObject =>
    typeof percent === 'number' && abilities.brightness ? { brightness: toScale(percent, scale) } : {}
  return {
    properties: [
      property('power', {
        states: power,
        command: composed([topic], value => [send({ state: value === 'on' ? 'ON' : 'OFF' })]),
      }),
      abilities.brightness
        ? property('brightness', {
            states: said(document => numeric(member(document, 'brightness'), raw => fromScale(raw, scale))),
            command: composed(
              [topic],
              value => [value === 0 ? send({ state: 'OFF' }) : on(level(value))],
              nearBrightness(scale),
            ),
          })
        : undefined,
      abilities.temperature ? temperature(entry, topic, said, on) : undefined,
      abilities.colour === undefined
        ? undefined
        : property('color', {
            states: said(document => readColour(member(document, 'color'))),
            command: composed(
              [topic],
              value => [on({ color: colourOf(value, abilities.colour), ...level(member(value, 'brightness')) })],
              nearColour,
            ),
          }),
    ],
  }
}

const numeric = (said: Json | undefined, convert: (raw: number) => number | undefined): Json | undefined =>
  said === null ? null : typeof said === 'number' ? convert(said) : undefined

function temperature(
  entry: Entry,
  topic: string,
  said: (read: (document: Json | undefined) => Json | undefined) => readonly StateBinding[],
  on: (keys: JsonObject) => CommandMessage,
): PropertyBinding {
  const inKelvin = entry.flag('color_temp_kelvin') === true
  return property('colorTemperature', {
    limits: kelvinLimits(entry),
    states: said(document =>
      numeric(member(document, 'color_temp'), raw => (inKelvin ? Math.round(raw) : reciprocal(raw))),
    ),
    command: composed(
      [topic],
      value => {
        if (typeof value !== 'number') return []
        const raw = inKelvin ? value : reciprocal(value)
        return [raw === undefined ? undefined : on({ color_temp: raw })]
      },
      nearKelvin,
    ),
  })
}

function colourOf(value: Json, form: Abilities['colour']): Json {
  const colour = hsvOf(value) ?? { hue: 0, saturation: 0 }
  if (form === 'hs') return { h: colour.hue, s: colour.saturation }
  if (form === 'xy') return { ...xyOfHsv(colour) }
  const [r, g, b] = rgbOfHsv(colour)
  return { r, g, b, ...(form === undefined ? {} : WHITES[form]) }
}

/** White channels stay dark for a colour; what is not said keeps shining. */
const WHITES: Readonly<Partial<Record<Form, JsonObject>>> = { rgbw: { w: 0 }, rgbww: { c: 0, w: 0 } }
