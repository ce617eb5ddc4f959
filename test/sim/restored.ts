/** What a stop in good order must bring back at the next start: every value with its time. */
import { type Json, sameJson } from '../../src/kernel/json.ts'
import type { Cast } from './cast.ts'
import type { GatewayRun } from './gatewayRun.ts'

/** Values by appliance and property, with their moments. */
export type Snapshot = ReadonlyMap<string, { readonly value: Json; readonly wall: number | undefined }>

/** Of those that the configuration names: another returns only when it describes itself again. */
export function snapshotOf({ gateway }: GatewayRun, cast: Cast): Snapshot {
  const configured = [...gateway.house.all()].filter(({ appliance }) =>
    cast.configured.some(({ id }) => id === appliance.id),
  )
  return new Map(
    configured.flatMap(({ appliance, known }) =>
      [...known].map(
        ([property, { value, moment }]) => [`${appliance.id} ${property}`, { value, wall: moment?.wall }] as const,
      ),
    ),
  )
}

/** What is missing or other after the start; what the broker replays is no newer. */
export function restoredInvariant(before: Snapshot, run: GatewayRun, cast: Cast): string | undefined {
  const after = snapshotOf(run, cast)
  for (const [key, { value, wall }] of before) {
    const now = after.get(key)
    if (now === undefined) return `${key} was known before the stop, and is not after the start`
    if (!sameJson(now.value, value))
      return `${key} was ${String(value)} before the stop, and is ${String(now.value)} after`
    if (now.wall === wall) continue
    return `${key} had the time ${wall} before the stop, and ${now.wall} after the start`
  }
  return undefined
}
