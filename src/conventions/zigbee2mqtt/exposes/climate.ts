/** Climates: set points, modes, fan and swing; what switches them off is a mode, a preset, or the switch beside them. */
import type { KnownValue, PropertyBinding } from '../../../home/appliance.ts'
import { type Json, member } from '../../../kernel/json.ts'
import { near, startMode } from '../../common/climate.ts'
import { namedSpeeds } from '../../common/speeds.ts'
import { property } from '../../property.ts'
import { type Expose, type Feature, featureOf, type Word } from '../feature.ts'
import type { Line } from '../line.ts'
import type { Mapper } from './mapper.ts'
import { modesOf } from './modes.ts'

export const mapClimate: Mapper = (expose, line, all) => {
  const temperature = featureOf(expose, 'local_temperature')
  const humidity = all.find(one => one.name === 'humidity' && one.type === 'numeric')?.value
  return {
    properties: [
      power(expose, line, all),
      setPoint(expose, line),
      told('currentTemperature', temperature, line),
      told('humidity', humidity, line),
      mode(expose, line),
      fanSpeed(featureOf(expose, 'fan_mode'), line),
      swing(featureOf(expose, 'swing_mode'), line),
    ],
    presetsLeftOut: presetsLeftOut(expose, line, all),
  }
}

function told(name: 'currentTemperature' | 'humidity', feature: Feature | undefined, line: Line) {
  const states = line.told(feature, numeric)
  return states.length === 0 ? undefined : property(name, { states, ...line.asked(feature) })
}

/** Words that switch off: `pause` is that of heatings which have an operating mode instead (Bosch). */
const OFF_WORDS = ['off', 'pause']

/** Words to start with where nobody knows the mode it was in; a schedule is what a heating is for. */
const START_WORDS = ['auto', 'on', 'schedule', 'program', 'programming', 'manual']

/** The first of these that can be set to be off. */
function offFeature(expose: Expose, all: readonly Expose[]): Feature | undefined {
  const operating = all.find(one => one.name === 'operating_mode')?.value
  return [featureOf(expose, 'system_mode'), featureOf(expose, 'preset'), operating].find(
    one => one?.isSettable === true && one.words.some(word => OFF_WORDS.includes(String(word))),
  )
}

function power(expose: Expose, line: Line, all: readonly Expose[]): PropertyBinding | undefined {
  const feature = offFeature(expose, all) ?? featureOf(expose, 'system_mode')
  if (feature === undefined) return undefined
  const off = feature.words.find(word => OFF_WORDS.includes(String(word)))
  const states = line.told(feature, raw =>
    typeof raw === 'object' ? undefined : OFF_WORDS.includes(String(raw)) ? 'off' : 'on',
  )
  return property('power', {
    states,
    ...(off === undefined
      ? {}
      : line.commanded(feature, (value, known) => {
          const word = value === 'on' ? startWord(feature, known) : off
          return word === undefined ? undefined : { [feature.property]: word }
        })),
    ...line.asked(feature),
  })
}

function startWord(feature: Feature, known: KnownValue): Word | undefined {
  const running = feature.words.filter(word => !OFF_WORDS.includes(String(word)))
  if (feature.name === 'system_mode') return startMode(running.map(String), known)
  return START_WORDS.flatMap(word => running.find(one => one === word) ?? [])[0] ?? running[0]
}

/** Modes of the appliance itself, else its presets. */
function mode(expose: Expose, line: Line): PropertyBinding | undefined {
  const preset = featureOf(expose, 'preset')
  return ownModes(expose, line) ?? (preset === undefined ? undefined : modesOf(preset, preset.words, line))
}

function ownModes(expose: Expose, line: Line): PropertyBinding | undefined {
  const system = featureOf(expose, 'system_mode')
  if (system?.isSettable !== true) return undefined
  return modesOf(
    system,
    system.words.filter(word => word !== 'off'),
    line,
  )
}

/** Presets that could be set beside its modes, and do not switch it off either. */
function presetsLeftOut(expose: Expose, line: Line, all: readonly Expose[]): readonly Word[] {
  const preset = featureOf(expose, 'preset')
  const isOffered = preset?.isSettable !== true || preset === offFeature(expose, all)
  return isOffered || ownModes(expose, line) === undefined ? [] : preset.words
}

/** The set point; of two, the one of the mode that it is in. All are in degrees Celsius (Zigbee2MQTT, exposes). */
function setPoint(expose: Expose, line: Line): PropertyBinding | undefined {
  const heating = featureOf(expose, 'occupied_heating_setpoint', 'current_heating_setpoint')
  const cooling = featureOf(expose, 'occupied_cooling_setpoint')
  const main = heating ?? cooling
  if (main === undefined) return undefined
  const step = main.step ?? 1
  const write = (value: Json, known: KnownValue) => {
    const one = known('mode') === 'cool' ? (cooling ?? main) : main
    return typeof value === 'number' ? { [one.property]: rounded(value, step) } : undefined
  }
  return property('targetTemperature', {
    limits: {
      ...(main.min === undefined ? {} : { min: main.min }),
      ...(main.max === undefined ? {} : { max: main.max }),
      ...(step > 0 ? { step } : {}),
    },
    states: setPointStates(expose, main, cooling, line),
    ...line.commanded(main, write, (asked, reported) => near(asked, reported, step)),
    ...line.asked(main),
  })
}

function setPointStates(
  expose: Expose,
  main: Feature,
  cooling: Feature | undefined,
  line: Line,
): PropertyBinding['states'] {
  const mode = featureOf(expose, 'system_mode')
  if (cooling === undefined || cooling === main || mode === undefined) return line.told(main, numeric)
  return line.toldBy(state => {
    const raw = member(state, (member(state, mode.property) === 'cool' ? cooling : main).property)
    return raw === undefined || raw === null ? raw : numeric(raw)
  })
}

const numeric = (raw: Json): Json | undefined => (typeof raw === 'number' ? raw : undefined)

const rounded = (value: number, step: number): number =>
  step > 0 ? Number((Math.round(value / step) * step).toPrecision(6)) : value

function fanSpeed(feature: Feature | undefined, line: Line): PropertyBinding | undefined {
  if (feature === undefined) return undefined
  const named = namedSpeeds(feature.words.filter(word => typeof word === 'string'))
  if (named.size === 0) return undefined
  return property('fanSpeed', {
    limits: { values: [...named.keys()] },
    states: line.told(feature, raw => [...named].find(([, word]) => word === raw)?.[0]),
    ...line.commanded(feature, value => {
      const word = named.get(Number(value))
      return word === undefined ? undefined : { [feature.property]: word }
    }),
    ...line.asked(feature),
  })
}

/** Swinging: `off` ends it, and the first other word begins it. */
function swing(feature: Feature | undefined, line: Line): PropertyBinding | undefined {
  const on = feature?.words.find(word => word !== 'off')
  if (feature === undefined || on === undefined || !feature.words.includes('off')) return undefined
  return property('oscillation', {
    limits: { values: ['off', 'on'] },
    states: line.told(feature, raw =>
      typeof raw !== 'object' && feature.words.includes(raw) ? (raw === 'off' ? 'off' : 'on') : undefined,
    ),
    ...line.commanded(feature, value => ({ [feature.property]: value === 'off' ? 'off' : on })),
    ...line.asked(feature),
  })
}
