/** Commands to one appliance run one after another, in order; different appliances run side by side. */
import type { MonoMs } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import { type Refusal, refuse } from '../protocol/errors.ts'

/** Commands that may wait behind the running one: a person says two or three in a row, more is a machine gone wild. */
export const MAX_WAITING_PER_APPLIANCE = 8

/** One with the same deadline ends first, and shows whether it is the appliance that is missing or only its turn. */
const LAST_WORD_MS = 5

/** Whose turn it is, and until when it is worth taking. */
export interface Turn {
  readonly applianceId: string
  readonly deadline: MonoMs
  readonly late: () => Refusal
}

/** A queue for each appliance. */
export interface Lanes {
  /**
   * Runs when all earlier commands of the appliance have ended.
   * @param late the refusal when the turn comes after the deadline
   * @throws Refusal ActionTemporarilyBlockedError when too many wait
   */
  readonly run: <T>(turn: Turn, work: () => Promise<T>) => Promise<T>
}

export function createLanes(clock: Clock): Lanes {
  const lanes = new Map<string, { tail: Promise<void>; length: number }>()
  return {
    async run({ applianceId, deadline, late }, work) {
      const lane = lanes.get(applianceId) ?? { tail: Promise.resolve(), length: 0 }
      if (lane.length > MAX_WAITING_PER_APPLIANCE) {
        throw refuse('ActionTemporarilyBlockedError', `${lane.length} commands already wait for the appliance`)
      }
      lanes.set(applianceId, lane)
      lane.length++
      const before = lane.length > 1 ? lane.tail : undefined
      let release: () => void = () => undefined
      const own = new Promise<void>(resolve => {
        release = resolve
      })
      // One that gave up at its deadline lets nobody past the command that still runs.
      lane.tail = before === undefined ? own : before.then(() => own)
      try {
        if (before !== undefined) await endOrDeadline(clock, before, deadline)
        if (clock.mono() >= deadline) throw late()
        return await work()
      } finally {
        lane.length--
        release()
        if (lane.length === 0) lanes.delete(applianceId)
      }
    },
  }
}

/** A command that came later may run for longer: who waits behind it (its signature took long) is answered in time. */
function endOrDeadline(clock: Clock, end: Promise<void>, deadline: MonoMs): Promise<void> {
  return new Promise(resolve => {
    const cancel = clock.after(Math.max(0, deadline - clock.mono()) + LAST_WORD_MS, resolve)
    void end.then(() => {
      cancel()
      resolve()
    })
  })
}
