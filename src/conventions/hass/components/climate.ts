/** `climate`: air conditioners and heaters: modes, set points, fan and swing. */
import type { KnownValue, PropertyBinding, StateBinding } from '../../../home/appliance.ts'
import { float } from '../../../template/values.ts'
import { near, startMode } from '../../common/climate.ts'
import { modeWords } from '../../common/modes.ts'
import { namedSpeeds } from '../../common/speeds.ts'
import { note } from '../../note.ts'
import { composed, property } from '../../property.ts'
import type { Bound, Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { numberState, type Sender, senderOf, signalOf, textState, wordState } from '../signal.ts'
import { modeProperty } from './modes.ts'

export const climateComponent: Component = entry => {
  const modes = entry.list('modes') ?? ['auto', 'off', 'cool', 'heat', 'dry', 'fan_only']
  return {
    properties: [
      power(entry, modes),
      // Before the set points: which of two counts depends on it.
      mode(entry, modes),
      targetTemperature(entry),
      currentTemperature(entry, 'current_temperature'),
      fanSpeed(entry),
      swing(entry),
      humidity(entry),
    ],
  } satisfies Bound
}

const modeOf = (entry: Entry) => senderOf(entry, 'mode_command_topic', 'mode_command_template')

/** Off is a mode where there is one, else a switch of its own; on is the mode it was in before, else a likely one. */
function power(entry: Entry, modes: readonly string[]): PropertyBinding | undefined {
  const mode = modeOf(entry)
  const own = senderOf(entry, 'power_command_topic', 'power_command_template')
  const states = powerStates(entry)
  if (own !== undefined) {
    const on = entry.payload('payload_on', 'ON')
    const off = entry.payload('payload_off', 'OFF')
    return property('power', {
      states,
      command: composed([own.topic], value => [own.message(value === 'on' ? on : off)]),
    })
  }
  if (mode === undefined || !modes.includes('off')) return states.length > 0 ? property('power', { states }) : undefined
  return property('power', {
    states,
    command: composed([mode.topic], (value, known) => {
      const word = value === 'on' ? startMode(modes, known) : 'off'
      return [word === undefined ? undefined : mode.message(word)]
    }),
  })
}

const powerStates = (entry: Entry): PropertyBinding['states'] => {
  const retired = signalOf(entry, 'power_state_topic', 'power_state_template')
  if (retired !== undefined) {
    return wordState(retired, [
      [entry.payload('payload_on', 'ON'), 'on'],
      [entry.payload('payload_off', 'OFF'), 'off'],
    ])
  }
  return textState(signalOf(entry, 'mode_state_topic', 'mode_state_template', 'value_template'), text =>
    text === 'off' ? 'off' : 'on',
  )
}

/** Modes of the appliance itself, else those of its presets. */
function mode(entry: Entry, modes: readonly string[]): PropertyBinding | undefined {
  const named = modeWords(modes.filter(mode => mode !== 'off'))
  const sender = modeOf(entry)
  if (sender === undefined || named.size === 0) {
    return modeProperty(entry, 'preset_mode', 'preset_modes', 'preset_mode_value_template')
  }
  const presets = entry.list('preset_modes') ?? []
  if (presets.length > 0 && entry.has('preset_mode_command_topic'))
    entry.notes.push(note('left-out-presets', entry.of, presets.join(', ')))
  return property('mode', {
    limits: { values: [...named.keys()] },
    states: wordState(
      signalOf(entry, 'mode_state_topic', 'mode_state_template', 'value_template'),
      [...named].map(([mode, word]) => [word, mode] as const),
    ),
    command: composed([sender.topic], value => {
      const word = named.get(String(value))
      return [word === undefined ? undefined : sender.message(word)]
    }),
  })
}

const isFahrenheit = (entry: Entry): boolean => entry.text('temperature_unit')?.toUpperCase() === 'F'

const toCelsius = (inFahrenheit: boolean, raw: number): number =>
  inFahrenheit ? Number((((raw - 32) * 5) / 9).toFixed(1)) : raw

/** By itself, not within what looks at a document: what a reader is made in is kept with it. */
const celsius =
  (inFahrenheit: boolean) =>
  (raw: number): number =>
    toCelsius(inFahrenheit, raw)

const fromCelsius = (inFahrenheit: boolean, value: number): number => (inFahrenheit ? (value * 9) / 5 + 32 : value)

/** Cooling, the upper one of two set points is the one that counts, else the lower. */
const isCooling = (known: KnownValue): boolean => known('mode') === 'cool'
const isNotCooling = (known: KnownValue): boolean => !isCooling(known)

/** The set point; of two, the one of the mode that it is in. */
function targetTemperature(entry: Entry): PropertyBinding | undefined {
  const single = setPoint(entry, 'temperature')
  const low = setPoint(entry, 'temperature_low')
  const high = setPoint(entry, 'temperature_high')
  if (single === undefined && low === undefined && high === undefined) return undefined
  // Taken out of the entry: what is kept of it would keep the whole document.
  const inFahrenheit = isFahrenheit(entry)
  const pick = (known: KnownValue): Sender | undefined => single ?? (isCooling(known) ? (high ?? low) : (low ?? high))
  const { step, ...range } = rangeOf(entry, inFahrenheit)
  return property('targetTemperature', {
    limits: { ...range, ...(inFahrenheit ? {} : { step }) },
    states: setPointStates(entry, inFahrenheit),
    command: composed(
      [single?.topic, low?.topic, high?.topic],
      (value, known) => [typeof value === 'number' ? told(inFahrenheit, pick(known), value, step) : undefined],
      (asked, reported) => near(asked, reported, inFahrenheit ? step / 1.8 : step),
    ),
  })
}

function setPointStates(entry: Entry, inFahrenheit: boolean): readonly StateBinding[] {
  const [single, low, high] = (['temperature', 'temperature_low', 'temperature_high'] as const).map(prefix =>
    degrees(entry, inFahrenheit, `${prefix}_state_topic`, `${prefix}_state_template`),
  )
  if (single === undefined || low === undefined || high === undefined) return []
  if (single.length > 0) return single
  if (low.length === 0 || high.length === 0) return [...low, ...high]
  return [...low.map(one => ({ ...one, counts: isNotCooling })), ...high.map(one => ({ ...one, counts: isCooling }))]
}

const degrees = (entry: Entry, inFahrenheit: boolean, topicKey: string, templateKey: string): readonly StateBinding[] =>
  numberState(signalOf(entry, topicKey, templateKey, 'value_template'), celsius(inFahrenheit))

/** Range and step in the document's own unit; what cannot be one is taken for that of Home Assistant. */
function rangeOf(entry: Entry, inFahrenheit: boolean) {
  const usual = inFahrenheit ? { min: 45, max: 95 } : { min: 7, max: 35 }
  const said = { min: entry.number('min_temp') ?? usual.min, max: entry.number('max_temp') ?? usual.max }
  const { min, max } = said.min < said.max ? said : usual
  const step = entry.number('temp_step') ?? 1
  return { min: toCelsius(inFahrenheit, min), max: toCelsius(inFahrenheit, max), step: step > 0 ? step : 1 }
}

const setPoint = (entry: Entry, prefix: string): Sender | undefined =>
  senderOf(entry, `${prefix}_command_topic`, `${prefix}_command_template`)

/** A whole step is sent as a whole number, since many a wall pad takes no other; templates get the float Home Assistant gives. */
function told(inFahrenheit: boolean, sender: Sender | undefined, value: number, step: number) {
  const raw = Number((Math.round(fromCelsius(inFahrenheit, value) / step) * step).toPrecision(6))
  if (sender === undefined) return undefined
  return Number.isInteger(step) ? sender.message(raw) : sender.message(float(raw))
}

/** What a thermometer in the appliance says. */
export function currentTemperature(entry: Entry, prefix: string): PropertyBinding | undefined {
  const states = degrees(entry, isFahrenheit(entry), `${prefix}_topic`, `${prefix}_template`)
  return states.length === 0 ? undefined : property('currentTemperature', { states })
}

function humidity(entry: Entry): PropertyBinding | undefined {
  const states = numberState(signalOf(entry, 'current_humidity_topic', 'current_humidity_template', 'value_template'))
  return states.length === 0 ? undefined : property('humidity', { states })
}

function fanSpeed(entry: Entry): PropertyBinding | undefined {
  const named = namedSpeeds(entry.list('fan_modes') ?? ['auto', 'low', 'medium', 'high'])
  const sender = senderOf(entry, 'fan_mode_command_topic', 'fan_mode_command_template')
  if (sender === undefined || named.size === 0) return undefined
  return property('fanSpeed', {
    limits: { values: [...named.keys()] },
    states: wordState(
      signalOf(entry, 'fan_mode_state_topic', 'fan_mode_state_template', 'value_template'),
      [...named].map(([speed, word]) => [word, speed] as const),
    ),
    command: composed([sender.topic], value => {
      const word = named.get(Number(value))
      return [word === undefined ? undefined : sender.message(word)]
    }),
  })
}

/** Swinging: `off` ends it, and the first other mode begins it. */
function swing(entry: Entry): PropertyBinding | undefined {
  const modes = entry.list('swing_modes') ?? ['on', 'off']
  const sender = senderOf(entry, 'swing_mode_command_topic', 'swing_mode_command_template')
  const on = modes.find(mode => mode !== 'off')
  if (sender === undefined || on === undefined || !modes.includes('off')) return undefined
  return property('oscillation', {
    limits: { values: ['off', 'on'] },
    states: textState(signalOf(entry, 'swing_mode_state_topic', 'swing_mode_state_template', 'value_template'), text =>
      modes.includes(text) ? (text === 'off' ? 'off' : 'on') : undefined,
    ),
    command: composed([sender.topic], value => [sender.message(value === 'off' ? 'off' : on)]),
  })
}
