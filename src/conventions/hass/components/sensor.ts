/** `sensor` and `binary_sensor`: one value that is told of an appliance, or that is one by itself. */
import type { PropertyBinding, StateBinding } from '../../../home/appliance.ts'
import type { Json } from '../../../kernel/json.ts'
import type { PropertyName } from '../../../protocol/properties.ts'
import { AIR, airOf, CONSUMPTION, SENSED } from '../../common/senses.ts'
import { property } from '../../property.ts'
import type { Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { numberState, type Signal, signalOf, textState, wordState } from '../signal.ts'

type Convert = (raw: number) => number

const same: Convert = raw => raw
const fahrenheit: Convert = raw => ((raw - 32) * 5) / 9

/** Units of temperature, to degrees Celsius. */
const TEMPERATURES: ReadonlyMap<string, Convert> = new Map([
  ['°C', same],
  ['C', same],
  ['°F', fahrenheit],
  ['F', fahrenheit],
  ['K', raw => raw - 273.15],
])

/** Units of dust, to micrograms per cubic metre, whose first letter Unicode has twice; in another unit it would be a lie. */
const DUST: ReadonlyMap<string, Convert> = new Map([
  ['µg/m³', same],
  ['μg/m³', same],
  ['ug/m³', same],
  ['ug/m3', same],
  ['µg/m3', same],
  ['μg/m3', same],
  ['mg/m³', raw => raw * 1000],
  ['mg/m3', raw => raw * 1000],
])

const rounded = (value: number): number => Number(value.toPrecision(12))

/** What a sensor of a class tells; undefined for the many classes that no appliance of the guides has. */
export const sensorComponent: Component = entry => {
  const signal = signalOf(entry, 'state_topic', 'value_template')
  return { properties: [signal === undefined ? undefined : sensorProperty(entry, signal)] }
}

function sensorProperty(entry: Entry, signal: Signal): PropertyBinding | undefined {
  const unit = entry.text('unit_of_measurement')
  const expires = expiry(entry)
  const told = (name: PropertyName, states: readonly StateBinding[], more: Partial<PropertyBinding> = {}) =>
    property(name, { states, ...expires, ...more })
  const converted = (name: PropertyName, convert: Convert | undefined): PropertyBinding | undefined =>
    convert &&
    told(
      name,
      numberState(signal, raw => rounded(convert(raw))),
    )
  switch (entry.text('device_class')) {
    case 'temperature':
      return converted('currentTemperature', TEMPERATURES.get(unit ?? '°C'))
    case 'humidity':
      return told('humidity', numberState(signal))
    case 'pm10':
      return converted('fineDust', DUST.get(unit ?? 'µg/m³'))
    case 'pm25':
      return converted('ultraFineDust', DUST.get(unit ?? 'µg/m³'))
    case 'aqi':
      return told('airQuality', numberState(signal, airOf))
    case 'battery':
      return unit === undefined || unit === '%' ? told('batteryInfo', numberState(signal)) : undefined
    case 'power':
    case 'energy': {
      const counted = ownOf(CONSUMPTION, unit ?? 'W')
      if (counted === undefined) return undefined
      return told(
        'consumption',
        numberState(signal, raw => rounded(raw * counted.factor)),
        {
          unit: counted.unit,
          anyPeriod: true,
        },
      )
    }
    case undefined:
      return isAirQuality(entry)
        ? told(
            'airQuality',
            textState(signal, text => ownOf(AIR, text.toLowerCase())),
          )
        : undefined
    default:
      return undefined
  }
}

/** What a table says of a stranger's word; what every object has besides stands in none. */
const ownOf = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined

const isAirQuality = (entry: Entry): boolean => /^(air[ _]quality|공기질|空気質)$/i.test(entry.text('name') ?? '')

const expiry = (entry: Entry): Pick<PropertyBinding, 'expiresMs'> => {
  const seconds = entry.number('expire_after')
  return seconds !== undefined && seconds > 0 ? { expiresMs: seconds * 1000 } : {}
}

/** After so long it is off again by itself (`off_delay`): it only ever says that it is on. */
function offDelayMs(entry: Entry): number | undefined {
  const seconds = entry.number('off_delay')
  return seconds !== undefined && seconds > 0 ? seconds * 1000 : undefined
}

/** Classes that open and close. */
const OPENINGS: ReadonlySet<string> = new Set(['door', 'window', 'garage_door', 'opening'])
/** Classes that somebody is there. */
const MOTIONS: ReadonlySet<string> = new Set(['motion', 'occupancy', 'presence', 'moving'])

export const binarySensorComponent: Component = entry => {
  const deviceClass = entry.text('device_class') ?? ''
  const signal = signalOf(entry, 'state_topic', 'value_template')
  if (signal === undefined) return { properties: [] }
  const on = entry.payload('payload_on', 'ON')
  const off = entry.payload('payload_off', 'OFF')
  const delayMs = offDelayMs(entry)
  const told = (name: PropertyName, yes: Json, no: Json): PropertyBinding =>
    property(name, {
      states: wordState(signal, [
        [on, yes],
        [off, no],
      ]),
      ...expiry(entry),
      ...(delayMs === undefined ? {} : { reverts: { from: yes, to: no, afterMs: delayMs } }),
    })
  const moment = (name: PropertyName, value: 'yes' | 'no', of: 'every' | 'change'): PropertyBinding => {
    const { reverts: _, ...words } = told(name, 'yes', 'no')
    return { ...words, states: words.states.map(state => ({ ...state, moment: { value, of } })) }
  }
  if (OPENINGS.has(deviceClass)) {
    const state = told('openState', 'OPENED', 'CLOSED')
    // What only tells that it was opened tells that each time, and never that it was closed.
    if (delayMs !== undefined) return { properties: [state, moment('openTimestamp', 'yes', 'every')] }
    return {
      properties: [state, moment('openTimestamp', 'yes', 'change'), moment('closeTimestamp', 'no', 'change')],
    }
  }
  const [yes, no] = [SENSED.yes[entry.language], SENSED.no[entry.language]]
  if (MOTIONS.has(deviceClass)) {
    return { properties: [told('powerState', yes, no), moment('detectedTime', 'yes', 'every')] }
  }
  if (deviceClass === 'smoke') {
    const line = (value: string): Json => [{ name: SENSED.smoke[entry.language], value }]
    return { properties: [told('states', line(yes), line(no))] }
  }
  return { properties: [] }
}
