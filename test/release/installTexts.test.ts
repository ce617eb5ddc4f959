/** What the installer says: every text in Korean, Japanese and English, each of them used, the same places filled. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../tidy/files.ts'
import { textRows } from './textRows.ts'

const INSTALLER = join(ROOT, 'scripts/install.sh')
const SOURCE = readFileSync(INSTALLER, 'utf8')

/** A line of a terminal is 80 to 200 characters; the help alone has several lines. */
const MAX_CHARACTERS = 200

/** It is read by people before they run it as root, and fetched through slow lines. */
const MAX_BYTES = 40_000

const rows = textRows(SOURCE)

/** The part that calls, without its comments. */
const CALLS = SOURCE.slice(0, SOURCE.indexOf('# --- what is said')).replace(/^ *#.*$/gm, '')

/** Names of the texts in it. */
const said = [...CALLS.matchAll(/\b(?:say|warn|fail|wrong_usage|text) ([a-z]\w*)/g)].map(([, name]) => name)

test('each text is there in three languages, with the same places, and is said somewhere', () => {
  const placesOf = (text: string): string => [...new Set(text.match(/\$\d/g))].sort().join()
  for (const { name, ko, ja, en } of rows) {
    expect([name, placesOf(ko), placesOf(ja)]).toEqual([name, placesOf(en), placesOf(en)])
    expect([
      name,
      /\p{Script=Hangul}/u.test(ko),
      /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(ja),
    ]).toEqual([name, true, true])
    expect([name, /[^\p{ASCII}]/u.test(en)]).toEqual([name, false])
  }
  expect([...new Set(said)].sort()).toEqual(rows.map(({ name }) => name).sort())
  expect(rows.length).toBe(SOURCE.match(/^ {6}en="/gm)?.length)
  expect(rows.length).toBeGreaterThan(45)
})

test('nothing is said but these, and all of it is bounded', () => {
  expect(CALLS.match(/\b(?:say|warn|fail|wrong_usage) ["']/g)).toBe(null)
  const longest = rows
    .filter(({ name }) => name !== 'help')
    .flatMap(({ ko, ja, en }) => [ko.length, ja.length, en.length])
  expect(Math.max(...longest)).toBeLessThanOrEqual(MAX_CHARACTERS)
  expect(Buffer.byteLength(SOURCE)).toBeLessThan(MAX_BYTES)
})

describe('the language', () => {
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', [INSTALLER, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...env },
    })
    return [status, `${stdout}${stderr}`] as const
  }

  test.each([
    ['--language ja, whatever the environment says', ['--language', 'ja'], { LANG: 'ko_KR.UTF-8' }, '使い方'],
    ['--language=ko', ['--language=ko'], {}, '사용법'],
    ['LANG', [], { LANG: 'ko_KR.UTF-8' }, '사용법'],
    ['LC_MESSAGES before LANG', [], { LC_MESSAGES: 'ja_JP.UTF-8', LANG: 'ko_KR.UTF-8' }, '使い方'],
    ['LC_ALL before all', [], { LC_ALL: 'en_GB.UTF-8', LC_MESSAGES: 'ja_JP.UTF-8', LANG: 'ko_KR' }, 'Usage'],
    ['nothing', [], {}, 'Usage'],
    ['another one', [], { LANG: 'de_DE.UTF-8' }, 'Usage'],
  ])('%s', (_name, args, env, expected) => {
    expect(run([...args, '--help'], env)).toEqual([0, expect.stringMatching(new RegExp(`^${expected}\n`))])
  })

  test('faults of the arguments themselves are told in it, wherever it stands', () => {
    expect(run(['--frm', '--language', 'ko'])).toEqual([2, expect.stringContaining('모르는 옵션입니다')])
    expect(run(['--from'], { LANG: 'ja_JP.UTF-8' })).toEqual([2, expect.stringContaining('値が必要です')])
    expect(run(['--language', 'fr'])).toEqual([2, expect.stringContaining('--language is one of')])
  })

  test('a refusal names its values in each', () => {
    const env = { CLOVA2MQTT_FREE_KIB: '102399' }
    const found = ['ko', 'ja', 'en'].map(one => run(['--root', '/tmp', '--language', one], env))
    expect(
      found.map(([status, out]) => [status, /\b99 MiB/.test(out), /\b200\b/.test(out), out.includes('/tmp')]),
    ).toEqual(Array(3).fill([1, true, true, true]))
    expect(new Set(found.map(([, out]) => out)).size).toBe(3)
  })

  test('`clova2mqtt upgrade` and `rollback` hand theirs on', () => {
    const upgrade = [join(ROOT, 'src/main.ts'), 'upgrade', '/no/such.tar.gz', '--dry-run', '--lang', 'ko']
    const rollback = [join(ROOT, 'src/main.ts'), 'rollback', '--dry-run', '--lang', 'ko']
    for (const args of [upgrade, rollback]) {
      const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', ...args], {
        encoding: 'utf8',
        cwd: ROOT,
      })
      expect([status, stderr]).toEqual([1, expect.stringMatching(/^install\.sh: .*\p{Script=Hangul}/u)])
    }
  })
})
