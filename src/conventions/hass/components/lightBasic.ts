/** Lights of the schema `basic`: a topic for each ability. */
import type { CommandMessage, KnownValue, PropertyBinding } from '../../../home/appliance.ts'
import { member } from '../../../kernel/json.ts'
import { type Hsv, hsvOfRgb, hsvOfXy, xyOfHsv } from '../../colour.ts'
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
import { dimmedRgb, kelvinLimits, scaleOf } from './lightParts.ts'

interface Lamp {
  readonly off: CommandMessage
  readonly topics: readonly string[]
  /** What switches it on. */
  readonly wake: (known: KnownValue) => CommandMessage | undefined
  /** A message with what switches the lamp on before or behind it (`on_command_type`). */
  readonly around: (message: CommandMessage | undefined, known: KnownValue) => readonly (CommandMessage | undefined)[]
  readonly level: (percent: number) => CommandMessage | undefined
  /** Whether its brightness is set by itself, not as a part of a colour. */
  readonly isDimmed: boolean
  /** A brightness is what switches it on, and the word for on would make it as bright as it gets. */
  readonly isWokenByLevel: boolean
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
  const lamp = lampOf(entry, { topic, payload: on }, { topic, payload: off })
  return {
    properties: [
      property('power', {
        states,
        command: composed(lamp.topics, (value, known) => [value === 'on' ? lamp.wake(known) : lamp.off]),
      }),
      brightness(entry, lamp),
      temperature(entry, lamp),
      colour(entry, lamp),
    ],
  }
}

function lampOf(entry: Entry, on: CommandMessage, off: CommandMessage): Lamp {
  const bright = senderOf(entry, 'brightness_command_topic', 'brightness_command_template')
  const scale = scaleOf(entry)
  const type = entry.text('on_command_type') ?? 'last'
  const isWokenByLevel = type === 'brightness' && bright !== undefined
  const level = (percent: number): CommandMessage | undefined => bright?.message(toScale(percent, scale))
  const wake = (known: KnownValue): CommandMessage | undefined => {
    const last = known('brightness')
    return isWokenByLevel ? level(typeof last === 'number' && last > 0 ? last : 100) : on
  }
  return {
    off,
    topics: isWokenByLevel ? [off.topic, bright.topic] : [off.topic],
    wake,
    around(message, known) {
      if (message === undefined) return []
      return type === 'first' ? [on, message] : [message, wake(known)]
    },
    level,
    isDimmed: bright !== undefined,
    isWokenByLevel,
  }
}

function brightness(entry: Entry, lamp: Lamp): PropertyBinding | undefined {
  const sender = senderOf(entry, 'brightness_command_topic', 'brightness_command_template')
  if (sender === undefined) return undefined
  const scale = scaleOf(entry)
  const signal = signalOf(entry, 'brightness_state_topic', 'brightness_value_template', 'value_template')
  return property('brightness', {
    states: numberState(signal, raw => fromScale(raw, scale)),
    command: composed(
      [sender.topic, ...lamp.topics],
      (value, known) => {
        if (typeof value !== 'number') return []
        if (value === 0) return [lamp.off]
        return lamp.isWokenByLevel ? [lamp.level(value)] : lamp.around(lamp.level(value), known)
      },
      nearBrightness(scale),
    ),
  })
}

function temperature(entry: Entry, lamp: Lamp): PropertyBinding | undefined {
  const sender = senderOf(entry, 'color_temp_command_topic', 'color_temp_command_template')
  if (sender === undefined) return undefined
  const inKelvin = entry.flag('color_temp_kelvin') === true
  const signal = signalOf(entry, 'color_temp_state_topic', 'color_temp_value_template', 'value_template')
  return property('colorTemperature', {
    limits: kelvinLimits(entry),
    states: numberState(signal, raw => (inKelvin ? Math.round(raw) : reciprocal(raw))),
    command: composed(
      [sender.topic, ...lamp.topics],
      (value, known) => {
        const raw = typeof value !== 'number' ? undefined : inKelvin ? value : reciprocal(value)
        return raw === undefined ? [] : lamp.around(sender.message(raw), known)
      },
      nearKelvin,
    ),
  })
}

/** The colour spaces of topics, in the order of how little is lost on the way; white channels stay dark for a colour. */
const SPACES = ['hs', 'rgb', 'xy', 'rgbw', 'rgbww'] as const

/** By itself: a function that looks at the entry would keep it where the command is made. */
const spaceOf = (entry: Entry) => SPACES.find(one => entry.has(`${one}_command_topic`))

function colour(entry: Entry, lamp: Lamp): PropertyBinding | undefined {
  const space = spaceOf(entry)
  if (space === undefined) return undefined
  const sender = senderOf(entry, `${space}_command_topic`, `${space}_command_template`)
  if (sender === undefined) return undefined
  const signal = signalOf(entry, `${space}_state_topic`, `${space}_value_template`, 'value_template')
  const bright = entry.commandTopic('brightness_command_topic')
  return property('color', {
    states: textState(signal, text => colourValue(readParts(space, text))),
    command: composed(
      [sender.topic, bright, ...lamp.topics],
      (value, known) => {
        const percent = member(value, 'brightness')
        const asked = typeof percent === 'number' && percent > 0 ? percent : undefined
        // A lamp without a brightness of its own is as bright as its colour.
        const [text, named] = writeParts(space, hsvOf(value) ?? WHITE, lamp.isDimmed ? 100 : (asked ?? 100))
        const level = asked === undefined ? undefined : lamp.level(asked)
        if (level === undefined) return lamp.around(sender.message(text, named), known)
        if (lamp.isWokenByLevel) return [sender.message(text, named), level]
        return [level, ...lamp.around(sender.message(text, named), known)]
      },
      nearColour,
    ),
  })
}

const WHITE: Hsv = { hue: 0, saturation: 0 }

function readParts(space: (typeof SPACES)[number], text: string): ReturnType<typeof hsvOfXy> {
  const numbers = text.split(',').map(Number)
  const [one, two, three] = numbers
  if (one === undefined || two === undefined || !numbers.every(Number.isFinite)) return undefined
  if (space === 'hs') return { hue: Math.round(one) % 360, saturation: Math.round(two) }
  if (space === 'xy') return hsvOfXy(one, two)
  return three === undefined ? undefined : hsvOfRgb([one, two, three])
}

/** @param percent how bright a colour is that says so itself */
function writeParts(
  space: (typeof SPACES)[number],
  asked: Hsv,
  percent: number,
): readonly [string, Readonly<Record<string, number>>] {
  if (space === 'hs') return [`${asked.hue},${asked.saturation}`, { hue: asked.hue, sat: asked.saturation }]
  if (space === 'xy') {
    const { x, y } = xyOfHsv(asked)
    return [`${x},${y}`, { x, y }]
  }
  const named = { ...dimmedRgb(asked, percent), ...WHITES[space] }
  return [Object.values(named).join(','), named]
}

/** White channels by the names that templates have for them, in the order in which they are sent. */
const WHITES = { rgb: {}, rgbw: { white: 0 }, rgbww: { cold_white: 0, warm_white: 0 } } as const
