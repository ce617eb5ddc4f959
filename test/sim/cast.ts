/** Who lives in the simulated house: appliances of every kind of binding, the clients that speak for them, what CEK may ask. */

import type { Scene } from '../../src/gateway/scenes.ts'
import { type Appliance, type Bridge, commandTopics } from '../../src/home/appliance.ts'
import type { AccessRule } from '../../src/home/permission.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { ROLES, type Role } from './roles.ts'

/** How an appliance is spoken to, as its firmware knows it. */
export interface Tongue {
  readonly id: string
  readonly native: boolean
  /** Properties it tells, with what they are at first. */
  readonly values: Readonly<Record<string, Json>>
  /** Other values than the first, for changes by hand. */
  readonly others: Readonly<Record<string, readonly Json[]>>
  /** What it publishes of itself, where it is not in the configuration. */
  readonly announcement?: JsonObject
}

/** A directive CEK may send. */
export interface Wish {
  readonly applianceId: string | undefined
  readonly action: string
  readonly operands: JsonObject
}

export interface Cast {
  readonly appliances: readonly Appliance[]
  /** Those of them that the configuration names. */
  readonly configured: readonly Appliance[]
  readonly scenes: readonly Scene[]
  readonly users: ReadonlyMap<string, AccessRule>
  readonly bridges: readonly Bridge[]
  /** Logins that are an appliance's or a bridge's own. */
  readonly accounts: ReadonlyMap<string, string>
  readonly roles: readonly Role[]
  readonly tongues: ReadonlyMap<string, Tongue>
  readonly wishes: readonly Wish[]
}

const wish = (applianceId: string, action: string, operands: JsonObject = {}): Wish => ({
  applianceId,
  action,
  operands,
})

const POWER: readonly Json[] = ['on', 'off']

/** Describes itself; the configuration does not know it. */
const FAN: JsonObject = { type: 'FAN', properties: { power: {} }, interval: 40 }

