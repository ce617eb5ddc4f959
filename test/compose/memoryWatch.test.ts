import { describe, expect, test } from 'vitest'
import { watchMemory } from '../../src/compose/memoryWatch.ts'
import { hours, minutes, seconds } from '../../src/kernel/time.ts'
import { memoryLog } from '../adapters/log/memoryLog.ts'
import { manualClock } from '../support/manualClock.ts'

const MIB = 1_048_576

function open() {
  const clock = manualClock()
  const log = memoryLog()
  const reasons: string[] = []
  let mebibytes = 80
  const cancel = watchMemory({
    warnBytes: 200 * MIB,
    restartBytes: 280 * MIB,
    rss: () => mebibytes * MIB,
    restart: reason => void reasons.push(reason),
    clock,
    log,
  })
  return {
    clock,
    log,
    reasons,
    cancel,
    /** Stays at this many MiB for so long. */
    stay: async (at: number, durationMs: number) => {
      mebibytes = at
      await clock.advance(durationMs)
    },
  }
}

describe('memory', () => {
  test('below the warning nothing is said', async () => {
    const { stay, log, reasons } = open()
    await stay(199, hours(1))
    expect([log.lines.length, reasons]).toEqual([0, []])
  })

  test('is warned of once, and again only after it had clearly fallen', async () => {
    const { stay, log } = open()
    for (const at of [200, 195, 205, 181, 230]) await stay(at, minutes(1))
    expect(log.lines).toHaveLength(1)
    expect(log.lines[0]).toMatchObject({ level: 'warn', fields: { rssMiB: 200, restartAtMiB: 280 } })
    await stay(179, minutes(1))
    await stay(210, minutes(1))
    expect(log.lines).toHaveLength(2)
  })

  test('above the limit for three readings ends in one restart with its reason', async () => {
    const { stay, log, reasons } = open()
    await stay(100, minutes(10))
    await stay(291, seconds(20))
    expect(reasons).toEqual([])
    await stay(291, minutes(5))
    expect(reasons).toEqual(['291 MiB resident, limit 280 MiB'])
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { reason: '291 MiB resident, limit 280 MiB' } })
  })

  test('a peak that passes restarts nothing', async () => {
    const { stay, reasons } = open()
    await stay(100, minutes(10))
    for (let round = 0; round < 20; round++) {
      await stay(400, seconds(20))
      await stay(270, seconds(10))
    }
    expect(reasons).toEqual([])
  })

  test('in the first ten minutes nothing is restarted: a large house would never come up', async () => {
    const { stay, reasons } = open()
    await stay(500, minutes(10) - seconds(10))
    expect(reasons).toEqual([])
    await stay(500, seconds(10))
    expect(reasons).toHaveLength(1)
  })

  test('cancelled, it watches no more', async () => {
    const { stay, cancel, reasons, clock } = open()
    cancel()
    await stay(500, hours(1))
    expect([reasons, clock.pendingTimers()]).toEqual([[], 0])
  })
})
