/** Identifiers from the system's random source. */
import { randomUUID } from 'node:crypto'
import type { Ids } from '../../ports/ids.ts'

export const randomIds = (): Ids => ({
  uuid: () => randomUUID(),
  // 122 random bits: nobody on the broker can guess the id of a command that another appliance got.
  correlation: () => randomUUID(),
})
