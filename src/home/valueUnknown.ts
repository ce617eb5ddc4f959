/** Why a value is not known: what stands between a property and an answer, as codes with numbers. */
import type { MonoMs } from '../kernel/time.ts'
import type { PropertyName } from '../protocol/properties.ts'
import { type Appliance, readable } from './appliance.ts'
import type { KnownValues } from './known.ts'
import type { Evidence } from './presence.ts'

/** What a report made of a property without telling its value. */
export interface Void {
  /** `unreadable`: out of range, unmapped or of another kind. `said-unknown`: the appliance says that it does not know. */
  readonly kind: 'unreadable' | 'said-unknown'
  readonly at: MonoMs
}

export type ValueReason =
  | { readonly code: 'not-readable' }
  | { readonly code: 'never-reported' }
  | { readonly code: 'unreadable'; readonly agoMs: number }
  | { readonly code: 'said-unknown'; readonly agoMs: number }
  | { readonly code: 'question-unanswered'; readonly agoMs: number; readonly times: number }
  | { readonly code: 'cannot-be-asked' }

/** What is known of an appliance, as far as it bears on a value that is missing. */
export interface Lacking {
  readonly appliance: Appliance
  readonly known: KnownValues
  readonly voids: ReadonlyMap<PropertyName, Void>
  readonly evidence: Evidence
}

/** The reasons why a property has no value, the nearest first; none when it has one. */
export function valueUnknown(
  { appliance, known, voids, evidence }: Lacking,
  property: PropertyName,
  now: MonoMs,
): readonly ValueReason[] {
  if (known.has(property)) return []
  const binding = appliance.properties.get(property)
  if (!readable(binding)) return [{ code: 'not-readable' }]
  const last = voids.get(property)
  const reported: ValueReason =
    last === undefined ? { code: 'never-reported' } : { code: last.kind, agoMs: now - last.at }
  if (binding?.question === undefined) return [reported, { code: 'cannot-be-asked' }]
  const { askedUnanswered, heard } = evidence
  if (askedUnanswered === undefined || askedUnanswered.at < (heard?.at ?? askedUnanswered.at)) return [reported]
  const { at, times } = askedUnanswered
  return [reported, { code: 'question-unanswered', agoMs: now - at, times }]
}
