/** Executables that stand in for programs that cannot be had here, and what a provider told of one run. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../../src/adapters/clock/system.ts'
import { monoMs, wallMs } from '../../../src/kernel/time.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import type { TunnelProvider } from '../../../src/ports/tunnel.ts'
import { until as holds } from '../../support/until.ts'
import { memoryLog } from '../log/memoryLog.ts'

export const clock = systemClock({ builtAt: wallMs(0) })

/** The same, three times as fast: what is asked every five seconds is asked every second and a half. */
const FASTER = 3
export const fastClock: Clock = {
  ...clock,
  mono: () => monoMs(clock.mono() * FASTER),
  after: (delayMs, run) => clock.after(delayMs / FASTER, run),
  every: (periodMs, run) => clock.every(periodMs / FASTER, run),
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-tunnel-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Waits until there is what it looks for. */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  let found = look()
  await holds(() => {
    if (found === undefined || found === false) found = look()
    return found !== undefined && found !== false
  }, what)
  return found as T
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** An executable that runs one of the children; its faults can change while it runs. */
export function fakeProgram(child: 'fakeCloudflared' | 'fakeTailscale', ...faults: readonly string[]) {
  const folder = temporaryFolder()
  const program = join(folder, child)
  const source = fileURLToPath(new URL(`children/${child}.ts`, import.meta.url))
  const node = `'${process.execPath}' --import '${import.meta.resolve('tsx')}'`
  writeFileSync(program, `#!/bin/sh\nexec ${node} '${source}' '${program}' "$@"\n`)
  chmodSync(program, 0o755)
  const set = (...now: readonly string[]): void => writeFileSync(`${program}.faults`, now.join('\n'))
  set(...faults)
  const calls = (): readonly { args?: string[]; env?: Record<string, string>; signal?: string; pid: number }[] =>
    existsSync(`${program}.calls`)
      ? readFileSync(`${program}.calls`, 'utf8')
          .trim()
          .split('\n')
          .map(line => JSON.parse(line))
      : []
  return { program, folder, set, calls }
}

/** One run of a provider, with what it told; ended with the test. */
export function watchRun(make: (log: ReturnType<typeof memoryLog>) => TunnelProvider) {
  const log = memoryLog()
  const told: string[] = []
  const run = make(log).begin({
    up: url => void told.push(['up', url].filter(Boolean).join(' ')),
    down: cause => void told.push(`down ${cause}`),
  })
  onTestFinished(() => run.stop(0))
  return { run, told, log, lines: () => log.lines.map(one => String(one.fields['line'] ?? one.message)) }
}
