/** Identifiers from the system's random source. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Ids } from '../../ports/ids.ts'

/** 128 bits: nobody on the broker can guess the id of a command that another appliance got. */
const CORRELATION_BYTES = 16

export const randomIds = (): Ids => ({
  uuid: () => randomUUID(),
  correlation: () => randomBytes(CORRELATION_BYTES).toString('base64url'),
})
