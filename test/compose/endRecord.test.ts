import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { END_FILE } from '../../src/compose/databaseFile.ts'
import { openEndRecord, readLastEnd } from '../../src/compose/endRecord.ts'
import { zoneOffset } from '../../src/kernel/time.ts'
import { memoryLog } from '../adapters/log/memoryLog.ts'
import { manualClock } from '../support/manualClock.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-end-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (log = memoryLog(), where = folder) =>
  openEndRecord({ folder: where, clock: manualClock(), zone: zoneOffset('Asia/Seoul'), log })

const AT = '2026-11-20T10:00:00+09:00'

describe('how the last process ended', () => {
  test('is nothing at the first start, silent after a kill, and else what it said', () => {
    expect(open().previous).toBeUndefined()
    const second = open()
    expect(second.previous).toEqual({ kind: 'silent', at: AT, detail: '' })
    second.note('memory', '291 MiB resident, limit 280 MiB')
    const third = open()
    expect(third.previous).toEqual({ kind: 'memory', at: AT, detail: '291 MiB resident, limit 280 MiB' })
    third.note('fault', `Error: x\n    at y\n${'z'.repeat(5000)}`)
    expect(readLastEnd(folder)).toEqual({ kind: 'fault', at: AT, detail: 'Error: x' })
    expect(statSync(join(folder, END_FILE)).mode & 0o777).toBe(0o600)
  })

  test.each([
    '',
    'null',
    '[]',
    '{"kind":"other","at":"x"}',
    '{"kind":"memory"}',
    '{"kind":"memory","at":5}',
    '{"kind":{"a":{"b":1}},"at":"x"}',
    `{"kind":"memory","at":"${'x'.repeat(5000)}"}`,
  ])('a damaged record is none: %s', text => {
    writeFileSync(join(folder, END_FILE), text)
    expect(readLastEnd(folder)).toBeUndefined()
    expect(open().previous).toBeUndefined()
  })

  test('a folder that takes no writes costs a warning each time, and nothing else', () => {
    const log = memoryLog()
    const record = open(log, join(folder, 'none'))
    record.note('signal', 'SIGTERM')
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'warn'])
  })
})
