/** From the entities of one device to appliances: what is spoken to, what belongs to it, what is left out, and why. */
import { createHash } from 'node:crypto'
import { DEFAULT_MISSES, GIVEN_ID } from '../../home/announcement.ts'
import { type ActionBinding, ALLOWABLE, type Appliance, type PropertyBinding } from '../../home/appliance.ts'
import { offeredInterfaces } from '../../home/offer.ts'
import type { ApplianceTypeName } from '../../protocol/applianceTypes.ts'
import { interfacesOfType } from '../../protocol/catalog.ts'
import { type Edition, editionLanguage } from '../../protocol/edition.ts'
import { PLAIN_ACTIONS } from '../../protocol/plainActions.ts'
import type { PropertyName } from '../../protocol/properties.ts'
import type { DescribedEntity } from '../entity.ts'
import { type Note, note } from '../note.ts'
import { dangersOf, isCooker, isEntrance } from './dangers.ts'
import { fitted } from './fit.ts'
import { joinSensors } from './join.ts'
import { PRIMARY, whyLeftOut } from './leaveOut.ts'
import { besideName, nameOf, translated } from './names.ts'
import { roomOf } from './rooms.ts'
import type { Candidate } from './sameHardware.ts'
import { type TypeGuess, typeOf } from './types.ts'
import { means, plainWords } from './words.ts'

/** An appliance with the reasons for what was guessed of it. */
export interface Chosen {
  readonly appliance: Appliance
  readonly notes: readonly Note[]
  /** Keys of the entities it is made of, the primary one first. */
  readonly entities: readonly string[]
  /** What its id may be made of: its own identity first, then those of the same thing in other conventions. */
  readonly identities: readonly string[]
}

/** What became of the entities of one device. */
export interface Choice {
  readonly appliances: readonly Chosen[]
  readonly leftOut: readonly Note[]
}

export interface ChooseOptions {
  readonly edition: Edition
  /** Missed intervals before silence counts. */
  readonly misses?: number
  /** Other devices name this one as the one that answers for them. */
  readonly isBridge: boolean
  /** The type that the user decided for an appliance. */
  readonly typeOf?: (applianceId: string) => ApplianceTypeName | undefined
  /** The id of an appliance by its identities, the first of which counts unless another was known before. */
  readonly idOf?: (identities: readonly string[]) => string
}

/** The id of an appliance: a hash of what stays the same, never of a name. */
export const applianceIdOf = (identity: string): string =>
  `${GIVEN_ID}${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`

/** Chooses among the entities of one device, which come in any order. */
export function chooseAppliances(entities: readonly Candidate[], options: ChooseOptions): Choice {
  const sorted = unlike([...entities].sort(byKey))
  const leftOut: Note[] = []
  const kept = sorted.filter(entity => {
    const why = whyLeftOut(entity, options.isBridge)
    // What stands in its way is often told there: a topic that was refused, a template that is none.
    leftOut.push(...(why === undefined ? [] : [why]), ...entity.notes)
    return why === undefined
  })
  const primaries = kept.filter(one => PRIMARY.has(one.kind))
  const { main, folded, notes } = foldSwitches(primaries)
  leftOut.push(...notes)
  const isStanding = (one: Candidate): boolean => one.kind === 'binary_sensor' || (main.length === 0 && isMeter(one))
  const standing = kept.filter(isStanding)
  const sensors = kept.filter(one => one.kind === 'sensor' && !isStanding(one))
  const joining = joinSensors(sensors, main, standing)
  leftOut.push(...joining.notes)
  const appliances = [...main, ...standing].flatMap(entity => {
    const joined = joining.joined.get(entity.key) ?? []
    const chosen = choose(entity, [...joined, ...(folded.get(entity.key) ?? [])], options)
    if ('code' in chosen) leftOut.push(chosen)
    return 'code' in chosen ? [] : [chosen]
  })
  const air = airSensor(joining.air, options)
  return { appliances: apart([...appliances, ...(air === undefined ? [] : [air])], kept, options), leftOut }
}

/** What measures the power of something else; with anything to switch beside it, it measures that. */
const isMeter = ({ kind, deviceClass, properties }: Candidate): boolean =>
  kind === 'sensor' && deviceClass === 'power' && properties.has('consumption')

/** By key, and what only fills a gap last: of two that tell the same, the first counts. */
const byKey = (one: Candidate, other: Candidate): number =>
  Number(isGap(one)) - Number(isGap(other)) || (one.key < other.key ? -1 : 1)

const isGap = ({ joined }: Candidate): boolean => joined?.isGap === true

