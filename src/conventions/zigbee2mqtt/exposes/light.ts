/** Lights: on and off, brightness, colour temperature in mired, and a colour in one of two spaces. */
import type { PropertyBinding } from '../../../home/appliance.ts'
import { type Json, type JsonObject, member } from '../../../kernel/json.ts'
import { hsvOfXy, xyOfHsv } from '../../colour.ts'
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
import { property } from '../../property.ts'
import { type Expose, type Feature, featureOf } from '../feature.ts'
import type { Line } from '../line.ts'
import type { Mapper } from './mapper.ts'

/** What every change of a lamp is sent with: a lamp that is off takes it only with its being switched on. */
interface Lamp {
  readonly line: Line
  readonly on: JsonObject
  readonly off: JsonObject
  readonly brightness: Feature | undefined
}

/** Brightness of a Zigbee lamp, which does not know 255. */
const SCALE = 254

export const mapLight: Mapper = (expose, line) => {
  const state = featureOf(expose, 'state')
  if (state === undefined) return { properties: [] }
  const [onWord, offWord] = [state.on ?? 'ON', state.off ?? 'OFF']
  const [on, off] = [{ [state.property]: onWord }, { [state.property]: offWord }]
  const lamp: Lamp = { line, on, off, brightness: featureOf(expose, 'brightness') }
  return {
    properties: [
      property('power', {
        states: line.worded(state, [
          [onWord, 'on'],
          [offWord, 'off'],
        ]),
        ...line.commanded(state, value => (value === 'on' ? on : off)),
        ...line.asked(state),
      }),
      brightness(lamp),
      temperature(lamp, featureOf(expose, 'color_temp')),
      colour(lamp, expose),
    ],
  }
}

const scaleOf = ({ brightness }: Lamp): number => brightness?.max ?? SCALE

function brightness(lamp: Lamp): PropertyBinding | undefined {
  const { line, on, off, brightness: feature } = lamp
  if (feature === undefined) return undefined
  const scale = scaleOf(lamp)
  return property('brightness', {
    states: line.told(feature, raw => (typeof raw === 'number' ? fromScale(raw, scale) : undefined)),
    ...line.commanded(
      feature,
      value => (value === 0 ? off : typeof value === 'number' ? { ...on, ...level(lamp, value) } : undefined),
      nearBrightness(scale),
    ),
    ...line.asked(feature),
  })
}

const level = (lamp: Lamp, percent: number): JsonObject =>
  lamp.brightness === undefined ? {} : { [lamp.brightness.property]: toScale(percent, scaleOf(lamp)) }

/** Where a definition says none, what Zigbee lamps have; and no lamp is warmer or colder than this. */
const MIREDS = { min: 153, max: 500, coldest: 50, warmest: 1_000 }

function temperature({ line, on }: Lamp, feature: Feature | undefined): PropertyBinding | undefined {
  if (feature === undefined) return undefined
  const coldest = Math.max(MIREDS.coldest, feature.min ?? MIREDS.min)
  const warmest = Math.min(MIREDS.warmest, feature.max ?? MIREDS.max)
  const [min, max] = [reciprocal(warmest), reciprocal(coldest)]
  // A lamp of one white only cannot be told any.
  if (min === undefined || max === undefined || min >= max) return undefined
  return property('colorTemperature', {
    limits: { min, max },
    states: line.told(feature, raw => (typeof raw === 'number' ? reciprocal(raw) : undefined)),
    ...line.commanded(
      feature,
      value => {
        const mireds = typeof value === 'number' ? reciprocal(value) : undefined
        return mireds === undefined ? undefined : { ...on, [feature.property]: mireds }
      },
      nearKelvin,
    ),
    ...line.asked(feature),
  })
}

/** Of both spaces the one that the definition names first; either is understood by every lamp. */
function colour(lamp: Lamp, expose: Expose): PropertyBinding | undefined {
  const feature = featureOf(expose, 'color_xy', 'color_hs')
  if (feature === undefined) return undefined
  const { line, on } = lamp
  return property('color', {
    states: line.told(feature, readColour),
    ...line.commanded(
      feature,
      value => {
        const asked = hsvOf(value) ?? { hue: 0, saturation: 0 }
        const percent = member(value, 'brightness')
        const told = feature.name === 'color_xy' ? { ...xyOfHsv(asked) } : { ...asked }
        return { ...on, [feature.property]: told, ...(typeof percent === 'number' ? level(lamp, percent) : {}) }
      },
      nearColour,
    ),
    ...line.asked(feature),
  })
}

/** `{"hue":…,"saturation":…}` is exact where it is told; `{"x":…,"y":…}` is always there. */
function readColour(said: Json): Json | undefined {
  const part = (key: string): number | undefined => {
    const value = member(said, key)
    return typeof value === 'number' ? value : undefined
  }
  const [hue, saturation, x, y] = [part('hue'), part('saturation'), part('x'), part('y')]
  if (hue !== undefined && saturation !== undefined) {
    return colourValue({ hue: Math.round(hue) % 360, saturation: Math.round(saturation) })
  }
  return x === undefined || y === undefined ? undefined : colourValue(hsvOfXy(x, y))
}
