/** Which of its type's actions an appliance can really do, derived from its bindings; nothing else reaches discovery. */
import { interfacesOfType } from '../protocol/catalog.ts'
import type { AllowableValue, Offer } from '../protocol/discovery.ts'
import type { Edition } from '../protocol/edition.ts'
import type { Interface } from '../protocol/families.ts'
import type { PropertyName } from '../protocol/properties.ts'
import { type Appliance, canShow, readable, writable } from './appliance.ts'
import { statesOf } from './deviceState.ts'
import { allowableValue, allowedValues } from './limits.ts'

/** Parts of an appliance with a target temperature of their own, KR (catalog `endpoints`). */
const ENDPOINTS = ['coldwater', 'freezer', 'fridge', 'hotwater'] as const

function endpointProperties(asked: Interface): readonly PropertyName[] {
  const hasEndpoint = asked.operands.some(operand => operand.key === 'endpoint')
  return hasEndpoint ? ENDPOINTS.map(endpoint => `${endpoint}TargetTemperature` as const) : []
}

function canChange(appliance: Appliance, edition: Edition, asked: Interface, property: PropertyName): boolean {
  const binding = appliance.properties.get(property)
  if (!writable(binding)) return false
  switch (asked.family) {
    case 'increment':
    case 'decrement':
      return readable(binding)
    case 'switch':
      return readable(binding) && (allowedValues(appliance, edition, property)?.length ?? 0) > 1
    case 'action': {
      if (asked.value === undefined) return binding?.released !== undefined
      return allowedValues(appliance, edition, property)?.includes(asked.value as string) ?? true
    }
    default:
      return (allowedValues(appliance, edition, property)?.length ?? 1) > 0
  }
}

/**
 * A confirmation that is not valid without its value (SetLockState) can only come from an appliance that tells it;
 * sending the command all the same would do the thing and answer with an error.
 */
function canTell({ actions, isIr, properties }: Appliance, asked: Interface): boolean {
  if (asked.family === 'get' || !asked.answers.some(field => field.required)) return true
  if (isIr) return false
  const binding = asked.property === undefined ? undefined : properties.get(asked.property)
  return actions.get(asked.action) === 'native' || (binding !== undefined && canShow(binding))
}

/** Whether the appliance can do what an interface asks. */
export function canDo(appliance: Appliance, edition: Edition, asked: Interface): boolean {
  if (asked.target !== 'appliance' || appliance.except.has(asked.action) || !canTell(appliance, asked)) return false
  if (asked.family === 'health' || appliance.actions.has(asked.action)) return true
  const { property } = asked
  if (property === undefined) return false
  if (asked.family === 'get') {
    return readable(appliance.properties.get(property)) || (property === 'states' && statesOf(appliance).length > 0)
  }
  return [property, ...(edition === 'KR' ? endpointProperties(asked) : [])].some(one =>
    canChange(appliance, edition, asked, one),
  )
}

/** The interfaces an appliance offers in an edition: what it can do, within its type. */
export const offeredInterfaces = (appliance: Appliance, edition: Edition): readonly Interface[] =>
  interfacesOfType(appliance.type, edition).filter(asked => canDo(appliance, edition, asked))

function limitsOf(appliance: Appliance, edition: Edition, offered: readonly Interface[]): Map<string, AllowableValue> {
  const limits = new Map<string, AllowableValue>()
  for (const { action, family, property } of offered) {
    if (family !== 'set' || property === undefined || !appliance.properties.has(property)) continue
    const allowable = allowableValue(appliance, edition, property)
    if (allowable !== undefined) limits.set(action, allowable)
  }
  return limits
}

/** What discovery says of an appliance. */
export function offerOf(appliance: Appliance, edition: Edition, isReachable: boolean): Offer {
  const offered = offeredInterfaces(appliance, edition)
  const { type, name, description, manufacturer, model, version, location, tags, isIr, confirm } = appliance
  return {
    ...{ type, name, description, manufacturer, model, version, location, tags, isIr, confirm },
    applianceId: appliance.id,
    actions: offered.map(one => one.action),
    limits: limitsOf(appliance, edition, offered),
    isReachable,
  }
}