const MEMBERS: readonly {
  readonly appliance: Appliance
  readonly tongue: Omit<Tongue, 'id'>
  readonly wishes: readonly Wish[]
}[] = [
  {
    appliance: nativeAppliance('lamp', { type: 'LIGHT', properties: { power: {}, brightness: {} }, interval: 30 }),
    tongue: {
      native: true,
      values: { power: 'off', brightness: 40 },
      others: { power: POWER, brightness: [10, 25, 70, 100] },
    },
    wishes: [
      wish('lamp', 'TurnOn'),
      wish('lamp', 'TurnOff'),
      wish('lamp', 'SetBrightness', { brightness: { value: 55 } }),
      wish('lamp', 'SetBrightness', { brightness: { value: 80 } }),
      wish('lamp', 'IncrementBrightness', { deltaBrightness: { value: 5 } }),
      wish('lamp', 'GetDeviceState'),
      wish('lamp', 'HealthCheck'),
    ],
  },
  {
    appliance: nativeAppliance('plug', { type: 'SMARTPLUG', properties: { power: {} } }, { policy: 'sent' }),
    tongue: { native: true, values: { power: 'on' }, others: { power: POWER } },
    wishes: [
      wish('plug', 'TurnOn'),
      wish('plug', 'TurnOff'),
      wish('plug', 'GetDeviceState'),
      wish('plug', 'HealthCheck'),
    ],
  },
  {
    appliance: nativeAppliance('air', {
      type: 'AIRCONDITIONER',
      properties: {
        power: {},
        targetTemperature: { min: 16, max: 30, step: 0.5 },
        currentTemperature: { readonly: true },
      },
      interval: 20,
    }),
    tongue: {
      native: true,
      values: { power: 'on', targetTemperature: 22, currentTemperature: 25.5 },
      others: { targetTemperature: [18, 20.5, 24], currentTemperature: [19, 23.5, 28] },
    },
    wishes: [
      wish('air', 'SetTargetTemperature', { targetTemperature: { value: 21 } }),
      wish('air', 'IncrementTargetTemperature', { deltaTemperature: { value: 1 } }),
      wish('air', 'DecrementTargetTemperature', { deltaTemperature: { value: 0.5 } }),
      wish('air', 'GetCurrentTemperature'),
      wish('air', 'GetTargetTemperature'),
      wish('air', 'TurnOff'),
    ],
  },
  {
    appliance: boundAppliance(
      'thermo',
      'THERMOSTAT',
      {
        targetTemperature: {
          state: 'home/thermo/target',
          set: 'home/thermo/target/set',
          get: 'home/thermo/ask',
          write: { step: 0.5 },
        },
        currentTemperature: { state: 'home/thermo/current', get: 'home/thermo/ask' },
      },
      { availability: [{ topic: 'home/thermo/lwt', online: ['online'], offline: ['offline'] }] },
    ),
    tongue: {
      native: false,
      values: { targetTemperature: 20, currentTemperature: 18 },
      others: { targetTemperature: [17, 23], currentTemperature: [15, 19.5, 24] },
    },
    wishes: [
      wish('thermo', 'SetTargetTemperature', { targetTemperature: { value: 24.5 } }),
      wish('thermo', 'IncrementTargetTemperature', { deltaTemperature: { value: 0.5 } }),
      wish('thermo', 'GetTargetTemperature'),
      wish('thermo', 'GetCurrentTemperature'),
      wish('thermo', 'HealthCheck'),
    ],
  },
  {
    appliance: boundAppliance(
      'bulb',
      'LIGHT',
      {
        power: { state: 'home/hub/bulb/power', set: 'home/hub/bulb/power/set', get: 'home/hub/bulb/ask' },
        brightness: {
          state: 'home/hub/bulb/brightness',
          set: 'home/hub/bulb/brightness/set',
          get: 'home/hub/bulb/ask',
        },
      },
      { parent: 'hub', cadence: { intervalMs: 40_000, misses: 3, silentOk: false } },
    ),
    tongue: {
      native: false,
      values: { power: 'off', brightness: 30 },
      others: { power: POWER, brightness: [20, 60, 90] },
    },
    wishes: [
      wish('bulb', 'TurnOn'),
      wish('bulb', 'SetBrightness', { brightness: { value: 65 } }),
      wish('bulb', 'GetDeviceState'),
      wish('bulb', 'HealthCheck'),
    ],
  },
  {
    appliance: nativeAppliance('sensor', {
      type: 'AIRSENSOR',
      properties: { currentTemperature: { readonly: true }, humidity: { readonly: true } },
      silent: 'ok',
    }),
    tongue: {
      native: true,
      values: { currentTemperature: 21, humidity: 44 },
      others: { currentTemperature: [12, 17.5, 26], humidity: [30, 55, 71] },
    },
    wishes: [
      wish('sensor', 'GetCurrentTemperature'),
      wish('sensor', 'GetHumidity'),
      wish('sensor', 'GetDeviceState'),
      wish('sensor', 'HealthCheck'),
    ],
  },
  {
    appliance: nativeAppliance(
      'lock',
      { type: 'SMARTLOCK', properties: { lockState: {} }, interval: 60 },
      { allow: new Set(['unlock']) },
    ),
    tongue: { native: true, values: { lockState: 'LOCKED' }, others: { lockState: ['LOCKED', 'UNLOCKED'] } },
    wishes: [
      wish('lock', 'SetLockState', { lockState: 'UNLOCKED' }),
      wish('lock', 'SetLockState', { lockState: 'LOCKED' }),
      wish('lock', 'GetLockState'),
      wish('lock', 'HealthCheck'),
    ],
  },
  {
    appliance: boundAppliance(
      'probe',
      'AIRSENSOR',
      { humidity: { state: 'home/relay/probe/humidity' } },
      { cadence: { intervalMs: 45_000, misses: 3, silentOk: false } },
    ),
    tongue: { native: false, values: { humidity: 50 }, others: { humidity: [35, 62, 80] } },
    wishes: [wish('probe', 'GetHumidity'), wish('probe', 'GetDeviceState'), wish('probe', 'HealthCheck')],
  },
  {
    appliance: nativeAppliance('fan', FAN),
    tongue: { native: true, values: { power: 'off' }, others: { power: POWER }, announcement: { name: 'fan', ...FAN } },
    wishes: [wish('fan', 'TurnOn'), wish('fan', 'TurnOff'), wish('fan', 'GetDeviceState'), wish('fan', 'HealthCheck')],
  },
  {
    appliance: boundAppliance('remote', 'LIGHT', { power: { set: 'home/ir/power' } }, { isIr: true }),
    tongue: { native: false, values: {}, others: {} },
    wishes: [wish('remote', 'TurnOn'), wish('remote', 'TurnOff')],
  },
]

