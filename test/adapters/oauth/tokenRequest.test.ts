import { describe, expect, test } from 'vitest'
import { minutes } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { CLIENT_ID, PASSWORD, REDIRECT, REDIRECT_WITH_QUERY, CLIENT_SECRET as SECRET, USER } from './fakeLinking.ts'
import { type Answer, ASKED, type Fields, FORM, type LinkServer, linkedAt, linkServer } from './linkServer.ts'

const BODY_CLIENT = { client_id: CLIENT_ID, client_secret: SECRET }
const basic = (id: string, secret: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})
const encodedPart = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2)

const newCode = async (server: LinkServer, asked: Fields = ASKED): Promise<string> =>
  (await linkedAt(server, USER, PASSWORD, asked)).searchParams.get('code') ?? ''

const codeGrant = (code: string): Readonly<Record<string, string>> => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: REDIRECT,
  ...BODY_CLIENT,
})

const json = (answer: Answer): Record<string, unknown> => JSON.parse(answer.text) as Record<string, unknown>

/** Which error, and that everything around it is as RFC 6749 section 5.2 has it. */
function errorOf(answer: Answer): unknown {
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8')
  const { error, error_description: description } = json(answer)
  expect(String(description ?? '')).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/)
  return error
}

describe('both grants at both addresses', () => {
  test('answer with both tokens', async () => {
    const server = await linkServer()
    for (const path of ['/oauth/token', '/oauth/refresh']) {
      const answer = await server.send(path, codeGrant(await newCode(server)))
      expect([answer.status, answer.headers['cache-control'], answer.headers['pragma']]).toEqual([
        200,
        'no-store',
        'no-cache',
      ])
      expect(json(answer)).toEqual({
        access_token: expect.stringMatching(/^[\w-]{43}$/),
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: expect.stringMatching(/^[\w-]{43}$/),
        scope: 'home',
      })
      const refresh = { grant_type: 'refresh_token', refresh_token: String(json(answer)['refresh_token']) }
      const refreshed = await server.send(path, { ...refresh, ...BODY_CLIENT })
      expect([refreshed.status, json(refreshed)['scope']]).toEqual([200, 'home'])
      expect(json(refreshed)['refresh_token']).not.toBe(refresh.refresh_token)
    }
  })

  test('take grant_type from the query too, unless the body says otherwise', async () => {
    const server = await linkServer()
    const { grant_type: _left, ...rest } = codeGrant(await newCode(server))
    const differing = { ...rest, grant_type: 'refresh_token' }
    const refused = await server.send('/oauth/token?grant_type=authorization_code', differing)
    expect(errorOf(refused)).toBe('invalid_request')
    expect(json(refused)['error_description']).toContain('differs')
    const doubled = '/oauth/token?grant_type=authorization_code&grant_type=authorization_code'
    expect(errorOf(await server.send(doubled, rest))).toBe('invalid_request')
    expect((await server.send('/oauth/token?grant_type=authorization_code', rest)).status).toBe(200)
    const same = codeGrant(await newCode(server))
    expect((await server.send('/oauth/token?grant_type=authorization_code', same)).status).toBe(200)
  })

  test('are reached with POST only', async () => {
    const server = await linkServer()
    for (const method of ['GET', 'HEAD', 'PUT', 'OPTIONS']) {
      const answer = await server.ask('/oauth/token', { method })
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
    }
  })
})

