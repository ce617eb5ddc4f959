/** The soak run runs, looks and ends; what it finds in seconds means nothing. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

interface Soak {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly json: () => {
    done: Record<string, { samples: unknown[]; heartbeats: number; directives: number; failed: number }>
  }
  readonly ended: Promise<unknown>
}

function soak(...args: readonly string[]): Soak {
  const folder = mkdtempSync(join(tmpdir(), 'soak-test-'))
  const file = join(folder, 'soak.json')
  const command = [join(ROOT, 'scripts/soak/main.ts'), ...args, '--json', file]
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), ...command], {
    cwd: ROOT,
    stdio: 'pipe',
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => {
    said.out += chunk
  })
  child.stderr.on('data', chunk => {
    said.err += chunk
  })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    child,
    out: () => said.out,
    err: () => said.err,
    json: () => JSON.parse(readFileSync(file, 'utf8')),
    ended,
  }
}

const HANG_MS = 120_000

async function says(run: Soak, text: string): Promise<void> {
  for (const end = Date.now() + HANG_MS; !run.err().includes(text); ) {
    if (Date.now() > end) throw new Error(`not said: ${text}: ${run.err()}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

test('a few real seconds and some simulated minutes: every directive is confirmed', { timeout: 300_000 }, async () => {
  const run = soak('--minutes', '0.3', '--every', '0.5', '--days', '0.005', '--seed', '7')
  await run.ended
  for (const title of ['A running gateway with 1,000 appliances', 'Simulated time, the same house']) {
    expect(run.out()).toContain(`#### ${title}`)
  }
  const { real, week } = run.json().done
  expect(real).toMatchObject({ failed: 0 })
  expect(week).toMatchObject({ failed: 0, directives: 5 * 432 })
  expect(real?.directives).toBeGreaterThan(0)
  for (const part of [real, week]) expect(part?.samples.length).toBeGreaterThan(10)
})

test('Ctrl-C ends it in good order, with what there is so far', { timeout: 300_000 }, async () => {
  const run = soak('--minutes', '30', '--every', '0.3', '--only', 'real')
  await says(run, 'real: 0.3 of 30 min')
  run.child.kill('SIGINT')
  await run.ended
  expect([run.child.exitCode, run.child.signalCode]).toEqual([130, null])
  expect(run.out()).toContain('| open files |')
  expect(run.json().done['real']?.samples.length).toBeGreaterThan(10)
})
