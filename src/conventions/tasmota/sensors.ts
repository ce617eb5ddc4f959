/** Sensors of a Tasmota device: the members of `SENSOR` that an appliance of the guides can tell. */
import type { PropertyBinding } from '../../home/appliance.ts'
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'
import type { PropertyName } from '../../protocol/properties.ts'
import { property } from '../property.ts'
import { asked } from './outputs.ts'
import type { Station } from './station.ts'

/** One value of one sensor. */
export interface Measured {
  /** Member of `SENSOR`: `ENERGY`, `AM2301`, `DS18B20-1`. */
  readonly sensor: string
  readonly quantity: string
  /** Which of several values (a meter with a channel for each relay); undefined: all of them together. */
  readonly channel: number | undefined
  readonly deviceClass: string
  /** It measures the device itself. */
  readonly isOwn: boolean
  readonly binding: PropertyBinding
}

interface Quantity {
  readonly property: PropertyName
  readonly deviceClass: string
  readonly unit?: string
}

/** What is told of a sensor, by the name of its member. */
const QUANTITIES: Readonly<Record<string, Quantity>> = {
  Temperature: { property: 'currentTemperature', deviceClass: 'temperature' },
  Humidity: { property: 'humidity', deviceClass: 'humidity' },
  'PM2.5': { property: 'ultraFineDust', deviceClass: 'pm25' },
  PM10: { property: 'fineDust', deviceClass: 'pm10' },
  Battery: { property: 'batteryInfo', deviceClass: 'battery' },
}

/** A meter tells its power; one that only counts, what it has counted. */
const METER: Readonly<Record<string, Quantity>> = {
  Power: { property: 'consumption', deviceClass: 'power', unit: 'W' },
  Total: { property: 'consumption', deviceClass: 'energy', unit: 'KW' },
}

const METER_NAME = 'ENERGY'

/** Quantities of a sensor by its name. */
const quantitiesOf = (sensor: string): Readonly<Record<string, Quantity>> =>
  sensor === METER_NAME ? METER : QUANTITIES

/** Sensors within the device: the processor, and what is wired to the analogue input of a plug or relay. */
const WITHIN = /^(?:ESP32|ANALOG)/

/** A house full of thermometers on one wire has some 20. */
const MAX_SENSORS = 32

/** A three-phase meter has three; the largest board has 8 relays that are metered. */
const MAX_CHANNELS = 8

/** Longest name of a sensor: those of radio thermometers end in the hardware's address. */
const MAX_NAME_CHARACTERS = 64

/**
 * What of a sample of `SENSOR` is structure and worth keeping: names, and how many channels there are. Its values are
 * left out, since the sample is sent with fresh ones each time the device connects.
 */
export function structureOf(sample: Json | undefined): JsonObject {
  const kept: Record<string, Json> = Object.create(null) as Record<string, Json>
  if (!isObject(sample)) return kept
  for (const [sensor, members] of Object.entries(sample)) {
    if (Object.keys(kept).length >= MAX_SENSORS) break
    if (sensor.length > MAX_NAME_CHARACTERS || !isObject(members)) continue
    const known = Object.keys(quantitiesOf(sensor)).filter(quantity => Object.hasOwn(members, quantity))
    if (known.length > 0) kept[sensor] = Object.fromEntries(known.map(one => [one, shapeOf(members[one])]))
  }
  if (sample['TempUnit'] === 'F') kept['TempUnit'] = 'F'
  return kept
}

const shapeOf = (value: Json | undefined): Json =>
  Array.isArray(value) ? value.slice(0, MAX_CHANNELS).map(() => 0) : 0

/**
 * The sensors of a structure.
 * @param outputs how many outputs the device has: a meter with as many channels has one for each
 */
export function measuredOf(station: Station, structure: Json | undefined, outputs: number): readonly Measured[] {
  if (!isObject(structure)) return []
  const sensors = Object.entries(structure).filter(([, members]) => isObject(members))
  return sensors.slice(0, MAX_SENSORS).flatMap(([sensor, members]) => {
    const quantities = Object.entries(quantitiesOf(sensor)).filter(([one]) => member(members, one) !== undefined)
    // Of what a meter tells only the first counts: there is one property for both.
    const told = sensor === METER_NAME ? quantities.slice(0, 1) : quantities
    return told.flatMap(([name, quantity]) => {
      const shape = member(members, name)
      const channels = Array.isArray(shape) ? Math.min(shape.length, MAX_CHANNELS) : 1
      const each = channels > 1 && channels === outputs
      const list = each ? Array.from({ length: channels }, (_, at) => at) : [undefined]
      return list.map(channel => measured(station, structure, { sensor, name, quantity, channel, outputs }))
    })
  })
}

interface Wanted {
  readonly sensor: string
  readonly name: string
  readonly quantity: Quantity
  readonly channel: number | undefined
  readonly outputs: number
}

function measured(station: Station, structure: JsonObject, wanted: Wanted): Measured {
  const { sensor, name, quantity, channel, outputs } = wanted
  const usual = member(structure, 'TempUnit')
  const states = station.sensor([], said => {
    const value = valueAt(member(member(said, sensor), name), channel)
    if (typeof value !== 'number' || quantity.property !== 'currentTemperature') return value
    return (member(said, 'TempUnit') ?? usual) === 'F' ? celsius(value) : value
  })
  return {
    sensor,
    quantity: name,
    channel,
    deviceClass: quantity.deviceClass,
    isOwn: WITHIN.test(sensor) && (outputs > 0 || sensor.startsWith('ESP32')),
    binding: property(quantity.property, {
      states,
      ...asked(station.askSensors),
      ...(quantity.unit === undefined ? {} : { unit: quantity.unit, anyPeriod: true }),
    }),
  }
}

/** A value, one of a list of them, or their sum; `null` where the sensor has failed, undefined where nothing is said. */
function valueAt(said: Json | undefined, channel: number | undefined): Json | undefined {
  if (!Array.isArray(said)) return channel === undefined || channel === 0 ? number(said) : undefined
  const list = (said as readonly Json[]).slice(0, MAX_CHANNELS)
  if (channel !== undefined) return number(list[channel])
  const numbers = list.filter(one => typeof one === 'number')
  return numbers.length === 0 ? undefined : Number(numbers.reduce((sum, one) => sum + one, 0).toPrecision(12))
}

const number = (said: Json | undefined): Json | undefined =>
  said === null || typeof said === 'number' ? said : undefined

const celsius = (fahrenheit: number): number => Number((((fahrenheit - 32) * 5) / 9).toFixed(1))
