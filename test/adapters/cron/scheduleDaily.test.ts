/** Calendar jobs on real node-cron: they fire, never overlap, outlive their errors, and stop. */
import { describe, expect, test } from 'vitest'
import { scheduleDaily } from '../../../src/adapters/cron/scheduleDaily.ts'
import type { Log, LogFields } from '../../../src/ports/log.ts'
import { manualClock } from '../../support/manualClock.ts'

const NIGHTLY = '30 3 * * *'

function jobLog(): Log & { readonly lines: (readonly [string, string, LogFields | undefined])[] } {
  const lines: (readonly [string, string, LogFields | undefined])[] = []
  const at = (level: string) => (message: string, fields?: LogFields) => void lines.push([level, message, fields])
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** A job whose run ends when it is told to. */
function gate() {
  const starts: (() => void)[] = []
  return { run: () => new Promise<void>(resolve => starts.push(resolve)), starts, finish: () => starts.at(-1)?.() }
}

describe('a calendar job', () => {
  test('fires by itself', async () => {
    const log = jobLog()
    let job: ReturnType<typeof scheduleDaily> | undefined
    await new Promise<void>(resolve => {
      job = scheduleDaily({ clock: manualClock(), name: 'tick', expression: '* * * * * *', run: resolve, log })
    })
    await job?.stop()
    expect(log.lines).toEqual([])
  })

  test('does not overlap with itself', async () => {
    const log = jobLog()
    const { run, starts, finish } = gate()
    const job = scheduleDaily({ clock: manualClock(), name: 'backup', expression: NIGHTLY, run, log })
    const first = job.runNow()
    await job.runNow()
    expect(starts).toHaveLength(1)
    expect(log.lines).toEqual([['warn', 'calendar job left out, its last run is not over', { job: 'backup' }]])
    finish()
    await first
    const second = job.runNow()
    expect(starts).toHaveLength(2)
    finish()
    await second
    await job.stop()
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('that %s is logged and runs again', async (_how, run) => {
    const log = jobLog()
    const job = scheduleDaily({ clock: manualClock(), name: 'prune', expression: NIGHTLY, run, log })
    await job.runNow()
    await job.runNow()
    const line = ['error', 'calendar job failed', { job: 'prune', error: 'disk full' }]
    expect(log.lines).toEqual([line, line])
    await job.stop()
  })

  test('stopping waits for the run under way and lets none start after it', async () => {
    const { run, starts, finish } = gate()
    const job = scheduleDaily({ clock: manualClock(), name: 'backup', expression: NIGHTLY, run, log: jobLog() })
    void job.runNow()
    let stopped = false
    const stopping = job.stop().then(() => {
      stopped = true
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(stopped).toBe(false)
    finish()
    await stopping
    await job.runNow()
    expect(starts).toHaveLength(1)
  })

  test('with an expression that is none is refused by name', () => {
    const expressions = ['', 'daily', '61 * * * *', '* * *', '0 25 * * *']
    for (const expression of expressions) {
      const start = (): unknown =>
        scheduleDaily({ clock: manualClock(), name: 'backup', expression, run: () => undefined, log: jobLog() })
      expect(start, expression).toThrow(new RangeError(`schedule of backup: '${expression}' is not a cron expression`))
    }
    expect(expressions).toHaveLength(5)
  })
})
