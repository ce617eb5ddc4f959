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
  if (appliance.cooks === true && property === 'power' && value === 'on' && !appliance.allow.has('heat')) return true
  if (!appliance.entrance || appliance.allow.has('open')) return false
  // Where nothing is told of a door, switching is how it opens; and nobody knows which way.
  return property === 'openState' ? value === 'OPENED' : property === 'power' && !appliance.properties.has('openState')
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

/** Smallest and largest value: the appliance’s own, else those of the guides, else none. */
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
    if (asked.family === 'increment' || asked.family === 'decrement') checkWithin(property, value, values)
    throw refuse(asked.refusesValueAs as 'ValueNotSupportedError', `${property} has no value ${JSON.stringify(value)}`)
  }
  if (spec.kind === 'number') checkNumber(appliance, property, value)
  else if (writeProperty(property, value, { zone: () => 0 }) === undefined) {
    throw refuse('ValueNotSupportedError', `${property} cannot be ${JSON.stringify(value)}`)
  }
}

/** A step beyond the last of a list of numbers has left its range; a value that was named is just not there. */
function checkWithin(property: PropertyName, value: Json, values: readonly Scalar[]): void {
  const numbers = values.filter(one => typeof one === 'number')
  if (typeof value !== 'number' || numbers.length === 0) return
  const range = { minimumValue: Math.min(...numbers), maximumValue: Math.max(...numbers) }
  if (value >= range.minimumValue && value <= range.maximumValue) return
  throw refuse('ValueOutOfRangeError', `${property} ${value} is beyond the last of its values`, range)
}

function checkNumber(appliance: Appliance, property: PropertyName, value: Json): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw refuse('ValueNotSupportedError', `${property} is not a number`)
  }
  checkRange(appliance, property, value)
  const { step } = appliance.properties.get(property)?.limits ?? {}
  const decimals = propertySpec(property).decimals
  const grid = step ?? (decimals === undefined ? undefined : 10 ** -decimals)
  const from = step === undefined ? 0 : (bounds(appliance, property).min ?? 0)
  if (grid !== undefined && !onStep(value, from, grid)) {
    throw refuse('ValueNotSupportedError', `${property} ${value} is not on the step of ${grid}`)
  }
}

function checkRange(appliance: Appliance, property: PropertyName, value: number): void {
  const { min, max } = bounds(appliance, property)
  if (value >= (min ?? -Infinity) && value <= (max ?? Infinity)) return
  const why = `${property} ${value} is not within ${min ?? ''}..${max ?? ''}`
  // The error needs both bounds; where one is not known, a made-up one would be spoken to the user.
  if (min === undefined || max === undefined) throw refuse('ValueNotSupportedError', why)
  throw refuse('ValueOutOfRangeError', why, { minimumValue: min, maximumValue: max })
}
