/**
 * Calendar work (nightly retention, backup, key refresh) on node-cron. Presence never uses it: when the wall clock of a
 * Pi steps ten hours ahead node-cron reports thousands of missed runs, and after a step back it stays silent. So it is
 * started anew when the wall clock was set.
 */
import { type ScheduledTask, schedule, validate } from 'node-cron'
import { minutes } from '../../kernel/time.ts'
import type { Cancel, Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { CalendarJob, ScheduledJob } from '../../ports/schedule.ts'

export interface ScheduleDailyOptions extends CalendarJob {
  readonly log: Log
  readonly clock: Clock
}

/** How often the clocks are held against each other. */
const LOOK_MS = minutes(1)

/** A wall clock is set right by less than this without anybody's noticing; a run is then early or late by as much. */
const STEP_MS = minutes(1)

/**
 * Schedules a job that never overlaps with itself: a run that falls due while one is under way is left out and logged.
 * A job that throws is logged and tried again at its next moment. The schedule alone does not keep the process alive.
 * @throws RangeError when the expression is not a cron expression
 */
export function scheduleDaily(options: ScheduleDailyOptions): ScheduledJob {
  const { name, expression, log, clock } = options
  if (!validate(expression)) throw new RangeError(`schedule of ${name}: '${expression}' is not a cron expression`)
  let running: Promise<void> | undefined
  let stopped = false

  const runNow = async (): Promise<void> => {
    if (stopped) return
    if (running !== undefined) {
      log.warn('calendar job left out, its last run is not over', { job: name })
      return
    }
    running = runLogged(options)
    await running
    running = undefined
  }
  // A clock that steps from 1970 to today misses 20,000 nights in one go: that is one line, not 20,000.
  let missed = 0
  const noteMissed = (): void => {
    missed++
    if (missed > 1) return
    setImmediate(() => {
      log.warn('calendar job missed its moments', { job: name, expression, missed })
      missed = 0
    })
  }
  const start = (): ScheduledTask => {
    const started = schedule(expression, runNow, { name, unref: true, suppressMissedWarning: true })
    started.on('execution:missed', noteMissed)
    return started
  }
  let task = start()
  const endWatch = onStep(clock, () => {
    // What was due by the old time may be ten years away by the new one.
    void task.destroy()
    task = start()
    log.info('calendar job goes by the new time', { job: name })
  })

  return {
    runNow,
    async stop() {
      stopped = true
      endWatch()
      await task.destroy()
      await running
    },
  }
}

/** Tells when the wall clock was set, which is when it went another way than the monotonic one. */
function onStep(clock: Clock, run: () => void): Cancel {
  const distance = (): number => clock.wall() - clock.mono()
  let last = distance()
  return clock.every(LOOK_MS, () => {
    const now = distance()
    const stepped = Math.abs(now - last) >= STEP_MS
    last = now
    if (stepped) run()
  })
}

async function runLogged({ name, run, log }: ScheduleDailyOptions): Promise<void> {
  try {
    await run()
  } catch (error) {
    log.error('calendar job failed', { job: name, error: error instanceof Error ? error.message : String(error) })
  }
}
