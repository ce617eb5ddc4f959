/** What of an entity can be sent although its payloads are texts in an older encoding. */
import type { CommandMessage, ComposedCommand, PropertyBinding } from '../../home/appliance.ts'
import { composed } from '../property.ts'
import type { Bound } from './component.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is all of them
const ASCII = /^[\u0000-\u007f]*$/

/** An entity with only those commands that are the same bytes in every encoding: we send UTF-8. */
export function sendable(bound: Bound, encoding: string): Bound {
  if (encoding === 'utf-8') return bound
  const actions = [...(bound.actions ?? [])].filter(
    ([, one]) => typeof one !== 'object' || !('messages' in one) || one.messages.every(isAscii),
  )
  return { properties: bound.properties.map(withoutForeignText), actions: new Map(actions) }
}

const isAscii = ({ payload }: CommandMessage): boolean => ASCII.test(payload)

function withoutForeignText(binding: PropertyBinding | undefined): PropertyBinding | undefined {
  const command = binding?.command
  if (binding === undefined || typeof command !== 'object' || !('compose' in command)) return binding
  const compose: ComposedCommand['compose'] = (value, known) => command.compose(value, known).filter(isAscii)
  return { ...binding, command: composed(command.topics, compose, command.reached) }
}
