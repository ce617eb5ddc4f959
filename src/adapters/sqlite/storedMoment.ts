/** How a moment is stored: whole milliseconds, and its origin as a number that takes no byte in the usual cases. */
import { wallMs } from '../../kernel/time.ts'
import { type StoredMoment, StoreError } from '../../ports/stores.ts'

/** Order is the stored number and therefore fixed: 0 and 1 take no byte in a row, 2 takes one. */
const ORIGINS: readonly StoredMoment['origin'][] = ['appliance', 'arrival', 'untrusted']

/** Stored number of `untrusted`; statements compare with it. */
export const UNTRUSTED = 2

export interface MomentColumns {
  readonly wall_ms: number
  readonly origin: number
}

export const originNumber = (moment: StoredMoment): number => ORIGINS.indexOf(moment.origin)

/** Whole milliseconds: the columns are strict integers and refuse a fraction. */
export const wholeMs = (moment: StoredMoment): number => Math.round(moment.wall)

/** @throws StoreError for a number no edition of this program has written */
export function readMoment(columns: MomentColumns): StoredMoment {
  const origin = ORIGINS[columns.origin]
  if (origin === undefined) throw new StoreError(`origin ${columns.origin} of a stored moment is unknown`)
  return { wall: wallMs(columns.wall_ms), origin }
}
