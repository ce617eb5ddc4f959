import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/adapters/clock/system.ts'
import { type LogStyle, logStyleFor, openLog } from '../../../src/adapters/log/openLog.ts'
import { MAX_TEXT } from '../../../src/adapters/log/plain.ts'
import { Secret } from '../../../src/kernel/secret.ts'
import { hours, wallMs } from '../../../src/kernel/time.ts'
import type { LogFields } from '../../../src/ports/log.ts'

function collect(style: LogStyle, level: 'debug' | 'info' = 'info') {
  const lines: string[] = []
  const zone = () => hours(9) / 60_000
  const log = openLog({
    clock: systemClock({ builtAt: wallMs(0) }),
    level,
    style,
    zone,
    destination: { write: line => lines.push(line) },
  })
  return { log, lines }
}

describe('styles', () => {
  test('json: one object a line, fields apart from the line’s own', () => {
    const { log, lines } = collect('json')
    log.warn('Key changed', { from: 'ab', level: 'posing', time: 0, count: 2, list: ['a', 'b'], gone: undefined })
    const line = JSON.parse(lines[0] ?? '')
    expect(line).toEqual({
      level: 'warn',
      time: expect.any(Number),
      fields: { from: 'ab', level: 'posing', time: 0, count: 2, list: ['a', 'b'] },
      msg: 'Key changed',
    })
    expect(Math.abs(line.time - Date.now())).toBeLessThan(5_000)
    expect(lines[0]?.endsWith('\n')).toBe(true)
  })

  test('journal: a priority in front, no time', () => {
    const { log, lines } = collect('journal', 'debug')
    log.debug('One')
    log.info('Two', { applianceId: 'lamp' })
    log.warn('Three', { why: 'two words', empty: '' })
    log.error('Four', { list: ['a b'], ok: false, none: null })
    expect(lines).toEqual([
      '<7>One\n',
      '<6>Two applianceId=lamp\n',
      '<4>Three why="two words" empty=""\n',
      '<3>Four list=["a b"] ok=false none=null\n',
    ])
  })

  test('pretty: local time, level, message, pairs', () => {
    const { log, lines } = collect('pretty')
    log.info('Bus connected', { url: 'mqtt://x' })
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00 info {2}Bus connected url=mqtt:\/\/x\n$/)
  })

  test('the journal is recognised, else a terminal, else a program reads', () => {
    expect(logStyleFor({ JOURNAL_STREAM: '8:1' }, true)).toBe('journal')
    expect(logStyleFor({}, true)).toBe('pretty')
    expect(logStyleFor({}, false)).toBe('json')
  })
})

describe('levels', () => {
  test('below the level nothing is written, and it changes while running', () => {
    const { log, lines } = collect('json')
    log.debug('hidden')
    log.setLevel('debug')
    expect(log.level()).toBe('debug')
    log.debug('shown')
    log.setLevel('silent')
    log.error('hidden')
    expect(lines.map(line => JSON.parse(line).msg)).toEqual(['shown'])
  })
})

describe('harmless lines', () => {
  const styles: readonly LogStyle[] = ['json', 'journal', 'pretty']

  test('a payload cannot start a line, steer the terminal or turn text around', () => {
    let checked = 0
    for (const style of styles) {
      const { log, lines } = collect(style)
      const evil = 'x\n<0>forged\r\u001b[31m\u0085\u2028\u202e\u0000end'
      log.info(evil, { value: evil, list: [evil] })
      expect(lines).toHaveLength(1)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
      expect(lines[0]?.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/)
      expect(lines[0]).toContain('forged')
      checked++
    }
    expect(checked).toBe(3)
  })

  test('long texts and lists are cut and say so', () => {
    const { log, lines } = collect('json')
    log.info('Long', { text: 'a'.repeat(5000), list: Array.from({ length: 50 }, () => 'b'.repeat(5000)) })
    const { fields } = JSON.parse(lines[0] ?? '')
    expect(fields.text).toBe(`${'a'.repeat(MAX_TEXT)}… (5000 characters)`)
    expect(fields.list).toHaveLength(21)
    expect(lines[0]?.length).toBeLessThan(12_000)
  })

  test('secrets and objects do not print, even where a cast lets them in', () => {
    let checked = 0
    for (const style of styles) {
      const { log, lines } = collect(style)
      const hidden = new Secret('hunter2')
      const fields = { token: hidden, list: [hidden], object: { password: 'hunter2' } } as unknown as LogFields
      log.info('Login', fields)
      expect(lines[0]).not.toContain('hunter2')
      expect(lines[0]).toContain('[redacted]')
      expect(lines[0]).toContain('[not shown]')
      checked++
    }
    expect(checked).toBe(3)
  })
})

describe('standard output', () => {
  const source = join(import.meta.dirname, '../../../src/adapters/log/openLog.ts')
  const args = (script: string) => [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    `const { openLog } = await import(${JSON.stringify(source)})
     const log = openLog({ level: 'info', style: 'journal', clock: { wall: () => 0, after: (ms, run) => clearTimeout.bind(null, setTimeout(run, ms)) } })
     ${script}`,
  ]

  test('the last line before a sudden end is written', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, args(`log.error('Last words'); process.exit(0)`))
    expect(stdout).toBe('<3>Last words\n')
  })

  test('lines that wait come out in their order: before a warning, at a sudden end, and soon by themselves', async () => {
    const run = async (script: string) => (await promisify(execFile)(process.execPath, args(script))).stdout
    expect(await run(`log.info('a'); log.warn('b'); log.info('c'); process.exit(0)`)).toBe('<6>a\n<4>b\n<6>c\n')
    const running = spawn(process.execPath, args(`log.info('a'); setInterval(() => undefined, 1000)`))
    const [first] = await once(running.stdout, 'data')
    running.kill('SIGKILL')
    expect(String(first)).toBe('<6>a\n')
  })

  test('a full disk behind it does not end the process', async () => {
    const full = openSync('/dev/full', 'w')
    const script = `for (let i = 0; i < 5000; i++) log.info('Lost', { i }); console.error('alive')`
    const child = spawn(process.execPath, args(script), { stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    let stderr = ''
    child.stderr?.on('data', piece => {
      stderr += piece
    })
    const code = await new Promise(resolve => child.once('close', resolve))
    expect(stderr).toBe('alive\n')
    expect(code).toBe(0)
  })
})
