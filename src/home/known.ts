/** What is known of an appliance's properties, and how a report changes it. */
import { type Json, sameJson } from '../kernel/json.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { PropertyName, Values } from '../protocol/properties.ts'
import type { Moment } from './moment.ts'

export interface Known {
  readonly value: Json
  /** Undefined when a replayed message brought the value without a time of its own. */
  readonly moment: Moment | undefined
  /** When a live report last said it; undefined after a restart and for replays. Only this makes a value fresh. */
  readonly heardAt: MonoMs | undefined
}

export type KnownValues = Map<PropertyName, Known>

/** Something an appliance said, all at once. */
export interface Report {
  /** `null`: the appliance says that it does not know. */
  readonly values: ReadonlyMap<PropertyName, Json | null>
  readonly moment: Moment | undefined
  /** Undefined for a replayed message. */
  readonly heardAt: MonoMs | undefined
}

/**
 * Takes a report in. A replayed message never makes a value fresh and never renews its time: it only fills what is
 * unknown, or corrects what nobody has said live since the gateway started.
 * @returns the properties whose value or time changed
 */
export function applyReport(known: KnownValues, report: Report): readonly PropertyName[] {
  const changed: PropertyName[] = []
  for (const [property, value] of report.values) {
    const before = known.get(property)
    if (report.heardAt === undefined && before?.heardAt !== undefined) continue
    if (value === null) {
      if (known.delete(property)) changed.push(property)
      continue
    }
    const replayed = report.heardAt === undefined
    const moment = report.moment ?? (replayed && sameJson(before?.value, value) ? before?.moment : undefined)
    known.set(property, { value, moment, heardAt: report.heardAt })
    changed.push(property)
  }
  return changed
}

export const isFresh = (known: Known | undefined, freshMs: number, now: MonoMs): boolean =>
  known?.heardAt !== undefined && now - known.heardAt <= freshMs

/** What the appliance has said live since the gateway started, for answers that speak of "before" and "now". */
export function liveValues(known: ReadonlyMap<PropertyName, Known>): Values {
  const values: Partial<Record<PropertyName, Json>> = {}
  for (const [property, { value, heardAt }] of known) if (heardAt !== undefined) values[property] = value
  return values
}
