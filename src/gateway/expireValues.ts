/** Values that hold only for so long: a sensor that has not reported in time has no value any more, or its usual one. */

import type { PropertyBinding } from '../home/appliance.ts'
import type { Known } from '../home/known.ts'
import { sameJson } from '../kernel/json.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { House, Resident } from './house.ts'

/** Forgets what has expired; run with every sweep, so a value may outlive its time by that much. */
export function expireValues(house: House, now: MonoMs, changed: (resident: Resident) => void): void {
  for (const resident of house.all()) {
    for (const binding of resident.appliance.properties.values()) {
      if (binding.expiresMs === undefined && binding.reverts === undefined) continue
      const known = resident.known.get(binding.name)
      if (known === undefined) continue
      if (hasExpired(binding, known, now)) resident.known.delete(binding.name)
      else if (hasReverted(binding, known, now)) {
        // Nobody has said that: it has no time to tell.
        resident.known.set(binding.name, { ...known, value: binding.reverts.to, moment: undefined })
      } else continue
      changed(resident)
    }
  }
}

const hasExpired = ({ expiresMs }: PropertyBinding, { heardAt }: Known, now: MonoMs): boolean =>
  expiresMs !== undefined && heardAt !== undefined && now - heardAt > expiresMs

type Reverting = PropertyBinding & { readonly reverts: NonNullable<PropertyBinding['reverts']> }

/** What was only replayed was said at a time that nobody knows, and is over. */
function hasReverted(binding: PropertyBinding, { value, heardAt }: Known, now: MonoMs): binding is Reverting {
  const { reverts } = binding
  if (reverts === undefined || !sameJson(value, reverts.from)) return false
  return heardAt === undefined || now - heardAt >= reverts.afterMs
}