/** Publishers give one unique id to several entities: all but the first are told apart by their topics. */
function unlike(entities: readonly Candidate[]): readonly Candidate[] {
  const taken = new Set<string>()
  return entities.map(entity => {
    if (!taken.has(entity.identity)) {
      taken.add(entity.identity)
      return entity
    }
    return { ...entity, identity: `${entity.identity}\n${entity.key}` }
  })
}

/** Two things of one device that bear its name: the second also says what it is. */
function apart(
  appliances: readonly Chosen[],
  entities: readonly DescribedEntity[],
  { edition }: ChooseOptions,
): readonly Chosen[] {
  const taken = new Set<string>()
  const kinds = new Map(entities.map(({ key, kind }) => [key, kind]))
  return appliances.map(one => {
    const { appliance } = one
    const kind = kinds.get(one.entities[0] ?? '')
    const isTaken = taken.has(appliance.name) && kind !== undefined
    const name = isTaken ? besideName(appliance.name, kind, editionLanguage(edition)) : appliance.name
    taken.add(name)
    return name === appliance.name ? one : { ...one, appliance: { ...appliance, name } }
  })
}

interface Folding {
  readonly main: readonly Candidate[]
  readonly folded: ReadonlyMap<string, readonly PropertyBinding[]>
  readonly notes: readonly Note[]
}

/**
 * Switches of a device that is nothing but an air conditioner are its power or its settings. A wall pad puts a whole room
 * into one device: there a switch is a switch.
 */
function foldSwitches(all: readonly Candidate[]): Folding {
  const only = all.find(one => one.kind === 'climate')
  // What a convention tells alone is folded into nothing that this convention does not know.
  const apart = all.filter(one => isGap(one) && !isSubset(one.joined?.devices, only?.joined?.devices))
  const folding = foldOwn(all.filter(one => !apart.includes(one)))
  return { ...folding, main: [...folding.main, ...apart] }
}

const isSubset = (some: ReadonlySet<string> = new Set(), all: ReadonlySet<string> = new Set()): boolean =>
  [...some].every(one => all.has(one))

function foldOwn(primaries: readonly Candidate[]): Folding {
  const climates = primaries.filter(one => one.kind === 'climate')
  const [climate] = climates
  const only = primaries.every(({ kind }) => kind === 'climate' || kind === 'switch' || kind === 'button')
  if (climate === undefined || climates.length !== 1 || !only) return { main: primaries, folded: new Map(), notes: [] }
  const folded: PropertyBinding[] = []
  const notes: Note[] = []
  const main = primaries.filter(one => {
    if (one.kind !== 'switch' || isOther(one)) return true
    const power = one.properties.get('power')
    const isPower =
      /(?:^| )(?:state|power|전원|電源)(?:$| )/.test(plainWords(one.name ?? one.hints)) || one.name === undefined
    if (power !== undefined && isPower && climate.properties.get('power')?.command === undefined) {
      folded.push(power)
      notes.push(note('power-from-switch', one.key, climate.key))
    } else notes.push(note('left-out-setting', one.key))
    return false
  })
  return { main, folded: new Map([[climate.key, folded]]), notes }
}

const isOther = ({ name, hints, deviceClass }: DescribedEntity): boolean => {
  const plain = plainWords([name, hints].join(' '))
  return deviceClass === 'outlet' || (['outlet', 'light', 'elevator', 'valve'] as const).some(one => means(plain, one))
}

function choose(entity: Candidate, joined: readonly PropertyBinding[], options: ChooseOptions): Chosen | Note {
  const guess = typeOf(entity, new Set(joined.map(one => one.name)))
  if (guess === undefined) return note('left-out-class', entity.key, entity.deviceClass ?? entity.kind)
  const all = new Map<PropertyName, PropertyBinding>(entity.properties)
  for (const binding of joined) {
    // What the switch beside it says of power counts for more than the mode of a climate that cannot be off.
    const before = all.get(binding.name)
    if (before === undefined || (before.command === undefined && binding.command !== undefined))
      all.set(binding.name, binding)
  }
  return assemble(entity, guess, all, [entity], options)
}

