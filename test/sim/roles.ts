/** The MQTT clients of the simulated house, with their logins, topics and habits. */
import type { TopicRights } from '../../src/adapters/mqtt/accounts.ts'

export const BASE = 'clova2mqtt'

/** One MQTT client: an appliance's own, or a bridge that speaks for others. */
export interface Role {
  readonly login: string
  readonly appliances: readonly string[]
  readonly rights: TopicRights
  readonly subscribes: readonly { readonly topic: string; readonly qos: 0 | 1 }[]
  readonly clean: boolean
  readonly keepaliveS: number
  /** Topic of its birth and last will; absent: it has none. */
  readonly availability: string | undefined
  /** How often it says something by itself; undefined: only when something happens. */
  readonly everyS: number | undefined
}

const native = (id: string): TopicRights => ({
  publish: [`${BASE}/${id}/#`],
  subscribe: [`${BASE}/${id}/#`],
})
const below = (prefix: string): TopicRights => ({ publish: [`${prefix}/#`], subscribe: [`${prefix}/#`] })
const setAndGet = (id: string, qos: 0 | 1 = 0): Role['subscribes'] =>
  ['set', 'get'].map(kind => ({ topic: `${BASE}/${id}/${kind}`, qos }))

function nativeRole(id: string, more: Partial<Role> = {}): Role {
  return {
    login: id,
    appliances: [id],
    rights: native(id),
    subscribes: setAndGet(id),
    clean: true,
    keepaliveS: 30,
    availability: `${BASE}/${id}/availability`,
    everyS: 30,
    ...more,
  }
}

export const ROLES: readonly Role[] = [
  nativeRole('lamp', { keepaliveS: 120, everyS: 100 }),
  nativeRole('plug', { clean: false, subscribes: setAndGet('plug', 1), keepaliveS: 10, everyS: undefined }),
  nativeRole('air', { everyS: 20, availability: undefined, keepaliveS: 2 }),
  {
    ...nativeRole('thermo'),
    rights: below('home/thermo'),
    subscribes: [
      { topic: 'home/thermo/target/set', qos: 1 },
      { topic: 'home/thermo/ask', qos: 0 },
    ],
    availability: 'home/thermo/lwt',
    clean: false,
    everyS: 45,
  },
  {
    ...nativeRole('hub'),
    appliances: ['bulb'],
    rights: below('home/hub'),
    subscribes: [{ topic: 'home/hub/#', qos: 0 }],
    availability: undefined,
    everyS: 40,
  },
  {
    ...nativeRole('relay'),
    appliances: ['probe'],
    rights: below('home/relay'),
    subscribes: [{ topic: 'home/relay/+/set', qos: 0 }],
    availability: undefined,
    everyS: 45,
  },
  nativeRole('fan', { everyS: 40 }),
  nativeRole('sensor', { everyS: 60, keepaliveS: 60 }),
  nativeRole('lock', { everyS: 60, availability: undefined, keepaliveS: 5 }),
  {
    ...nativeRole('ir'),
    appliances: ['remote'],
    rights: below('home/ir'),
    subscribes: [{ topic: 'home/ir/#', qos: 0 }],
    availability: undefined,
    everyS: undefined,
    keepaliveS: 15,
  },
]

/** An account like others, below topics of its own, whose password is in the wrong hands. */
export const ROGUE = { login: 'rogue', rights: below('rogue') } as const

export const LOGINS: readonly string[] = ROLES.map(({ login }) => login)
