import { describe, expect, test } from 'vitest'
import type { VitalSign } from '../../src/compose/vitalSigns.ts'
import { feedWatchdog } from '../../src/compose/watchdog.ts'
import { seconds } from '../../src/kernel/time.ts'
import { memoryLog } from '../adapters/log/memoryLog.ts'
import { manualClock } from '../support/manualClock.ts'

function open(watchdogMs: number | undefined) {
  const clock = manualClock()
  const log = memoryLog()
  const told: string[] = []
  const late: number[] = []
  let gone: readonly VitalSign[] = []
  const cancel = feedWatchdog({
    supervisor: {
      watchdogMs,
      tell: (news, status) => void told.push(`${news} ${status}`),
      settled: async () => undefined,
    },
    missing(lateMs) {
      late.push(lateMs)
      return gone
    },
    status: () => `after ${told.length}`,
    clock,
    log,
  })
  return {
    clock,
    log,
    told,
    late,
    cancel,
    lose: (...signs: readonly VitalSign[]) => {
      gone = signs
    },
  }
}

describe('the watchdog', () => {
  test('is fed three times in its period, with the status', async () => {
    const { clock, told, late } = open(seconds(60))
    await clock.advance(seconds(60))
    expect(told).toEqual(['alive after 0', 'alive after 1', 'alive after 2'])
    expect(late).toEqual([0, 0, 0])
  })

  test('is not fed while anything vital is missing, which is told once, and is fed again afterwards', async () => {
    const { clock, told, log, lose } = open(seconds(60))
    lose('database', 'broker')
    await clock.advance(seconds(60))
    expect(told).toEqual([])
    lose('database')
    await clock.advance(seconds(20))
    lose()
    await clock.advance(seconds(20))
    expect(told).toHaveLength(1)
    expect(log.lines.map(({ level, fields }) => [level, fields?.['missing']])).toEqual([
      ['error', ['database', 'broker']],
      ['error', ['database']],
      ['info', undefined],
    ])
  })

  test('is left alone where none waits, and when it is cancelled', async () => {
    const none = open(undefined)
    expect(none.clock.pendingTimers()).toBe(0)
    const one = open(seconds(30))
    one.cancel()
    await one.clock.advance(seconds(60))
    expect(one.told).toEqual([])
  })
})
