/** What an appliance accepts: the guides' limits, its own, and the dangerous values that need an explicit allow. */
import type { Json } from '../kernel/json.ts'
import type { AllowableValue } from '../protocol/discovery.ts'
import type { Edition } from '../protocol/edition.ts'
import { refuse } from '../protocol/errors.ts'
import type { Interface } from '../protocol/families.ts'
import { type PropertyName, propertySpec, writeProperty } from '../protocol/properties.ts'
import type { Appliance } from './appliance.ts'

type Scalar = string | number

/** Values that let somebody or something in, and the word that allows them by voice (ClovaHome has no PIN). */
function forbidden(appliance: Appliance, edition: Edition, property: PropertyName, value: Json): boolean {
  if (property === 'lockState' && value === 'UNLOCKED') {
    // The JP guide excludes the value for a SMARTLOCK altogether.
    return !appliance.allow.has('unlock') || (edition === 'JP' && appliance.type === 'SMARTLOCK')
  }
  return property === 'openState' && value === 'OPENED' && appliance.entrance && !appliance.allow.has('open')
}

/** Values of a property in the order a switch goes through; undefined when it has no list. */
export function allowedValues(
  appliance: Appliance,
  edition: Edition,
  property: PropertyName,
): readonly Scalar[] | undefined {
  const values = appliance.properties.get(property)?.limits.values ?? propertySpec(property).values
  return values?.filter(value => !forbidden(appliance, edition, property, value))
}

export function bounds(
  appliance: Appliance,
  property: PropertyName,
): { min: number | undefined; max: number | undefined } {
  const own = appliance.properties.get(property)?.limits
  const spec = propertySpec(property)
  return { min: own?.min ?? spec.min, max: own?.max ?? spec.max }
}

/** What discovery tells CLOVA about a property's values (KR `actionDetails`); undefined when there is no limit. */
export function allowableValue(
  appliance: Appliance,
  edition: Edition,
  property: PropertyName,
): AllowableValue | undefined {
  const values = allowedValues(appliance, edition, property)
  if (values !== undefined && values.length > 0) {
    const numbers = values.filter(value => typeof value === 'number')
    return numbers.length === values.length
      ? { type: 'number', enumValues: numbers }
      : { type: 'string', enumValues: values.map(String) }
  }
  const { min, max } = bounds(appliance, property)
  return min === undefined || max === undefined ? undefined : { type: 'boundedNumber', minValue: min, maxValue: max }
}

const onStep = (value: number, from: number, step: number): boolean => {
  const steps = (value - from) / step
  return Math.abs(steps - Math.round(steps)) < 1e-6
}

/**
 * Checks a value against what the appliance accepts.
 * @throws Refusal ValueOutOfRangeError with both bounds; ValueNotSupportedError (or the interface's own word) otherwise
 */
export function checkValue(
  appliance: Appliance,
  edition: Edition,
  asked: Interface,
  property: PropertyName,
  value: Json,
): void {
  const spec = propertySpec(property)
  const values = allowedValues(appliance, edition, property)
  if (values !== undefined) {
    if (values.includes(value as Scalar)) return
    throw refuse(asked.refusesValueAs as 'ValueNotSupportedError', `${property} has no value ${JSON.stringify(value)}`)
  }
  if (spec.kind === 'number') checkNumber(appliance, property, value)
  else if (writeProperty(property, value, { zone: () => 0 }) === undefined) {
    throw refuse('ValueNotSupportedError', `${property} cannot be ${JSON.stringify(value)}`)
  }
}

function checkNumber(appliance: Appliance, property: PropertyName, value: Json): void {
  const { min, max } = bounds(appliance, property)
  const { step } = appliance.properties.get(property)?.limits ?? {}
  const decimals = propertySpec(property).decimals
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw refuse('ValueNotSupportedError', `${property} is not a number`)
  }
  if (value < (min ?? -Infinity) || value > (max ?? Infinity)) {
    // Both bounds are required in the payload; a property with one bound gets the value's own side filled by it.
    const range = {
      minimumValue: min ?? Math.min(value, max ?? value),
      maximumValue: max ?? Math.max(value, min ?? value),
    }
    throw refuse(
      'ValueOutOfRangeError',
      `${property} ${value} is not within ${range.minimumValue}..${range.maximumValue}`,
      range,
    )
  }
  const grid = step ?? (decimals === undefined ? undefined : 10 ** -decimals)
  if (grid !== undefined && !onStep(value, step === undefined ? 0 : (min ?? 0), grid)) {
    throw refuse('ValueNotSupportedError', `${property} ${value} is not on the step of ${grid}`)
  }
}
