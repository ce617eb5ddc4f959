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
  /** Of a replayed message: when our own broker took it, minus infinity for an earlier run; undefined where nobody can say. */
  readonly arrivedAt?: MonoMs | undefined
}

/**
 * Takes a report in. A replayed message never makes a value fresh and never renews its time: it fills what is unknown, and
 * overrules what is known only where it is newer (DESIGN section 6).
 * @returns the properties whose value or time changed
 */
export function applyReport(known: KnownValues, report: Report): readonly PropertyName[] {
  const { moment, heardAt } = report
  const changed: PropertyName[] = []
  for (const [property, value] of report.values) {
    const before = known.get(property)
    if (heardAt === undefined && before !== undefined && !isNewer(report, before)) continue
    if (value === null) {
      if (known.delete(property)) changed.push(property)
      continue
    }
    if (heardAt === undefined && before !== undefined && sameJson(before.value, value)) {
      // All that it can bring is a time: where there is none, or the appliance's own newer one.
      if (moment === undefined || (before.moment !== undefined && isNewerByOwnTime(report, before) !== true)) continue
      known.set(property, { ...before, moment })
    } else known.set(property, { value, moment, heardAt })
    changed.push(property)
  }
  return changed
}

/**
 * Whether a replay says something newer than what is known. Our own broker knows when it took the message; of any other
 * only the appliance's own times tell. Without them a value that this run heard live stands: an older one in its place
 * would have lost its time, whereas the value that stands tells truly when it was so.
 */
function isNewer(replay: Report, before: Known): boolean {
  const { arrivedAt } = replay
  // What our broker kept from an earlier run was heard by that run too, and what it knew last is what was restored; an
  // appliance's own clock, which may have been ahead when it was retained, has no say in that.
  if (arrivedAt === Number.NEGATIVE_INFINITY) return false
  if (arrivedAt !== undefined) return before.heardAt === undefined || arrivedAt > before.heardAt
  return isNewerByOwnTime(replay, before) ?? before.heardAt === undefined
}

/** By the times that the appliance itself printed; undefined where one of the two has none. */
const isNewerByOwnTime = ({ moment }: Report, { moment: known }: Known): boolean | undefined =>
  moment?.origin === 'appliance' && known?.origin === 'appliance' ? moment.wall > known.wall : undefined

/** Whether a value was heard within `freshMs` milliseconds, and in this run. */
export const isFresh = (known: Known | undefined, freshMs: number, now: MonoMs): boolean =>
  known?.heardAt !== undefined && now - known.heardAt <= freshMs
