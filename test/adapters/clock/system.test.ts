import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src/adapters/clock/system.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { clockContract } from '../../contract/clock.ts'
import { manualClock } from '../../support/manualClock.ts'

const BUILT = wallMs(Date.UTC(2026, 0, 1))

clockContract('system', () => {
  const clock = systemClock({ builtAt: BUILT })
  return { clock, pass: durationMs => new Promise(resolve => setTimeout(resolve, durationMs + 1)) }
})

clockContract('manual', () => {
  const clock = manualClock()
  return { clock, pass: clock.advance }
})

function timesync(): string {
  const base = mkdtempSync(join(tmpdir(), 'timesync-'))
  onTestFinished(() => rmSync(base, { recursive: true }))
  return join(base, 'timesync')
}

describe('system clock', () => {
  test('wall time is trusted without timesyncd when it is not before the build', () => {
    expect(systemClock({ builtAt: BUILT, timesyncFolder: timesync() }).wallTrusted()).toBe(true)
  })

  test('wall time before the build is never trusted, synchronised or not', () => {
    const timesyncFolder = timesync()
    mkdirSync(timesyncFolder)
    writeFileSync(join(timesyncFolder, 'synchronized'), '')
    const builtAt = wallMs(Date.now() + 60_000)
    expect(systemClock({ builtAt, timesyncFolder }).wallTrusted()).toBe(false)
    expect(systemClock({ builtAt, timesyncFolder: timesync() }).wallTrusted()).toBe(false)
  })

  test('where timesyncd runs, only its flag counts', () => {
    const timesyncFolder = timesync()
    mkdirSync(timesyncFolder)
    expect(systemClock({ builtAt: BUILT, timesyncFolder }).wallTrusted()).toBe(false)
    writeFileSync(join(timesyncFolder, 'synchronized'), '')
    expect(systemClock({ builtAt: BUILT, timesyncFolder }).wallTrusted()).toBe(true)
  })

  test('the flag is looked at again, but not at every question', () => {
    const timesyncFolder = timesync()
    mkdirSync(timesyncFolder)
    const real = performance.now.bind(performance)
    let ahead = 0
    performance.now = () => real() + ahead
    onTestFinished(() => {
      performance.now = real
    })
    const clock = systemClock({ builtAt: BUILT, timesyncFolder })
    writeFileSync(join(timesyncFolder, 'synchronized'), '')
    expect(clock.wallTrusted()).toBe(false)
    ahead = 10_001
    expect(clock.wallTrusted()).toBe(true)
  })

  test('missed repeated runs are not made up for', async () => {
    const clock = systemClock({ builtAt: BUILT })
    let runs = 0
    // The next run is due half a second later: that much a machine may have something else to do.
    const cancel = clock.every(500, () => runs++)
    const until = performance.now() + 1_050
    while (performance.now() < until);
    await new Promise(resolve => setTimeout(resolve, 5))
    cancel()
    expect(runs).toBe(1)
  })

  test('a pending timer holds the process only when asked to', async () => {
    const source = join(import.meta.dirname, '../../../src/adapters/clock/system.ts')
    const program = (keepAlive: boolean): string =>
      `const { systemClock } = await import(${JSON.stringify(source)})
       systemClock({ builtAt: 0, keepAlive: ${keepAlive} }).after(50, () => console.log('ran'))`
    const run = (keepAlive: boolean) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program(keepAlive)])
    expect((await run(true)).stdout).toBe('ran\n')
    expect((await run(false)).stdout).toBe('')
  })
})
