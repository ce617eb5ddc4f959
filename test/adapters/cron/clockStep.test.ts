/** Calendar jobs on real node-cron when the wall clock is set: they come at their moments of the new time. */
import { afterEach, expect, test } from 'vitest'
import { scheduleDaily } from '../../../src/adapters/cron/scheduleDaily.ts'
import { days, hours, minutes, wallPlus } from '../../../src/kernel/time.ts'
import { manualClock } from '../../support/manualClock.ts'
import { until } from '../../support/until.ts'
import { rememberingLog } from '../sqlite/quietLog.ts'

const RealDate = Date
let offsetMs = 0

/** The wall clock of the process, as libraries read it. */
class SteppedDate extends RealDate {
  constructor(...given: readonly [] | readonly [number | string]) {
    super(...((given.length === 0 ? [RealDate.now() + offsetMs] : given) as [number]))
  }
  static override now(): number {
    return RealDate.now() + offsetMs
  }
}

afterEach(() => {
  globalThis.Date = RealDate
  offsetMs = 0
})

test.each([
  ['ten hours back', hours(10), 0],
  ['ten years back', days(3_652), 0],
  ['ten years forward', 0, days(3_652)],
])('%s', async (_what, before, after) => {
  globalThis.Date = SteppedDate as DateConstructor
  offsetMs = before
  const [clock, log] = [manualClock(), rememberingLog()]
  let runs = 0
  const run = (): void => void runs++
  const job = scheduleDaily({ name: 'tick', expression: '* * * * * *', run, log, clock })
  try {
    await until(() => runs > 0, 'a run by the old time')
    offsetMs = after
    clock.stepWall(wallPlus(clock.wall(), after - before))
    await clock.advance(minutes(1))
    expect(log.lines.filter(line => line.message === 'calendar job goes by the new time')).toHaveLength(1)
    const then = runs
    await until(() => runs > then + 1, 'runs by the new time')
  } finally {
    await job.stop()
  }
  // Nothing is made up for, and the clocks are held against each other no longer.
  expect([runs < 30, clock.pendingTimers()]).toEqual([true, 0])
  expect(log.lines.filter(line => line.level === 'warn').length).toBeLessThanOrEqual(1)
})

test('a clock that is set right by seconds, or stays, starts nothing anew', async () => {
  const [clock, log] = [manualClock(), rememberingLog()]
  const job = scheduleDaily({ name: 'tick', expression: '30 3 * * *', run: () => undefined, log, clock })
  for (const stepMs of [30_000, -30_000, 0]) {
    clock.stepWall(wallPlus(clock.wall(), stepMs))
    await clock.advance(minutes(5))
  }
  await job.stop()
  expect(log.lines).toEqual([])
})
