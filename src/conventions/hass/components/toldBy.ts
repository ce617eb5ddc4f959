/** Properties that are told by fixed messages, of which a document may lack one. */
import type { CommandMessage, PropertyBinding } from '../../../home/appliance.ts'
import type { PropertyName } from '../../../protocol/properties.ts'
import { composed, property } from '../../property.ts'

/** A property with a message for each of its values; a value without one cannot be asked for. */
export function toldBy(
  name: PropertyName,
  values: readonly (readonly [value: string, message: CommandMessage | undefined])[],
  part: Partial<PropertyBinding>,
): PropertyBinding {
  const messages = new Map(values.flatMap(([value, message]) => (message === undefined ? [] : [[value, message]])))
  if (messages.size === 0) return property(name, part)
  const topics = [...messages.values()].map(one => one.topic)
  return property(name, {
    ...part,
    command: composed(topics, value => [messages.get(String(value))]),
    ...(messages.size < values.length ? { limits: { values: [...messages.keys()] } } : {}),
  })
}
