/** `humidifier`, `vacuum`, `water_heater` and `button`. */
import type { ActionBinding, CommandMessage } from '../../../home/appliance.ts'
import { member } from '../../../kernel/json.ts'
import { PLAIN_ACTIONS } from '../../../protocol/plainActions.ts'
import { namedSpeeds } from '../../common/speeds.ts'
import { composed, plainReader, property } from '../../property.ts'
import type { Bound, Component } from '../component.ts'
import type { Entry } from '../entry.ts'
import { numberState, senderOf, signalOf, wordState } from '../signal.ts'
import { climateComponent } from './climate.ts'
import { modeProperty } from './modes.ts'
import { switchedPower } from './switchedPower.ts'

export const humidifierComponent: Component = entry => {
  const humidity = numberState(signalOf(entry, 'current_humidity_topic', 'current_humidity_template', 'value_template'))
  return {
    properties: [
      switchedPower(entry),
      humidity.length === 0 ? undefined : property('humidity', { states: humidity }),
      modeProperty(entry, 'mode', 'modes', 'mode_state_template'),
      speedByMode(entry),
    ],
  } satisfies Bound
}

/** Modes of a humidifier are often its speeds. */
function speedByMode(entry: Entry) {
  const named = namedSpeeds(entry.list('modes') ?? [])
  const sender = senderOf(entry, 'mode_command_topic', 'mode_command_template')
  if (sender === undefined || named.size < 2) return undefined
  return property('fanSpeed', {
    limits: { values: [...named.keys()] },
    states: wordState(
      signalOf(entry, 'mode_state_topic', 'mode_state_template', 'value_template'),
      [...named].map(([speed, word]) => [word, speed] as const),
    ),
    command: composed([sender.topic], value => {
      const word = named.get(Number(value))
      return [word === undefined ? undefined : sender.message(word)]
    }),
  })
}

/** Words of a vacuum that is at work; in every other it is not. */
const CLEANING = ['cleaning', 'mopping']
const RESTING = ['docked', 'idle', 'paused', 'returning', 'error']

/** What a vacuum can do unless its document says so (Home Assistant, MQTT vacuum). */
const VACUUM_FEATURES = ['start', 'stop', 'return_home', 'status', 'battery', 'clean_spot']

export const vacuumComponent: Component = entry => {
  const topic = entry.commandTopic('command_topic')
  const features = entry.list('supported_features') ?? VACUUM_FEATURES
  const send = (feature: string, key: string, fallback: string): CommandMessage | undefined =>
    topic !== undefined && features.includes(feature) ? { topic, payload: entry.payload(key, fallback) } : undefined
  const start = send('start', 'payload_start', 'start')
  const home = send('return_home', 'payload_return_to_base', 'return_to_base')
  const rest = send('stop', 'payload_stop', 'stop') ?? send('pause', 'payload_pause', 'pause') ?? home
  const state = entry.stateTopic('state_topic')
  const said = (key: string) =>
    state === undefined ? [] : [{ topic: state, read: plainReader({ via: payload => member(payload.json(), key) }) }]
  const words = [...CLEANING.map(word => [word, 'on'] as const), ...RESTING.map(word => [word, 'off'] as const)]
  const map = new Map<string, string>(words)
  const power = said('state').map(one => ({ ...one, read: { ...one.read, map } }))
  return {
    properties: [
      property('power', {
        states: power,
        ...(start === undefined || rest === undefined
          ? {}
          : { command: composed([topic], value => [value === 'on' ? start : rest]), slow: true as const }),
      }),
      state === undefined ? undefined : property('batteryInfo', { states: said('battery_level') }),
    ],
    actions: new Map<string, ActionBinding>(home === undefined ? [] : [[PLAIN_ACTIONS.charge, { messages: [home] }]]),
  }
}

/** A water heater is a climate with other words for its modes, none of which CLOVA has. */
export const waterHeaterComponent: Component = entry => {
  const { properties } = climateComponent(entry)
  return { properties: properties.filter(one => one?.name !== 'mode' && one?.name !== 'fanSpeed') }
}

/** A button is worth something to CLOVA only as one that calls a lift; the chooser decides by its words. */
export const buttonComponent: Component = entry => {
  const sender = senderOf(entry, 'command_topic', 'command_template')
  const press = sender?.message(entry.payload('payload_press', 'PRESS'))
  return {
    properties: [],
    actions: new Map<string, ActionBinding>(
      press === undefined ? [] : [[PLAIN_ACTIONS.callElevator, { messages: [press] }]],
    ),
  }
}
