/** Opening: permissions, settings, migrations, damage. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MAX_DAMAGED_FILES, setAside } from '../../../src/adapters/sqlite/files.ts'
import { MIGRATIONS } from '../../../src/adapters/sqlite/migrations.ts'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { moment } from '../../contract/telemetryStore.ts'
import { tokenHash } from '../../contract/tokenStore.ts'
import { manualClock } from '../../support/manualClock.ts'
import { quietLog, rememberingLog } from './quietLog.ts'
import { tempFolder } from './support.ts'

const NEWEST = MIGRATIONS.length
const token = { label: 'x', issuedAt: wallMs(1), expiresAt: undefined }
const newFile = (): string => join(tempFolder(), 'deep', 'data', 'clova2mqtt.db')

/** Opens, works, closes: a file with 300 appliances and a token, checkpointed. */
function filledFile(): string {
  const file = newFile()
  const database = openDatabase({ file, log: quietLog })
  openTokenStore(database).add(tokenHash('a'), token)
  const values = Array.from({ length: 300 }, (_, at) => ({
    applianceId: `appliance-${at}`,
    property: 'power',
    value: 'on',
    at: moment(at),
  }))
  openTelemetryStore(database).save({ lastSeen: [], values })
  database.close()
  return file
}

function pragma(file: string, name: string): unknown {
  const database = openDatabase({ file, log: quietLog })
  try {
    return database.prepare<[], Record<string, unknown>>(`PRAGMA ${name}`).get()?.[
      name === 'busy_timeout' ? 'timeout' : name
    ]
  } finally {
    database.close()
  }
}

describe('a new database', () => {
  test('is private, also its companions, and so is its folder', () => {
    const file = newFile()
    const database = openDatabase({ file, log: quietLog })
    openTokenStore(database).add(tokenHash('a'), token)
    const modes = [file, `${file}-wal`, `${file}-shm`].map(path => statSync(path).mode & 0o777)
    expect(modes).toEqual([0o600, 0o600, 0o600])
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
    database.close()
  })

  test('a file that others could read is made private', () => {
    const file = join(tempFolder(), 'x.db')
    writeFileSync(file, '', { mode: 0o644 })
    openDatabase({ file, log: quietLog }).close()
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
    ['cache_size', -1024],
    ['journal_size_limit', 4_194_304],
    ['wal_autocheckpoint', 1000],
    ['busy_timeout', 2000],
    ['user_version', NEWEST],
  ])('has %s = %s', (name, value) => expect(pragma(newFile(), name)).toBe(value))

  test('has its whole schema in the main file, not only in the log', () => {
    const file = newFile()
    const database = openDatabase({ file, log: quietLog })
    expect(statSync(`${file}-wal`).size).toBe(0)
    expect(readFileSync(file).includes('CREATE TABLE token')).toBe(true)
    database.close()
  })

  test('an empty file becomes one, and the log says so', () => {
    const file = join(tempFolder(), 'x.db')
    writeFileSync(file, '')
    const log = rememberingLog()
    const database = openDatabase({ file, log })
    expect(database.damagedFile).toBeUndefined()
    expect(log.lines[0]).toEqual({ level: 'info', message: 'new database', fields: { file } })
    database.close()
  })
})

describe('migrations', () => {
  test('are numbered without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
    expect(NEWEST).toBeGreaterThanOrEqual(3)
  })

  test('every version of the past is brought to the newest, with its data', () => {
    for (let from = 1; from < NEWEST; from++) {
      const file = newFile()
      const old = openDatabase({ file, log: quietLog, migrations: MIGRATIONS.slice(0, from) })
      old.write('durable', () => old.prepare("INSERT INTO appliance (id) VALUES ('lamp')").run())
      old.close()
      const database = openDatabase({ file, log: quietLog })
      expect(database.prepare('SELECT id FROM appliance').all()).toEqual([{ id: 'lamp' }])
      expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: NEWEST })
      database.close()
    }
  })

  test('a step that fails leaves the version before it', () => {
    const file = filledFile()
    const broken = { version: NEWEST + 1, name: 'broken', sql: 'CREATE TABLE half (a); CREATE TABLE half (a);' }
    const open = (): unknown => openDatabase({ file, log: quietLog, migrations: [...MIGRATIONS, broken] })
    expect(open).toThrow(/half already exists/)
    const database = openDatabase({ file, log: quietLog })
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([])
    expect(openTokenStore(database).find(tokenHash('a'))).toBeDefined()
    database.close()
  })

  test('a database newer than the program is refused and left as it is', () => {
    const file = newFile()
    const future = { version: NEWEST + 5, name: 'future', sql: 'CREATE TABLE future (a);' }
    openDatabase({ file, log: quietLog, migrations: [...MIGRATIONS, future] }).close()
    const before = readFileSync(file)
    const message = new RegExp(`${file}: database version ${NEWEST + 5} is newer .* up to ${NEWEST}`)
    expect(() => openDatabase({ file, log: quietLog })).toThrow(message)
    expect(() => openDatabase({ file, log: quietLog })).toThrow(StoreError)
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})