const HUB: Bridge = { id: 'hub', availability: [] }

/** The house with those of its clients that a run has; appliances whose client is not there are never heard. */
export function castOf(logins: readonly string[]): Cast {
  const roles = ROLES.filter(({ login }) => logins.includes(login))
  const own = roles.flatMap(({ login, appliances }) => (appliances.includes(login) ? [login] : []))
  const here = MEMBERS.filter(({ appliance }) => roles.some(({ appliances }) => appliances.includes(appliance.id)))
  const appliances = here.map(({ appliance }) => appliance)
  const scenes = scenesOf(appliances)
  return {
    appliances,
    configured: here.flatMap(({ appliance, tongue }) => (tongue.announcement === undefined ? [appliance] : [])),
    scenes,
    users: usersOf(appliances),
    bridges: logins.includes('hub') ? [HUB] : [],
    accounts: new Map([...own, ...(logins.includes('hub') ? ['hub'] : [])].map(id => [id, id])),
    roles,
    tongues: new Map(here.map(({ appliance, tongue }) => [appliance.id, { ...tongue, id: appliance.id }])),
    wishes: [
      ...here.flatMap(({ wishes }) => wishes),
      { applianceId: undefined, action: 'DiscoverAppliances', operands: {} },
      ...scenes.map(({ id }) => ({
        applianceId: undefined,
        action: 'ActionScene',
        operands: { scene: { sceneId: id } },
      })),
    ],
  }
}

/** One scene that switches whatever of the house can be switched. */
function scenesOf(appliances: readonly Appliance[]): readonly Scene[] {
  const actions = appliances.flatMap(({ id, properties }) =>
    properties.get('power')?.command === undefined ? [] : [{ applianceId: id, action: 'TurnOn' }],
  )
  return actions.length === 0 ? [] : [{ id: 'evening', name: 'evening', needsUserConfirmation: false, actions }]
}

/** A guest may use one appliance, a child all but that. */
function usersOf(appliances: readonly Appliance[]): ReadonlyMap<string, AccessRule> {
  const one = [{ by: 'id', value: appliances[0]?.id ?? '' }] as const
  return new Map<string, AccessRule>([
    ['guest', { only: one }],
    ['kid', { except: one }],
  ])
}

export interface BoundTopic {
  readonly applianceId: string
  readonly property: PropertyName
  readonly kind: 'set' | 'state'
}

/** Which property a topic of a bound appliance sets or tells. */
export const BOUND_TOPICS: ReadonlyMap<string, BoundTopic> = new Map(
  MEMBERS.flatMap(({ appliance }) =>
    [...appliance.properties.values()].flatMap(binding => {
      const { name: property, states } = binding
      const entry = (topic: string, kind: BoundTopic['kind']): [string, BoundTopic] => [
        topic,
        { applianceId: appliance.id, property, kind },
      ]
      const told = states.map(({ topic }) => entry(topic, 'state'))
      return [...told, ...commandTopics(binding).map(topic => entry(topic, 'set'))]
    }),
  ),
)

/** Which appliances a question on a bound topic asks. */
export const BOUND_QUESTIONS: ReadonlyMap<string, string> = new Map([
  ['home/thermo/ask', 'thermo'],
  ['home/hub/bulb/ask', 'bulb'],
])

/** The appliance that a command or a question is for. */
export const ownerOf = ({ topic }: { readonly topic: string }): string | undefined =>
  BOUND_QUESTIONS.get(topic) ?? BOUND_TOPICS.get(topic)?.applianceId ?? topic.split('/')[1]
