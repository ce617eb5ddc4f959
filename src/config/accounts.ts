/** Logins of the embedded broker with the topics each may use, derived from what its appliance is bound to. */
import {
  type Appliance,
  type AvailabilityBinding,
  actionTopics,
  type Bridge,
  commandTopics,
} from '../home/appliance.ts'
import { NATIVE_FROM_APPLIANCE, nativeTopic } from '../home/native.ts'
import { Secret } from '../kernel/secret.ts'
import type { FileEntry } from './applianceSchema.ts'
import type { House } from './buildHouse.ts'
import { type Building, given, isKnown } from './building.ts'
import type { AccountConfig } from './config.ts'

/** Passwords are kept as a fast hash, so a guessable one is guessed. */
const SHORT_PASSWORD_CHARACTERS = 12
/** The broker's bound of a CONNECT before login leaves this much for each. */
const MAX_LOGIN_BYTES = { name: 64, password: 128 }

type AccountEntry = NonNullable<FileEntry['mqtt']['accounts']>[string]

interface Rights {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

const bytes = (text: string): number => Buffer.byteLength(text)

export function accountsOf(
  accounts: Readonly<Record<string, AccountEntry>> | undefined,
  house: House,
  ids: { readonly appliances: readonly string[]; readonly bridges: readonly string[] },
  building: Building,
): readonly AccountConfig[] {
  return Object.entries(accounts ?? {}).map(([name, entry]) => {
    checkAccount(name, entry, building)
    const path = ['mqtt', 'accounts', name]
    const { appliance, bridge } = entry
    if (appliance !== undefined) isKnown(building.report, [...path, 'appliance'], appliance, ids.appliances)
    if (bridge !== undefined) isKnown(building.report, [...path, 'bridge'], bridge, ids.bridges)
    const owner = appliance ?? bridge
    const own = owner === undefined ? { publish: [], subscribe: [] } : rightsOf(owner, house, building.base)
    return {
      name,
      password: new Secret(entry.password),
      ...given('appliance', appliance),
      ...given('bridge', bridge),
      publish: unique([...own.publish, ...entry.publish]),
      subscribe: unique([...own.subscribe, ...entry.subscribe]),
    }
  })
}

function checkAccount(name: string, entry: AccountEntry, { report }: Building): void {
  const path = ['mqtt', 'accounts', name]
  if (name.startsWith('$') || name.trim() === '' || bytes(name) > MAX_LOGIN_BYTES.name) {
    report.problem('wantAccountName', path, { max: MAX_LOGIN_BYTES.name }, 'key')
  }
  const size = bytes(entry.password)
  if (size === 0 || size > MAX_LOGIN_BYTES.password) {
    report.problem('wantPassword', [...path, 'password'], { max: MAX_LOGIN_BYTES.password })
  } else if (entry.password.length < SHORT_PASSWORD_CHARACTERS) {
    report.warning('shortPassword', [...path, 'password'], { min: SHORT_PASSWORD_CHARACTERS })
  }
  if (entry.appliance !== undefined && entry.bridge !== undefined) {
    report.problem('conflict', [...path, 'bridge'], { other: 'appliance' })
  }
  const bound = entry.appliance !== undefined || entry.bridge !== undefined
  if (!bound && entry.publish.length === 0 && entry.subscribe.length === 0) report.warning('accountIdle', path)
}

const unique = (filters: readonly string[]): readonly string[] => [...new Set(filters)]

/** Topics of an appliance or bridge and of everything it answers for. */
function rightsOf(owner: string, { appliances, bridges }: House, base: string): Rights {
  const family = new Set([owner])
  // Parents may stand after their children in the file: repeat until nobody joins. At most one round per generation.
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const { id, parent } of appliances) if (parent !== undefined && family.has(parent)) family.add(id)
  }
  const members = appliances.filter(one => family.has(one.id))
  const rights = members.map(one => bindingRights(one, base, one.id === owner || one.native))
  const bridge = bridges.find((one: Bridge) => one.id === owner)
  return {
    publish: [...availabilityTopics(bridge?.availability ?? []), ...rights.flatMap(one => one.publish)],
    subscribe: rights.flatMap(one => one.subscribe),
  }
}

const availabilityTopics = (list: readonly AvailabilityBinding[]): readonly string[] => list.map(one => one.topic)

function bindingRights(appliance: Appliance, base: string, native: boolean): Rights {
  const { id, properties, actions, availability, aliveTopics } = appliance
  const bindings = [...properties.values()]
  const questions = bindings.flatMap(({ question }) =>
    question === undefined || question === 'native' ? [] : [question.topic],
  )
  return {
    publish: [
      ...(native ? NATIVE_FROM_APPLIANCE.map(kind => nativeTopic(base, id, kind)) : []),
      ...bindings.flatMap(one => one.states.map(state => state.topic)),
      ...availabilityTopics(availability),
      ...aliveTopics,
    ],
    subscribe: [
      ...(native ? [nativeTopic(base, id, 'set'), nativeTopic(base, id, 'get')] : []),
      ...bindings.flatMap(commandTopics),
      ...questions,
      ...[...actions.values()].flatMap(actionTopics),
    ],
  }
}
