/** Judges what an appliance says while a command to it runs. */

import type { Appliance } from '../home/appliance.ts'
import type { NativeResult } from '../home/native.ts'
import { fulfils } from '../home/plan.ts'
import type { Json } from '../kernel/json.ts'
import { applianceRefusal } from '../protocol/applianceErrors.ts'
import type { Edition } from '../protocol/edition.ts'
import { type Refusal, refuse } from '../protocol/errors.ts'
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
  /** What the answer is not valid without and nobody has said yet. */
  readonly missing: () => readonly PropertyName[]
  /** Takes in what the appliance said when it was asked for what is missing. */
  readonly note: (values: HeardFrom['values']) => void
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
  /** Nobody else waits for the appliance, so a message without an id can only be meant for this command. */
  readonly alone: () => boolean
}

export function createWitness({ edition, appliance, directive, desired, id, shown, alone }: Trial): Witness {
  const reported = new Map<PropertyName, Json>()
  const changing = Object.keys(desired) as PropertyName[]
  const mustTell = directive.interface.answers.filter(field => field.required).map(field => field.property)
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
  const drop = (keep: (property: PropertyName) => boolean): void => {
    for (const property of reported.keys()) if (!keep(property)) reported.delete(property)
  }
  /** Our own result: it says that the command is done, unless its own words say otherwise. */
  const judge = (result: NativeResult): Verdict => {
    if (result.error !== undefined) return { refusal: refusalOf(result, directive, edition) }
    // A report that crossed the command on its way is older than the result.
    drop(fits)
    note(result.values)
    // A number may differ (a dimmer that stops at its own limit) and is told as it is; a word may not: locked is not open.
    const wrong = changing.find(name => reported.has(name) && typeof desired[name] !== 'number' && !fits(name))
    if (wrong === undefined) return { done: true }
    return {
      refusal: refuse('ActionFailedError', `the result says ${wrong} is ${JSON.stringify(reported.get(wrong))}`),
    }
  }

  return {
    look({ values, result }) {
      if (result !== undefined) {
        // An error without an id is believed when it can only be ours; a success without one never, and a late result of
        // an earlier command must not stand for this one.
        const isOurs = result.id === id || (result.id === undefined && result.error !== undefined && alone())
        return isOurs ? judge(result) : undefined
      }
      note(values)
      return shown.length > 0 && shown.every(fits) ? { done: true } : undefined
    },
    reported,
    missing: () => mustTell.filter(property => !reported.has(property)),
    note,
    contradicted: () =>
      shown.some(name => reported.has(name) && !fits(name) && appliance.properties.get(name)?.slow !== true),
  }
}

function refusalOf(result: NativeResult, directive: Directive, edition: Edition): Refusal {
  const carriedValue = directive.interface.operands.some(operand => operand.required)
  return applianceRefusal(result.error ?? { code: '', message: '' }, { edition, control: true, carriedValue })
}
