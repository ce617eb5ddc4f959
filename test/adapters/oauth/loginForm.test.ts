import { describe, expect, test } from 'vitest'
import { minutes, wallMs } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { settle } from '../../support/manualClock.ts'
import { post, rawConnection } from '../http/raw.ts'
import { fakeLinking, PASSWORD, REDIRECT, REDIRECT_WITH_QUERY, USER } from './fakeLinking.ts'
import { ASKED, authorizePath, encode, FORM, linkedAt, linkServer, openPage, titleOf } from './linkServer.ts'

const PATH = '/oauth/authorize'
const RIGHT = { name: USER, password: PASSWORD }
const ENGLISH = { 'accept-language': 'en' }

describe('signing in', () => {
  test('sends the browser back with code, state to the byte, and token_type', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const answer = await server.send(PATH, { transaction, ...RIGHT }, { cookie, origin: server.url })
    expect([answer.status, answer.text]).toEqual([303, ''])
    const location = new URL(answer.headers.location ?? '')
    expect(location.href.startsWith(`${REDIRECT}?code=`)).toBe(true)
    expect([...location.searchParams.keys()]).toEqual(['code', 'state', 'token_type'])
    expect(location.searchParams.get('state')).toBe(ASKED['state'])
    expect(location.searchParams.get('token_type')).toBe('Bearer')
    const details = server.linking.findCode(location.searchParams.get('code') ?? '')
    expect(details).toMatchObject({ user: USER, clientId: ASKED['client_id'], redirectUri: REDIRECT, scope: 'home' })
  })

  test('keeps the query that an address has', async () => {
    const server = await linkServer()
    const location = await linkedAt(server, USER, PASSWORD, { ...ASKED, redirect_uri: REDIRECT_WITH_QUERY })
    expect([...location.searchParams.keys()]).toEqual(['region', 'code', 'state', 'token_type'])
    expect(location.href.startsWith(`${REDIRECT_WITH_QUERY}&code=`)).toBe(true)
  })

  test('survives a restart between page and form, and works in two tabs', async () => {
    const before = await linkServer()
    const { transaction, cookie } = await openPage(before)
    const second = await before.ask(authorizePath(), { headers: { cookie } })
    expect(second.headers['set-cookie']?.[0]).toContain(cookie)
    const after = await linkServer()
    expect((await after.send(PATH, { transaction, ...RIGHT }, { cookie })).status).toBe(303)
  })

  test('sets a cookie that only this host over TLS gets back', async () => {
    const server = await linkServer()
    const { headers } = await server.ask(authorizePath())
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-clova2mqtt-link=[\w-]{43}; Path=\/; Max-Age=300; Secure; HttpOnly; SameSite=Lax$/),
    ])
    const other = await server.ask(authorizePath(), { headers: { cookie: '__Host-clova2mqtt-link=short' } })
    expect(other.headers['set-cookie']?.[0]).not.toContain('short')
  })
})

