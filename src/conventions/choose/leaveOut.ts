/** Entities that are nothing to speak to: settings, diagnostics, bridges, and kinds that CLOVA has no word for. */
import { type DescribedEntity, type EntityKind, PRIMARY_KINDS } from '../entity.ts'
import { type Note, type NoteCode, note } from '../note.ts'
import { type Meaning, means, plainWords } from './words.ts'

/** {@link PRIMARY_KINDS}, to look up any kind in. */
export const PRIMARY: ReadonlySet<EntityKind> = new Set(PRIMARY_KINDS)

/** Kinds that are often a bridge's or a device's settings, and whose names tell. */
const TELLING: ReadonlySet<EntityKind> = new Set(['switch', 'button', 'light', 'lock'])

/** What its convention knows better than that there is nothing like it. */
const UNREAD: ReadonlySet<NoteCode> = new Set(['not-read', 'bound-reached'])

/** What a bridge has beside its settings where it is a wall pad. */
const OF_HOMES = ['elevator', 'valve', 'outlet', 'light'] as const

/** Why an entity is left out before anything is made of it; undefined when it is kept. */
export function whyLeftOut(entity: DescribedEntity, isBridge: boolean): Note | undefined {
  const { key, kind, category } = entity
  // The battery of a lock is filed under diagnostics, and is worth telling.
  const isBattery = kind === 'sensor' && entity.deviceClass === 'battery'
  if (category !== undefined && !(isBattery && category === 'diagnostic'))
    return note('left-out-category', key, category)
  if (!entity.enabled) return note('left-out-disabled', key)
  if (kind === 'other') return entity.notes.find(({ code }) => UNREAD.has(code)) ?? note('left-out-kind', key)
  // Only some are told by their words, and words cost more than all the rest.
  const isMeant = (meaning: Meaning): boolean => means(plainWords([entity.name, entity.hints].join(' ')), meaning)
  if (
    isBridge &&
    (kind === 'switch' || kind === 'button' || kind === 'sensor' || kind === 'binary_sensor') &&
    !OF_HOMES.some(isMeant)
  ) {
    return note('left-out-bridge', key)
  }
  if (TELLING.has(kind) && entity.name !== undefined && isMeant('setting')) return note('left-out-setting', key)
  if (kind === 'button' && !isMeant('elevator')) return note('left-out-class', key, kind)
  if (PRIMARY.has(kind) && !canBeTold(entity)) return note('left-out-no-command', key)
  if (!PRIMARY.has(kind) && entity.properties.size === 0) return note('left-out-class', key, entity.deviceClass)
  return undefined
}

const canBeTold = ({ properties, actions }: DescribedEntity): boolean =>
  actions.size > 0 || [...properties.values()].some(one => one.command !== undefined)
