/** Ids of appliances that stay when another convention begins or ceases to tell of the same hardware, over restarts too. */
import { airOf, applianceIdOf } from '../../conventions/choose/chooseAppliances.ts'
import { type Note, note } from '../../conventions/note.ts'
import type { Hardware } from './devices.ts'

export interface Ids {
  /** Frees what these pieces of hardware hold: it is shared out among them anew. */
  readonly release: (hardware: readonly Hardware[]) => void
  /** The id of what has these identities, its own first, in a piece of hardware. */
  readonly idOf: (identities: readonly string[], device: string) => string
  /** The appliance was made: from now on all of its identities lead to its id. */
  readonly settle: (identities: readonly string[], id: string, device: string) => void
  readonly notesOf: (identities: readonly string[], id: string) => readonly Note[]
  /** Forgets what led to an id. */
  readonly forget: (id: string) => void
  /** Ids that lead to another since the last call, for the database; undefined: not any more. */
  readonly changes: () => ReadonlyMap<string, string | undefined>
  /** These could not be saved; they are changes again. */
  readonly unsaved: (ids: ReadonlyMap<string, string | undefined>) => void
}

export interface IdsOptions {
  /** The hardware whose appliance has this id now. */
  readonly holderOf: (id: string) => string | undefined
  /** Whether the user has decided anything about it. */
  readonly isDecided: (id: string) => boolean
}

/** As many as there are appliances that are told by two conventions in a full house, twice; the oldest is forgotten. */
const MAX_KEPT = 2_000

/**
 * An appliance has the id that its identity makes. Told by two conventions, it has two identities: then it keeps the id
 * under which it was known first, and the other id leads there, now and whenever that convention tells of it alone. An
 * id is never held by somebody else while whoever makes it by its own identity is there, so that nobody takes an
 * appliance over by claiming for a while to be it.
 */
export function createIds(kept: Map<string, string>, { holderOf, isDecided }: IdsOptions): Ids {
  /** By the id that an identity makes: the hardware that has this identity now. */
  const makers = new Map<string, string>()
  /** The same the other way round. */
  const made = new Map<string, Set<string>>()
  const changed = new Map<string, string | undefined>()
  /** Pieces of hardware that are put together now, and which ids they make. */
  let round: ReadonlyMap<string, ReadonlySet<string>> = new Map()
  const given = new Set<string>()

  const isUsable = (id: string, device: string, isOwn: boolean): boolean => {
    const maker = makers.get(id)
    if (given.has(id) || (maker !== undefined && maker !== device)) return false
    if (!isOwn && [...round].some(([other, ids]) => other !== device && ids.has(id))) return false
    const holder = holderOf(id)
    return isOwn || holder === undefined || round.has(holder)
  }
  const keep = (from: string, to: string | undefined): void => {
    if (kept.get(from) === to) return
    kept.delete(from)
    if (to !== undefined) kept.set(from, to)
    changed.set(from, to)
    const [oldest] = kept.keys()
    if (kept.size > MAX_KEPT && oldest !== undefined) keep(oldest, undefined)
  }

  return {
    release(hardware) {
      round = new Map(hardware.map(one => [one.id, hardware.length > 1 ? madeBy(one) : new Set<string>()]))
      given.clear()
      for (const { id } of hardware) {
        for (const one of made.get(id) ?? []) makers.delete(one)
        made.delete(id)
      }
    },
    idOf(identities, device) {
      const own = identities.map(applianceIdOf)
      const led = own.flatMap(id => kept.get(id) ?? [])
      const usable = [...new Set([...led, ...own])].filter(id => isUsable(id, device, own.includes(id)))
      const known = usable.filter(id => holderOf(id) !== undefined)
      const id =
        usable.find(isDecided) ?? known[0] ?? usable[0] ?? applianceIdOf([...identities.slice(0, 1), device].join('\n'))
      given.add(id)
      return id
    },
    settle(identities, id, device) {
      for (const own of identities.map(applianceIdOf)) {
        if (!makers.has(own)) {
          makers.set(own, device)
          made.set(device, (made.get(device) ?? new Set()).add(own))
        }
        if (identities.length > 1 && makers.get(own) === device) keep(own, own === id ? undefined : id)
      }
    },
    notesOf: (identities, id) => (applianceIdOf(identities[0] ?? '') === id ? [] : [note('id-kept', id)]),
    forget(id) {
      for (const [from, to] of kept) if (to === id) keep(from, undefined)
    },
    changes() {
      const since = new Map(changed)
      changed.clear()
      return since
    },
    unsaved(before) {
      for (const id of before.keys()) changed.set(id, kept.get(id))
    },
  }
}

/** Ids that the identities of a piece of hardware make. */
function madeBy({ entities, others, key }: Hardware): ReadonlySet<string> {
  if (entities.length === 0) return new Set()
  const all = [...entities, ...others.flatMap(one => one.entities)].map(one => one.identity)
  const airs = [key, ...others.map(one => one.key)].map(airOf)
  return new Set([...all, ...airs].map(applianceIdOf))
}