describe('a login that fails', () => {
  test('wrong: the page again with the name and a message, 403', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const answer = await server.send(
      PATH,
      { transaction, name: USER, password: 'wrong-password-typed' },
      { cookie, ...ENGLISH },
    )
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('Name or password is wrong')
    expect(answer.text).toContain(`value="${USER}"`)
    expect(answer.text).toContain('role="alert"')
    expect(answer.text).not.toContain('wrong-password-typed')
    const again = /name="transaction" value="([^"]+)"/.exec(answer.text)?.[1] ?? ''
    expect((await server.send(PATH, { transaction: again, ...RIGHT }, { cookie })).status).toBe(303)
  })

  test('what no account can have is wrong without being checked', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const impossible = [{ name: '' }, { password: '' }, { name: 'x'.repeat(129) }, { password: 'x'.repeat(1025) }]
    for (const one of impossible) {
      expect((await server.send(PATH, { transaction, ...RIGHT, ...one }, { cookie })).status).toBe(403)
    }
    expect(server.linking.attempts).toHaveLength(0)
  })

  test('too many attempts: 429, Retry-After, and the seconds in words', async () => {
    const server = await linkServer()
    server.linking.answerLogin = async () => ({ ok: false, why: 'wait', waitMs: 12_001 })
    const { transaction, cookie } = await openPage(server)
    const answer = await server.send(PATH, { transaction, ...RIGHT }, { cookie, ...ENGLISH })
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '13'])
    expect(answer.text).toContain('Wait 13 seconds')
  })

  test('a database that cannot: 503 and a page; anything else: 500 without details', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    server.linking.failure = new StoreError('/data/home.db: SQLITE_FULL')
    const full = await server.send(PATH, { transaction, ...RIGHT }, { cookie, ...ENGLISH })
    expect([full.status, titleOf(full)]).toEqual([503, 'Cannot save right now'])
    server.linking.failure = new Error('secret detail')
    const broken = await server.send(PATH, { transaction, ...RIGHT }, { cookie, ...ENGLISH })
    expect([broken.status, titleOf(broken)]).toEqual([500, 'Something went wrong'])
    expect(full.text + broken.text).not.toMatch(/SQLITE|secret detail/)
    expect(server.log.lines.filter(line => line.level === 'error')).toHaveLength(2)
  })

  test('more at once than there are places: 503, and room again afterwards', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const held: (() => void)[] = []
    server.linking.answerLogin = () => new Promise(resolve => held.push(() => resolve({ ok: true, user: USER })))
    const sent = Array.from({ length: 8 }, () => server.send(PATH, { transaction, ...RIGHT }, { cookie }))
    await expect.poll(() => held.length).toBe(8)
    const over = await server.send(PATH, { transaction, ...RIGHT }, { cookie, ...ENGLISH })
    expect([over.status, titleOf(over), over.headers['retry-after']]).toEqual([503, 'Too busy right now', '4'])
    expect((await server.ask('/privacy')).status).toBe(200)
    for (const release of held) release()
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array(8).fill(303))
    server.linking.answerLogin = undefined
    expect((await server.send(PATH, { transaction, ...RIGHT }, { cookie })).status).toBe(303)
  })
})

describe('between page and code', () => {
  test('an address or client that is no longer ours gets nothing', async () => {
    const before = await linkServer()
    const { transaction, cookie } = await openPage(before)
    const changes = [
      ['Wrong return address', { redirectUris: [REDIRECT_WITH_QUERY] }],
      ['Unknown service', { client: () => ({ ...before.linking.client(), id: 'another' }) }],
    ] as const
    for (const [title, change] of changes) {
      const after = await linkServer({}, async clock => ({ ...fakeLinking(() => clock.wall()), ...change }))
      const answer = await after.send(PATH, { transaction, ...RIGHT }, { cookie, ...ENGLISH })
      expect([answer.status, titleOf(answer), answer.headers.location]).toEqual([400, title, undefined])
    }
  })

  test('whoever hung up while the password was checked gets no code', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const made = server.linking.secrets.size
    let release = (): void => undefined
    server.linking.answerLogin = () =>
      new Promise(resolve => {
        release = () => resolve({ ok: true, user: USER })
      })
    const raw = rawConnection(server.port)
    const body = encode({ transaction, ...RIGHT })
    raw.send(post(PATH, body, `Content-Type: ${FORM['content-type']}`, `Cookie: ${cookie}`))
    await expect.poll(() => server.linking.attempts.length).toBe(1)
    raw.socket.destroy()
    await raw.closed()
    // A request that is answered after the hang-up, so that the server has seen it too.
    await server.ask('/privacy')
    await settle()
    release()
    await settle()
    expect(server.linking.secrets.size).toBe(made)
    expect(server.log.lines).toEqual([])
  })
})

