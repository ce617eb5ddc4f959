/** Entities by device, and which devices have to be put together again. */
import type { DescribedEntity } from '../../conventions/entity.ts'
import { type MonoMs, monoMs } from '../../kernel/time.ts'
import { LONGEST_WAIT_MS, MAX_ENTITIES_PER_DEVICE, QUIET_MS } from './bounds.ts'

export interface Devices {
  /** Takes out the entities of a document as they were, and puts in what it describes now. */
  readonly change: (before: readonly DescribedEntity[], after: readonly DescribedEntity[], now: MonoMs) => void
  /** The next device that has been quiet long enough, or was waited for long enough; undefined when none has. */
  readonly next: (now: MonoMs) => string | undefined
  /** When the next one is due; undefined when nothing is to be done. */
  readonly dueAt: () => MonoMs | undefined
  readonly entitiesOf: (device: string) => readonly DescribedEntity[]
  readonly isBridge: (device: string) => boolean
  /** Has a device put together again although nothing was announced: a decision of the user. */
  readonly touch: (device: string, now: MonoMs) => void
  /** Entities that did not fit into a device. */
  readonly overfull: () => number
}

/** The device an entity belongs to; one without is its own. */
export const deviceOf = ({ device, key }: DescribedEntity): string => device?.key ?? key

interface Due {
  readonly first: MonoMs
  readonly last: MonoMs
}

export function createDevices(): Devices {
  const entities = new Map<string, Map<string, DescribedEntity>>()
  /** How many entities name a device as the one that answers for theirs. */
  const via = new Map<string, number>()
  const dirty = new Map<string, Due>()
  let overfull = 0

  const touch = (device: string, now: MonoMs): void => {
    dirty.set(device, { first: dirty.get(device)?.first ?? now, last: now })
  }
  const countVia = (entity: DescribedEntity, by: 1 | -1, now: MonoMs): void => {
    const key = entity.device?.via
    if (key === undefined) return
    const count = (via.get(key) ?? 0) + by
    if (count > 0) via.set(key, count)
    else via.delete(key)
    // It has just become a bridge, or is none any more.
    if ((by === 1 ? count === 1 : count === 0) && entities.has(key)) touch(key, now)
  }
  const dueOf = ({ first, last }: Due): MonoMs => monoMs(Math.min(last + QUIET_MS, first + LONGEST_WAIT_MS))

  return {
    change(before, after, now) {
      for (const entity of before) {
        const device = deviceOf(entity)
        const own = entities.get(device)
        if (own?.delete(entity.key)) countVia(entity, -1, now)
        if (own?.size === 0) entities.delete(device)
        touch(device, now)
      }
      for (const entity of after) {
        const device = deviceOf(entity)
        const own = entities.get(device) ?? new Map<string, DescribedEntity>()
        if (own.size >= MAX_ENTITIES_PER_DEVICE) {
          overfull++
          continue
        }
        entities.set(device, own)
        own.set(entity.key, entity)
        countVia(entity, 1, now)
        touch(device, now)
      }
    },
    next(now) {
      for (const [device, due] of dirty) {
        if (dueOf(due) > now) continue
        dirty.delete(device)
        return device
      }
      return undefined
    },
    dueAt() {
      let soonest: MonoMs | undefined
      for (const due of dirty.values()) {
        const at = dueOf(due)
        if (soonest === undefined || at < soonest) soonest = at
      }
      return soonest
    },
    entitiesOf: device => [...(entities.get(device)?.values() ?? [])],
    isBridge: device => via.has(device),
    touch,
    overfull: () => overfull,
  }
}