describe('a client', () => {
  const { client_id: _id, client_secret: _secret, ...bare } = codeGrant('')
  const rows: readonly (readonly [
    string,
    Readonly<Record<string, string>>,
    Readonly<Record<string, string>>,
    string,
  ])[] = [
    ['Basic, raw', {}, basic(CLIENT_ID, SECRET), '200'],
    ['Basic, form-encoded', {}, basic(encodedPart(CLIENT_ID), encodedPart(SECRET)), '200'],
    [
      'basic in small letters',
      {},
      { authorization: basic(CLIENT_ID, SECRET)['authorization']?.replace('B', 'b') ?? '' },
      '200',
    ],
    ['in the body', BODY_CLIENT, {}, '200'],
    ['Basic and its id in the body', { client_id: CLIENT_ID }, basic(CLIENT_ID, SECRET), '200'],
    ['Basic and another id in the body', { client_id: 'x' }, basic(CLIENT_ID, SECRET), '400 invalid_request'],
    ['both at once', BODY_CLIENT, basic(CLIENT_ID, SECRET), '400 invalid_request'],
    ['none', {}, {}, '400 invalid_client'],
    ['only an id', { client_id: CLIENT_ID }, {}, '400 invalid_client'],
    ['only an id, and a verifier', { client_id: CLIENT_ID, code_verifier: 'x'.repeat(43) }, {}, '400 invalid_client'],
    ['wrong secret in the body', { ...BODY_CLIENT, client_secret: 'x' }, {}, '400 invalid_client'],
    ['wrong id in the body', { ...BODY_CLIENT, client_id: 'x' }, {}, '400 invalid_client'],
    ['Basic, wrong secret', {}, basic(CLIENT_ID, 'x'), '401 invalid_client'],
    ['Basic, wrong id', {}, basic('x', SECRET), '401 invalid_client'],
    ['Basic, no secret', {}, basic(CLIENT_ID, ''), '401 invalid_client'],
    ['Basic, no colon', {}, { authorization: `Basic ${Buffer.from('abc').toString('base64')}` }, '401 invalid_client'],
    ['Basic, nothing', {}, { authorization: 'Basic' }, '401 invalid_client'],
    ['Basic, no base64', {}, { authorization: 'Basic ~~~' }, '401 invalid_client'],
    ['Basic, too long', {}, { authorization: `Basic ${'A'.repeat(4000)}` }, '401 invalid_client'],
    ['Bearer', {}, { authorization: 'Bearer abc' }, '401 invalid_client'],
    ['secret doubled', BODY_CLIENT, { 'x-double': 'client_secret' }, '400 invalid_request'],
    ['id doubled', BODY_CLIENT, { 'x-double': 'client_id' }, '400 invalid_request'],
    ['secret too long', { ...BODY_CLIENT, client_secret: 'x'.repeat(1025) }, {}, '400 invalid_request'],
  ]

  test(`is told by header or body, never by both (${rows.length})`, async () => {
    const server = await linkServer()
    for (const [name, fields, headers, expected] of rows) {
      const { 'x-double': double = '', ...sent } = headers
      const all = Object.entries({ ...bare, code: await newCode(server), ...fields })
      const twice = all.filter(([key]) => key === double)
      const answer = await server.send('/oauth/token', [...all, ...twice], sent)
      const found = answer.status === 200 ? '200' : `${answer.status} ${errorOf(answer)}`
      expect([name, found]).toEqual([name, expected])
      expect([name, answer.headers['www-authenticate'] !== undefined]).toEqual([name, answer.status === 401])
    }
    expect(rows).toHaveLength(23)
  })
})

