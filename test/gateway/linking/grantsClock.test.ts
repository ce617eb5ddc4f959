/** A clock that is wrong, set or turned back locks nobody out and brings nothing back to life. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { days, minutes, seconds, wallMs, wallPlus } from '../../../src/kernel/time.ts'
import { TEST_EPOCH } from '../../support/manualClock.ts'
import { type LinkHome, openLinkHome, why } from './linkHome.ts'

const LONG_AGO = wallMs(1_000_000)

let home: LinkHome
beforeEach(() => {
  home = openLinkHome()
  home.addUser('anna')
})
afterEach(() => home.close())

const login = (): string => home.grants.issueCode(home.request()).reveal()
const answer = (token: string): string => why(home.grants.refresh(token))
const set = (trusted: boolean, wall = trusted ? TEST_EPOCH : LONG_AGO): void => {
  home.clock.setTrusted(trusted)
  home.clock.stepWall(wall)
}

test('a code issued and used under one wrong clock works', async () => {
  set(false)
  const code = login()
  await home.clock.advance(minutes(1))
  expect(why(home.grants.exchange(code))).toBe('ok')
})

test('a clock that is set between a login and its code ends none early and none late', async () => {
  set(false)
  const [good, late] = [login(), login()]
  set(true)
  expect(home.grants.findCode(good)?.expiresAt).toBe(TEST_EPOCH + minutes(2))
  expect(why(home.grants.exchange(good))).toBe('ok')
  await home.clock.advance(minutes(2))
  set(true, wallPlus(TEST_EPOCH, -days(400)))
  expect(why(home.grants.exchange(late))).toBe('expired')
})

test('a code of an earlier run lives two minutes at most after the start, and less when the clock says so', async () => {
  const [one, two, three] = [login(), login(), login()]
  home.restart()
  set(true, wallPlus(TEST_EPOCH, minutes(2) - 1))
  expect(why(home.grants.exchange(one))).toBe('ok')
  await home.clock.advance(1)
  expect(why(home.grants.exchange(two))).toBe('expired')
  set(false)
  expect(why(home.grants.exchange(two))).toBe('ok')
  await home.clock.advance(minutes(2))
  expect(why(home.grants.exchange(three))).toBe('expired')
})

test('a clock that leaps in the last minute of a refresh token does not end it', async () => {
  const first = home.link()
  const next = home.refresh(first.refresh)
  home.directive(next.access)
  home.grants.flush()
  await home.clock.advance(seconds(30))
  set(true, wallPlus(TEST_EPOCH, days(3_000)))
  expect(answer(first.refresh)).toBe('ok')
  await home.clock.advance(seconds(30))
  set(true, wallPlus(TEST_EPOCH, -days(3_000)))
  expect(answer(first.refresh)).toBe('reused')
})

test('a used-up refresh token stays used up when the clock restarts in the past', async () => {
  const first = home.link()
  home.refresh(home.refresh(first.refresh).refresh)
  await home.clock.advance(days(1))
  home.restart()
  set(false)
  await home.clock.advance(seconds(60))
  expect(answer(first.refresh)).toBe('reused')
})

test('tokens of a wrong clock can be refreshed when it is set, and retention does not make them unknown', async () => {
  set(false)
  const first = home.link()
  expect(home.directive(first.access)).toBe('live')
  set(true)
  expect(home.directive(first.access)).toBe('expired')
  home.tokens.prune(home.clock.wall())
  home.store.prune(home.clock.wall())
  expect(home.directive(first.access)).toBe('expired')
  const next = home.refresh(first.refresh)
  expect(home.directive(next.access)).toBe('live')
})

test('a wrong clock does not make a link at work look the longest unused', async () => {
  const first = home.link()
  await home.clock.advance(minutes(10))
  const links = Array.from({ length: 9 }, () => home.link())
  await home.clock.advance(minutes(10))
  home.directive(first.access)
  home.grants.flush()
  set(false)
  home.directive(first.access)
  home.grants.flush()
  expect(home.grants.links()[0]?.usedAt).toBe(TEST_EPOCH + minutes(20))
  home.link()
  expect(home.directive(first.access)).toBe('live')
  expect(home.directive(links[0]?.access ?? '')).toBe('revoked')
})

test('the first moments of a link are noted even by a wrong clock, later ones by a true one only', () => {
  set(false)
  const first = home.link()
  home.directive(first.access)
  home.grants.flush()
  expect(home.grants.links()[0]).toMatchObject({ linkedAt: LONG_AGO, usedAt: LONG_AGO })
  set(true)
  home.directive(home.refresh(first.refresh).access)
  home.grants.flush()
  expect(home.grants.links()[0]).toMatchObject({ usedAt: TEST_EPOCH })
})
