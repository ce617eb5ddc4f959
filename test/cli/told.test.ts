/** Faults of the files, the socket and the key are told in the language that was asked for, and logged in English. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KEY_TEXTS } from '../../src/adapters/cek/keyTexts.ts'
import { CALL_TEXTS, LISTEN_TEXTS } from '../../src/adapters/http/listenTexts.ts'
import { ADVICE, DOINGS, STORE_TEXTS } from '../../src/adapters/sqlite/storeTexts.ts'
import { CONTROL_TEXTS } from '../../src/compose/controlTexts.ts'
import { REASONS, WANTED } from '../../src/home/overrideTexts.ts'
import { filled, text } from '../../src/kernel/text.ts'
import { saidIn, ToldError } from '../../src/kernel/told.ts'
import { main, temporaryFolder } from './support.ts'

test('every text has the same places in the three languages, and is another in each', () => {
  const placesOf = (one: string): string => [...one.matchAll(/\{\w+\}/g)].map(String).sort().join()
  const tables = [KEY_TEXTS, CALL_TEXTS, LISTEN_TEXTS, ADVICE, DOINGS, STORE_TEXTS, CONTROL_TEXTS, REASONS, WANTED]
  const all = tables.flatMap(one => Object.entries(one))
  for (const [name, { ko, ja, en }] of all) {
    expect([name, placesOf(ko), placesOf(ja)]).toEqual([name, placesOf(en), placesOf(en)])
    expect([name, new Set([ko, ja, en]).size]).toEqual([name, 3])
    expect([name, /\p{Script=Hangul}/u.test(ko), /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(ja)]).toEqual([
      name,
      true,
      true,
    ])
  }
  expect(all.length).toBeGreaterThan(60)
})

test('an error says the same in each, and English in the log; one of one language says that', () => {
  const told = filled(text('{file}: 없음 {what}', '{file}: なし {what}', '{file}: none {what}'), {
    file: '/x',
    what: text('가', 'あ', 'a'),
  })
  const error = new ToldError(told, { cause: 'why' })
  expect([error.message, error.cause]).toEqual(['/x: none a', 'why'])
  expect((['ko', 'ja', 'en'] as const).map(one => saidIn(error, one))).toEqual([
    '/x: 없음 가',
    '/x: なし あ',
    '/x: none a',
  ])
  expect([saidIn(new ToldError('only'), 'ko'), saidIn(new Error('plain'), 'ja'), saidIn('odd', 'ko')]).toEqual([
    'only',
    'plain',
    'odd',
  ])
})

describe('at the command line', () => {
  const home = (yaml = ''): { folder: string; file: string } => {
    const folder = temporaryFolder()
    const file = join(folder, 'clova2mqtt.yaml')
    writeFileSync(file, `dataFolder: ${join(folder, 'data')}\n${yaml}`)
    mkdirSync(join(folder, 'data'))
    return { folder, file }
  }
  /** One after another: some of them hold the database. */
  const said = async (args: readonly string[]): Promise<readonly string[]> => {
    const found: string[] = []
    for (const one of ['ko', 'ja', 'en']) found.push((await main([...args, '--lang', one])).err)
    return found
  }

  test('a damaged database', async () => {
    const { folder, file } = home()
    writeFileSync(join(folder, 'data/clova2mqtt.db'), 'nonsense '.repeat(1000))
    const [ko, ja, en] = await said(['token', 'list', '--config', file])
    expect([ko, ja, en]).toEqual([
      expect.stringMatching(/clova2mqtt\.db: .*손상/),
      expect.stringMatching(/clova2mqtt\.db: .*壊れ/),
      expect.stringMatching(/clova2mqtt\.db: .*damaged/),
    ])
  })

  test('a gateway that does not run, and a backup that is none', async () => {
    const { folder, file } = home()
    expect(await said(['status', '--config', file])).toEqual([
      expect.stringContaining('소켓이 없습니다'),
      expect.stringContaining('ソケットがありません'),
      expect.stringContaining('no socket at'),
    ])
    const other = join(folder, 'other.db')
    writeFileSync(other, 'x'.repeat(5000))
    expect(await said(['restore', other, '--config', file])).toEqual([
      expect.stringContaining('손상되었습니다'),
      expect.stringContaining('壊れています'),
      expect.stringContaining('damaged ('),
    ])
  })

  test('a key that is none', async () => {
    const { folder, file } = home('webhook: { key: { file: key.pem } }')
    writeFileSync(join(folder, 'key.pem'), 'no key')
    expect(await said(['start', '--config', file])).toEqual([
      expect.stringMatching(/^키 파일 .*PEM 공개 키가 아닙니다/),
      expect.stringMatching(/^鍵ファイル .*PEM の公開鍵ではありません/),
      expect.stringMatching(/^key file .*not a PEM public key/),
    ])
  })
})