/** Temperature, humidity and dust of one device are one air sensor. */
function airSensor(sensors: readonly Candidate[], options: ChooseOptions): Chosen | undefined {
  const [first] = sensors
  if (first === undefined) return undefined
  const all = new Map<PropertyName, PropertyBinding>()
  for (const { properties } of sensors) for (const [name, one] of properties) if (!all.has(name)) all.set(name, one)
  // It bears the name of its device: none of its sensors is more than the others.
  const head = first.device?.name === undefined ? first : { ...first, name: undefined }
  const identity = first.device === undefined ? first.identity : airOf(first.device.key)
  const devices = new Set(sensors.flatMap(one => [...(one.joined?.devices ?? [])]))
  const joined = { identities: [...devices].map(airOf), keys: [], devices, isGap: false, notes: [] }
  const guess: TypeGuess = { type: 'AIRSENSOR', note: note('type-by-class', 'AIRSENSOR', first.deviceClass) }
  const chosen = assemble({ ...head, identity, joined }, guess, all, sensors, options)
  return 'code' in chosen ? undefined : chosen
}

/** Identity of the air sensor that a device is. */
export const airOf = (device: string): string => ['air', device].join('\n')

function assemble(
  entity: Candidate,
  guess: TypeGuess,
  all: ReadonlyMap<PropertyName, PropertyBinding>,
  parts: readonly Candidate[],
  options: ChooseOptions,
): Chosen | Note {
  const { edition } = options
  const { device } = entity
  const identities = [entity.identity, ...(entity.joined?.identities ?? [])]
  const id = options.idOf?.(identities) ?? applianceIdOf(entity.identity)
  const decided = options.typeOf?.(id)
  const { type, note: why } = decided === undefined ? guess : { type: decided, note: note('type-by-user', decided) }
  const fit = fitted(all, type, edition)
  // What runs on a battery sleeps: it does not answer, and is healthy.
  const properties = all.has('batteryInfo') ? withoutQuestions(fit) : fit
  const askable = [...properties.values()].some(one => one.question !== undefined)
  const spoken = nameOf(entity)
  const room = roomOf(device?.area, [spoken, device?.name ?? ''], edition)
  const makers = device?.manufacturer === undefined ? [] : [device.manufacturer]
  const word = type === 'VENTILATOR' ? spoken.replace(/\bfan\b/i, 'ventilator') : spoken
  const own = translated(word, editionLanguage(edition), () => roomOf(undefined, [word], edition), makers)
  const entrance = isEntrance(entity, guess.type, spoken)
  const appliance: Appliance = {
    id,
    type,
    name: own ?? spoken,
    description: device?.name ?? '',
    manufacturer: device?.manufacturer ?? '',
    model: device?.model ?? '',
    version: device?.version ?? '',
    location: room.location,
    tags: [],
    isIr: false,
    policy: 'sent',
    native: false,
    properties,
    actions: actionsOf(entity, type, edition),
    except: new Set(),
    confirm: [],
    allow: new Set(),
    entrance,
    ...(isCooker(entity, guess.type, spoken) ? { cooks: true } : {}),
    parent: undefined,
    // Nobody knows how often it speaks, and what cannot be asked has only its last will to be judged by.
    cadence: { misses: options.misses ?? DEFAULT_MISSES, silentOk: !askable },
    availability: entity.availability,
    availabilityMode: entity.availabilityMode,
    aliveTopics: [],
  }
  // Once the user has allowed what is dangerous: before that there may be nothing but its state.
  const allowed: Appliance = { ...appliance, allow: new Set(ALLOWABLE) }
  if (offeredInterfaces(allowed, edition).every(one => one.family === 'health'))
    return note('left-out-offers-nothing', entity.key, type)
  const dangers = dangersOf(appliance)
  return {
    appliance,
    entities: parts.flatMap(one => [one.key, ...(one.joined?.keys ?? [])]),
    identities,
    notes: [
      why,
      room.note,
      ...entity.notes,
      ...parts.flatMap(one => one.joined?.notes ?? []),
      ...(own === undefined ? [] : [note('name-translated', own, spoken)]),
      ...dangers.map(word => note('needs-allow', type, word)),
    ],
  }
}

const withoutQuestions = (
  properties: ReadonlyMap<PropertyName, PropertyBinding>,
): ReadonlyMap<PropertyName, PropertyBinding> =>
  new Map([...properties].map(([name, { question: _, ...binding }]) => [name, binding]))

/** Actions that its type has; what turns on a lift is a call of it. */
function actionsOf(
  { actions, properties }: DescribedEntity,
  type: ApplianceTypeName,
  edition: Edition,
): ReadonlyMap<string, ActionBinding> {
  const known = new Set(interfacesOfType(type, edition).map(one => one.action))
  const own = new Map([...actions].filter(([action]) => known.has(action)))
  const power = properties.get('power')?.command
  if (known.has(PLAIN_ACTIONS.callElevator) && power !== undefined && power !== 'native' && 'compose' in power) {
    own.set(PLAIN_ACTIONS.callElevator, { messages: power.compose('on', () => undefined) })
  }
  return own
}
