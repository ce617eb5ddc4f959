import { describe, expect, test } from 'vitest'
import { type Clock, MAX_TIMER_MS } from '../../src/ports/clock.ts'

export interface ClockUnderTest {
  readonly clock: Clock
  /** Lets at least this much time pass and what falls due run. */
  pass(durationMs: number): Promise<void>
}

/** What every Clock promises; times are short, since for the real one they really pass. */
export function clockContract(name: string, open: () => ClockUnderTest): void {
  describe(`clock contract: ${name}`, () => {
    test('monotonic time grows by at least what passed', async () => {
      const { clock, pass } = open()
      const before = clock.mono()
      await pass(20)
      expect(clock.mono() - before).toBeGreaterThanOrEqual(20)
    })

    test('a timer runs once, after its delay and never early', async () => {
      const { clock, pass } = open()
      const due: number[] = []
      for (const delay of [0, 0.4, 1, 3, 7.5, 12, 20]) {
        const earliest = clock.mono() + delay
        clock.after(delay, () => due.push(clock.mono() - earliest))
      }
      await pass(60)
      expect(due).toHaveLength(7)
      expect(Math.min(...due)).toBeGreaterThanOrEqual(0)
    })

    test('timers run in order of their moment', async () => {
      const { clock, pass } = open()
      const order: string[] = []
      clock.after(30, () => order.push('late'))
      clock.after(5, () => order.push('early'))
      await pass(80)
      expect(order).toEqual(['early', 'late'])
    })

    test('a cancelled timer does not run, and cancelling twice or late is no error', async () => {
      const { clock, pass } = open()
      const ran: string[] = []
      const cancel = clock.after(5, () => ran.push('cancelled'))
      const cancelLate = clock.after(1, () => ran.push('ran'))
      cancel()
      cancel()
      await pass(30)
      cancelLate()
      expect(ran).toEqual(['ran'])
    })

    test('a repeated run comes again, a period apart, until it is cancelled', async () => {
      const { clock, pass } = open()
      const start = clock.mono()
      const moments: number[] = []
      const cancel = clock.every(20, () => moments.push(clock.mono() - start))
      // A machine that had something else to do makes up for nothing.
      while (moments.length < 2) await pass(30)
      cancel()
      const count = moments.length
      expect(moments[0]).toBeGreaterThanOrEqual(20)
      expect(moments[1]).toBeGreaterThanOrEqual(40)
      await pass(60)
      expect(moments).toHaveLength(count)
    })

    test('a repeated run can cancel itself', async () => {
      const { clock, pass } = open()
      let runs = 0
      const cancel = clock.every(5, () => {
        runs++
        cancel()
      })
      await pass(50)
      expect(runs).toBe(1)
    })

    test('delays that a timer cannot take throw', () => {
      const { clock } = open()
      const bad = [-1, Number.NaN, MAX_TIMER_MS + 1, Number.POSITIVE_INFINITY]
      for (const delay of bad) {
        expect(() => clock.after(delay, () => undefined), String(delay)).toThrow(RangeError)
        expect(() => clock.every(delay, () => undefined), String(delay)).toThrow(RangeError)
      }
      expect(bad).toHaveLength(4)
      clock.after(MAX_TIMER_MS, () => expect.unreachable('the longest delay fired at once'))()
    })
  })
}
