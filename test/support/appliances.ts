/** Appliances for tests: native ones as an announcement makes them, and bound ones that speak topics of their own. */
import { readAnnouncement } from '../../src/home/announcement.ts'
import type { Appliance, PropertyBinding } from '../../src/home/appliance.ts'
import type { Reader, Writer } from '../../src/home/codec.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'

/**
 * An appliance that speaks the native contract, read from the announcement it would publish.
 * @param announced its `config` payload; the name defaults to the id
 * @param more what only the configuration can say: policy, isIr, allow, parent …
 */
export function nativeAppliance(id: string, announced: JsonObject, more: Partial<Appliance> = {}): Appliance {
  const read = readAnnouncement(id, { name: id, ...announced })
  if (!read.ok) throw new Error(`the test's appliance ${id}: ${read.reason}`)
  return { ...read.appliance, ...more }
}

/** One property of a bound appliance; absent parts are absent in the binding. */
export interface BoundProperty extends Partial<PropertyBinding> {
  /** Topic on which it is said, with how it reads (plain text by default). */
  readonly state?: string
  readonly read?: Partial<Reader>
  /** Topic on which it is set, with how it is written (plain text by default). */
  readonly set?: string
  readonly write?: Partial<Writer>
  /** Topic of its question; the payload is `{id}`. */
  readonly get?: string
}

/** An appliance that is read and written on topics of its own, as a configuration binds it. */
export function boundAppliance(
  id: string,
  type: Appliance['type'],
  properties: Partial<Record<PropertyName, BoundProperty>>,
  more: Partial<Appliance> = {},
): Appliance {
  const bound = Object.entries(properties) as [PropertyName, BoundProperty][]
  return nativeAppliance(
    id,
    { type },
    { native: false, properties: new Map(bound.map(([name, one]) => [name, bindingOf(name, one)])), ...more },
  )
}

function bindingOf(name: PropertyName, { state, read, set, write, get, ...rest }: BoundProperty): PropertyBinding {
  const reader: Reader = { scale: 1, offset: 0, ...read }
  const writer: Writer = { scale: 1, offset: 0, step: 1, ...write }
  return {
    name,
    limits: {},
    freshMs: 60_000,
    states: state === undefined ? [] : [{ topic: state, read: reader }],
    ...(set === undefined ? {} : { command: { topic: set, write: writer } as const }),
    ...(get === undefined ? {} : { question: { topic: get, payload: '{id}' } as const }),
    ...rest,
  }
}

/** A lamp with power, brightness and everything a lamp test needs, native. */
export const lamp = (id = 'lamp', more: Partial<Appliance> = {}): Appliance =>
  nativeAppliance(id, { type: 'LIGHT', properties: { power: {}, brightness: {} } as Json as JsonObject }, more)
