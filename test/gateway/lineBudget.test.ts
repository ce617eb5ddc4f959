import { describe, expect, test } from 'vitest'
import { budgetedLog } from '../../src/gateway/lineBudget.ts'
import { memoryLog } from '../adapters/log/memoryLog.ts'
import { manualClock } from '../support/manualClock.ts'

function setUp() {
  const clock = manualClock()
  const log = memoryLog()
  return { clock, log, budgeted: budgetedLog(log, clock) }
}

describe('a log with a budget', () => {
  test('tells the same line once a minute', async () => {
    const { clock, log, budgeted } = setUp()
    for (let time = 0; time < 60; time++) {
      budgeted.warn('refused', { appliance: 'a', reason: 'no name' })
      await clock.advance(1_000)
    }
    expect(log.lines).toHaveLength(1)
    budgeted.warn('refused', { appliance: 'a', reason: 'no name' })
    expect(log.lines).toHaveLength(2)
  })

  test('tells another reason or another appliance at once', () => {
    const { log, budgeted } = setUp()
    budgeted.warn('refused', { appliance: 'a', reason: 'no name' })
    budgeted.warn('refused', { appliance: 'a', reason: 'no type' })
    budgeted.info('announced', { appliance: 'b' })
    expect(log.lines.map(({ level, fields }) => [level, fields['reason']])).toEqual([
      ['warn', 'no name'],
      ['warn', 'no type'],
      ['info', undefined],
    ])
  })

  test('tells 200 lines a minute, then once that there are more', async () => {
    const { clock, log, budgeted } = setUp()
    for (let count = 0; count < 1_000; count++) budgeted.info('announced', { appliance: `a-${count}` })
    expect(log.lines).toHaveLength(201)
    expect(log.lines.at(-1)?.message).toContain('too many lines')
    await clock.advance(60_000)
    budgeted.info('announced', { appliance: 'late' })
    expect(log.lines.at(-1)?.fields).toEqual({ appliance: 'late' })
  })
})
