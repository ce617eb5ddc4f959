/** From a directive and what is known to what the appliance shall become, and to the messages that say so. Pure. */

import type { Json, JsonObject } from '../kernel/json.ts'
import { ALL_INTERFACES } from '../protocol/catalog.ts'
import type { Edition } from '../protocol/edition.ts'
import { refuse } from '../protocol/errors.ts'
import { type PropertyName, propertySpec, type Values } from '../protocol/properties.ts'
import type { Directive } from '../protocol/request.ts'
import {
  type Appliance,
  type CommandMessage,
  canShow,
  type KnownValue,
  type PropertyBinding,
  readable,
} from './appliance.ts'
import { nearestValue, sameValue, writeValue } from './codec.ts'
import { fillTemplate } from './format.ts'
import { allowedValues, checkValue } from './limits.ts'
import { nativeTopic, writeNativeCommand } from './native.ts'
import { REFUSAL_TEXTS } from './refusalText.ts'

/** The property whose present value decides what a directive means; undefined when none is needed. */
export function baseProperty(directive: Directive, appliance: Appliance): PropertyName | undefined {
  const { property } = directive
  if (!isRelative(directive) || property === undefined) return undefined
  // An action bound by hand is sent as it is (a remote control's "louder"), and so is one that nobody can read back.
  const own = appliance.actions.get(directive.interface.action)
  const asItIs = typeof own === 'object' || !readable(appliance.properties.get(property))
  return asItIs ? undefined : property
}

function isRelative({ interface: { family } }: Directive): boolean {
  return family === 'increment' || family === 'decrement' || family === 'switch'
}

/**
 * What the appliance shall become. Increments, decrements and switches need the present value.
 * @throws Refusal when the result is outside what the appliance accepts
 */
export function planChange(
  directive: Directive,
  appliance: Appliance,
  edition: Edition,
  base: Json | undefined,
): Values {
  const desired = changed(directive, appliance, edition, base)
  for (const [property, value] of Object.entries(desired) as [PropertyName, Json][]) {
    checkValue(appliance, edition, directive.interface, property, value)
  }
  return desired
}

function changed(directive: Directive, appliance: Appliance, edition: Edition, base: Json | undefined): Values {
  const { interface: asked, property, operands } = directive
  if (property === undefined) return {}
  if (isRelative(directive) && baseProperty(directive, appliance) === undefined) {
    checkDelta(directive)
    return {}
  }
  const binding = appliance.properties.get(property)
  switch (asked.family) {
    case 'set': {
      const extra = asked.operands.filter(operand => !operand.required && operand.key in PROPERTY_OPERANDS)
      const also = extra.flatMap(({ key }) => (operands[key] === undefined ? [] : [[key, operands[key]] as const]))
      return { [property]: operands[asked.property as PropertyName] as Json, ...Object.fromEntries(also) }
    }
    case 'increment':
    case 'decrement':
      return { [property]: moved(directive, binding, base) }
    case 'switch':
      return { [property]: next(allowedValues(appliance, edition, property) ?? [], base, operands.count) }
    default: {
      if (asked.value !== undefined) return { [property]: operands.direction ?? asked.value }
      return binding?.released === undefined || appliance.actions.has(asked.action)
        ? {}
        : { [property]: binding.released }
    }
  }
}

/** Optional operands that are properties of the appliance in their own right. */
const PROPERTY_OPERANDS = { subChannel: true }

function checkDelta({ operands: { delta } }: Directive): void {
  if (delta === undefined || (typeof delta === 'number' && delta > 0)) return
  throw refuse('ValueNotSupportedError', `a change by ${String(delta)}`)
}

function moved(directive: Directive, binding: PropertyBinding | undefined, base: Json | undefined): number {
  checkDelta(directive)
  const delta = (directive.operands.delta as number | undefined) ?? binding?.limits.step ?? 1
  if (typeof base !== 'number') throw refuse('ValueNotFoundError', REFUSAL_TEXTS.presentUnknown)
  const sign = directive.interface.family === 'increment' ? 1 : -1
  // 23.1 + 0.2 is 23.3, not 23.300000000000004.
  return Number((base + sign * delta).toPrecision(12))
}

/** The value after the present one, round and round; `count` steps at once. */
function next(values: readonly (string | number)[], base: Json | undefined, count: Json | undefined): Json {
  if (values.length === 0) throw refuse('UnsupportedOperationError', 'there is nothing to switch between')
  const steps = count ?? 1
  if (typeof steps !== 'number' || !Number.isInteger(steps) || steps < 1) {
    throw refuse('ValueNotSupportedError', `a count of ${String(steps)}`)
  }
  const at = values.indexOf(base as string)
  if (at < 0) throw refuse('ValueNotFoundError', REFUSAL_TEXTS.presentNotListed)
  return values[(at + steps) % values.length] as Json
}