describe('damage', () => {
  const spoilers: readonly (readonly [string, (file: string) => void])[] = [
    ['garbage instead of a database', file => writeFileSync(file, 'not a database '.repeat(1000))],
    ['an overwritten page', file => overwrite(file, 4096 * 3, Buffer.alloc(4096, 0xa5))],
    ['an overwritten header', file => overwrite(file, 0, Buffer.alloc(100, 0xff))],
    ['a file cut in half', file => writeFileSync(file, readFileSync(file).subarray(0, 4096 * 4 + 100))],
  ]
  const overwrite = (file: string, at: number, bytes: Buffer): void => {
    const content = readFileSync(file)
    bytes.copy(content, at)
    writeFileSync(file, content)
  }
  test('the table of damages has 4 rows', () => expect(spoilers).toHaveLength(4))

  test.each(spoilers)('%s is set aside and a new database takes over', (_name, spoil) => {
    const file = filledFile()
    expect(statSync(file).size).toBeGreaterThan(4096 * 6)
    spoil(file)
    const damaged = readFileSync(file)
    const log = rememberingLog()
    const database = openDatabase({ file, log })
    expect(database.damagedFile).toBe(`${file}.damaged-1`)
    expect(database.degraded).toBe(false)
    expect(readFileSync(`${file}.damaged-1`).equals(damaged)).toBe(true)
    expect(openTokenStore(database).list()).toEqual([])
    openTokenStore(database).add(tokenHash('b'), token)
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    database.close()
    expect(openTokenStore(openDatabase({ file, log: quietLog })).find(tokenHash('b'))).toBeDefined()
  })

  test('companions move with the file, so that no old log can meet the new database', () => {
    const file = join(tempFolder(), 'x.db')
    for (const ending of ['', '-wal', '-shm']) writeFileSync(file + ending, `content${ending}`)
    expect(setAside(file)).toBe(`${file}.damaged-1`)
    expect(readdirSync(dirname(file)).sort()).toEqual(['x.db.damaged-1', 'x.db.damaged-1-shm', 'x.db.damaged-1-wal'])
    expect(readFileSync(`${file}.damaged-1-wal`, 'utf8')).toBe('content-wal')
  })

  test('damaged files do not pile up', () => {
    const file = newFile()
    mkdirSync(dirname(file), { recursive: true })
    for (let time = 1; time <= MAX_DAMAGED_FILES + 3; time++) {
      writeFileSync(file, `garbage ${time} `.repeat(1000))
      openDatabase({ file, log: quietLog }).close()
    }
    expect(readdirSync(dirname(file)).filter(name => name.includes('damaged'))).toHaveLength(MAX_DAMAGED_FILES)
    expect(readFileSync(`${file}.damaged-1`, 'utf8')).toContain('garbage 1 ')
    expect(readFileSync(`${file}.damaged-5`, 'utf8')).toContain('garbage 8 ')
  })

  test('a tool beside the gateway touches nothing', () => {
    const file = filledFile()
    overwrite(file, 4096 * 3, Buffer.alloc(4096, 0xa5))
    expect(() => openDatabase({ file, log: quietLog, role: 'tool' })).toThrow(/damaged .* restart the gateway/)
    expect(existsSync(`${file}.damaged-1`)).toBe(false)
  })

  const restoreFrom = (content: Buffer) => {
    return (file: string): string => {
      writeFileSync(file, content)
      return 'backup'
    }
  }
  test('a restored backup is opened in place of the damaged file', () => {
    const file = filledFile()
    const backup = readFileSync(file)
    writeFileSync(file, 'garbage'.repeat(1000))
    const database = openDatabase({ file, log: quietLog, restore: restoreFrom(backup) })
    expect(openTokenStore(database).find(tokenHash('a'))).toBeDefined()
    expect(database.damagedFile).toBe(`${file}.damaged-1`)
    database.close()
  })

  test('a restored backup that is damaged too is refused', () => {
    const file = filledFile()
    writeFileSync(file, 'garbage'.repeat(1000))
    const restore = restoreFrom(Buffer.from('garbage'.repeat(1000)))
    expect(() => openDatabase({ file, log: quietLog, restore })).toThrow(StoreError)
  })
})

test('bytes written come with the time they took', async () => {
  const clock = manualClock()
  const database = openDatabase({ file: newFile(), log: quietLog, clock })
  expect(database.bytesWritten()).toEqual({ total: 0, sinceStartMs: 0 })
  openTokenStore(database).add(tokenHash('a'), token)
  await clock.advance(5_000)
  expect(database.bytesWritten()).toEqual({ total: 32 + 4120 + 2 * 4096, sinceStartMs: 5_000 })
  database.close()
})
