/** Refresh tokens: rotation that survives lost answers, the last minute of a used-up one, misuse, bounds. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MAX_LIVE_ACCESS_TOKENS, MAX_SUCCESSORS, MAX_TOKEN_ROWS } from '../../../src/gateway/linking/issueTokens.ts'
import { days, hours, minutes, seconds } from '../../../src/kernel/time.ts'
import { StoreError } from '../../../src/ports/stores.ts'
import { type LinkHome, openLinkHome, type Tokens, why } from './linkHome.ts'

let home: LinkHome
let first: Tokens
beforeEach(() => {
  home = openLinkHome()
  home.addUser('anna')
  first = home.link()
})
afterEach(() => home.close())

const answer = (token: string): string => why(home.grants.refresh(token))

describe('with rotation', () => {
  test('each refresh gives new tokens, and years later the newest still works', async () => {
    const next = home.refresh(first.refresh)
    expect(new Set([next.refresh, next.access, first.refresh, first.access]).size).toBe(4)
    await home.clock.advance(days(1_000))
    expect(answer(next.refresh)).toBe('ok')
    expect(home.grants.findRefresh(next.refresh)).toMatchObject({ user: 'anna', scope: 'home' })
    expect(home.grants.findRefresh('x')).toBeUndefined()
    expect(home.grants.links()[0]?.refreshedAt).toBe(home.clock.wall())
  })

  test('while no successor is used the old one stays good, however long it takes', async () => {
    for (let lost = 0; lost < 4; lost++) {
      home.refresh(first.refresh)
      await home.clock.advance(days(20))
    }
    expect(answer(first.refresh)).toBe('ok')
  })

  const firstUses = [
    { by: 'a refresh', use: (next: Tokens) => void home.refresh(next.refresh) },
    { by: 'a directive', use: (next: Tokens) => void home.directive(next.access) },
  ]
  for (const { by, use } of firstUses) {
    test(`after the first use of a successor by ${by}, the old one is good for 60 s and then misuse`, async () => {
      home.refresh(first.refresh)
      await home.clock.advance(hours(3))
      const live = home.refresh(first.refresh)
      use(live)
      await home.clock.advance(seconds(60) - 1)
      expect(answer(first.refresh)).toBe('ok')
      await home.clock.advance(1)
      expect(answer(first.refresh)).toBe('reused')
      expect(answer(live.refresh)).toBe('revoked')
      expect(home.directive(live.access)).toBe('revoked')
      expect(home.grants.links()[0]?.revokedWhy).toBe('reuse')
      const error = home.lines.find(({ level }) => level === 'error')
      expect(error).toMatchObject({ fields: { user: 'anna', link: 1 } })
      expect(error?.message).toContain('link again')
    })
  }

  test('the other successors end with it, and so does what is bought in the last minute', async () => {
    const [lost, got] = [home.refresh(first.refresh), home.refresh(first.refresh)]
    home.directive(got.access)
    await home.clock.advance(seconds(30))
    const late = home.refresh(first.refresh)
    const later = home.refresh(late.refresh)
    home.directive(later.access)
    await home.clock.advance(seconds(29))
    expect([lost, late, later].map(({ refresh }) => answer(refresh))).toEqual(['ok', 'ok', 'ok'])
    const next = home.refresh(got.refresh)
    await home.clock.advance(seconds(1))
    expect(answer(next.refresh)).toBe('ok')
    expect(answer(later.refresh)).toBe('reused')
    expect(answer(next.refresh)).toBe('revoked')
  })

  test('a directive that no flush wrote is forgotten by a kill, which only keeps the old one good', async () => {
    const next = home.refresh(first.refresh)
    home.directive(next.access)
    home.restart()
    await home.clock.advance(minutes(5))
    expect(answer(first.refresh)).toBe('ok')
  })

  test('a restart does not make the last minute longer or shorter', async () => {
    const next = home.refresh(first.refresh)
    home.directive(next.access)
    home.grants.flush()
    await home.clock.advance(seconds(59))
    home.restart()
    expect(answer(first.refresh)).toBe('ok')
    await home.clock.advance(seconds(1))
    expect(answer(first.refresh)).toBe('reused')
  })

  test('so many answers of one token may be lost; the oldest of more is forgotten and no misuse', () => {
    const lost = Array.from({ length: MAX_SUCCESSORS + 1 }, () => home.refresh(first.refresh))
    expect(answer(lost[0]?.refresh ?? '')).toBe('unknown')
    expect(home.count('refresh_token')).toBe(1 + MAX_SUCCESSORS)
    expect(answer(lost[1]?.refresh ?? '')).toBe('ok')
    expect(answer(lost[MAX_SUCCESSORS]?.refresh ?? '')).toBe('ok')
  })
})

describe('without rotation', () => {
  beforeEach(() => home.restart({ rotate: false }))

  test('the same refresh token comes back and stays good', async () => {
    for (let time = 0; time < 5; time++) {
      const next = home.refresh(first.refresh)
      expect(next.refresh).toBe(first.refresh)
      expect(home.directive(next.access)).toBe('live')
      await home.clock.advance(days(3))
    }
    expect(home.count('refresh_token')).toBe(1)
  })

  test('switched on again, the token rotates from there on', async () => {
    const same = home.refresh(first.refresh)
    home.restart({ rotate: true })
    const next = home.refresh(same.refresh)
    home.refresh(next.refresh)
    await home.clock.advance(seconds(60))
    expect(answer(first.refresh)).toBe('reused')
  })
})

describe('bounds', () => {
  test('of live access tokens: the oldest expires, so that its holder refreshes', async () => {
    let token = first
    const all = [first]
    for (let count = 1; count <= MAX_LIVE_ACCESS_TOKENS; count++) {
      await home.clock.advance(1)
      token = home.refresh(token.refresh)
      all.push(token)
    }
    expect(all.map(({ access }) => home.directive(access))).toEqual([
      'expired',
      ...Array.from({ length: MAX_LIVE_ACCESS_TOKENS }, () => 'live'),
    ])
  })

  test(`of rows: a link never has more than ${MAX_TOKEN_ROWS} tokens of a kind`, () => {
    let { refresh } = first
    home.store.durable(() => {
      for (let count = 0; count < MAX_TOKEN_ROWS + 20; count++) refresh = home.refresh(refresh).refresh
    })
    expect(home.count('token')).toBe(MAX_TOKEN_ROWS)
    expect(home.count('refresh_token')).toBe(MAX_TOKEN_ROWS)
    expect(answer(refresh)).toBe('ok')
  })

  test('of draws: an access token whose id exists is drawn again, and a broken source is an error', () => {
    // Each purchase draws a code, a refresh token and an access token; the second one meets the first's access token.
    const bytes = [1, 2, 3, 4, 5, 3, 3, 6, 7, 8]
    home.restart({ random: count => new Uint8Array(count).fill(bytes.shift() ?? 3) })
    expect(home.directive(home.link().access)).toBe('live')
    expect(home.directive(home.link().access)).toBe('live')
    expect(bytes).toEqual([7, 8])
    const links = home.count('link')
    expect(() => home.link()).toThrow(StoreError)
    expect(home.count('link')).toBe(links)
  })
})

test('a user who was removed from the table alone loses the link too', () => {
  home.database.write('durable', () => home.database.prepare('DELETE FROM user').run())
  expect(answer(first.refresh)).toBe('revoked')
  expect(home.grants.links()[0]?.revokedWhy).toBe('user')
})
