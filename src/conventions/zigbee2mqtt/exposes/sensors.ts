/** Values that are told of an appliance, or that are one by themselves. */
import type { PropertyBinding } from '../../../home/appliance.ts'
import type { Json } from '../../../kernel/json.ts'
import type { Language } from '../../../kernel/text.ts'
import type { PropertyName } from '../../../protocol/properties.ts'
import { AIR, airOf, CONSUMPTION, sensesOf } from '../../common/senses.ts'
import { property } from '../../property.ts'
import type { Feature } from '../feature.ts'
import type { Line } from '../line.ts'
import type { Mapper } from './mapper.ts'

/** Classes of sensors, in Home Assistant's words, by the names of exposes; of any other name nothing is told. */
const NUMERIC_CLASSES: ReadonlyMap<string, string> = new Map([
  ['temperature', 'temperature'],
  ['local_temperature', 'temperature'],
  ['humidity', 'humidity'],
  ['pm25', 'pm25'],
  ['pm10', 'pm10'],
  ['aqi', 'aqi'],
  ['battery', 'battery'],
  ['power', 'power'],
  ['energy', 'energy'],
])

const BINARY_CLASSES: ReadonlyMap<string, string> = new Map([
  ['contact', 'door'],
  ['garage_door_contact', 'garage_door'],
  ['occupancy', 'occupancy'],
  ['presence', 'presence'],
  ['motion', 'motion'],
  ['moving', 'moving'],
  ['smoke', 'smoke'],
  // CLOVA has no word for these; it is said of which kind they are.
  ['water_leak', 'moisture'],
  ['gas', 'gas'],
  ['carbon_monoxide', 'carbon_monoxide'],
  ['vibration', 'vibration'],
  ['tamper', 'tamper'],
])

/** Names of exposes that have a class. */
export const CLASSED_NAMES: readonly string[] = [...NUMERIC_CLASSES.keys(), ...BINARY_CLASSES.keys()]

/** The class of a sensor by the name and type of its expose. */
export const classOf = (type: string, name: string): string | undefined =>
  type === 'numeric' ? NUMERIC_CLASSES.get(name) : type === 'binary' ? BINARY_CLASSES.get(name) : undefined

export const mapSensor: Mapper = ({ value, type, name }, line) => {
  if (value === undefined) return { properties: [] }
  const told = type === 'numeric' ? numericOf(classOf(type, name), value, line) : airQuality(name, value, line)
  return {
    properties: [told === undefined || told.states.length === 0 ? undefined : { ...told, ...line.asked(value) }],
  }
}

function numericOf(deviceClass: string | undefined, value: Feature, line: Line): PropertyBinding | undefined {
  const told = (name: PropertyName, convert: (raw: number) => Json | undefined = raw => raw): PropertyBinding =>
    property(name, { states: line.told(value, raw => (typeof raw === 'number' ? convert(raw) : undefined)) })
  switch (deviceClass) {
    case 'temperature':
      return told('currentTemperature')
    case 'humidity':
      return told('humidity')
    case 'pm25':
      return told('ultraFineDust')
    case 'pm10':
      return told('fineDust')
    case 'aqi':
      return told('airQuality', airOf)
    case 'battery':
      return value.unit === undefined || value.unit === '%' ? told('batteryInfo') : undefined
    case 'power':
    case 'energy': {
      const unit = value.unit ?? (deviceClass === 'power' ? 'W' : 'kWh')
      const counted = Object.hasOwn(CONSUMPTION, unit) ? CONSUMPTION[unit] : undefined
      if (counted === undefined) return undefined
      const consumption = told('consumption', raw => Number((raw * counted.factor).toPrecision(12)))
      return { ...consumption, unit: counted.unit, anyPeriod: true }
    }
    default:
      return undefined
  }
}

function airQuality(name: string, value: Feature, line: Line): PropertyBinding | undefined {
  if (name !== 'air_quality') return undefined
  return property('airQuality', {
    states: line.told(value, raw => {
      const word = typeof raw === 'string' ? raw.toLowerCase() : ''
      return Object.hasOwn(AIR, word) ? AIR[word] : undefined
    }),
  })
}

export const mapBinarySensor: Mapper = ({ value, type, name }, line, _all, language) => {
  const deviceClass = classOf(type, name)
  if (value === undefined || deviceClass === undefined) return { properties: [] }
  return { properties: senses(deviceClass, value, line, language) }
}

function senses(deviceClass: string, value: Feature, line: Line, language: Language): readonly PropertyBinding[] {
  // A contact of a garage door tells whether it is made, whatever its definition calls on.
  const isContact = deviceClass === 'garage_door' && typeof value.on === 'boolean'
  const [on, off] = isContact ? [false, true] : [value.on ?? true, value.off ?? false]
  return sensesOf(deviceClass, language, (name, yes, no) =>
    property(name, {
      states: line.worded(value, [
        [on, yes],
        [off, no],
      ]),
      ...line.asked(value),
    }),
  )
}
