/** `backup` and `restore` as somebody at the terminal uses them: beside a gateway, after a disaster, in three languages. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lockInstance } from '../../src/adapters/sqlite/lockInstance.ts'
import { MIGRATIONS } from '../../src/adapters/sqlite/migrations.ts'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { damage, tokensIn } from '../adapters/sqlite/backupSupport.ts'
import { quietLog } from '../adapters/sqlite/quietLog.ts'
import { begin, type Home, main, makeHome, newToken, temporaryFolder } from './support.ts'

interface HomeWithData extends Home {
  readonly database: string
  readonly backups: string
  readonly run: (...args: readonly string[]) => ReturnType<typeof main>
}

/** A home whose database has a token named `test`. */
async function homeWithData(): Promise<HomeWithData> {
  const home = await makeHome()
  const data = join(home.folder, 'data')
  home.write(['lamp'], `language: en\ndataFolder: ${data}`)
  await newToken(home)
  return {
    ...home,
    database: join(data, 'clova2mqtt.db'),
    backups: join(data, 'backups'),
    run: (...args) => main([...args, '--config', home.file]),
  }
}

describe('backup', () => {
  test('makes one beside a running gateway, prints where, and lists it as good', async () => {
    const home = await homeWithData()
    const gateway = begin(['start', '--config', home.file])
    await gateway.says('"ready"')
    const { code, out, err } = await home.run('backup')
    const [name = ''] = readdirSync(home.backups)
    expect([code, err]).toEqual([0, ''])
    expect(name).toMatch(/^clova2mqtt-\d{4}-\d\d-\d\dT\d{4}\.db$/)
    expect(out).toContain(`Backed up: ${join(home.backups, name)} (`)
    const listed = await home.run('backup', 'list', '--json')
    expect(JSON.parse(listed.out)).toEqual([
      { file: join(home.backups, name), bytes: statSync(join(home.backups, name)).size, good: true, problem: null },
    ])
    expect(tokensIn(join(home.backups, name))).toEqual(['test'])
  })

  test('--to goes to that file, as JSON if asked, and replaces nothing', async () => {
    const home = await homeWithData()
    const target = join(temporaryFolder(), 'mine.db')
    const { code, out } = await home.run('backup', '--to', target, '--json')
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { file: target, bytes: statSync(target).size, version: MIGRATIONS.at(-1)?.version },
    ])
    const again = await home.run('backup', '--to', target)
    expect([again.code, again.err]).toEqual([1, `${target} is there already: choose another name.\n`])
    expect(existsSync(home.backups)).toBe(false)
  })

  test('list tells which are good and what is wrong with the others, or that there are none', async () => {
    const home = await homeWithData()
    expect((await home.run('backup', 'list')).out).toBe(`No backups in ${home.backups}.\n`)
    await home.run('backup')
    writeFileSync(join(home.backups, 'clova2mqtt-2026-01-01T0300.db'), 'garbage'.repeat(1000))
    const { out } = await home.run('backup', 'list')
    expect(out.split('\n').map(line => line.split(/ {2,}/).at(-1))).toEqual([
      'State',
      'good',
      'damaged (SQLITE_NOTADB)',
      '',
    ])
  })

  test('without a database says why', async () => {
    const home = await makeHome()
    home.write(['lamp'], `language: en\ndataFolder: ${join(home.folder, 'nowhere')}`)
    const { code, err } = await main(['backup', '--config', home.file])
    expect(code).toBe(1)
    expect(err).toContain(`There is no ${join(home.folder, 'nowhere', 'clova2mqtt.db')}: the gateway has never run`)
    expect(existsSync(join(home.folder, 'nowhere'))).toBe(false)
  })
})

