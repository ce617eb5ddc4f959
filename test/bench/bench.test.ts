/** The benchmark runs and prints its tables; what it measures is judged by nobody here. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readOptions } from '../../scripts/bench/options.ts'

const ROOT = join(import.meta.dirname, '../..')
const SYSTEMS = ['floor bare', 'floor full', 'floor full, batched', '**gateway**']

const bench = (...args: readonly string[]) =>
  promisify(execFile)(join(ROOT, 'node_modules/.bin/tsx'), [join(ROOT, 'scripts/bench/main.ts'), ...args])

test('a quick run measures every system with every part, and fails no directive', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'))
  const json = join(folder, 'figures.json')
  const { stdout } = await bench('--quick', '--brokers', 'embedded', '--json', json)
  for (const title of [
    '### Aims',
    '### Ratios',
    '### Directives at 50/s beside',
    '### Heartbeats',
    '### Bytes written',
    '### Where the time goes',
  ]) {
    expect(stdout).toContain(title)
  }
  const rows = stdout.split('\n').filter(line => SYSTEMS.some(name => line.startsWith(`| ${name}, embedded |`)))
  expect(rows).toHaveLength(2 * SYSTEMS.length)
  const { directives, linking } = JSON.parse(readFileSync(json, 'utf8')) as {
    directives: { rounds: { at50: Phase; at500: Phase }[] }[]
    linking: { rounds: { alone: Phase; beside: Phase & { garbage: object } }[] }
  }
  expect(directives).toHaveLength(SYSTEMS.length)
  const linked = linking.rounds.flatMap(({ alone, beside }) => [alone, beside])
  // The strangers came as far as the login page, and were refused with a status.
  for (const { beside } of linking.rounds) expect(Object.keys(beside.garbage)).toContain('login page 200')
  for (const phase of [
    ...directives.flatMap(({ rounds }) => rounds.flatMap(({ at50, at500 }) => [at50, at500])),
    ...linked,
  ]) {
    expect(phase).toMatchObject({ failed: 0, commands: phase.sent })
    expect(phase.sent).toBeGreaterThan(0)
  }
  rmSync(folder, { recursive: true, force: true })
})

interface Phase {
  readonly sent: number
  readonly failed: number
  readonly commands: number
}

describe('options', () => {
  test('a wrong word or number is named', () => {
    expect(() => readOptions(['--only', 'directives,beats'])).toThrow('--only beats')
    expect(() => readOptions(['--rounds', '0'])).toThrow('--rounds 0')
  })
})
