/** What bindings of all components have in common: how they are asked for, and how a method is called. */
import type { ComposedCommand, PropertyBinding } from '../../home/appliance.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import type { PropertyName } from '../../protocol/properties.ts'
import { composed, property } from '../property.ts'
import type { Component, Verb } from './status.ts'

/** A binding that is asked for like all the others of its component. */
export const asked = (
  { question }: Component,
  name: PropertyName,
  part: Partial<Omit<PropertyBinding, 'name'>>,
): PropertyBinding => property(name, { ...part, ...(question === undefined ? {} : { question }) })

/** A command that calls a method; nothing where the appliance cannot be told anything. */
export function calling(
  { call, topics }: Component,
  compose: (value: Json) => readonly [verb: Verb, params: JsonObject] | undefined,
  reached?: ComposedCommand['reached'],
): { readonly command?: ComposedCommand } {
  if (call === undefined) return {}
  const messages = (value: Json) => {
    const wanted = compose(value)
    return wanted === undefined ? [] : call(...wanted)
  }
  return { command: composed(topics, messages, reached) }
}

export const numberOf = (said: Json | undefined): number | undefined =>
  typeof said === 'number' && Number.isFinite(said) ? said : undefined
