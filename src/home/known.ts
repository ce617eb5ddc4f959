/** What is known of an appliance's properties, and how a report changes it. */
import { type Json, sameJson } from '../kernel/json.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { PropertyName } from '../protocol/properties.ts'
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

/** Whether something was heard live since the broker has been listened to: a replay then tells nothing newer. */
export const heardSince = (heardAt: MonoMs | undefined, listeningSince: MonoMs | undefined): boolean =>
  heardAt !== undefined && (listeningSince === undefined || heardAt >= listeningSince)

/**
 * Takes a report in. A replayed message never makes a value fresh and never renews its time: it only fills what is
 * unknown, or corrects what nobody has said live since the broker became reachable (what changed during an outage).
 * @param listeningSince since when the broker has been reachable without a break; undefined while it is not
 * @returns the properties whose value or time changed
 */
export function applyReport(
  known: KnownValues,
  report: Report,
  listeningSince: MonoMs | undefined,
): readonly PropertyName[] {
  const replayed = report.heardAt === undefined
  const changed: PropertyName[] = []
  for (const [property, value] of report.values) {
    const before = known.get(property)
    if (replayed && heardSince(before?.heardAt, listeningSince)) continue
    if (value === null) {
      if (known.delete(property)) changed.push(property)
      continue
    }
    const confirmed = replayed && sameJson(before?.value, value)
    // It was heard live, and nothing has changed during the outage.
    if (confirmed && before?.heardAt !== undefined) continue
    const moment = report.moment ?? (confirmed ? before?.moment : undefined)
    known.set(property, { value, moment, heardAt: report.heardAt })
    changed.push(property)
  }
  return changed
}

export const isFresh = (known: Known | undefined, freshMs: number, now: MonoMs): boolean =>
  known?.heardAt !== undefined && now - known.heardAt <= freshMs
