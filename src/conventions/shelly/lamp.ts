/** Lights of Shelly: brightness in per cent, white in kelvin, colours as red, green and blue. */
import type { PropertyBinding } from '../../home/appliance.ts'
import { type Json, type JsonObject, member } from '../../kernel/json.ts'
import { hsvOfRgb, rgbOfHsv } from '../colour.ts'
import { colourValue, hsvOf, nearColour, nearKelvin } from '../common/lamps.ts'
import { asked, calling, numberOf } from './calling.ts'
import type { Component } from './status.ts'

/** What a lamp of unknown range can do: that of the vendor's own bulbs. */
const KELVIN = { min: 2700, max: 6500 }

/** What there is besides on and off. */
export const lampProperties = (component: Component): readonly (PropertyBinding | undefined)[] => [
  brightness(component),
  temperature(component),
  colour(component),
]

/** Nothing of a lamp shines at no brightness: it is switched off then, as the app does. */
const level = (percent: number): JsonObject =>
  percent <= 0 ? { on: false } : { on: true, brightness: Math.round(percent) }

function brightness(component: Component): PropertyBinding | undefined {
  if (!component.tells('brightness')) return undefined
  return asked(component, 'brightness', {
    states: component.states(status => {
      const said = numberOf(status['brightness'])
      return said === undefined || said < 0 || said > 100 ? undefined : Math.round(said)
    }),
    ...calling(component, value => (typeof value === 'number' ? ['set', level(value)] : undefined)),
  })
}

/** A lamp that also has colours says by its mode which of both it shows. */
const mode = ({ type }: Component, word: 'cct' | 'rgb'): JsonObject => (type === 'rgbcct' ? { mode: word } : {})

function temperature(component: Component): PropertyBinding | undefined {
  if (!component.tells('ct')) return undefined
  const [min, max] = component.shape.kelvin ?? [KELVIN.min, KELVIN.max]
  return asked(component, 'colorTemperature', {
    limits: { min, max },
    states: component.states(({ ct }) => {
      const kelvin = numberOf(ct)
      return kelvin === undefined || kelvin <= 0 ? undefined : Math.round(kelvin)
    }),
    ...calling(
      component,
      value => (typeof value === 'number' ? ['set', { on: true, ...mode(component, 'cct'), ct: value }] : undefined),
      nearKelvin,
    ),
  })
}

function colour(component: Component): PropertyBinding | undefined {
  if (!component.tells('rgb')) return undefined
  return asked(component, 'color', {
    states: component.states(({ rgb }) => {
      const [red, green, blue] = Array.isArray(rgb) ? (rgb as readonly Json[]).map(numberOf) : []
      if (red === undefined || green === undefined || blue === undefined) return undefined
      return colourValue(hsvOfRgb([red, green, blue]))
    }),
    ...calling(
      component,
      value => {
        const wanted = hsvOf(value)
        if (wanted === undefined) return undefined
        const percent = member(value, 'brightness')
        return [
          'set',
          {
            ...(typeof percent === 'number' ? level(percent) : { on: true }),
            ...mode(component, 'rgb'),
            ...rgb(wanted),
          },
        ]
      },
      nearColour,
    ),
  })
}

const rgb = (colour: Parameters<typeof rgbOfHsv>[0]): JsonObject => ({ rgb: [...rgbOfHsv(colour)] })
