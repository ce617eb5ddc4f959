/** Which appliances were made of which hardware, with names that differ and what the user decided. */
import { type Chosen, chooseAppliances } from '../../conventions/choose/chooseAppliances.ts'
import { joinHardware } from '../../conventions/choose/sameHardware.ts'
import { type Note, note } from '../../conventions/note.ts'
import type { Appliance } from '../../home/appliance.ts'
import { isEmptyOverride, type Override, overridden } from '../../home/override.ts'
import type { Edition } from '../../protocol/edition.ts'
import type { Hardware } from './devices.ts'
import { createIds, type Ids } from './ids.ts'
import { createNames } from './names.ts'

/** An announced appliance, offered or not. */
export interface Listed {
  readonly appliance: Appliance
  /** Id of the hardware it is of. */
  readonly device: string
  /** What its convention calls that. */
  readonly deviceKey: string
  readonly entities: readonly string[]
  readonly notes: readonly Note[]
  readonly override: Override
  /** Whether it is in the house: offered, waiting for approval, hidden, or there was no room for it. */
  readonly state: 'offered' | 'waiting' | 'hidden' | 'refused'
}

export interface RosterOptions {
  readonly edition: Edition
  readonly misses: number
  /** Whether somebody nobody has decided about is offered at once. */
  readonly offerNew: boolean
  /** Puts it into the house; false when there is no room or a configured one has its id. */
  readonly enter: (appliance: Appliance) => boolean
  readonly leave: (applianceId: string) => void
  /** This hardware has lost an id to whom it belongs, and has to be put together again. */
  readonly disturbed: (device: string) => void
}

export interface Roster {
  /** Puts the appliances of some hardware together again; among these, appliances change hands. */
  readonly update: (hardware: readonly Hardware[]) => void
  readonly listed: () => ReadonlyMap<string, Listed>
  /** Why entities of a device were left out, by device. */
  readonly leftOut: () => ReadonlyMap<string, readonly Note[]>
  readonly override: (applianceId: string) => Override
  readonly overrides: () => ReadonlyMap<string, Override>
  /** Remembers a decision; the device has to be updated for it to count. */
  readonly decide: (applianceId: string, override: Override) => void
  readonly ids: Pick<Ids, 'changes' | 'unsaved' | 'forget'>
}

/**
 * @param overrides what the user has decided
 * @param kept ids that were told for other identities, by the id that each would have by itself
 */
export function createRoster(
  options: RosterOptions,
  overrides: Map<string, Override>,
  kept: Map<string, string>,
): Roster {
  const byDevice = new Map<string, ReadonlySet<string>>()
  const leftOut = new Map<string, readonly Note[]>()
  /** The hardware that is put together now. */
  let round: ReadonlySet<string> = new Set()
  const overrideOf = (id: string): Override => overrides.get(id) ?? {}
  const { listed, put, remove, rename } = createListing(options, overrideOf)
  const ids = createIds(kept, { holderOf: id => listed.get(id)?.device, isDecided: id => overrides.has(id) })

  /** An appliance is another hardware's now: whoever had it is told, unless it is looked at with this one anyway. */
  const lose = (device: string, id: string): void => {
    const own = byDevice.get(device)
    if (own?.has(id) !== true) return
    byDevice.set(device, new Set([...own].filter(one => one !== id)))
    if (!round.has(device)) options.disturbed(device)
  }
  const updateOne = (hardware: Hardware): void => {
    const choice = chooseAppliances(joinHardware(hardware.entities, hardware.others, hardware.isBridge), {
      edition: options.edition,
      misses: options.misses,
      isBridge: hardware.isBridge,
      typeOf: id => overrideOf(id).type,
      idOf: identities => ids.idOf(identities, hardware.id),
    })
    for (const one of choice.appliances) {
      const { id } = one.appliance
      ids.settle(one.identities, id, hardware.id)
      const holder = listed.get(id)?.device ?? hardware.id
      put(hardware, { ...one, notes: [...one.notes, ...ids.notesOf(one.identities, id), ...hardware.notes] })
      if (holder !== hardware.id) lose(holder, id)
    }
    const now = new Set(choice.appliances.map(one => one.appliance.id))
    if (now.size === 0) byDevice.delete(hardware.id)
    else byDevice.set(hardware.id, now)
    if (hardware.entities.length === 0) leftOut.delete(hardware.id)
    else leftOut.set(hardware.id, choice.leftOut)
  }

  return {
    update(hardware) {
      const before = hardware.flatMap(one => [...(byDevice.get(one.id) ?? [])])
      round = new Set(hardware.map(one => one.id))
      ids.release(hardware)
      rename(before)
      for (const one of hardware) updateOne(one)
      for (const id of before) {
        const holder = listed.get(id)?.device
        if (holder !== undefined && round.has(holder) && byDevice.get(holder)?.has(id) !== true) remove(id)
      }
    },
    listed: () => listed,
    leftOut: () => leftOut,
    override: overrideOf,
    overrides: () => overrides,
    decide(id, override) {
      if (isEmptyOverride(override)) overrides.delete(id)
      else overrides.set(id, override)
    },
    ids,
  }
}

interface Listing {
  readonly listed: ReadonlyMap<string, Listed>
  readonly put: (hardware: Hardware, chosen: Chosen) => void
  /** Frees the names of appliances that are about to be put again. */
  readonly rename: (ids: readonly string[]) => void
  readonly remove: (id: string) => void
}

/** Everybody who was made, in the house or not, as the user wants them. */
function createListing(options: RosterOptions, overrideOf: (id: string) => Override): Listing {
  const listed = new Map<string, Listed>()
  const names = createNames()
  const stateOf = ({ hidden, approved }: Override): 'offered' | 'waiting' | 'hidden' =>
    hidden === true ? 'hidden' : options.offerNew || approved === true ? 'offered' : 'waiting'
  return {
    listed,
    put(hardware, { appliance: made, notes: why, entities }) {
      const { id } = made
      const override = overrideOf(id)
      const wanted = overridden(made, override)
      const before = listed.get(id)
      if (before !== undefined) names.free(before.appliance.name, id)
      const name = names.take(wanted.name, id)
      const appliance = name === wanted.name ? wanted : { ...wanted, name }
      const state = stateOf(override)
      if (state !== 'offered' && before?.state === 'offered') options.leave(id)
      const entered = state !== 'offered' || options.enter(appliance)
      const notes = [
        ...why,
        ...(name === wanted.name ? [] : [note('name-made-distinct', name, wanted.name)]),
        ...(entered ? [] : [note('house-full', id)]),
      ]
      const [device, deviceKey] = [hardware.id, hardware.key]
      const told = entered ? state : 'refused'
      listed.set(id, { appliance, device, deviceKey, entities, notes, override, state: told })
    },
    rename(ids) {
      for (const id of ids) names.free(listed.get(id)?.appliance.name ?? '', id)
    },
    remove(id) {
      const before = listed.get(id)
      if (before === undefined) return
      listed.delete(id)
      names.free(before.appliance.name, id)
      if (before.state === 'offered') options.leave(id)
    },
  }
}
