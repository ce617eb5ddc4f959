/** Lights of a Tasmota device: brightness in per cent, colour temperature in mired, colour as `h,s,b`. */
import type { CommandMessage, PropertyBinding } from '../../home/appliance.ts'
import { type Json, member } from '../../kernel/json.ts'
import { colourValue, hsvOf, nearBrightness, nearColour, nearKelvin, reciprocal } from '../common/lamps.ts'
import { composed, property } from '../property.ts'
import type { LightAbilities } from './config.ts'
import { asked, powerOf } from './outputs.ts'
import type { Station } from './station.ts'

/** One of the lights of a device, with the commands that are its own. */
export interface Light {
  /** Its number among all outputs. */
  readonly output: number
  readonly abilities: LightAbilities
  readonly dimmer: string
  /** Under which names its brightness is told, the first that is there counts. */
  readonly dimmerStates: readonly string[]
}

/** Commands of lights: the answer to each tells the whole light. */
const COMMANDS = ['Dimmer', 'HSBColor', 'CT', 'Color', 'White']

/** Colour temperatures in mired (SetOption82). */
const TEMPERATURES = { whole: [153, 500], reduced: [200, 380] } as const

const PERCENT = 100

/** Properties of a light; none where it cannot be told anything. */
export function lightOf(station: Station, light: Light): readonly (PropertyBinding | undefined)[] {
  const { abilities } = light
  const power = powerOf(station, light.output, abilities.dims ? [...COMMANDS, light.dimmer] : [])
  if (power === undefined || !abilities.dims) return [power]
  return [
    power,
    brightness(station, light),
    abilities.temperature ? temperature(station, light) : undefined,
    abilities.colour ? colour(station, light) : undefined,
  ]
}

/** SetOption20: what is set does not turn it on, so it is turned on, too. */
function lit(
  station: Station,
  { output }: Light,
  messages: readonly CommandMessage[],
): readonly (CommandMessage | undefined)[] {
  if (!station.config.options.staysOff) return messages
  return [...messages, station.command(`POWER${output}`)?.(station.config.on)]
}

function brightness(station: Station, light: Light): PropertyBinding | undefined {
  const power = station.command(`POWER${light.output}`)
  const send = station.command(light.dimmer)
  if (send === undefined || power === undefined) return undefined
  return property('brightness', {
    states: station.state([...COMMANDS, light.dimmer], said => {
      const level = light.dimmerStates.map(name => member(said, name)).find(one => one !== undefined)
      return typeof level === 'number' ? Math.round(level) : undefined
    }),
    ...asked(station.askState),
    command: composed(
      [send('').topic, power('').topic],
      value => (value === 0 ? [power(station.config.off)] : lit(station, light, [send(String(value))])),
      nearBrightness(PERCENT),
    ),
  })
}

function temperature(station: Station, light: Light): PropertyBinding | undefined {
  const send = station.command('CT')
  if (send === undefined) return undefined
  const [min, max] = station.config.options.reducedTemperature ? TEMPERATURES.reduced : TEMPERATURES.whole
  const mired = (kelvin: Json): number =>
    Math.min(max, Math.max(min, Math.round(1_000_000 / (typeof kelvin === 'number' && kelvin > 0 ? kelvin : 1))))
  return property('colorTemperature', {
    limits: { min: Math.round(1_000_000 / max), max: Math.round(1_000_000 / min) },
    states: station.state(COMMANDS, said => {
      const told = member(said, 'CT')
      return typeof told === 'number' ? reciprocal(told) : undefined
    }),
    ...asked(station.askState),
    command: composed(
      [send('').topic, station.command(`POWER${light.output}`)?.('').topic],
      value => lit(station, light, [send(String(mired(value)))]),
      nearKelvin,
    ),
  })
}

/** Hue and saturation by themselves where no brightness is asked for: `HSBColor` with three numbers sets all of them. */
function colour(station: Station, light: Light): PropertyBinding | undefined {
  const send = station.command('HSBColor')
  const hue = station.command('HSBColor1')
  const saturation = station.command('HSBColor2')
  if (send === undefined || hue === undefined || saturation === undefined) return undefined
  return property('color', {
    states: station.state(COMMANDS, said => readColour(member(said, 'HSBColor'))),
    ...asked(station.askState),
    command: composed(
      [...[send, hue, saturation].map(one => one('').topic), station.command(`POWER${light.output}`)?.('').topic],
      value => {
        const wanted = hsvOf(value) ?? { hue: 0, saturation: 0 }
        const level = member(value, 'brightness')
        return typeof level === 'number' && level > 0
          ? lit(station, light, [send(`${wanted.hue},${wanted.saturation},${level}`)])
          : lit(station, light, [hue(String(wanted.hue)), saturation(String(wanted.saturation))])
      },
      nearColour,
    ),
  })
}

const HSB = /^(\d{1,3}),(\d{1,3}),\d{1,3}$/

function readColour(said: Json | undefined): Json | undefined {
  const [, hue, saturation] = typeof said === 'string' ? (HSB.exec(said) ?? []) : []
  if (hue === undefined || saturation === undefined) return undefined
  const colour = { hue: Number(hue) % 360, saturation: Number(saturation) }
  return colour.saturation > PERCENT ? undefined : colourValue(colour)
}