describe('a form that is not from a page of ours', () => {
  test('too old, or of an unknown age after the wall clock was set back', async () => {
    const server = await linkServer()
    const start = server.clock.wall()
    const { transaction, cookie } = await openPage(server)
    const send = () => server.send(PATH, { transaction, ...RIGHT }, { cookie, ...ENGLISH })
    server.clock.stepWall(wallMs(start - 1))
    expect(titleOf(await send())).toBe('That took too long')
    server.clock.stepWall(wallMs(start + minutes(5) + 1))
    const late = await send()
    expect([late.status, titleOf(late)]).toEqual([400, 'That took too long'])
    server.clock.stepWall(wallMs(start + minutes(5)))
    expect((await send()).status).toBe(303)
  })

  test('no cookie, or that of another browser', async () => {
    const server = await linkServer()
    const [mine, other] = [await openPage(server), await openPage(server)]
    for (const headers of [{}, { cookie: other.cookie }, { cookie: `${mine.cookie}x` }]) {
      const answer = await server.send(PATH, { transaction: mine.transaction, ...RIGHT }, { ...headers, ...ENGLISH })
      expect([answer.status, titleOf(answer)]).toEqual([403, 'Opened in another browser'])
    }
    expect(server.linking.attempts).toHaveLength(0)
  })

  test('sent by a page of somebody else', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const host = `127.0.0.1:${server.port}`
    const send = (headers: Readonly<Record<string, string>>) =>
      server.send(PATH, { transaction, ...RIGHT }, { cookie, ...ENGLISH, ...headers })
    for (const origin of ['null', 'https://evil.example', `http://${host}.evil.example`, 'x'.repeat(2000), '']) {
      const answer = await send({ origin })
      expect([origin, answer.status, titleOf(answer)]).toEqual([origin, 403, 'Sent from another site'])
    }
    expect((await send({ origin: `https://${host}` })).status).toBe(303)
    expect((await send({ origin: 'https://home.example', 'x-forwarded-host': 'home.example' })).status).toBe(303)
    expect((await send({ origin: 'https://home.example', host: 'home.example:443' })).status).toBe(303)
  })

  test('a seal with a changed sign, cut, empty, or made with another secret', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const [content = '', mac = ''] = transaction.split('.')
    const other = Buffer.from(content, 'base64url').toString().replace(REDIRECT, 'https://evil.example/')
    const broken = [
      `${Buffer.from(other).toString('base64url')}.${mac}`,
      `${content}.${mac.slice(0, -2)}`,
      `${content}.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`,
      content,
      `.${mac}`,
      '.',
      'x'.repeat(15_000),
      '{"request":{}}',
    ]
    for (const one of broken) {
      const answer = await server.send(PATH, { transaction: one, ...RIGHT }, { cookie, ...ENGLISH })
      expect([one.length, answer.status, titleOf(answer)]).toEqual([one.length, 400, 'This request is incomplete'])
    }
    expect(broken).toHaveLength(8)
    expect(server.linking.attempts).toHaveLength(0)
  })

  test('a body that is no form: missing, doubled, wrongly encoded, of another type, too long', async () => {
    const server = await linkServer()
    const { transaction, cookie } = await openPage(server)
    const all = Object.entries({ transaction, ...RIGHT })
    const rows: readonly (readonly [string, number, string, Readonly<Record<string, string>>])[] = [
      ['empty', 400, '', FORM],
      ['no transaction', 400, 'name=a&password=b', FORM],
      ...all.map(([name, value]) => {
        const body = new URLSearchParams([...all, [name, value]] as [string, string][]).toString()
        return [`${name} doubled`, 400, body, FORM] as const
      }),
      ['half a percent sign', 400, `transaction=${transaction}&name=%4`, FORM],
      ['raw bytes', 400, `transaction=${transaction}&name=ü`, FORM],
      ['JSON', 415, JSON.stringify({ transaction, ...RIGHT }), { 'content-type': 'application/json' }],
      ['no type', 415, `transaction=${transaction}`, {}],
      ['too long', 413, `transaction=${transaction}&x=${'x'.repeat(20 * 1024)}`, FORM],
    ]
    for (const [name, status, body, headers] of rows) {
      const answer = await server.ask(PATH, { method: 'POST', body, headers: { cookie, ...ENGLISH, ...headers } })
      expect([name, answer.status, titleOf(answer)]).toEqual([name, status, 'This request is incomplete'])
    }
    expect(rows).toHaveLength(10)
    expect(server.linking.attempts).toHaveLength(0)
  })
})
