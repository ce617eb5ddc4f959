/** What the components of a Shelly are: kinds, and the properties that can be read and told. */
import type { ActionBinding, PropertyBinding } from '../../home/appliance.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import type { Language } from '../../kernel/text.ts'
import { PLAIN_ACTIONS } from '../../protocol/plainActions.ts'
import type { PropertyName } from '../../protocol/properties.ts'
import { SENSED } from '../common/senses.ts'
import type { EntityKind } from '../entity.ts'
import { asked, calling, numberOf } from './calling.ts'
import { lampProperties } from './lamp.ts'
import type { Component } from './status.ts'

/** An entity as far as its component tells. */
export interface BoundComponent {
  readonly kind: EntityKind
  readonly deviceClass?: string
  readonly properties: readonly (PropertyBinding | undefined)[]
  readonly actions?: ReadonlyMap<string, ActionBinding>
}

/** What a component is; undefined for a type that is not read here. */
export function bind(component: Component, language: Language): BoundComponent | undefined {
  switch (component.type) {
    case 'switch':
      return { kind: 'switch', properties: [power(component)] }
    case 'cover':
      return cover(component)
    case 'light':
    case 'rgb':
    case 'rgbw':
    case 'cct':
    case 'rgbcct':
      return { kind: 'light', properties: [power(component), ...lampProperties(component)] }
    case 'em':
      return { kind: 'sensor', deviceClass: 'power', properties: [consumption(component, 'total_act_power')] }
    case 'em1':
      return { kind: 'sensor', deviceClass: 'power', properties: [consumption(component, 'act_power')] }
    case 'pm1':
      return { kind: 'sensor', deviceClass: 'power', properties: [consumption(component, 'apower')] }
    default:
      return sensor(component, language)
  }
}

const power = (component: Component): PropertyBinding =>
  asked(component, 'power', {
    states: component.states(({ output }) => (typeof output === 'boolean' ? (output ? 'on' : 'off') : undefined)),
    ...calling(component, value => ['set', { on: value === 'on' }]),
  })

/** What an actuator measures: a sensor beside it, so that the same is made of it as of any other meter. */
export const meterOf = (component: Component): PropertyBinding | undefined =>
  METERED.has(component.type) ? consumption(component, 'apower') : undefined

const METERED: ReadonlySet<string> = new Set(['switch', 'cover', 'light', 'rgb', 'rgbw', 'cct', 'rgbcct'])

/** Watts now; the counters of energy never begin anew, so that no period can be told from them. */
function consumption(component: Component, member: string): PropertyBinding | undefined {
  if (!component.tells(member)) return undefined
  return asked(component, 'consumption', {
    states: component.states(status => numberOf(status[member])),
    unit: 'W',
    anyPeriod: true,
  })
}

/** A position tells more than a word: a cover that stopped halfway is open. */
function cover(component: Component): BoundComponent {
  const states = component.states(({ state, current_pos: position }) => {
    if (state === 'open' || state === 'closed') return state === 'open' ? 'OPENED' : 'CLOSED'
    const at = numberOf(position)
    return at === undefined ? undefined : at > 0 ? 'OPENED' : 'CLOSED'
  })
  const { call } = component
  const openState = asked(component, 'openState', {
    states,
    slow: true,
    ...calling(component, value => [value === 'OPENED' ? 'open' : 'close', {}]),
  })
  const stop: readonly (readonly [string, ActionBinding])[] =
    call === undefined ? [] : [[PLAIN_ACTIONS.stop, { messages: call('stop', {}) }]]
  return { kind: 'cover', properties: [openState], actions: new Map(stop) }
}

function sensor(component: Component, language: Language): BoundComponent | undefined {
  const told = (name: PropertyName, member: string): PropertyBinding =>
    asked(component, name, { states: component.states(status => numberOf(status[member])) })
  switch (component.type) {
    case 'temperature':
      return { kind: 'sensor', deviceClass: 'temperature', properties: [told('currentTemperature', 'tC')] }
    case 'humidity':
      return { kind: 'sensor', deviceClass: 'humidity', properties: [told('humidity', 'rh')] }
    case 'devicepower':
      return { kind: 'sensor', deviceClass: 'battery', properties: [battery(component)] }
    case 'smoke': {
      const line = (value: string): Json => [{ name: SENSED.smoke[language], value }]
      const [yes, no] = [line(SENSED.yes[language]), line(SENSED.no[language])]
      const states = component.states(({ alarm }) => (typeof alarm === 'boolean' ? (alarm ? yes : no) : undefined))
      return { kind: 'binary_sensor', deviceClass: 'smoke', properties: [asked(component, 'states', { states })] }
    }
    // The guides have no type that tells of water; it is there so that this can be said.
    case 'flood':
      return { kind: 'binary_sensor', deviceClass: 'moisture', properties: [] }
    default:
      return undefined
  }
}

const battery = (component: Component): PropertyBinding =>
  asked(component, 'batteryInfo', {
    states: component.states(({ battery: said }) =>
      said === undefined || said === null || typeof said !== 'object' || Array.isArray(said)
        ? undefined
        : numberOf((said as JsonObject)['percent']),
    ),
  })
