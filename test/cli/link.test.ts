import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { consoleSections } from '../../src/cli/linkFields.ts'
import type { LinkDeskHandle } from '../../src/compose/openLinkDesk.ts'
import type { Language } from '../../src/kernel/text.ts'
import { type LinkBench, openLinkBench } from './linkBench.ts'
import { begin, main, makeHome } from './support.ts'

const SECRET = /^[\w-]{43}$/

/** A link as a login and an exchange make it. */
function linkOf({ linking }: LinkDeskHandle, user: string): string {
  const redirectUri = linking.redirectUris[0] ?? ''
  const clientId = linking.client().id
  const code = linking.issueCode({ user, clientId, redirectUri, scope: undefined, challenge: undefined })
  linking.exchange(code.reveal())
  return code.reveal()
}

const link = (bench: LinkBench, ...args: readonly string[]) =>
  main(['link', ...args, '--config', bench.config.file, '--lang', 'en'])

interface Listed {
  readonly id: number
  readonly user: string
  readonly revokedAt: string | null
  readonly revokedWhy: string | null
}

const listed = async (bench: LinkBench): Promise<readonly Listed[]> =>
  (JSON.parse((await link(bench, 'status', '--json')).out) as { links: Listed[] }).links

describe('link show', () => {
  test('has every field of the console of each edition, in its order and words', async () => {
    const expected = {
      KR: [
        'Extension 서버 URL',
        '로그인 URL',
        '클라이언트 ID',
        '권한 범위',
        'Access token URI',
        'Access token 재발급 URI',
        '클라이언트 secret',
        '클라이언트 인증 정보 전송 방식',
        'Redirect URL',
        '개인 정보 정책 제공 URL',
      ],
      JP: [
        'ExtensionサーバーのURL',
        'アカウント連携の有無',
        'ログインURL',
        'アカウント設定ページのURL(任意)',
        'プライバシーポリシーのURL',
        'ドメインリスト(任意)',
        '権限の範囲(任意)',
        '許可付与タイプ(任意)',
        'アクセストークンURI',
        'アクセストークン再発行URI(任意)',
        'クライアントID',
        'クライアントシークレット',
        'クライアントの資格情報の転送方式(任意)',
        'リダイレクトURL',
      ],
    }
    for (const [edition, labels] of Object.entries(expected)) {
      const { config, desk } = await openLinkBench(`edition: ${edition}`)
      const sections = consoleSections(config, desk.linking.client(), desk.linking.redirectUris, 'en')
      const fields = sections.flatMap(section => section.fields)
      expect(fields.map(({ label }) => label)).toEqual(labels)
      for (const { key, use, values } of fields) expect(values.length > 0, key).toBe(use !== 'blank')
    }
    expect(Object.values(expected).map(labels => labels.length)).toEqual([10, 14])
  })

  test('prints each value whole and alone on its line, in the console’s language whatever ours is', async () => {
    const bench = await openLinkBench('', `https://${'a-rather-long-name.'.repeat(8)}example.com`)
    const { linking } = bench.desk
    const { out, err, code } = await link(bench, 'show')
    expect([code, err]).toEqual([0, ''])
    const lines = out.split('\n')
    const origin = bench.config.webhook.publicUrl
    const values = [`${origin}/clova`, `${origin}/oauth/authorize`, `${origin}/oauth/token`, `${origin}/oauth/refresh`]
    const rest = [`${origin}/privacy`, linking.client().id, linking.client().secret.reveal(), ...linking.redirectUris]
    for (const value of [...values, ...rest]) expect(lines).toContain(value)
    expect(out).toContain('Paste these into the CLOVA developer console.')
    expect(out).toContain('권한 범위 (leave empty)')
    expect(out).not.toContain('webhook.publicUrl')
  })

  test('without an address it prints what to set, in three languages', async () => {
    const bench = await openLinkBench()
    writeFileSync(bench.config.file, 'edition: KR\n')
    const places: Readonly<Record<Language, string>> = { ko: '공개 주소', ja: '公開アドレス', en: 'public address' }
    for (const [language, place] of Object.entries(places)) {
      const { out } = await main(['link', 'show', '--config', bench.config.file, '--lang', language])
      expect(out).toContain(`https://<${place}>/oauth/authorize`)
      expect(out).toContain('webhook.publicUrl: https://…')
    }
    expect(Object.keys(places)).toHaveLength(3)
  })

  test('leads to the first login while it is there, and scripts get everything as JSON', async () => {
    const home = await makeHome()
    const running = begin(['start', '--config', home.file])
    await running.says('first-login.txt')
    const file = join(home.folder, 'data/first-login.txt')
    expect(readFileSync(file, 'utf8')).toContain('clova')
    const show = ['link', 'show', '--config', home.file, '--lang', 'en']
    expect((await main(show)).out).toContain(`Name and password of the first login: ${file}`)
    const shown = JSON.parse((await main([...show, '--json'])).out)
    expect(shown).toMatchObject({ edition: 'KR', publicUrl: null, firstLogin: file })
    expect(shown.client.secret).toMatch(SECRET)
    expect(shown.fields[2]).toEqual({
      section: '서버 연동 설정',
      key: 'clientId',
      label: '클라이언트 ID',
      use: 'type',
      values: [shown.client.id],
    })
    rmSync(file)
    expect((await main(show)).out).not.toContain('first-login.txt')
    expect(existsSync(file)).toBe(false)
  })
})

