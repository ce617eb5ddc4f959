/** Client and codes: made once, found by nobody else, bought with once, and what a second use costs. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MAX_LIVE_LINKS_PER_USER } from '../../../src/gateway/linking/codes.ts'
import { MAX_CODES } from '../../../src/gateway/linking/grantContext.ts'
import { hours, minutes, seconds } from '../../../src/kernel/time.ts'
import { bought, type LinkHome, openLinkHome, why } from './linkHome.ts'

let home: LinkHome
beforeEach(() => {
  home = openLinkHome()
  home.addUser('anna')
})
afterEach(() => home.close())

const login = (user = 'anna'): string => home.grants.issueCode(home.request(user)).reveal()
const reasons = (): unknown[] => home.grants.links().map(({ revokedWhy }) => revokedWhy)

describe('the client', () => {
  test('is made at the first call and stays, also over a restart', () => {
    const { id, secret } = home.grants.client()
    expect(id).toMatch(/^clova2mqtt-[0-9a-f]{8}$/)
    expect(secret.reveal()).toMatch(/^[\w-]{43}$/)
    home.restart()
    expect(home.grants.client().id).toBe(id)
    expect(home.grants.client().secret.reveal()).toBe(secret.reveal())
  })

  test('is known by id and secret together only', () => {
    const { id, secret } = home.grants.client()
    expect(home.grants.isClient(id, secret.reveal())).toBe(true)
    const strangers = [
      [id, ''],
      ['', secret.reveal()],
      [id, `${secret.reveal()} `],
      [`${id}0`, secret.reveal()],
      [secret.reveal(), id],
      ['', ''],
    ] as const
    for (const [name, key] of strangers) expect(home.grants.isClient(name, key), `${name}:${key}`).toBe(false)
    expect(strangers).toHaveLength(6)
  })

  test('keeps its id and its links when the secret is renewed', () => {
    const before = home.grants.client()
    const { refresh } = home.link()
    const after = home.grants.renewSecret()
    expect(after.id).toBe(before.id)
    expect(home.grants.isClient(before.id, before.secret.reveal())).toBe(false)
    expect(home.grants.isClient(after.id, after.secret.reveal())).toBe(true)
    expect(why(home.grants.refresh(refresh))).toBe('ok')
  })
})

describe('a code', () => {
  test('is found with all it is bound to, as long as it is remembered', () => {
    const challenge = { value: 'x'.repeat(43), method: 'plain' } as const
    const request = { ...home.request(), challenge, scope: undefined }
    const code = home.grants.issueCode(request).reveal()
    expect(code).toMatch(/^[\w-]{43}$/)
    expect(home.grants.findCode(code)).toEqual({ ...request, expiresAt: home.clock.wall() + minutes(2) })
    expect(home.grants.findCode(`${code}x`)).toBeUndefined()
    expect(why(home.grants.exchange(`${code}x`))).toBe('unknown')
  })

  test('buys a link whose access token lives an hour', async () => {
    const outcome = home.grants.exchange(login())
    expect(outcome.ok && outcome.tokens.expiresInSeconds).toBe(3_600)
    expect(outcome.ok && outcome.tokens.scope).toBe('home')
    const { access } = bought(outcome)
    expect(home.find(access)).toMatchObject({ user: 'anna', linkId: 1, expiresAt: home.clock.wall() + hours(1) })
    expect(home.directive(access)).toBe('live')
    await home.clock.advance(hours(1))
    expect(home.directive(access)).toBe('expired')
    const [row] = home.grants.links()
    expect(row).toMatchObject({ id: 1, user: 'anna', clientId: home.grants.client().id, revokedAt: undefined })
    expect(row).not.toHaveProperty('scope')
  })

  test('lives two minutes to the millisecond', async () => {
    const [early, late] = [login(), login()]
    await home.clock.advance(minutes(2) - 1)
    expect(why(home.grants.exchange(early))).toBe('ok')
    await home.clock.advance(1)
    expect(why(home.grants.exchange(late))).toBe('expired')
    expect(home.grants.findCode(late)?.expiresAt).toBe(home.clock.wall())
  })

  test('used twice revokes what it bought, and says so in the log', async () => {
    const other = home.link()
    const code = login()
    const { access, refresh } = bought(home.grants.exchange(code))
    await home.clock.advance(hours(5))
    expect(why(home.grants.exchange(code))).toBe('reused')
    expect([home.directive(access), why(home.grants.refresh(refresh))]).toEqual(['revoked', 'revoked'])
    expect(why(home.grants.refresh(other.refresh))).toBe('ok')
    expect(reasons()).toEqual([undefined, 'reuse'])
    const errors = home.lines.filter(({ level }) => level === 'error')
    expect(errors).toEqual([expect.objectContaining({ fields: { user: 'anna', link: 2 } })])
    expect(errors[0]?.message).toContain('link again')
    expect(why(home.grants.exchange(code))).toBe('reused')
    expect(home.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  test('of a removed user buys nothing, also when the name is given again', () => {
    const code = login()
    home.removeUser('anna')
    expect(why(home.grants.exchange(code))).toBe('revoked')
    home.addUser('anna')
    expect(why(home.grants.exchange(code))).toBe('revoked')
    expect(why(home.grants.exchange(login('nobody')))).toBe('revoked')
    expect(home.count('link')).toBe(0)
  })

  test('may be one of so many; the oldest unused one is forgotten', () => {
    const used = login()
    home.grants.exchange(used)
    const codes = Array.from({ length: MAX_CODES + 1 }, () => login())
    expect(home.grants.findCode(codes[0] ?? '')).toBeUndefined()
    expect(why(home.grants.exchange(codes[1] ?? ''))).toBe('ok')
    expect(why(home.grants.exchange(used))).toBe('reused')
  })
})

describe('links of one user', () => {
  test('are so many at most: the one unused longest goes', async () => {
    const links = []
    for (let at = 0; at < MAX_LIVE_LINKS_PER_USER; at++) {
      links.push(home.link())
      await home.clock.advance(seconds(1))
    }
    home.addUser('minho')
    home.link('minho')
    // The first was refreshed since, the second brought a directive that no flush has written yet.
    home.refresh(links[0]?.refresh ?? '')
    expect(home.directive(links[1]?.access ?? '')).toBe('live')
    home.link()
    expect(home.grants.links().flatMap(({ id, revokedWhy }) => (revokedWhy === 'crowded' ? [id] : []))).toEqual([3])
    expect(home.directive(links[2]?.access ?? '')).toBe('revoked')
    expect(why(home.grants.refresh(links[2]?.refresh ?? ''))).toBe('revoked')
    expect(home.lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: { user: 'anna', link: 3 } }))
  })

  test('end when they are revoked, one or all', () => {
    const [one, two] = [home.link(), home.link()]
    expect([home.grants.revokeLink(1), home.grants.revokeLink(1), home.grants.revokeLink(9)]).toEqual([
      true,
      false,
      false,
    ])
    expect([home.directive(one.access), why(home.grants.refresh(one.refresh))]).toEqual(['revoked', 'revoked'])
    expect(home.directive(two.access)).toBe('live')
    home.removeUser('anna')
    expect([home.directive(two.access), why(home.grants.refresh(two.refresh))]).toEqual(['revoked', 'revoked'])
    expect(reasons()).toEqual(['asked', 'user'])
  })

  test('are revoked together with the removal of the user, or neither is', () => {
    home.link()
    const failing = (): never => {
      throw new Error('removal failed')
    }
    expect(() => home.grants.revokeUser('anna', failing)).toThrow('removal failed')
    expect(reasons()).toEqual([undefined])
  })
})

test('neither the log nor the database ever holds a code or token', () => {
  const code = login()
  const one = bought(home.grants.exchange(code))
  const two = home.refresh(one.refresh)
  home.grants.exchange(code)
  const secrets = [code, one.access, one.refresh, two.access, two.refresh]
  const columns = ['code', 'refresh_token', 'token', 'link'].map(table =>
    JSON.stringify(home.database.prepare(`SELECT * FROM ${table}`).all()),
  )
  const told = [...columns, JSON.stringify(home.lines)].join('\n')
  for (const secret of secrets) {
    expect(told).not.toContain(secret)
    expect(told).not.toContain(JSON.stringify(Buffer.from(secret)).slice(1, -1))
  }
  expect(new Set(secrets).size).toBe(5)
})
