/** Brightness, colour and colour temperature of a Homie node. */
import type { PropertyBinding } from '../../home/appliance.ts'
import { nearColour, nearKelvin, reciprocal } from '../common/lamps.ts'
import { composed, property } from '../property.ts'
import type { HomieProperty } from './description.ts'
import type { Sender, Station } from './station.ts'
import { brightnessOf, colourOf, numberStates, percentScale, type Range, rangeOf, textStates } from './values.ts'

const PERCENT: Pick<Range, 'min' | 'max'> = { min: 0, max: 100 }

/** Bindings of the properties of a node that make it a lamp; none where there are none. */
export const lampParts = (station: Station): readonly (PropertyBinding | undefined)[] => [
  brightness(station),
  colour(station),
  temperature(station),
]

/** The switch of the lamp, where it has one: what is set shall be seen, so that it is turned on behind it. */
function switchOf(station: Station): Sender | undefined {
  const own = station.find('power')
  return own && station.sender(own)
}

const scaleOf = ({ format }: HomieProperty) => percentScale(rangeOf(format, PERCENT))

function brightness(station: Station): PropertyBinding | undefined {
  const own = station.find('brightness')
  const sender = own && station.sender(own)
  if (own === undefined || sender === undefined) return undefined
  const scale = scaleOf(own)
  const power = switchOf(station)
  return property('brightness', {
    states: numberStates(station.topic(own), scale.percent),
    command: composed(
      [sender.topic, power?.topic],
      value => {
        if (typeof value !== 'number') return []
        // Nothing is off: a lamp that is on at nothing would stay dark when it is turned on.
        if (value === 0 && power !== undefined) return [power.message(false)]
        return [sender.message(scale.raw(value)), power?.message(true)]
      },
      (asked, reported) => typeof asked === 'number' && scale.percent(scale.raw(asked)) === reported,
    ),
  })
}

/** A lamp that is only dimmed is off at nothing, and goes on as bright as it was, or fully. */
export function dimmedPower(station: Station): PropertyBinding | undefined {
  const own = station.find('brightness')
  const sender = own && station.sender(own)
  if (own === undefined || sender === undefined) return undefined
  const scale = scaleOf(own)
  return property('power', {
    states: numberStates(station.topic(own), raw => {
      const percent = scale.percent(raw)
      return percent === undefined ? undefined : percent === 0 ? 'off' : 'on'
    }),
    command: composed([sender.topic], (value, known) => {
      const last = known('brightness')
      const lit = typeof last === 'number' && last > 0 ? last : 100
      return [sender.message(scale.raw(value === 'on' ? lit : 0))]
    }),
  })
}

/** The brightness of a colour goes to the node's own brightness where it has one. */
function colour(station: Station): PropertyBinding | undefined {
  const own = station.find('color')
  const form = own && colourOf(own.format, station.edition)
  const sender = own && station.sender(own)
  if (own === undefined || form === undefined || sender === undefined) return undefined
  const dim = station.find('brightness')
  const level = dim && station.sender(dim)
  const power = switchOf(station)
  return property('color', {
    states: textStates(station.topic(own), form.read),
    command: composed(
      [sender.topic, level?.topic, power?.topic],
      (value, known) => {
        const asked = brightnessOf(value)
        if (dim === undefined || level === undefined) {
          const last = known('brightness')
          const lit = asked ?? (typeof last === 'number' && last > 0 ? last : 100)
          return [sender.message(form.write(value, lit)), power?.message(true)]
        }
        const told = asked === undefined ? undefined : level.message(scaleOf(dim).raw(asked))
        return [told, sender.message(form.write(value, 100)), power?.message(true)]
      },
      nearColour,
    ),
  })
}

/** Above this a colour temperature is in kelvin: the coldest lamp in mired is at 153, the warmest at 667. */
const LEAST_KELVIN = 1_000

const MIREDS: Pick<Range, 'min' | 'max'> = { min: 153, max: 500 }
const KELVINS: Pick<Range, 'min' | 'max'> = { min: 2000, max: 6536 }

function temperature(station: Station): PropertyBinding | undefined {
  const own = station.find('colorTemperature')
  const sender = own && station.sender(own)
  if (own === undefined || sender === undefined) return undefined
  const isMired = /^mired/i.test(own.unit) || (own.unit !== 'K' && rangeOf(own.format, KELVINS).max < LEAST_KELVIN)
  const range = rangeOf(own.format, isMired ? MIREDS : KELVINS)
  const kelvin = (raw: number): number | undefined => (isMired ? reciprocal(raw) : Math.round(raw))
  const [min, max] = [kelvin(range.min), kelvin(range.max)].sort((one = 0, other = 0) => one - other)
  if (min === undefined || max === undefined) return undefined
  const power = switchOf(station)
  return property('colorTemperature', {
    limits: { min, max },
    states: numberStates(station.topic(own), kelvin),
    command: composed(
      [sender.topic, power?.topic],
      value => {
        const raw = typeof value === 'number' ? kelvin(value) : undefined
        if (raw === undefined) return []
        return [sender.message(Math.round(Math.min(range.max, Math.max(range.min, raw)))), power?.message(true)]
      },
      nearKelvin,
    ),
  })
}