describe('link status, revoke, renew-secret', () => {
  test('tells who is linked, and revokes one or all of a user', async () => {
    const bench = await openLinkBench()
    expect((await link(bench, 'status')).out).toContain('No account is linked')
    for (let count = 0; count < 3; count++) linkOf(bench.desk, 'mina')
    expect((await link(bench)).out).toMatch(/^1 +mina +\d{4}\S+ +none yet +none yet +linked$/m)
    expect(await link(bench, 'revoke', '2')).toMatchObject({ code: 0, out: 'Link 2 of mina is revoked\n' })
    const again = await link(bench, 'revoke', '2')
    expect([again.code, again.err]).toEqual([1, 'There is no live link 2.\n'])
    const all = await link(bench, 'revoke', '--user', 'MINA', '--json')
    expect(JSON.parse(all.out)).toEqual({
      revoked: [
        { id: 1, user: 'mina' },
        { id: 3, user: 'mina' },
      ],
    })
    expect((await link(bench, 'revoke', '--user', 'mina')).err).toBe('mina has no live link.\n')
    const rows = await listed(bench)
    expect(rows.map(({ id, user, revokedWhy }) => [id, user, revokedWhy])).toEqual([
      [1, 'mina', 'asked'],
      [2, 'mina', 'asked'],
      [3, 'mina', 'asked'],
    ])
  })

  test('says what to do about a code that came twice', async () => {
    const bench = await openLinkBench()
    bench.desk.linking.exchange(linkOf(bench.desk, 'mina'))
    expect(await listed(bench)).toMatchObject([{ revokedWhy: 'reuse' }])
    const { out } = await link(bench, 'status')
    expect(out).toContain('a used-up token came again')
    expect(out).toContain('clova2mqtt user passwd mina')
  })

  test('removing a user revokes its links and says how many', async () => {
    const bench = await openLinkBench()
    linkOf(bench.desk, 'mina')
    linkOf(bench.desk, 'mina')
    const { out } = await main(['user', 'remove', 'mina', '--config', bench.config.file, '--lang', 'en'])
    expect(out).toBe('User mina is removed. Links revoked: 2.\n')
    expect((await listed(bench)).map(({ revokedWhy }) => revokedWhy)).toEqual(['user', 'user'])
  })

  test('a new secret is printed alone, and links stay', async () => {
    const bench = await openLinkBench()
    linkOf(bench.desk, 'mina')
    const before = bench.desk.linking.client()
    const { code, out, err } = await link(bench, 'renew-secret')
    expect([code, err]).toEqual([0, expect.stringContaining('CLOVA developer console')])
    expect(out.trim()).toMatch(SECRET)
    const after = bench.desk.linking.client()
    expect([after.id, after.secret.reveal()]).toEqual([before.id, out.trim()])
    expect(after.secret.reveal()).not.toBe(before.secret.reveal())
    expect(JSON.parse((await link(bench, 'renew-secret', '--json')).out)).toEqual({
      id: before.id,
      secret: expect.stringMatching(SECRET),
    })
    expect(await listed(bench)).toMatchObject([{ user: 'mina', revokedAt: null }])
  })

  test('wrong usage ends with 2', async () => {
    const bench = await openLinkBench()
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['make'], 'There is no command link make.'],
      [['show', 'all'], 'Too many arguments: all'],
      [['revoke'], 'Which one?'],
      [['revoke', '1', '--user', 'mina'], 'Which one?'],
      [['status', '--check'], 'belong to link show'],
      [['status', '--ca', 'x.pem'], 'belong to link show'],
      [['show', '--user', 'mina'], 'belongs to link revoke'],
    ]
    const ended = await Promise.all(cases.map(([args]) => link(bench, ...args)))
    for (const [at, [, hint]] of cases.entries()) {
      expect([ended[at]?.code, ended[at]?.err]).toEqual([2, expect.stringContaining(hint)])
    }
    const missing = await link(bench, 'show', '--check', '--ca', join(bench.config.dataFolder, 'no.pem'))
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('no.pem: cannot be read')])
    expect(cases).toHaveLength(7)
  })
})
