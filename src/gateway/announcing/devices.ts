/** Entities by device, which devices are the same hardware, and which have to be put together again. */
import type { OtherDevice } from '../../conventions/choose/sameHardware.ts'
import type { DescribedEntity } from '../../conventions/entity.ts'
import { type Note, note } from '../../conventions/note.ts'
import type { MonoMs } from '../../kernel/time.ts'
import { MAX_ENTITIES_PER_DEVICE } from './bounds.ts'
import { createDue } from './due.ts'
import { createKin, type KnownDevice } from './kin.ts'

/** A piece of hardware: what the convention that is believed most tells of it, and what the others do. */
export interface Hardware {
  /** Id of the device that speaks for it. */
  readonly id: string
  /** Its key as its convention says it. */
  readonly key: string
  readonly entities: readonly DescribedEntity[]
  readonly others: readonly OtherDevice[]
  /** Other devices name it as the one that answers for them. */
  readonly isBridge: boolean
  /** Why it was not joined with others. */
  readonly notes: readonly Note[]
}

/** What a document says now, and what it said before. */
export interface Change {
  readonly before: readonly DescribedEntity[]
  readonly after: readonly DescribedEntity[]
  /** Place of its convention among those that are listened to. */
  readonly rank: number
}

export interface Devices {
  readonly change: (change: Change, now: MonoMs) => void
  /**
   * The next hardware that has been quiet long enough, or was waited for long enough, with all whose appliances change
   * hands with it; undefined when there is none.
   */
  readonly next: (now: MonoMs) => readonly Hardware[] | undefined
  /** When the next one is due; undefined when nothing is to be done. */
  readonly dueAt: () => MonoMs | undefined
  /** Has a device put together again although nothing was announced: a decision of the user. */
  readonly touch: (id: string, now: MonoMs) => void
  /** The hardware that a device is, at once. */
  readonly hardwareOf: (id: string) => readonly Hardware[]
}

/** A device under construction. */
interface Device extends KnownDevice {
  readonly entities: Map<string, DescribedEntity>
  /** It had more entities than there is room for, and says so until it is gone. */
  isOverfull: boolean
}

/** @param ranks how many conventions are listened to */
export function createDevices(ranks: number): Devices {
  const devices = new Map<string, Device>()
  /** How many entities name a device as the one that answers for theirs. */
  const via = new Map<string, number>()
  const due = createDue()
  const kin = createKin(id => devices.get(id), namesakesAmong(devices, ranks))

  const countVia = (entity: DescribedEntity, rank: number, by: 1 | -1, now: MonoMs): void => {
    const key = entity.device?.via
    if (key === undefined) return
    const id = idOf(rank, key)
    // It has just become a bridge, or is none any more.
    if (counted(via, id, by) && devices.has(id)) due.touch(id, now)
  }
  const put = (entity: DescribedEntity, rank: number, now: MonoMs): string | undefined => {
    const id = idOf(rank, entity.device?.key ?? entity.key)
    const device = devices.get(id) ?? newDevice(id, rank)
    if (device.entities.size >= MAX_ENTITIES_PER_DEVICE) {
      device.isOverfull = true
      return undefined
    }
    devices.set(id, device)
    device.entities.set(entity.key, entity)
    countVia(entity, rank, 1, now)
    return id
  }
  const take = (entity: DescribedEntity, rank: number, now: MonoMs): string => {
    const id = idOf(rank, entity.device?.key ?? entity.key)
    if (devices.get(id)?.entities.delete(entity.key)) countVia(entity, rank, -1, now)
    return id
  }
  const regrouped = (id: string | undefined) => (id === undefined ? undefined : togetherWith([id, ...kin.regroup(id)]))
  const togetherWith = (ids: readonly string[]): readonly Hardware[] => {
    const all = ids.flatMap(id => [id, kin.leaderOf(id), ...kin.membersOf(kin.leaderOf(id)).map(one => one.id)])
    return [...new Set(all)].map(partOf)
  }
  const partOf = (id: string): Hardware => {
    const device = devices.get(id)
    const members = kin.membersOf(id)
    // A device for which another speaks is nothing by itself.
    const entities = kin.leaderOf(id) === id ? [...(device?.entities.values() ?? [])] : []
    const { others, cut } = withinBound(entities.length, members)
    return {
      id,
      key: device?.key ?? keyOf(id),
      entities,
      others,
      isBridge: via.has(id) || members.some(one => via.has(one.id)),
      notes: [
        ...(device?.isOverfull === true ? [note('house-full', device?.key)] : []),
        ...cut.map(key => note('house-full', key)),
        ...kin.notesOf(id),
        ...members.flatMap(one => kin.notesOf(one.id)),
      ],
    }
  }

  return {
    change({ before, after, rank }, now) {
      const touched = new Set<string>()
      for (const entity of before) touched.add(take(entity, rank, now))
      for (const entity of after) {
        const id = put(entity, rank, now)
        if (id !== undefined) touched.add(id)
      }
      for (const id of touched) {
        due.touch(id, now)
        const device = devices.get(id) ?? newDevice(id, rank)
        for (const other of kin.note(device)) due.want(other, now)
        if (device.entities.size === 0) devices.delete(id)
      }
    },
    next: now => regrouped(due.next(now)),
    dueAt: due.at,
    touch: (id, now) => due.touch(kin.leaderOf(id), now),
    hardwareOf: id => togetherWith([id]),
  }
}

/** Devices that bear the key of another in the other conventions. */
const namesakesAmong = (devices: ReadonlyMap<string, Device>, ranks: number) => (id: string) =>
  Array.from({ length: ranks }, (_, rank) => idOf(rank, keyOf(id))).filter(one => one !== id && devices.has(one))

/**
 * What the other conventions tell of a piece of hardware, as far as there is room: together it is put in order at one
 * go, as if one of them had told it all.
 */
function withinBound(own: number, members: readonly KnownDevice[]) {
  const others: OtherDevice[] = []
  const cut: string[] = []
  let room = MAX_ENTITIES_PER_DEVICE - own
  for (const { key, entities } of members) {
    if (entities.size > room) cut.push(key)
    others.push({ key, entities: [...entities.values()].slice(0, room) })
    room = Math.max(0, room - entities.size)
  }
  return { others, cut }
}

const newDevice = (id: string, rank: number): Device => ({
  id,
  key: keyOf(id),
  rank,
  entities: new Map(),
  isOverfull: false,
})

/** Counts up or down; true when it has become one, or none. */
function counted(counts: Map<string, number>, id: string, by: 1 | -1): boolean {
  const count = (counts.get(id) ?? 0) + by
  if (count > 0) counts.set(id, count)
  else counts.delete(id)
  return count === (by === 1 ? 1 : 0)
}

/** The same key means another device in another convention. */
const idOf = (rank: number, key: string): string => `${rank} ${key}`
const keyOf = (id: string): string => id.slice(id.indexOf(' ') + 1)
