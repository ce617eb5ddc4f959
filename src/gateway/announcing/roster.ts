/** Which appliances were made of which device, with names that differ and what the user decided. */
import { type Choice, type Chosen, chooseAppliances } from '../../conventions/choose/chooseAppliances.ts'
import type { DescribedEntity } from '../../conventions/entity.ts'
import { type Note, note } from '../../conventions/note.ts'
import type { Appliance } from '../../home/appliance.ts'
import { isEmptyOverride, type Override, overridden } from '../../home/override.ts'
import type { Edition } from '../../protocol/edition.ts'

/** An announced appliance, offered or not. */
export interface Listed {
  readonly appliance: Appliance
  readonly device: string
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
}

export interface Roster {
  /** Puts the appliances of a device together again. */
  readonly update: (device: string, entities: readonly DescribedEntity[], isBridge: boolean) => void
  readonly listed: () => ReadonlyMap<string, Listed>
  /** Why entities of a device were left out, by device. */
  readonly leftOut: () => ReadonlyMap<string, readonly Note[]>
  readonly override: (applianceId: string) => Override
  /** Remembers a decision; the device has to be updated for it to count. */
  readonly decide: (applianceId: string, override: Override) => void
}

export function createRoster(options: RosterOptions, overrides: Map<string, Override>): Roster {
  const listed = new Map<string, Listed>()
  const leftOut = new Map<string, readonly Note[]>()
  /** Names as they are told, each by one appliance. */
  const names = new Map<string, string>()
  const overrideOf = (id: string): Override => overrides.get(id) ?? {}

  const distinct = (id: string, name: string): string => {
    let told = name
    for (let number = 2; (names.get(told) ?? id) !== id; number++) told = `${name} ${number}`
    return told
  }
  const remove = (id: string): void => {
    const before = listed.get(id)
    if (before === undefined) return
    listed.delete(id)
    if (names.get(before.appliance.name) === id) names.delete(before.appliance.name)
    if (before.state === 'offered') options.leave(id)
  }
  const stateOf = ({ hidden, approved }: Override): 'offered' | 'waiting' | 'hidden' =>
    hidden === true ? 'hidden' : options.offerNew || approved === true ? 'offered' : 'waiting'

  const enlist = (device: string, chosen: Chosen): void => {
    const { id } = chosen.appliance
    const override = overrideOf(id)
    const wanted = overridden(chosen.appliance, override)
    const before = listed.get(id)
    if (before !== undefined && names.get(before.appliance.name) === id) names.delete(before.appliance.name)
    const name = distinct(id, wanted.name)
    names.set(name, id)
    const appliance = name === wanted.name ? wanted : { ...wanted, name }
    const notes = name === wanted.name ? chosen.notes : [...chosen.notes, note('name-made-distinct', name, wanted.name)]
    const state = stateOf(override)
    if (state !== 'offered' && before?.state === 'offered') options.leave(id)
    const entered = state !== 'offered' || options.enter(appliance)
    const full = entered ? [] : [note('house-full', id)]
    listed.set(id, {
      appliance,
      device,
      entities: chosen.entities,
      notes: [...notes, ...full],
      override,
      state: entered ? state : 'refused',
    })
  }

  return {
    update(device, entities, isBridge) {
      const choice: Choice = chooseAppliances(entities, {
        edition: options.edition,
        misses: options.misses,
        isBridge,
        typeOf: id => overrideOf(id).type,
      })
      const ids = new Set(choice.appliances.map(one => one.appliance.id))
      for (const [id, one] of listed) if (one.device === device && !ids.has(id)) remove(id)
      for (const one of choice.appliances) enlist(device, one)
      if (entities.length === 0) leftOut.delete(device)
      else leftOut.set(device, choice.leftOut)
    },
    listed: () => listed,
    leftOut: () => leftOut,
    override: overrideOf,
    decide(id, override) {
      if (isEmptyOverride(override)) overrides.delete(id)
      else overrides.set(id, override)
    },
  }
}