/** How a command of this directive leaves: natively (one envelope, answered by a result), or as the appliance's own topics. */
export interface PlannedCommand {
  readonly messages: readonly CommandMessage[]
  readonly native: boolean
}

/** What a command carries beside its values. */
export interface CommandContext {
  readonly base: string
  readonly id: string
  readonly expires: string | undefined
  /** Default: nothing is known. */
  readonly known?: KnownValue
}

/** The messages that ask the appliance to become what is desired. */
export function planCommand(
  directive: Directive,
  appliance: Appliance,
  desired: Values,
  context: CommandContext,
): PlannedCommand {
  const { action } = directive.interface
  const own = appliance.actions.get(action)
  if (own !== undefined && own !== 'native') {
    if ('messages' in own) return { native: false, messages: own.messages }
    const words = Object.entries({ ...directive.operands, ...desired }).map(([key, value]) => [key, plainText(value)])
    const payload = fillTemplate(own.payload, { ...Object.fromEntries(words), id: context.id })
    return { native: false, messages: [{ topic: own.topic, payload }] }
  }
  const bindings = Object.keys(desired).map(name => appliance.properties.get(name as PropertyName))
  if (own === 'native' || bindings.some(binding => binding?.command === 'native')) {
    return { native: true, messages: [nativeMessage(directive, appliance, desired, context)] }
  }
  const messages = bindings.flatMap(binding => {
    const command = binding?.command
    if (binding === undefined || command === undefined || command === 'native') return []
    const value = desired[binding.name] as Json
    if ('compose' in command) return command.compose(value, context.known ?? (() => undefined))
    return [{ topic: command.topic, payload: writeValue(binding.name, command.write, value) }]
  })
  if (messages.length === 0) throw refuse('UnsupportedOperationError', `no binding does ${action}`)
  return { native: false, messages }
}

const plainText = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

function nativeMessage(
  directive: Directive,
  appliance: Appliance,
  desired: Values,
  context: CommandContext,
): CommandMessage {
  const { interface: asked, property, operands } = directive
  const absolute = property !== undefined && desired[property] !== undefined
  const extra: JsonObject = Object.fromEntries(
    Object.entries(operands).flatMap(([key, value]) => {
      const said = key in desired || key === asked.property || (absolute && (key === 'delta' || key === 'count'))
      return said ? [] : [[key === 'releasedMode' ? 'mode' : key, value]]
    }),
  )
  const values = { ...extra, ...desired } as JsonObject
  const payload = writeNativeCommand({
    id: context.id,
    action: absoluteAction(directive, desired),
    values,
    expires: context.expires,
  })
  return { topic: nativeTopic(context.base, appliance.id, 'set'), payload }
}

/** Relative directives leave as the action that sets the value, so that firmware never adds a sum to itself. */
function absoluteAction(directive: Directive, desired: Values): string {
  const { interface: asked, property } = directive
  if (property === undefined || !isRelative(directive) || desired[property] === undefined) return asked.action
  const sets = ALL_INTERFACES.find(
    one =>
      one.property === asked.property &&
      (one.family === 'set' || (one.family === 'action' && one.value !== undefined && one.value === desired[property])),
  )
  return sets?.action ?? asked.action
}

/** Properties by which a change can be seen to have happened. */
export const visible = (appliance: Appliance, desired: Values): readonly PropertyName[] =>
  (Object.keys(desired) as PropertyName[]).filter(name => {
    const binding = appliance.properties.get(name)
    return binding !== undefined && canShow(binding)
  })

/** Whether a reported value is the one that was asked for, after rounding to the appliance's step. */
export function fulfils(appliance: Appliance, property: PropertyName, asked: Json, reported: Json): boolean {
  const binding = appliance.properties.get(property)
  const command = binding?.command === 'native' ? undefined : binding?.command
  if (command !== undefined && 'compose' in command) {
    if (command.reached?.(asked, reported) === true) return true
    return sameValue(property, asked, reported, binding?.limits.step ?? 0)
  }
  const write = command?.write
  const isNumber = propertySpec(property).kind === 'number'
  const scaled = isNumber && write !== undefined && write.map === undefined ? write : undefined
  // The value on the appliance's own scale can be further away than half a step: it is rounded once more when read.
  if (scaled !== undefined && nearestValue(property, scaled, asked) === reported) return true
  const raw = scaled === undefined ? 0 : scaled.step * Math.abs(scaled.scale)
  return sameValue(property, asked, reported, isNumber ? Math.max(binding?.limits.step ?? 0, raw) : 0)
}
