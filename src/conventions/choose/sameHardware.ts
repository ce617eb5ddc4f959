/** The same hardware told by two conventions: the first is believed, the others fill what it does not say. */
import type { PropertyBinding } from '../../home/appliance.ts'
import type { DescribedEntity } from '../entity.ts'
import { type Note, note } from '../note.ts'
import { groundOf } from './ground.ts'
import { whyLeftOut } from './leaveOut.ts'
import { pairsOf } from './pairs.ts'

/** What joining knows of an entity. */
export interface Joined {
  /** Identities of the same thing in the other conventions. */
  readonly identities: readonly string[]
  /** Keys of what they told of it. */
  readonly keys: readonly string[]
  /** The other conventions' devices that tell of it. */
  readonly devices: ReadonlySet<string>
  /** The first convention says nothing of it. */
  readonly isGap: boolean
  readonly notes: readonly Note[]
}

/** An entity, and what was joined into it. */
export type Candidate = DescribedEntity & { readonly joined?: Joined }

/** A device in another convention, which is believed less. */
export interface OtherDevice {
  readonly key: string
  readonly entities: readonly DescribedEntity[]
}

/**
 * Whether a device that claims the address of another may speak for it: at least one thing that can be told of it goes
 * over the topics of the other.
 */
export function isSameGround(own: readonly DescribedEntity[], others: readonly DescribedEntity[]): boolean {
  const ground = groundOf(others)
  return own.some(entity => ground.holds(entity))
}

/** Puts the entities of other conventions into those of the first; what it lacks is added. */
export function joinHardware(
  own: readonly DescribedEntity[],
  others: readonly OtherDevice[],
  isBridge: boolean,
): readonly Candidate[] {
  return others.reduce<readonly Candidate[]>((all, other) => joinDevice(all, other, isBridge), own)
}

function joinDevice(own: readonly Candidate[], other: OtherDevice, isBridge: boolean): readonly Candidate[] {
  const ground = groundOf(other.entities)
  const device = own.find(one => one.device !== undefined)?.device
  // What is left out, or told elsewhere, takes nothing away that the other convention knows how to operate.
  const good = own.filter(one => whyLeftOut(one, isBridge) === undefined && ground.holds(one))
  const pairs = pairsOf(good, other.entities)
  const gaps: Candidate[] = []
  const filled = new Map<string, Candidate>()
  for (const entity of other.entities) {
    const pair = pairs.get(entity.key)
    if (pair !== undefined) filled.set(pair.key, fill(filled.get(pair.key) ?? pair, entity, other.key))
    else gaps.push(gapOf({ ...entity, device }, other.key))
  }
  return [...own.map(one => filled.get(one.key) ?? one), ...gaps]
}

const gapOf = (entity: DescribedEntity, device: string): Candidate => ({
  ...entity,
  joined: {
    identities: [],
    keys: [],
    devices: new Set([device]),
    isGap: true,
    notes: [note('gap-filled', entity.key, device)],
  },
})

function fill(own: Candidate, other: DescribedEntity, device: string): Candidate {
  const notes = [note('same-hardware', own.key, other.key)]
  const properties = new Map(own.properties)
  for (const [name, binding] of other.properties) {
    const before = properties.get(name)
    if (before === undefined) notes.push(note('gap-filled', name, other.key))
    properties.set(name, before === undefined ? binding : withQuestion(before, binding))
  }
  const missing = [...other.actions].filter(([action]) => !own.actions.has(action))
  for (const [action] of missing) notes.push(note('gap-filled', action, other.key))
  const { joined } = own
  const isMute = own.availability.length === 0
  return {
    ...own,
    properties,
    actions: new Map([...own.actions, ...missing]),
    availability: isMute ? other.availability : own.availability,
    availabilityMode: isMute ? other.availabilityMode : own.availabilityMode,
    joined: {
      identities: [...(joined?.identities ?? []), other.identity],
      keys: [...(joined?.keys ?? []), other.key],
      devices: new Set([...(joined?.devices ?? []), device]),
      isGap: joined?.isGap === true,
      notes: [...(joined?.notes ?? []), ...notes],
    },
  }
}

/** A question that is answered where the value is heard anyway. */
function withQuestion(binding: PropertyBinding, { question, states }: PropertyBinding): PropertyBinding {
  const isAnswered = binding.states.some(one => states.some(({ topic }) => topic === one.topic))
  return question === undefined || binding.question !== undefined || !isAnswered ? binding : { ...binding, question }
}
