/**
 * Calendar work (nightly retention, backup, key refresh) on node-cron. Presence never uses it: when the wall clock of a
 * Pi steps ten hours ahead node-cron reports thousands of missed runs, and after a step back it stays silent.
 */
import { schedule, validate } from 'node-cron'
import type { Log } from '../../ports/log.ts'
import type { CalendarJob, ScheduledJob } from '../../ports/schedule.ts'

export interface ScheduleDailyOptions extends CalendarJob {
  readonly log: Log
}

/**
 * Schedules a job that never overlaps with itself: a run that falls due while one is under way is left out and logged.
 * A job that throws is logged and tried again at its next moment. The schedule alone does not keep the process alive.
 * @throws RangeError when the expression is not a cron expression
 */
export function scheduleDaily(options: ScheduleDailyOptions): ScheduledJob {
  const { name, expression, log } = options
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
  const task = schedule(expression, runNow, { name, unref: true, suppressMissedWarning: true })
  // A clock that steps from 1970 to today misses 20,000 nights in one go: that is one line, not 20,000.
  let missed = 0
  task.on('execution:missed', () => {
    missed++
    if (missed > 1) return
    setImmediate(() => {
      log.warn('calendar job missed its moments', { job: name, expression, missed })
      missed = 0
    })
  })

  return {
    runNow,
    async stop() {
      stopped = true
      await task.destroy()
      await running
    },
  }
}

async function runLogged({ name, run, log }: ScheduleDailyOptions): Promise<void> {
  try {
    await run()
  } catch (error) {
    log.error('calendar job failed', { job: name, error: error instanceof Error ? error.message : String(error) })
  }
}
