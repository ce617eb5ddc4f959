/** The login throttle beside wall clocks that jump: what was told to wait waits, and nobody waits for longer. */
import { expect, test } from 'vitest'
import { createLogins } from '../../../src/gateway/linking/logins.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { quietLog } from '../../adapters/sqlite/quietLog.ts'
import { manualClock } from '../../support/manualClock.ts'
import { ROWS } from '../wallClockRows.ts'

const USER = { name: 'anna', password: 'right', addedAt: 0, passwordAt: 0 } as never

test.for(ROWS)('$what: a delay of logins is neither cut short nor drawn out', async ({ from, happen }) => {
  const clock = manualClock()
  if (from !== undefined) {
    clock.stepWall(from.wall)
    clock.setTrusted(from.trusted)
  }
  const hasher = { hash: async () => '', verify: async (typed: Secret) => typed.reveal() === 'right-password' }
  const users = {
    byName: () => USER,
    list: () => [],
    add: refuse,
    addFirst: refuse,
    setPassword: refuse,
    remove: refuse,
  }
  const logins = createLogins({ users, hasher, clock, log: quietLog })
  const attempt = (password: string) =>
    logins.login({ name: 'anna', password: new Secret(password), source: '192.0.2.1' })
  const waits = async (): Promise<number> => {
    const outcome = await attempt('right-password')
    return !outcome.ok && outcome.why === 'wait' ? outcome.waitMs : 0
  }
  let told = await attempt('wrong-password')
  for (let guesses = 0; guesses < 20 && !told.ok && told.why === 'wrong'; guesses++)
    told = await attempt('wrong-password')
  const before = await waits()
  expect(before).toBeGreaterThan(0)

  happen(clock)
  expect(await waits()).toBe(before)
  await clock.advance(before - 1)
  happen(clock)
  expect(await waits()).toBe(1)
  await clock.advance(1)
  expect(await attempt('right-password')).toEqual({ ok: true, user: 'anna' })
})

const refuse = (): never => {
  throw new Error('nobody is added here')
}

test('the table of wall clocks was read', () => expect(ROWS).toHaveLength(10))
