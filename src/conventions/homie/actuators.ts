/** What a Homie node is, by the roles of its properties, with its bindings. */
import type { ActionBinding, PropertyBinding, StateBinding } from '../../home/appliance.ts'
import { PLAIN_ACTIONS } from '../../protocol/plainActions.ts'
import type { EntityKind } from '../entity.ts'
import { composed, property } from '../property.ts'
import { climateParts } from './climate.ts'
import type { HomieProperty } from './description.ts'
import { fanParts } from './fan.ts'
import { dimmedPower, lampParts } from './lamp.ts'
import { isFan, isLamp, isPosition, movesOf } from './roles.ts'
import type { Station } from './station.ts'
import { booleanStates, numberStates, rangeOf, textStates } from './values.ts'

/** An entity of a node before it has a name. */
export interface Actuator {
  readonly kind: EntityKind
  /** Undefined: it is the node as a whole. */
  readonly of: HomieProperty | undefined
  readonly properties: readonly (PropertyBinding | undefined)[]
  readonly actions?: ReadonlyMap<string, ActionBinding>
}

/** What of a node can be told something. Several switches in one node are several; everything else is one. */
export function actuatorsOf(station: Station): readonly Actuator[] {
  const { node } = station
  const switches = node.properties.filter(one => station.roles.get(one) === 'power')
  const [first] = switches
  const power = first === undefined ? undefined : switched(station, first)
  const whole = (kind: EntityKind, ...properties: Actuator['properties']): readonly Actuator[] => [
    { kind, of: undefined, properties: [...properties, power] },
  ]
  if (station.find('targetTemperature') !== undefined) return whole('climate', ...climateParts(station))
  if (station.find('cover') !== undefined || station.find('position') !== undefined) return [coverOf(station)]
  if (station.find('lock') !== undefined) return [lockOf(station)]
  const fan = fanParts(station, power)
  if (fan.length > 0 || (isFan(node) && power !== undefined)) return whole('fan', ...fan)
  const lamp = lampParts(station).filter(one => one !== undefined)
  if (lamp.length > 0) return whole('light', ...lamp, power ?? dimmedPower(station))
  const kind = isLamp(node) ? 'light' : 'switch'
  if (switches.length < 2) return power === undefined ? [] : whole(kind)
  return switches.map(one => ({ kind, of: one, properties: [switched(station, one)] }))
}

function switched(station: Station, own: HomieProperty): PropertyBinding {
  const sender = station.sender(own)
  return property('power', {
    states: booleanStates(station.topic(own), 'on', 'off'),
    ...(sender === undefined ? {} : { command: composed([sender.topic], value => [sender.message(value === 'on')]) }),
  })
}

/** Told by words, else by a position where 0 is closed; read from a position, else from words that say where it is. */
function coverOf(station: Station): Actuator {
  const own = station.find('cover') ?? station.find('position')
  const sender = own && station.sender(own)
  const bare: Actuator = { kind: 'cover', of: undefined, properties: [] }
  if (own === undefined || sender === undefined) return bare
  const moves = movesOf(own)
  const range = rangeOf(own.format, { min: 0, max: 100 })
  const open = moves?.open ?? range.max
  const close = moves?.close ?? range.min
  const stop = moves?.stop
  return {
    ...bare,
    properties: [
      property('openState', {
        slow: true,
        states: coverStates(station, own),
        command: composed([sender.topic], value => [sender.message(value === 'OPENED' ? open : close)]),
      }),
    ],
    actions: new Map(stop === undefined ? [] : [[PLAIN_ACTIONS.stop, { messages: [sender.message(stop)] }]]),
  }
}

function coverStates(station: Station, own: HomieProperty): readonly StateBinding[] {
  const position = station.node.properties.find(isPosition) ?? station.find('position')
  if (position === undefined) {
    return textStates(station.topic(own), text =>
      OPENED.test(text) ? 'OPENED' : CLOSED.test(text) ? 'CLOSED' : undefined,
    )
  }
  const { min } = rangeOf(position.format, { min: 0, max: 100 })
  return numberStates(station.topic(position), raw => (raw <= min ? 'CLOSED' : 'OPENED'))
}

/** Words that say where it is, rather than where it goes. */
const OPENED = /^open(?:ed)?$/i
const CLOSED = /^closed$/i

function lockOf(station: Station): Actuator {
  const own = station.find('lock')
  const sender = own && station.sender(own)
  if (own === undefined) return { kind: 'lock', of: undefined, properties: [] }
  const states = booleanStates(station.topic(own), 'LOCKED', 'UNLOCKED')
  const command = sender && composed([sender.topic], value => [sender.message(value === 'LOCKED')])
  return {
    kind: 'lock',
    of: undefined,
    properties: [property('lockState', { states, slow: true, ...(command === undefined ? {} : { command }) })],
  }
}
