import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { stopWithin } from '../../src/cli/endings.ts'
import { manualClock } from '../support/manualClock.ts'

const CHILD = fileURLToPath(new URL('children/endWith.ts', import.meta.url))

function endWith(way: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), CHILD, way])
  return { status, out: stdout.toString(), err: stderr.toString() }
}

describe('a long-running command', () => {
  test.each([
    ['throw', '{"kind":"fault","reason":"Error: thrown'],
    ['reject', '{"kind":"fault","reason":"Error: rejected'],
    ['signal', '{"kind":"signal","signal":"SIGTERM"}'],
  ])('is told of its end: %s', (way, told) => {
    const { status, out, err } = endWith(way)
    expect(out).toContain(told)
    expect([status, err]).toEqual([0, ''])
  })

  test('ends at once with the second signal', () => {
    expect(endWith('twice').status).toBe(130)
  })
})

describe('a clean stop', () => {
  test('is waited for', async () => {
    const clock = manualClock()
    let end: () => void = () => undefined
    const stopped = stopWithin(
      clock,
      5000,
      () =>
        new Promise(resolve => {
          end = resolve
        }),
    )
    await clock.advance(4999)
    end()
    expect(await stopped).toBe(true)
    expect(clock.pendingTimers()).toBe(0)
  })

  test('but not for ever, and a failed one is not clean', async () => {
    const clock = manualClock()
    const stopped = stopWithin(clock, 5000, () => new Promise(() => undefined))
    await clock.advance(5000)
    expect(await stopped).toBe(false)
    expect(await stopWithin(clock, 5000, () => Promise.reject(new Error('stuck')))).toBe(false)
  })
})