describe('restore', () => {
  test('puts the newest good backup back, and keeps what it replaces', async () => {
    const home = await homeWithData()
    await home.run('backup')
    await main(['token', 'create', '--label', 'later', '--config', home.file])
    copyFileSync(home.database, join(home.backups, 'clova2mqtt-2026-01-01T0300.db'))
    const newest = join(home.backups, readdirSync(home.backups).toSorted().at(-1) ?? '')
    const { code, out, err } = await home.run('restore', 'latest')
    expect([code, err]).toEqual([0, ''])
    expect(out).toBe(
      `${newest} is restored. Start the gateway again.\n` +
        `The database it replaces is kept at ${home.database}.replaced-1.\n`,
    )
    expect([tokensIn(home.database), tokensIn(`${home.database}.replaced-1`)]).toEqual([['test'], ['later', 'test']])
  })

  test('passes over a damaged newest backup, saying so, and then has none', async () => {
    const home = await homeWithData()
    await home.run('backup')
    const [name = ''] = readdirSync(home.backups)
    const future = join(home.backups, name.replace(/\d{4}\.db$/, '2359.db'))
    copyFileSync(join(home.backups, name), future)
    damage(future)
    rmSync(home.database)
    const { code, out, err } = await home.run('restore', 'latest')
    expect([code, out]).toEqual([0, `${join(home.backups, name)} is restored. Start the gateway again.\n`])
    expect(err).toContain(`Cannot be used: ${future}: damaged`)
    expect(tokensIn(home.database)).toEqual(['test'])
    rmSync(join(home.backups, name))
    const second = await home.run('restore', 'latest')
    expect([second.code, second.err.split('\n').at(-2)]).toEqual([
      1,
      `There is no backup in ${home.backups} that can be used.`,
    ])
  })

  test('takes a path, or a name in the folder of backups', async () => {
    const home = await homeWithData()
    const target = join(temporaryFolder(), 'mine.db')
    await home.run('backup', '--to', target)
    expect((await home.run('restore', target)).code).toBe(0)
    await home.run('backup')
    expect((await home.run('restore', readdirSync(home.backups)[0] ?? '')).code).toBe(0)
    const { code, err } = await home.run('restore', 'nothing.db')
    expect([code, err]).toEqual([1, 'There is no backup nothing.db.\n'])
  })

  test('is refused while the gateway runs, in every language, and changes nothing', async () => {
    const home = await homeWithData()
    await home.run('backup')
    const release = lockInstance(home.database)
    const before = readFileSync(home.database)
    const answers = await Promise.all(
      ['ko', 'ja', 'en'].map(language => home.run('restore', 'latest', '--lang', language)),
    )
    for (const { code, err } of answers) {
      expect(code).toBe(1)
      expect(err).toMatch(new RegExp(`(process|プロセス) ${process.pid}`))
    }
    expect(answers.map(({ err }) => err.split(/[.。]/)[0])).toEqual([
      '게이트웨이를 먼저 멈추세요 (예: systemctl stop clova2mqtt)',
      '先にゲートウェイを止めてください（例: systemctl stop clova2mqtt）',
      'Stop the gateway first (systemctl stop clova2mqtt)',
    ])
    expect(readFileSync(home.database).equals(before)).toBe(true)
    release()
    expect((await home.run('restore', 'latest')).code).toBe(0)
  })

  test('refuses a backup of a newer program; one of an older goes on at the next start', async () => {
    const home = await homeWithData()
    const [newer, older] = [join(temporaryFolder(), 'newer.db'), join(temporaryFolder(), 'older.db')]
    const future = { version: 99, name: 'future', sql: 'CREATE TABLE future (a);' }
    openDatabase({ file: newer, log: quietLog, migrations: [...MIGRATIONS, future] }).close()
    openDatabase({ file: older, log: quietLog, migrations: MIGRATIONS.slice(0, 2) }).close()
    const { code, err } = await home.run('restore', newer)
    expect(code).toBe(1)
    expect(err).toContain(`${newer}: version 99 is newer than this program`)
    expect(tokensIn(home.database)).toEqual(['test'])
    expect((await home.run('restore', older)).code).toBe(0)
    const gateway = begin(['start', '--config', home.file])
    await gateway.says('"ready"')
    expect(tokensIn(home.database)).toEqual([])
  })

  test('wants to be told which', async () => {
    const { code, err } = await main(['restore'])
    expect(code).toBe(2)
    expect(err).toContain('Which one? restore latest')
    expect((await main(['backup', 'lsit'])).code).toBe(2)
  })
})
