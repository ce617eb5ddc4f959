/** Which devices of different conventions are the same hardware, by an address that both name and topics that both use. */
import { isSameGround } from '../../conventions/choose/sameHardware.ts'
import type { DescribedEntity } from '../../conventions/entity.ts'
import { isHardwareKey } from '../../conventions/hardware.ts'
import { type Note, note } from '../../conventions/note.ts'

/** A device as one convention tells of it. */
export interface KnownDevice {
  /** Convention and key; the same key in another convention is another device. */
  readonly id: string
  readonly key: string
  /** Place of its convention among those that are listened to; the lower is believed. */
  readonly rank: number
  readonly entities: ReadonlyMap<string, DescribedEntity>
}

export interface Kin {
  /** Notes under which addresses a device is known now; returns all whose kinship may have changed. */
  readonly note: (device: KnownDevice) => readonly string[]
  /** Looks anew with whom a device belongs together; returns all whose group is another now, itself among them. */
  readonly regroup: (id: string) => readonly string[]
  /** The device that speaks for this one, which may be itself. */
  readonly leaderOf: (id: string) => string
  /** Devices of other conventions for which this one speaks, the one that is believed most first. */
  readonly membersOf: (id: string) => readonly KnownDevice[]
  /** Why a device was not joined with one whose address it names. */
  readonly notesOf: (id: string) => readonly Note[]
}

/**
 * Devices of one address that are compared. Five conventions tell of a thing once each; an address that more devices
 * name is that of a bridge, or a stranger's trick, and tells nothing.
 */
const MAX_CLAIMANTS = 8

/** Entities by which the topics of a device are compared: the first 32 name all that a real one has. */
const MAX_COMPARED = 32

/** @param namesakes devices that bear the same key in another convention, which is as good as an address */
export function createKin(
  deviceOf: (id: string) => KnownDevice | undefined,
  namesakes: (id: string) => readonly string[],
): Kin {
  const addresses = new Map<string, ReadonlySet<string>>()
  const claims = new Map<string, Set<string>>()
  const leaders = new Map<string, string>()
  /** The same the other way round. */
  const led = new Map<string, Set<string>>()
  const notes = new Map<string, readonly Note[]>()
  const sharers = (id: string): readonly string[] => [
    ...new Set([id, ...namesakes(id), ...[...(addresses.get(id) ?? [])].flatMap(key => [...(claims.get(key) ?? [])])]),
  ]
  const leaderOf = (id: string): string => {
    const leader = leaders.get(id)
    return leader === undefined ? id : leaderOf(leader)
  }
  const follow = (id: string, before: string | undefined, now: string | undefined): void => {
    if (before !== undefined) drop(led, before, id)
    if (now === undefined) {
      leaders.delete(id)
      return
    }
    leaders.set(id, now)
    led.set(now, (led.get(now) ?? new Set()).add(id))
  }
  /** @returns whom it concerns when its leader is another now */
  const lead = (id: string): readonly string[] => {
    const before = leaders.get(id)
    const found = findLeader(id, sharers(id), deviceOf)
    if (before !== found.leader) follow(id, before, found.leader)
    if (found.notes.length === 0) notes.delete(id)
    else notes.set(id, found.notes)
    return before === found.leader ? [] : [id, before, found.leader].filter(one => one !== undefined)
  }

  return {
    note(device) {
      const { id } = device
      const before = addresses.get(id) ?? new Set<string>()
      const now = addressesOf(device)
      if (now.size === before.size && [...now].every(key => before.has(key))) return []
      const touched = sharers(id)
      for (const key of before) drop(claims, key, id)
      for (const key of now) claims.set(key, (claims.get(key) ?? new Set()).add(id))
      if (now.size === 0) addresses.delete(id)
      else addresses.set(id, now)
      return [...new Set([...touched, ...sharers(id)])].slice(0, MAX_CLAIMANTS).filter(one => one !== id)
    },
    regroup(id) {
      // All at once: a device that speaks elsewhere now, or left, must hold nothing of those for whom it has spoken.
      const own = [...(led.get(id) ?? [])]
      return [...new Set([id, ...sharers(id).slice(0, MAX_CLAIMANTS), ...own].flatMap(lead))]
    },
    leaderOf,
    membersOf: id =>
      sharers(id)
        .filter(one => one !== id && leaderOf(one) === id)
        .flatMap(one => deviceOf(one) ?? [])
        .sort((one, other) => one.rank - other.rank),
    notesOf: id => notes.get(id) ?? [],
  }
}

function drop(sets: Map<string, Set<string>>, key: string, one: string): void {
  const own = sets.get(key)
  own?.delete(one)
  if (own?.size === 0) sets.delete(key)
}

/** All addresses that its entities name: some publishers name one with the first entity only. */
function addressesOf({ key, entities }: KnownDevice): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { device } of entities.values()) {
    for (const one of [key, ...(device?.alsoKnownAs ?? [])]) if (isHardwareKey(one)) found.add(one)
    if (found.size > MAX_CLAIMANTS) break
  }
  return found
}

interface Found {
  readonly leader: string | undefined
  readonly notes: readonly Note[]
}

/**
 * The device of the most believed convention that names the same address and speaks on the same topics. Where several of
 * one convention do, nobody can say which it is, and a stranger might be among them: then it stays alone.
 */
function findLeader(id: string, sharers: readonly string[], deviceOf: (id: string) => KnownDevice | undefined): Found {
  const device = deviceOf(id)
  if (device === undefined || sharers.length < 2) return { leader: undefined, notes: [] }
  if (sharers.length > MAX_CLAIMANTS) return { leader: undefined, notes: [note('address-shared', device.key)] }
  const notes: Note[] = []
  const believed = sharers
    .flatMap(one => deviceOf(one) ?? [])
    .filter(one => one.rank < device.rank)
    .sort((one, other) => one.rank - other.rank)
  const near = believed.filter(one => {
    const same = isSameGround(compared(one), compared(device))
    if (!same) notes.push(note('address-elsewhere', one.key, device.key))
    return same
  })
  const [leader, rival] = near
  if (leader === undefined) return { leader: undefined, notes }
  const rivals = sharers
    .flatMap(one => deviceOf(one) ?? [])
    .some(one => one.id !== id && one.rank === device.rank && isSameGround(compared(leader), compared(one)))
  if (rivals || rival?.rank === leader.rank) {
    return { leader: undefined, notes: [...notes, note('address-shared', device.key, leader.key)] }
  }
  return { leader: leader.id, notes }
}

function compared({ entities }: KnownDevice): readonly DescribedEntity[] {
  const first: DescribedEntity[] = []
  for (const entity of entities.values()) {
    if (entity.properties.size + entity.actions.size > 0) first.push(entity)
    if (first.length >= MAX_COMPARED) break
  }
  return first
}
