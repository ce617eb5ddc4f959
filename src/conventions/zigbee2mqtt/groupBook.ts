/** Groups of Zigbee devices: what one can do is what its members can, known from the list of devices. */
import { type Json, type JsonObject, member } from '../../kernel/json.ts'
import { MAX_DEVICES, MAX_GROUPS, MAX_MEMBERS } from './bounds.ts'
import { GROUP_ID } from './topics.ts'

/** A group as it is listed: who is in it, and nothing of what these can do. */
export interface Group {
  readonly id: string
  readonly name: string
  readonly members: readonly string[]
}

/** What is known of groups and of the devices they are made of. */
export interface GroupBook {
  /** Keeps what of a device counts in a group. */
  readonly learn: (ieee: string, exposes: readonly JsonObject[]) => void
  /** A list of devices begins: what is known of them stays until it is said anew or has not been said. */
  readonly begin: () => void
  /** The list of devices has ended, and was whole. */
  readonly end: () => void
  readonly put: (groups: readonly Group[]) => void
  /** Documents of all groups; undefined while the devices or the groups are not known. */
  readonly documents: () => readonly { readonly id: string; readonly document: JsonObject }[] | undefined
}

/** Exposes that a group has (Zigbee2MQTT, groups): a command to it reaches all members that know it. */
const OF_GROUPS: ReadonlySet<string> = new Set(['light', 'switch', 'lock', 'cover'])

/** Makes the book, which keeps a few hundred bytes of each device that can be in a group. */
export function createGroupBook(): GroupBook {
  let known = new Map<string, readonly JsonObject[]>()
  let coming = new Map<string, readonly JsonObject[]>()
  let groups: readonly Group[] | undefined
  let isKnown = false
  return {
    learn(ieee, exposes) {
      const counting = exposes.filter(one => OF_GROUPS.has(textAt(one, 'type')))
      if (counting.length > 0 && coming.size < MAX_DEVICES) coming.set(ieee, counting)
    },
    begin() {
      coming = new Map()
    },
    end() {
      known = coming
      isKnown = true
    },
    put(list) {
      groups = list
    },
    documents() {
      if (!isKnown || groups === undefined) return undefined
      return groups.flatMap(({ id, name, members }) => {
        const exposes = merged(members.flatMap(ieee => known.get(ieee) ?? []))
        return exposes.length === 0 ? [] : [{ id, document: { friendly_name: name, exposes } }]
      })
    },
  }
}

/** The groups of `bridge/groups`; undefined where that is no list. */
export function readGroups(list: Json): readonly Group[] | undefined {
  if (!Array.isArray(list)) return undefined
  return (list as readonly Json[]).slice(0, MAX_GROUPS).flatMap(one => {
    const number = member(one, 'id')
    const id = typeof number === 'number' ? String(number) : ''
    const name = member(one, 'friendly_name')
    const members = member(one, 'members')
    if (!GROUP_ID.test(id) || typeof name !== 'string' || name === '' || !Array.isArray(members)) return []
    const ieees = (members as readonly Json[]).slice(0, MAX_MEMBERS).map(each => member(each, 'ieee_address'))
    return [{ id, name, members: [...new Set(ieees.filter(ieee => typeof ieee === 'string'))] }]
  })
}

/**
 * One expose of each type: every feature that one member has, in the range that all of those have that tell one. Properties
 * are those without an end point, as a group publishes them.
 */
function merged(exposes: readonly JsonObject[]): readonly JsonObject[] {
  const types = new Map<string, Map<string, JsonObject>>()
  for (const expose of exposes) {
    const type = textAt(expose, 'type')
    const features = types.get(type) ?? new Map<string, JsonObject>()
    types.set(type, features)
    const own = member(expose, 'features')
    for (const feature of Array.isArray(own) ? (own as readonly JsonObject[]) : []) {
      const plain = withoutEndpoint(feature)
      // A switch of another name is a setting (automatic locking, holidays), which a group does not have.
      if (type === 'switch' && plain['property'] !== 'state') continue
      const name = textAt(plain, 'name')
      const before = features.get(name)
      features.set(name, before === undefined ? plain : { ...before, ...narrower(before, plain) })
    }
  }
  return [...types]
    .filter(([, features]) => features.size > 0)
    .map(([type, features]) => ({ type, features: [...features.values()] }))
}

function withoutEndpoint(feature: JsonObject): JsonObject {
  const { endpoint, ...rest } = feature
  const property = rest['property']
  const suffix = `_${textAt(feature, 'endpoint')}`
  if (endpoint === undefined || typeof property !== 'string' || !property.endsWith(suffix)) return rest
  return { ...rest, property: property.slice(0, -suffix.length) }
}

const narrower = (one: JsonObject, other: JsonObject): JsonObject => ({
  ...limit('value_min', Math.max, one, other),
  ...limit('value_max', Math.min, one, other),
})

function limit(key: string, pick: (...numbers: number[]) => number, ...features: readonly JsonObject[]): JsonObject {
  const said = features.flatMap(one => (typeof one[key] === 'number' ? [one[key]] : []))
  return said.length === 0 ? {} : { [key]: pick(...said) }
}

const textAt = (object: JsonObject, key: string): string => {
  const said = member(object, key)
  return typeof said === 'string' ? said : ''
}
