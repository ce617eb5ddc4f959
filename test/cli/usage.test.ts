import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { VERSION } from '../../src/compose/version.ts'
import { main, temporaryFolder } from './support.ts'

/** Some programs one after another, on a machine with other work. */
const LONG_MS = 150_000

describe('help and version', () => {
  test('names every command, in three languages', async () => {
    const texts = await Promise.all(['ko', 'ja', 'en'].map(language => main(['--help', '--lang', language])))
    for (const { code, out, err } of texts) {
      expect([code, err]).toEqual([0, ''])
      for (const name of Object.keys(COMMANDS)) expect(out).toContain(`  ${name} `)
    }
    expect(new Set(texts.map(({ out }) => out)).size).toBe(3)
    expect(Object.keys(COMMANDS).length).toBeGreaterThan(11)
  })

  test('every command explains itself and its options', async () => {
    const asked = await Promise.all(Object.keys(COMMANDS).map(name => main([name, '--help'])))
    const rows = Object.entries(COMMANDS).map(([name, spec], at) => ({ name, spec, ended: asked[at] }))
    for (const { name, spec, ended } of rows) {
      expect(ended?.code, name).toBe(0)
      for (const option of Object.keys(spec.options)) expect(ended?.out, name).toContain(`--${option}`)
    }
    expect(rows.length).toBeGreaterThan(11)
  })

  test('help takes the name of a command, too', async () => {
    const [byWord, byOption, all] = await Promise.all([
      main(['help', 'check']),
      main(['check', '--help']),
      main(['help']),
    ])
    expect(byWord).toEqual(byOption)
    expect(byWord.out).toContain('clova2mqtt check [FILE]')
    expect([all.code, all.out.includes('  check ')]).toEqual([0, true])
  })

  test('the version is printed alone', async () => {
    expect(await main(['--version'])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' })
  })

  test('the environment chooses the language, and --lang overrules it', async () => {
    const [ko, ja, en] = await Promise.all([
      main(['chek'], { env: { LANG: 'ko_KR.UTF-8' } }),
      main(['chek'], { env: { LC_ALL: 'ja_JP.UTF-8', LANG: 'ko_KR.UTF-8' } }),
      main(['chek', '--lang', 'en'], { env: { LANG: 'ko_KR.UTF-8' } }),
    ])
    expect(ko.err).toContain('명령은 없습니다')
    expect(ja.err).toContain('コマンドはありません')
    expect(en.err).toContain('There is no command chek')
  })
})

describe('wrong usage ends with 2, a suggestion and no stack trace', () => {
  const CASES: readonly (readonly [readonly string[], string])[] = [
    [[], 'Commands:'],
    [['chek'], 'Did you mean check?'],
    [['status', '--jsno'], 'Did you mean --json?'],
    [['start', '--config'], 'needs a value'],
    [['status', '--json=yes'], 'takes no value'],
    [['status', 'now'], 'Too many arguments: now'],
    [['check', '--lang', 'fr'], '--lang fr: write one of'],
    [['check', '--lang'], '--lang: write one of'],
    [['token', 'make'], 'There is no command token make.\n'],
    [['token', 'lits'], 'Did you mean token list?'],
    [['token', 'list', 'all'], 'Too many arguments: all'],
    [['user', 'ad', 'mina'], 'Did you mean user add?'],
    [['link', 'links'], 'There is no command link links.\n'],
    [['link', 'show', 'all'], 'Too many arguments: all'],
    [['backup', 'lsit'], 'Did you mean backup list?'],
    [['announcements', 'exprot'], 'Did you mean announcements export?'],
    [['appliances', 'shwo', 'lamp'], 'Did you mean appliances show?'],
    [['appliances', 'hide', 'lamp', 'plug'], 'Too many arguments: plug'],
    [['help', 'chek'], 'Did you mean check?'],
    [['cek', 'SetBrightnes', 'lamp', '5'], 'Did you mean SetBrightness?'],
    [['cek', 'SetBrightness', 'lamp'], 'needs a value: brightness'],
    [['cek', 'SetBrightness'], 'needs the id of an appliance'],
    [['cek', 'TurnOn', 'lamp', '5'], 'takes no value'],
    [['cek', '--list', '--edition', 'US'], 'KR or JP'],
    [['cek', '--raw', '{'], 'must be JSON'],
    [['appliances', 'show'], 'Which one?'],
    [['constructor'], 'There is no command constructor'],
  ]
  test.each(CASES)('%j', async (args, hint) => {
    const { code, err, out } = await main(args, { cwd: temporaryFolder() })
    expect(err).toContain(hint)
    expect([code, out]).toEqual([2, ''])
    expect(err).not.toMatch(/^\s+at /m)
  })
  test('all cases ran', () => expect(CASES).toHaveLength(27))
})

describe('failures end with 1 and say what to do', () => {
  test('no configuration anywhere is wrong usage', async () => {
    const { code, err } = await main(['start'], { cwd: temporaryFolder() })
    expect(code).toBe(2)
    expect(err).toContain('CLOVA2MQTT_CONFIG')
  })

  test('a missing file is named', async () => {
    const file = join(temporaryFolder(), 'nothing.yaml')
    const { code, err } = await main(['check', file])
    expect(code).toBe(1)
    expect(err).toContain(`${file}:1:1`)
  })

  test(
    'a file that cannot be read or written is named with its option',
    async () => {
      const folder = temporaryFolder()
      const rows: readonly (readonly [readonly string[], string])[] = [
        [['cek', 'TurnOn', 'lamp', '--token-file', 'no.txt'], '--token-file no.txt: 읽을 수 없습니다 (ENOENT).'],
        [['cek', '--keygen', '--key', 'no/key.pem'], 'no/key.pem 에 쓸 수 없습니다 (ENOENT).'],
        [['doctor', '--offline', '--ca', '.'], '--ca .: 읽을 수 없습니다 (EISDIR).'],
      ]
      for (const [args, hint] of rows) {
        const { code, err } = await main([...args, '--lang', 'ko'], { cwd: folder })
        expect([code, err]).toEqual([1, expect.stringContaining(hint)])
      }
      expect(rows).toHaveLength(3)
    },
    LONG_MS,
  )

  test('a stack trace only on request', async () => {
    const args = ['cek', 'TurnOn', 'lamp', '--key', join(temporaryFolder(), 'no.pem')]
    expect((await main(args)).err).not.toMatch(/^\s+at /m)
    expect((await main([...args, '--debug'])).err).toMatch(/^\s+at /m)
  })
})
