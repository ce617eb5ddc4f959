/** What a wall clock may do while nothing else happens: whoever counts time is held against each row. */
import { days, hours, seconds, type WallMs, wallMs, wallPlus } from '../../src/kernel/time.ts'
import { type ManualClock, TEST_EPOCH } from '../support/manualClock.ts'

export const YEARS = days(3_652)
export const BOOT = wallMs(12_000)
export interface Row {
  readonly what: string
  /** Where the clocks stand before. */
  readonly from?: { readonly wall: WallMs; readonly trusted: boolean }
  readonly happen: (clock: ManualClock) => void
}

const step =
  (durationMs: number) =>
  (clock: ManualClock): void =>
    clock.stepWall(wallPlus(clock.wall(), durationMs))

/** What a wall clock may do while nothing else happens. */
export const ROWS: readonly Row[] = [
  {
    what: 'boot in 1970, then the time arrives',
    from: { wall: BOOT, trusted: false },
    happen: clock => {
      clock.stepWall(TEST_EPOCH)
      clock.setTrusted(true)
    },
  },
  {
    what: 'boot with the time of the last shutdown, then the time arrives',
    from: { wall: wallPlus(TEST_EPOCH, -days(40)), trusted: false },
    happen: clock => {
      clock.stepWall(TEST_EPOCH)
      clock.setTrusted(true)
    },
  },
  { what: 'ten years forward', happen: step(YEARS) },
  {
    what: 'ten years forward and back',
    happen: clock => {
      step(YEARS)(clock)
      step(-YEARS)(clock)
    },
  },
  {
    what: 'ten years back, before the program was built',
    happen: clock => {
      step(-YEARS)(clock)
      clock.setTrusted(false)
    },
  },
  { what: 'an hour back', happen: step(-hours(1)) },
  { what: 'a leap second that is repeated', happen: step(-seconds(1)) },
  { what: 'a suspend in which the monotonic clock stood still', happen: step(hours(8)) },
  { what: 'trust that is lost, the time staying', happen: clock => clock.setTrusted(false) },
  { what: 'beyond 2^32 seconds', happen: clock => clock.stepWall(wallMs(2 ** 32 * 1_000 + 5_000)) },
]
