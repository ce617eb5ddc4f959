/** Set point, mode and thermometer of a Homie node. */
import type { KnownValue, PropertyBinding } from '../../home/appliance.ts'
import { modeWords } from '../common/modes.ts'
import { composed, property } from '../property.ts'
import { wordsOf } from './roles.ts'
import type { Station } from './station.ts'
import { celsius, numberStates, rangeOf, stepped, textStates, wordStates } from './values.ts'

/** Where a thermostat does not say more: what a home may want, as Home Assistant has it. */
const USUAL = { min: 7, max: 35 }

/** Bindings of a node with a set point. */
export const climateParts = (station: Station): readonly (PropertyBinding | undefined)[] => [
  targetTemperature(station),
  ...modes(station),
  thermometer(station),
]

function targetTemperature(station: Station): PropertyBinding | undefined {
  const own = station.find('targetTemperature')
  const sender = own && station.sender(own)
  if (own === undefined || sender === undefined) return undefined
  const unit = celsius(own.unit)
  const range = rangeOf(own.format, { min: unit.to(USUAL.min), max: unit.to(USUAL.max) })
  const half = (range.step ?? 0.1) / (unit.of(1) - unit.of(0) === 1 ? 2 : 3.6)
  return property('targetTemperature', {
    limits: { min: unit.of(range.min), max: unit.of(range.max) },
    states: numberStates(station.topic(own), unit.of),
    command: composed(
      [sender.topic],
      value => [typeof value === 'number' ? sender.message(stepped(unit.to(value), range)) : undefined],
      (asked, reported) =>
        typeof asked === 'number' && typeof reported === 'number' && Math.abs(asked - reported) <= half + 1e-9,
    ),
  })
}

const isOff = (word: string): boolean => /^off$/i.test(word)

/** Off is a mode where there is one; on is the mode that was last, else the first. */
function modes(station: Station): readonly PropertyBinding[] {
  const own = station.find('mode')
  const sender = own && station.sender(own)
  if (own === undefined || sender === undefined) return []
  const words = wordsOf(own.format)
  const running = words.filter(word => !isOff(word))
  const off = words.find(isOff)
  const named = modeWords(running)
  const topic = station.topic(own)
  const start = (known: KnownValue): string | undefined => named.get(String(known('mode'))) ?? running[0]
  const mode = property('mode', {
    limits: { values: [...named.keys()] },
    states: wordStates(
      topic,
      [...named].map(([guide, word]) => [word, guide] as const),
    ),
    command: composed([sender.topic], value => {
      const word = named.get(String(value))
      return [word === undefined ? undefined : sender.message(word)]
    }),
  })
  if (off === undefined) return named.size === 0 ? [] : [mode]
  const power = property('power', {
    states: textStates(topic, text => (words.includes(text) ? (isOff(text) ? 'off' : 'on') : undefined)),
    command: composed([sender.topic], (value, known) => {
      const word = value === 'on' ? start(known) : off
      return [word === undefined ? undefined : sender.message(word)]
    }),
  })
  return named.size === 0 ? [power] : [power, mode]
}

/** The temperature that the same node tells is that of the appliance. */
function thermometer(station: Station): PropertyBinding | undefined {
  const own = station.node.properties.find(one => station.classes.get(one) === 'temperature')
  if (own === undefined) return undefined
  return property('currentTemperature', { states: numberStates(station.topic(own), celsius(own.unit).of) })
}
