/** What every convention's announcements come down to: entities of devices, already bound to properties. */
import type { ActionBinding, AvailabilityBinding, PropertyBinding } from '../home/appliance.ts'
import type { PropertyName } from '../protocol/properties.ts'
import type { Note } from './note.ts'

/** Kinds each of which is an appliance by itself. */
export const PRIMARY_KINDS = [
  'light',
  'switch',
  'cover',
  'climate',
  'fan',
  'humidifier',
  'vacuum',
  'lock',
  'valve',
  'water_heater',
  'button',
] as const

/** Kinds of entities that somebody may speak to, or whose values belong to one of these; everything else is `other`. */
export const ENTITY_KINDS = [...PRIMARY_KINDS, 'sensor', 'binary_sensor', 'other'] as const

export type EntityKind = (typeof ENTITY_KINDS)[number]

/** The hardware behind entities, as far as its convention tells. */
export interface DescribedDevice {
  /** The same for all entities of the device, and over restarts. */
  readonly key: string
  readonly name: string | undefined
  /** Room as the publisher calls it. */
  readonly area: string | undefined
  readonly manufacturer: string | undefined
  readonly model: string | undefined
  readonly version: string | undefined
  /** Key of the device that answers for it. */
  readonly via: string | undefined
  /** Further keys of the same hardware, such as its MAC address. */
  readonly alsoKnownAs: readonly string[]
}

/** One entity: what it can do, bound to its topics, and what helps to choose and name it. */
export interface DescribedEntity {
  /** Which of all announced things it is: topic, or topic and component. */
  readonly key: string
  /** What its id is made of: stays when names and topics change. */
  readonly identity: string
  readonly kind: EntityKind
  /** Undefined: it bears the name of its device. */
  readonly name: string | undefined
  /** The name is what it is spoken to by: the device's is not put before it. */
  readonly isWholeName?: true
  readonly deviceClass: string | undefined
  readonly category: 'config' | 'diagnostic' | undefined
  readonly enabled: boolean
  /** Further words that tell what it is: object id, icon. */
  readonly hints: string
  readonly device: DescribedDevice | undefined
  readonly properties: ReadonlyMap<PropertyName, PropertyBinding>
  readonly actions: ReadonlyMap<string, ActionBinding>
  readonly availability: readonly AvailabilityBinding[]
  readonly availabilityMode: 'latest' | 'all' | 'any'
  readonly notes: readonly Note[]
}
