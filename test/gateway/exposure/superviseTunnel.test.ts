/** A tunnel that is looked after: waits between starts, hangs, falls, and what is said of them. */
import { describe, expect, test } from 'vitest'
import { NOT_UP_MS, STOP_GRACE_MS, superviseTunnel } from '../../../src/gateway/exposure/superviseTunnel.ts'
import { memoryLog } from '../../adapters/log/memoryLog.ts'
import { manualClock } from '../../support/manualClock.ts'
import { fakeProvider } from './fakeProvider.ts'

function supervised(random = 0.999_999) {
  const clock = manualClock()
  const log = memoryLog()
  const fake = fakeProvider()
  let changes = 0
  const tunnel = superviseTunnel({
    provider: fake.provider,
    clock,
    log,
    language: 'en',
    random: () => random,
    changed: () => {
      changes++
    },
  })
  tunnel.start()
  return { clock, log, tunnel, ...fake, changes: () => changes }
}

const LOST = { cause: 'linkLost', detail: 'Broken pipe' } as const

/** Moments of the starts, in seconds, of a program that always ends at once. */
async function startsOf(random: number): Promise<readonly number[]> {
  const { clock, runs, last } = supervised(random)
  const starts: number[] = [0]
  for (let second = 0; second < 240; second++) {
    last().end(LOST)
    const before = runs.length
    await clock.advance(1000)
    if (runs.length > before) starts.push(second + 1)
  }
  return starts
}

describe('waits', () => {
  test('double from one second to thirty, and jitter only shortens them', async () => {
    const gaps = (starts: readonly number[]): number[] => starts.slice(1).map((one, at) => one - (starts[at] ?? 0))
    expect(gaps(await startsOf(0.999_999)).slice(0, 9)).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30])
    expect(Math.max(...gaps(await startsOf(0)))).toBe(15)
  })

  test('begin anew after it stood for half a minute, not after a moment', async () => {
    const { clock, runs, last } = supervised()
    const fallAndCount = async (stoodMs: number): Promise<number> => {
      last().events.up()
      await clock.advance(stoodMs)
      last().end(LOST)
      const before = runs.length
      for (let waited = 0; ; waited += 500) {
        if (runs.length > before) return waited
        await clock.advance(500)
      }
    }
    expect([await fallAndCount(1000), await fallAndCount(1000), await fallAndCount(1000)]).toEqual([1000, 2000, 4000])
    expect(await fallAndCount(30_000)).toBe(1000)
  })
})

describe('what hangs', () => {
  test('a program that never stands is ended and started anew', async () => {
    const { clock, runs, tunnel } = supervised()
    await clock.advance(NOT_UP_MS - 1)
    expect([runs.length, tunnel.health().state]).toEqual([1, 'starting'])
    await clock.advance(2)
    expect([runs.length, runs[0]?.stops]).toEqual([2, [STOP_GRACE_MS]])
    expect(tunnel.health()).toMatchObject({ state: 'down', cause: 'neverUp', restarts: 1 })
  })

  test('one that fell and does not come back by itself is too; one that comes back is left alone', async () => {
    const { clock, runs, last, tunnel } = supervised()
    last().events.up()
    last().events.down('notConnected', '/ready answers 503')
    expect(tunnel.health().state).toBe('down')
    await clock.advance(NOT_UP_MS - 1)
    last().events.up()
    await clock.advance(NOT_UP_MS * 3)
    expect([runs.length, tunnel.health().state]).toEqual([1, 'up'])
    last().events.down('notConnected', '/ready answers 503')
    for (let told = 0; told < 9; told++) {
      await clock.advance(5000)
      last().events.down('notConnected', '/ready answers 503')
    }
    expect(runs.length).toBe(2)
  })

  test('a restart from outside happens only while something runs', async () => {
    const { clock, runs, last, tunnel } = supervised()
    last().events.up()
    tunnel.restart('probesFail')
    await clock.advance(0)
    expect(runs.length).toBe(2)
    last().end(LOST)
    await clock.advance(0)
    tunnel.restart('probesFail')
    await clock.advance(0)
    expect([runs.length, tunnel.health().cause]).toEqual([2, 'linkLost'])
  })

  test('what an old run says after its end counts for nothing', async () => {
    const { clock, runs, last, tunnel } = supervised()
    const old = last()
    old.end(LOST)
    await clock.advance(1000)
    last().events.up('https://new.example')
    old.events.down('neverUp', '')
    old.events.up('https://old.example')
    expect([runs.length, tunnel.health().state, tunnel.publicUrl()]).toEqual([2, 'up', 'https://new.example'])
  })
})

describe('the end', () => {
  test('a stop ends what runs, and nothing starts after it', async () => {
    const { clock, runs, last, tunnel } = supervised()
    last().events.up()
    await tunnel.stop()
    await clock.advance(600_000)
    expect([runs.length, runs[0]?.stops, tunnel.health().state]).toEqual([1, [STOP_GRACE_MS], 'stopped'])
    expect(clock.pendingTimers()).toBe(0)
  })

  test('a stop during a wait leaves no timer', async () => {
    const { clock, runs, last, tunnel } = supervised()
    last().end(LOST)
    await clock.advance(0)
    await tunnel.stop()
    await clock.advance(600_000)
    expect([runs.length, clock.pendingTimers()]).toEqual([1, 0])
  })
})

test('each cause is told once until it stands again', async () => {
  const { clock, log, last, changes } = supervised()
  const warnings = (): readonly unknown[] =>
    log.lines.filter(one => one.level === 'warn').map(one => one.fields?.['cause'])
  for (let n = 0; n < 20; n++) {
    last().end(n % 2 === 0 ? LOST : { cause: 'serverTimeout', detail: 'Connection timed out' })
    await clock.advance(30_000)
  }
  expect(warnings()).toEqual(['linkLost', 'serverTimeout'])
  last().events.up()
  last().end(LOST)
  await clock.advance(0)
  expect(warnings()).toEqual(['linkLost', 'serverTimeout', 'linkLost'])
  expect(log.lines.find(one => one.level === 'warn')?.fields).toMatchObject({
    provider: 'ssh',
    why: 'the link was lost: the line, a change of address, or a restart of the server',
    detail: 'Broken pipe',
  })
  // Starting, down, up, down.
  expect(changes()).toBe(4)
})
