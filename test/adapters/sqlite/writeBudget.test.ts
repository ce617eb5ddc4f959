/** The daily budget of writes: told once a day, on a day that no clock step makes longer or shorter. */
import { expect, test } from 'vitest'
import { createWriteBudget, type WriteBudget } from '../../../src/adapters/sqlite/writeBudget.ts'
import { days, hours, wallPlus } from '../../../src/kernel/time.ts'
import { type ManualClock, manualClock } from '../../support/manualClock.ts'
import { rememberingLog } from './quietLog.ts'

function open(dailyBytes: number): {
  readonly budget: WriteBudget
  readonly clock: ManualClock
  readonly write: (bytes: number) => void
  readonly warnings: () => number
} {
  const [clock, log] = [manualClock(), rememberingLog()]
  let total = 0
  const budget = createWriteBudget({ totalBytes: () => total, dailyBytes, clock, log })
  const write = (bytes: number): void => {
    total += bytes
  }
  const warnings = (): number => log.lines.filter(({ level }) => level === 'warn').length
  return { budget, clock, warnings, write }
}

test('what is within the budget is counted and not told', async () => {
  const { budget, clock, write, warnings } = open(1_000)
  write(1_000)
  expect(budget.look()).toEqual({
    todayBytes: 1_000,
    yesterdayBytes: undefined,
    dailyBudgetBytes: 1_000,
    overBudget: false,
  })
  await clock.advance(days(1))
  expect(budget.look()).toMatchObject({ todayBytes: 0, yesterdayBytes: 1_000, overBudget: false })
  expect(warnings()).toBe(0)
})

test('what is beyond is told once a day, and again the next', async () => {
  const { budget, clock, write, warnings } = open(1_000)
  const told = []
  for (let hour = 0; hour < 72; hour++) {
    write(hour < 48 ? 100 : 10)
    budget.look()
    told.push(warnings())
    await clock.advance(hours(1))
  }
  // After ten hours of each day; what was written before the first look of a day belongs to the one before.
  expect([told.indexOf(1), told.indexOf(2), told.at(-1)]).toEqual([10, 35, 2])
})

test('a wall clock that jumps makes no day; a process that stood still for days has an empty yesterday', async () => {
  const { budget, clock, write, warnings } = open(1_000)
  write(2_000)
  for (const step of [days(3_650), -days(7_300), days(3_650)]) {
    clock.stepWall(wallPlus(clock.wall(), step))
    expect(budget.look()).toMatchObject({ todayBytes: 2_000, overBudget: true })
  }
  expect(warnings()).toBe(1)
  await clock.advance(days(3) + hours(1))
  write(5)
  expect(budget.look()).toMatchObject({ todayBytes: 0, yesterdayBytes: 0, overBudget: false })
  write(7)
  await clock.advance(hours(22))
  expect(budget.look()).toMatchObject({ todayBytes: 7 })
  await clock.advance(hours(1))
  expect(budget.look()).toMatchObject({ todayBytes: 0, yesterdayBytes: 7 })
})
