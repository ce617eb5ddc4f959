/** Times the stages of one directive for its log line, in milliseconds on the monotonic clock. */
import type { MonoMs } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'

const STAGES = ['turn', 'sent', 'answered'] as const
type Stage = (typeof STAGES)[number]

export interface Stopwatch {
  readonly mark: (stage: Stage) => void
  /** `waitMs` up to the appliance's turn, `sendMs` to hand over, `applianceMs` for its word, `totalMs` overall. */
  readonly read: () => Record<string, number>
}

const NAMES: Readonly<Record<Stage, string>> = { turn: 'waitMs', sent: 'sendMs', answered: 'applianceMs' }

const rounded = (value: number): number => Math.round(value * 100) / 100

/** @param start when it began; for a directive its arrival, so that checking the signature counts too */
export function startStopwatch(clock: Clock, start: MonoMs): Stopwatch {
  const marks = new Map<Stage, number>()
  return {
    mark: stage => marks.set(stage, clock.mono()),
    read: () => {
      const times: Record<string, number> = {}
      let last: number = start
      for (const stage of STAGES) {
        const at = marks.get(stage)
        if (at === undefined) continue
        times[NAMES[stage]] = rounded(at - last)
        last = at
      }
      times['totalMs'] = rounded(clock.mono() - start)
      return times
    },
  }
}
