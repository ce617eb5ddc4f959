/** What time does to a link: codes, access and refresh tokens from the first second to the last, on a clock that is moved. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hours, minutes, seconds } from '../../src/kernel/time.ts'
import { hasOpenssl } from './support/certificate.ts'
import type { Tokens } from './support/clova.ts'
import { MASTER } from './support/homeFile.ts'
import { logInUnseen, sendLogin } from './support/logIn.ts'
import { type ManualStage, openManualStage } from './support/manualStage.ts'

const GOOD = 'DiscoverAppliancesResponse'
const EXPIRED = 'ExpiredAccessTokenError'
const INVALID = 'InvalidAccessTokenError'
const NO_GRANT = { error: 'invalid_grant', status: 400 }

describe.skipIf(!hasOpenssl)('a link over time (needs openssl)', () => {
  let stage: ManualStage
  let states = 0

  beforeAll(async () => {
    stage = await openManualStage()
  })
  afterAll(() => stage?.close())
  // As many logins as one test needs are let in again by then.
  afterEach(() => stage.clock.advance(minutes(1)))

  const code = async (): Promise<{ state: string; parameters: URLSearchParams }> => {
    const state = `state-${++states}`
    return { state, parameters: await logInUnseen(stage.clova, stage.tunnel.origin, state, MASTER) }
  }
  const linked = async (): Promise<Tokens> => {
    const { state, parameters } = await code()
    return stage.clova.exchange(parameters, state)
  }
  const check = ({ accessToken }: Tokens): Promise<string> => stage.speaker.check(accessToken)

  test('an access token is good for an hour, then expired, and a refresh brings the next', async () => {
    const tokens = await linked()
    await stage.clock.advance(seconds(tokens.expiresInSeconds) - 1)
    expect(await check(tokens)).toBe(GOOD)
    await stage.clock.advance(1)
    expect(await check(tokens)).toBe(EXPIRED)
    const next = await stage.clova.refresh(tokens.refreshToken)
    expect([await check(tokens), await check(next)]).toEqual([EXPIRED, GOOD])
  })

  test('an expired token of a revoked link is invalid: the user has to link again', async () => {
    const tokens = await linked()
    await stage.clock.advance(hours(1))
    const link = stage.desk.links().findLast(one => one.revokedAt === undefined)
    expect(stage.desk.revokeLink(link?.id ?? 0)).toBe(true)
    expect(await check(tokens)).toBe(INVALID)
  })

  test('a refresh token is good until its successor is used, and a minute more', async () => {
    const tokens = await linked()
    const lost = await stage.clova.refresh(tokens.refreshToken)
    await stage.clock.advance(hours(5))
    const next = await stage.clova.refresh(tokens.refreshToken)
    expect(await check(next)).toBe(GOOD)
    await stage.clock.advance(seconds(60) - 1)
    const late = await stage.clova.refresh(tokens.refreshToken)
    expect([await check(next), await check(late), await check(lost)]).toEqual([GOOD, GOOD, EXPIRED])
  })

  test('after that minute it revokes the link, and the log tells', async () => {
    const tokens = await linked()
    const next = await stage.clova.refresh(tokens.refreshToken)
    expect(await check(next)).toBe(GOOD)
    await stage.clock.advance(seconds(61))
    const before = stage.lines.length
    await expect(stage.clova.refresh(tokens.refreshToken)).rejects.toMatchObject(NO_GRANT)
    expect([await check(tokens), await check(next)]).toEqual([INVALID, INVALID])
    await expect(stage.clova.refresh(next.refreshToken)).rejects.toMatchObject(NO_GRANT)
    expect(stage.desk.links().at(-1)).toMatchObject({ user: MASTER.name, revokedWhy: 'reuse' })
    expect(
      stage.lines
        .slice(before)
        .filter(line => !line.includes('"debug"'))
        .join(''),
    ).toContain(MASTER.name)
  })

  test('a code is good for two minutes', async () => {
    const [early, late] = [await code(), await code()]
    await stage.clock.advance(minutes(2) - 1)
    expect(await check(await stage.clova.exchange(early.parameters, early.state))).toBe(GOOD)
    await stage.clock.advance(1)
    await expect(stage.clova.exchange(late.parameters, late.state)).rejects.toMatchObject(NO_GRANT)
  })

  test('a wrong password never locks the user out: the wait that is told is enough', async () => {
    const wrong = { ...MASTER, password: 'not the password' }
    let page = await sendLogin(stage.clova, stage.tunnel.origin, 'wrong', wrong)
    for (let attempt = 0; attempt < 20 && page.status === 403; attempt++) {
      page = await sendLogin(stage.clova, stage.tunnel.origin, 'wrong', wrong)
    }
    expect(page.status).toBe(429)
    const waitSeconds = Number(page.headers.get('retry-after'))
    expect(waitSeconds).toBeGreaterThan(0)
    const refused = await sendLogin(stage.clova, stage.tunnel.origin, 'early', MASTER)
    expect(refused.status).toBe(429)
    await stage.clock.advance(seconds(waitSeconds))
    expect(await check(await linked())).toBe(GOOD)
  })

  test('without rotation the refresh token stays, and using it again is no misuse', async () => {
    const other = await openManualStage({ rotate: false })
    try {
      const parameters = await logInUnseen(other.clova, other.tunnel.origin, 'same', MASTER)
      const tokens = await other.clova.exchange(parameters, 'same')
      const next = await other.clova.refresh(tokens.refreshToken)
      expect(next.refreshToken).toBe(tokens.refreshToken)
      await other.speaker.discover(next.accessToken)
      await other.clock.advance(hours(2))
      const later = await other.clova.refresh(tokens.refreshToken)
      expect(await other.speaker.check(later.accessToken)).toBe(GOOD)
    } finally {
      await other.close()
    }
  })
})
