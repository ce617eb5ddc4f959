/** Works in goes of a few milliseconds, with messages and requests between them. */
import type { MonoMs } from '../../kernel/time.ts'
import type { Cancel, Clock } from '../../ports/clock.ts'
import { MAX_DOCUMENTS_AT_ONCE, MAX_WORK_MS } from './bounds.ts'

export interface Work {
  /** Does one piece; false when there is none. */
  readonly step: () => boolean
  /** When there will be more; undefined: nobody knows of any. */
  readonly dueAt: () => MonoMs | undefined
  readonly wake: () => void
  readonly idle: () => void
}

export interface Worker {
  /** There may be something to do, now or then. */
  readonly nudge: (at?: MonoMs) => void
}

/** Makes a worker that sleeps until it is nudged, or until more is due. */
export function createWorker(clock: Clock, work: Work): Worker {
  let timer: Cancel | undefined
  let at: MonoMs | undefined
  let hasWorked = false
  const plan = (due: MonoMs): void => {
    if (at !== undefined && at <= due) return
    timer?.()
    at = due
    timer = clock.after(Math.max(0, due - clock.mono()), run)
  }
  const run = (): void => {
    timer = undefined
    at = undefined
    work.wake()
    const began = clock.mono()
    for (let count = 0; count < MAX_DOCUMENTS_AT_ONCE && clock.mono() - began < MAX_WORK_MS; count++) {
      if (work.step()) {
        hasWorked = true
        continue
      }
      if (hasWorked) work.idle()
      hasWorked = false
      const due = work.dueAt()
      if (due !== undefined) plan(due)
      return
    }
    plan(clock.mono())
  }
  return { nudge: at => plan(at ?? clock.mono()) }
}
