/** Lights of the schema `template`: commands are templates whose variables are there only when asked for. */
import type { PropertyBinding, StateBinding } from '../../../home/appliance.ts'
import type { Payload } from '../../../home/codec.ts'
import { type Json, member } from '../../../kernel/json.ts'
import type { Template } from '../../../template/compileTemplate.ts'
import { hsvOfRgb } from '../../colour.ts'
import {
  colourValue,
  fromScale,
  hsvOf,
  nearBrightness,
  nearColour,
  nearKelvin,
  reciprocal,
  toScale,
} from '../../common/lamps.ts'
import { composed, plainReader, property } from '../../property.ts'
import type { Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { numberState, rendered, type Signal, signalOf, wordState } from '../signal.ts'
import { dimmedRgb, kelvinLimits } from './lightParts.ts'

/** Templates of this schema count brightness from 0 to 255, whatever the lamp does (Home Assistant, MQTT light). */
const SCALE = 255

interface Lamp {
  readonly topic: string
  readonly on: Template
  readonly off: Template
}

export const lightTemplate: Component = entry => {
  const states = wordState(signalOf(entry, 'state_topic', 'state_template'), [
    ['on', 'on'],
    ['off', 'off'],
  ])
  const topic = entry.commandTopic('command_topic')
  const on = entry.template('command_on_template')
  const off = entry.template('command_off_template')
  if (topic === undefined || on === undefined || on === 'bad' || off === undefined || off === 'bad') {
    return { properties: [property('power', { states })] }
  }
  const lamp: Lamp = { topic, on, off }
  return {
    properties: [
      property('power', {
        states,
        command: composed([topic], value => [
          value === 'on' ? rendered(topic, on, { state: 'on' }) : rendered(topic, off, { state: 'off' }),
        ]),
      }),
      brightness(entry, lamp),
      temperature(entry, lamp),
      colour(entry, lamp),
    ],
  }
}

function brightness(entry: Entry, { topic, on, off }: Lamp): PropertyBinding | undefined {
  if (!entry.has('brightness_template')) return undefined
  return property('brightness', {
    states: numberState(signalOf(entry, 'state_topic', 'brightness_template'), raw => fromScale(raw, SCALE)),
    command: composed(
      [topic],
      value => {
        if (typeof value !== 'number') return []
        if (value === 0) return [rendered(topic, off, { state: 'off' })]
        return [rendered(topic, on, { state: 'on', brightness: toScale(value, SCALE) })]
      },
      nearBrightness(SCALE),
    ),
  })
}

function temperature(entry: Entry, { topic, on }: Lamp): PropertyBinding | undefined {
  if (!entry.has('color_temp_template')) return undefined
  const inKelvin = entry.flag('color_temp_kelvin') === true
  return property('colorTemperature', {
    limits: kelvinLimits(entry),
    states: numberState(signalOf(entry, 'state_topic', 'color_temp_template'), raw =>
      inKelvin ? Math.round(raw) : reciprocal(raw),
    ),
    command: composed(
      [topic],
      value => {
        const raw = typeof value !== 'number' ? undefined : inKelvin ? value : reciprocal(value)
        return raw === undefined ? [] : [rendered(topic, on, { state: 'on', color_temp: raw })]
      },
      nearKelvin,
    ),
  })
}

const PRIMARIES = ['red_template', 'green_template', 'blue_template'] as const

/** Three templates on one topic, one for each primary; all of them, or there is no colour. */
function colour(entry: Entry, { topic, on }: Lamp): PropertyBinding | undefined {
  if (!hasAll(entry)) return undefined
  // A lamp without a brightness of its own is as bright as its colour.
  const isDimmed = entry.has('brightness_template')
  return property('color', {
    states: colourStates(entry),
    command: composed(
      [topic],
      value => {
        const hsv = hsvOf(value) ?? { hue: 0, saturation: 0 }
        const percent = member(value, 'brightness')
        const level = typeof percent === 'number' && percent > 0 ? percent : undefined
        const rgb = dimmedRgb(hsv, isDimmed ? 100 : (level ?? 100))
        const bright = level === undefined ? {} : { brightness: toScale(level, SCALE) }
        return [rendered(topic, on, { state: 'on', ...bright, ...rgb, hue: hsv.hue, sat: hsv.saturation })]
      },
      nearColour,
    ),
  })
}

const hasAll = (entry: Entry): boolean =>
  PRIMARIES.map(key => entry.template(key)).every(one => one !== undefined && one !== 'bad')

const signalsOf = (entry: Entry): readonly (Signal | undefined)[] =>
  PRIMARIES.map(key => signalOf(entry, 'state_topic', key))

function colourStates(entry: Entry): readonly StateBinding[] {
  const [red, green, blue] = signalsOf(entry)
  if (red === undefined || green === undefined || blue === undefined) return []
  const via = (payload: Payload): Json | undefined => {
    const [r, g, b] = [red, green, blue].map(part => Number(part.text(payload) ?? Number.NaN))
    if (r === undefined || g === undefined || b === undefined || Number.isNaN(r + g + b)) return undefined
    return colourValue(hsvOfRgb([r, g, b]))
  }
  return [{ topic: red.topic, read: plainReader({ via }) }]
}
