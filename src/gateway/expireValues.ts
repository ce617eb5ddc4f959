/** Values that hold only for so long: a sensor that has not reported in time has no value any more. */
import type { MonoMs } from '../kernel/time.ts'
import type { House, Resident } from './house.ts'

/** Forgets what has expired; run with every sweep, so a value may outlive its time by that much. */
export function expireValues(house: House, now: MonoMs, changed: (resident: Resident) => void): void {
  for (const resident of house.all()) {
    for (const { name, expiresMs } of resident.appliance.properties.values()) {
      const heardAt = resident.known.get(name)?.heardAt
      if (expiresMs === undefined || heardAt === undefined || now - heardAt <= expiresMs) continue
      resident.known.delete(name)
      changed(resident)
    }
  }
}
