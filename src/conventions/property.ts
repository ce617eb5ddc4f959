/** Bindings of announced properties: the same as those written by hand, with what is not said filled in. */
import { DEFAULT_FRESH_MS } from '../home/announcement.ts'
import type { CommandMessage, ComposedCommand, KnownValue, PropertyBinding } from '../home/appliance.ts'
import type { Reader } from '../home/codec.ts'
import type { Json } from '../kernel/json.ts'
import type { PropertyName } from '../protocol/properties.ts'

/** A reader of raw values as they are. */
export const plainReader = (part: Partial<Reader> = {}): Reader => ({ scale: 1, offset: 0, ...part })

/** A binding with the defaults of the configuration. */
export const property = (name: PropertyName, part: Partial<Omit<PropertyBinding, 'name'>>): PropertyBinding => ({
  name,
  limits: {},
  states: [],
  freshMs: DEFAULT_FRESH_MS,
  ...part,
})

/** A command made of a function; what it may publish to is named, because access lists and explanations need it. */
export const composed = (
  topics: readonly (string | undefined)[],
  compose: (value: Json, known: KnownValue) => readonly (CommandMessage | undefined)[],
  reached?: ComposedCommand['reached'],
): ComposedCommand => ({
  topics: [...new Set(topics.filter(topic => topic !== undefined))],
  compose: (value, known) => compose(value, known).filter(message => message !== undefined),
  ...(reached === undefined ? {} : { reached }),
})

/** A list of bindings by their names; the first of a name wins. */
export function propertyMap(
  bindings: readonly (PropertyBinding | undefined)[],
): ReadonlyMap<PropertyName, PropertyBinding> {
  const map = new Map<PropertyName, PropertyBinding>()
  for (const binding of bindings) if (binding !== undefined && !map.has(binding.name)) map.set(binding.name, binding)
  return map
}
