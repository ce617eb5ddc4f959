/** Judges what an appliance says while a command to it runs. */

import type { Appliance } from '../home/appliance.ts'
import type { NativeResult } from '../home/native.ts'
import { fulfils } from '../home/plan.ts'
import type { Json } from '../kernel/json.ts'
import { applianceRefusal } from '../protocol/applianceErrors.ts'
import type { Edition } from '../protocol/edition.ts'
import type { Refusal } from '../protocol/errors.ts'
import type { PropertyName, Values } from '../protocol/properties.ts'
import type { Directive } from '../protocol/request.ts'
import type { HeardFrom } from './waiters.ts'

/** What a live message decides about the running command. */
export type Verdict = { readonly done: true } | { readonly refusal: Refusal }

export interface Witness {
  readonly look: (heard: HeardFrom) => Verdict | undefined
  /** Values of the changed properties as the appliance reported them since the command left. */
  readonly reported: ReadonlyMap<PropertyName, Json>
  /** A report said otherwise, and none since has said that it is done. */
  readonly contradicted: () => boolean
}

export interface Trial {
  readonly edition: Edition
  readonly appliance: Appliance
  readonly directive: Directive
  readonly desired: Values
  /** Correlation id the command carries. */
  readonly id: string
  /** Properties by which the change can be seen. */
  readonly shown: readonly PropertyName[]
}

/** A result is ours when it repeats our id; an error without an id is believed, a success without one never. */
const isOurs = (result: NativeResult | undefined, id: string): result is NativeResult =>
  result !== undefined && (result.id === id || (result.id === undefined && result.error !== undefined))

export function createWitness({ edition, appliance, directive, desired, id, shown }: Trial): Witness {
  const reported = new Map<PropertyName, Json>()
  const changing = Object.keys(desired) as PropertyName[]
  const mustTell = directive.interface.answers.filter(field => field.required).map(field => field.property)
  let acknowledged = false

  const note = (values: HeardFrom['values']): void => {
    for (const property of changing) {
      const value = values.get(property)
      if (value !== undefined && value !== null) reported.set(property, value)
    }
  }
  const fits = (property: PropertyName): boolean => {
    const value = reported.get(property)
    return value !== undefined && fulfils(appliance, property, desired[property] as Json, value)
  }
  const isDone = (): boolean => {
    if (acknowledged) return mustTell.every(property => reported.has(property))
    return shown.length > 0 && shown.every(fits)
  }

  return {
    look({ values, result }) {
      if (isOurs(result, id)) {
        if (result.error !== undefined) return { refusal: refusalOf(result, directive, edition) }
        acknowledged = true
      } else if (result !== undefined) {
        // A late result of an earlier command must not stand for this one.
        return undefined
      }
      note(values)
      return isDone() ? { done: true } : undefined
    },
    reported,
    contradicted: () => shown.some(property => reported.has(property) && !fits(property)),
  }
}

function refusalOf(result: NativeResult, directive: Directive, edition: Edition): Refusal {
  const carriedValue = directive.interface.operands.some(operand => operand.required)
  return applianceRefusal(result.error ?? { code: '', message: '' }, { edition, control: true, carriedValue })
}