describe('a grant', () => {
  const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
  const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const s256 = { ...ASKED, code_challenge: CHALLENGE, code_challenge_method: 'S256' }
  const plain = { ...ASKED, code_challenge: VERIFIER }
  const bad = ['invalid_request', 'invalid_grant', 'unsupported_grant_type', 'invalid_scope'] as const
  const [request, grant, type, scope] = bad
  type Change = Readonly<Record<string, string | undefined>>
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, Change, string | undefined])[] = [
    ['as it should be', ASKED, {}, undefined],
    ['grant type missing', ASKED, { grant_type: undefined }, request],
    ['grant type empty', ASKED, { grant_type: '' }, request],
    ['grant type password', ASKED, { grant_type: 'password', username: 'a', password: 'b' }, type],
    ['grant type client credentials', ASKED, { grant_type: 'client_credentials' }, type],
    ['grant type of a prototype', ASKED, { grant_type: 'constructor' }, type],
    ['grant type hostile', ASKED, { grant_type: '"\\\r\n<b>' }, type],
    ['grant type too long', ASKED, { grant_type: 'x'.repeat(1025) }, request],
    ['code missing', ASKED, { code: undefined }, request],
    ['code unknown', ASKED, { code: 'x'.repeat(43) }, grant],
    ['code too long', ASKED, { code: 'x'.repeat(1025) }, request],
    ['code beyond ASCII', ASKED, { code: 'é\u0000' }, request],
    ['redirect missing', ASKED, { redirect_uri: undefined }, request],
    ['redirect of another request', ASKED, { redirect_uri: REDIRECT_WITH_QUERY }, grant],
    ['redirect elsewhere', ASKED, { redirect_uri: 'https://evil.example/' }, grant],
    ['redirect no address', ASKED, { redirect_uri: '<>' }, grant],
    ['verifier without challenge', ASKED, { code_verifier: VERIFIER }, grant],
    ['S256 and its verifier', s256, { code_verifier: VERIFIER }, undefined],
    ['S256 without verifier', s256, {}, grant],
    ['S256 and the challenge itself', s256, { code_verifier: CHALLENGE }, grant],
    ['S256 and a broken verifier', s256, { code_verifier: 'short' }, request],
    ['plain and its verifier', plain, { code_verifier: VERIFIER }, undefined],
    ['plain and another', plain, { code_verifier: CHALLENGE }, grant],
    ['plain without', plain, {}, grant],
    ['refresh token missing', ASKED, { grant_type: 'refresh_token' }, request],
    ['refresh token unknown', ASKED, { grant_type: 'refresh_token', refresh_token: 'x' }, grant],
    ['refresh token too long', ASKED, { grant_type: 'refresh_token', refresh_token: 'x'.repeat(1025) }, request],
    ['refresh token hostile', ASKED, { grant_type: 'refresh_token', refresh_token: "' OR 1=1 --\n" }, request],
  ]

  test(`gets tokens or the error of its fault (${rows.length})`, async () => {
    const server = await linkServer()
    for (const [name, asked, change, error] of rows) {
      const all = { ...codeGrant(await newCode(server, asked)), ...change }
      const sent = Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
      const answer = await server.send('/oauth/token', sent)
      expect([name, answer.status]).toEqual([name, error === undefined ? 200 : 400])
      if (error !== undefined) expect([name, errorOf(answer)]).toEqual([name, error])
      for (const doubled of error === undefined ? sent : []) {
        const twice = await server.send('/oauth/token', [...sent, doubled])
        expect([doubled[0], twice.status, errorOf(twice)]).toEqual([doubled[0], 400, request])
      }
    }
    expect(rows).toHaveLength(28)
    for (const secret of server.linking.secrets) expect(server.logged()).not.toContain(secret)
  })

  test('a refresh may name no more scope than was given', async () => {
    const server = await linkServer()
    const first = json(await server.send('/oauth/token', codeGrant(await newCode(server))))
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']), ...BODY_CLIENT }
    for (const wanted of ['home admin', 'admin', '"']) {
      expect(errorOf(await server.send('/oauth/token', { ...refresh, scope: wanted }))).toBe(scope)
    }
    expect((await server.send('/oauth/token', { ...refresh, scope: 'home' })).status).toBe(200)
  })

  test('a code is refused when used before or too old, a refresh token when used before', async () => {
    const server = await linkServer()
    const code = await newCode(server)
    const tokens = json(await server.send('/oauth/token', codeGrant(code)))
    expect(errorOf(await server.send('/oauth/token', codeGrant(code)))).toBe(grant)
    const late = await newCode(server)
    await server.clock.advance(minutes(2) + 1)
    expect(errorOf(await server.send('/oauth/token', codeGrant(late)))).toBe(grant)
    const refresh = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']), ...BODY_CLIENT }
    expect((await server.send('/oauth/refresh', refresh)).status).toBe(200)
    expect(errorOf(await server.send('/oauth/refresh', refresh))).toBe(grant)
  })

  test('a database that cannot: 503 to be tried again; anything else: 500 without details', async () => {
    const server = await linkServer()
    const code = await newCode(server)
    server.linking.failure = new StoreError('/data/home.db: SQLITE_FULL')
    const full = await server.send('/oauth/token', codeGrant(code))
    expect([full.status, errorOf(full), full.headers['retry-after']]).toEqual([503, 'temporarily_unavailable', '10'])
    server.linking.failure = new Error('detail')
    const broken = await server.send('/oauth/token', codeGrant(code))
    expect([broken.status, errorOf(broken)]).toEqual([500, 'server_error'])
    expect(full.text + broken.text).not.toMatch(/SQLITE|detail/)
    server.linking.failure = undefined
    expect((await server.send('/oauth/token', codeGrant(code))).status).toBe(200)
  })

  test('a body that is no form: of another type, wrongly encoded, too long', async () => {
    const server = await linkServer()
    const body = JSON.stringify(codeGrant('x'))
    const rows: readonly (readonly [number, string, Readonly<Record<string, string>>])[] = [
      [415, body, { 'content-type': 'application/json' }],
      [415, body, {}],
      [400, 'grant_type=%E0%A4%A', FORM],
      [413, `code=${'x'.repeat(21 * 1024)}`, FORM],
    ]
    for (const [status, sent, headers] of rows) {
      const answer = await server.ask('/oauth/token', { method: 'POST', body: sent, headers })
      expect([answer.status, errorOf(answer)]).toEqual([status, request])
    }
    expect(errorOf(await server.send('/oauth/token?grant_type=%', codeGrant('x')))).toBe(request)
  })
})
