/** What the scripts of the Debian package say: in Korean, Japanese and English, with the installer's texts and its choice of language. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { maintainerScript } from '../../scripts/release/makeDebian.ts'
import { speaking } from '../../scripts/release/speaking.ts'
import { ROOT } from '../tidy/files.ts'
import { textRows } from './textRows.ts'

const SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm']

/** Two commands stand in one of them. */
const MAX_CHARACTERS = 250

const read = (path: string): string => readFileSync(join(ROOT, 'scripts', path), 'utf8')
const sources = SCRIPTS.map(name => read(`debian/${name}`)).join('')

test('each text is there in three languages with the same places, none is the installer’s, and each is said', () => {
  const placesOf = (text: string): string => [...new Set(text.match(/\$\d/g))].sort().join()
  const rows = textRows(read('debian/texts'))
  const installers = textRows(read('install.sh')).map(({ name }) => name)
  for (const { name, ko, ja, en } of rows) {
    expect([name, placesOf(ko), placesOf(ja), installers.includes(name)]).toEqual([
      name,
      placesOf(en),
      placesOf(en),
      false,
    ])
    expect([/\p{Script=Hangul}/u.test(ko), /\p{Script=Hiragana}/u.test(ja), /[^\p{ASCII}]/u.test(en)]).toEqual([
      true,
      true,
      false,
    ])
    expect(Math.max(ko.length, ja.length, en.length)).toBeLessThanOrEqual(MAX_CHARACTERS)
    expect(sources).toMatch(new RegExp(`(?:say|warn) ${name}\\b`))
  }
  expect(rows).toHaveLength(3)
  expect(sources).not.toMatch(/\b(?:echo|printf|say|warn) ["']/)
})

test('a script carries the texts that it says, of either file, and no others; one without words stays as it is', () => {
  const namesOf = (script: string): readonly string[] =>
    textRows(maintainerScript(ROOT, script)).map(({ name }) => name)
  expect(SCRIPTS.map(namesOf)).toEqual([
    ['warning', 'archiveInstalled'],
    ['warning', 'packageNotReady', 'ready', 'nextStep'],
    ['warning', 'upgradeNotBackedUp'],
    [],
  ])
  expect(maintainerScript(ROOT, 'postrm')).toBe(read('debian/postrm'))
  for (const name of SCRIPTS) {
    const { status, stderr } = spawnSync('/bin/sh', ['-n'], { input: maintainerScript(ROOT, name), encoding: 'utf8' })
    expect([name, status, stderr]).toEqual([name, 0, ''])
  }
})

test('what nobody wrote cannot be said', () => {
  const script = '# What it can say is put here: x\nsay nothing\n'
  expect(() => speaking(script, [read('install.sh')])).toThrow('there is no text nothing')
})

test.each([
  ['ko_KR.UTF-8', '배포판 1.2.3 이(가) 준비되었습니다.', '주의: 업그레이드 전에'],
  ['ja_JP.UTF-8', 'リリース 1.2.3 の準備ができました。', '注意: 更新の前に'],
  ['C.UTF-8', 'release 1.2.3 is ready.', 'warning: the database could not be backed up'],
])('%s', (language, ready, warning) => {
  const script = '# What it can say is put here: x\nsay ready 1.2.3\nwarn upgradeNotBackedUp\n'
  const input = speaking(script, [read('install.sh'), read('debian/texts')])
  const { stdout, stderr } = spawnSync('/bin/sh', ['-eu'], { input, encoding: 'utf8', env: { LANG: language } })
  expect([stdout, stderr]).toEqual([`${ready}\n`, expect.stringContaining(warning)])
})
