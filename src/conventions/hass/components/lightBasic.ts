/** Lights of the schema `basic`: a topic for each ability. */
import type { CommandMessage, PropertyBinding } from '../../../home/appliance.ts'
import { member } from '../../../kernel/json.ts'
import { hsvOfRgb, hsvOfXy, rgbOfHsv, xyOfHsv } from '../../colour.ts'
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
import { composed, property } from '../../property.ts'
import type { Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { numberState, senderOf, signalOf, textState, wordState } from '../signal.ts'
import { kelvinLimits } from './lightParts.ts'

interface Switch {
  readonly topic: string
  readonly on: CommandMessage
  readonly off: CommandMessage
}

export const lightBasic: Component = entry => {
  const on = entry.payload('payload_on', 'ON')
  const off = entry.payload('payload_off', 'OFF')
  const topic = entry.commandTopic('command_topic')
  const states = wordState(signalOf(entry, 'state_topic', 'state_value_template', 'value_template'), [
    [on, 'on'],
    [off, 'off'],
  ])
  if (topic === undefined) return { properties: [property('power', { states })] }
  const lamp: Switch = { topic, on: { topic, payload: on }, off: { topic, payload: off } }
  return {
    properties: [
      property('power', {
        states,
        command: composed([topic], value => [value === 'on' ? lamp.on : lamp.off]),
      }),
      brightness(entry, lamp),
      temperature(entry, lamp),
      colour(entry, lamp),
    ],
  }
}

/** `on_command_type`: the switch is told before (`first`) or after (`last`) what it shall become, or not at all. */
function around(entry: Entry, lamp: Switch, message: CommandMessage | undefined): readonly CommandMessage[] {
  if (message === undefined) return []
  const type = entry.text('on_command_type') ?? 'last'
  if (type === 'brightness') return [message]
  return type === 'first' ? [lamp.on, message] : [message, lamp.on]
}

function brightness(entry: Entry, lamp: Switch): PropertyBinding | undefined {
  const sender = senderOf(entry, 'brightness_command_topic', 'brightness_command_template')
  if (sender === undefined) return undefined
  const scale = entry.number('brightness_scale') ?? 255
  const signal = signalOf(entry, 'brightness_state_topic', 'brightness_value_template', 'value_template')
  return property('brightness', {
    states: numberState(signal, raw => fromScale(raw, scale)),
    command: composed(
      [sender.topic, lamp.topic],
      value => {
        if (typeof value !== 'number') return []
        return value === 0 ? [lamp.off] : around(entry, lamp, sender.message(toScale(value, scale)))
      },
      nearBrightness(scale),
    ),
  })
}

function temperature(entry: Entry, lamp: Switch): PropertyBinding | undefined {
  const sender = senderOf(entry, 'color_temp_command_topic', 'color_temp_command_template')
  if (sender === undefined) return undefined
  const inKelvin = entry.flag('color_temp_kelvin') === true
  const signal = signalOf(entry, 'color_temp_state_topic', 'color_temp_value_template', 'value_template')
  return property('colorTemperature', {
    limits: kelvinLimits(entry),
    states: numberState(signal, raw => (inKelvin ? Math.round(raw) : reciprocal(raw))),
    command: composed(
      [sender.topic, lamp.topic],
      value => {
        const raw = typeof value !== 'number' ? undefined : inKelvin ? value : reciprocal(value)
        return raw === undefined ? [] : around(entry, lamp, sender.message(raw))
      },
      nearKelvin,
    ),
  })
}

/** The colour spaces of topics, in the order of how little is lost on the way; white channels are left alone. */
const SPACES = ['hs', 'rgb', 'xy'] as const

function colour(entry: Entry, lamp: Switch): PropertyBinding | undefined {
  const space = SPACES.find(one => entry.has(`${one}_command_topic`))
  if (space === undefined) return undefined
  const sender = senderOf(entry, `${space}_command_topic`, `${space}_command_template`)
  if (sender === undefined) return undefined
  const bright = senderOf(entry, 'brightness_command_topic', 'brightness_command_template')
  const scale = entry.number('brightness_scale') ?? 255
  const signal = signalOf(entry, `${space}_state_topic`, `${space}_value_template`, 'value_template')
  return property('color', {
    states: textState(signal, text => colourValue(readParts(space, text))),
    command: composed(
      [sender.topic, bright?.topic, lamp.topic],
      value => {
        const percent = member(value, 'brightness')
        const level = typeof percent === 'number' && percent > 0 ? bright?.message(toScale(percent, scale)) : undefined
        const [text, named] = writeParts(space, hsvOf(value) ?? { hue: 0, saturation: 0 })
        const before = level === undefined ? [] : [level]
        return [...before, ...around(entry, lamp, sender.message(text, named))]
      },
      nearColour,
    ),
  })
}

function readParts(space: (typeof SPACES)[number], text: string): ReturnType<typeof hsvOfXy> {
  const numbers = text.split(',').map(Number)
  const [one, two, three] = numbers
  if (one === undefined || two === undefined || !numbers.every(Number.isFinite)) return undefined
  if (space === 'hs') return { hue: Math.round(one) % 360, saturation: Math.round(two) }
  if (space === 'xy') return hsvOfXy(one, two)
  return three === undefined ? undefined : hsvOfRgb([one, two, three])
}

function writeParts(
  space: (typeof SPACES)[number],
  colourAsked: { readonly hue: number; readonly saturation: number },
): readonly [string, Readonly<Record<string, number>>] {
  if (space === 'hs')
    return [`${colourAsked.hue},${colourAsked.saturation}`, { hue: colourAsked.hue, sat: colourAsked.saturation }]
  if (space === 'xy') {
    const { x, y } = xyOfHsv(colourAsked)
    return [`${x},${y}`, { x, y }]
  }
  const [red, green, blue] = rgbOfHsv(colourAsked)
  return [`${red},${green},${blue}`, { red, green, blue }]
}
