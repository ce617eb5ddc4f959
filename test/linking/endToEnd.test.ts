/** Account linking end to end: a phone's browser, CLOVA, a TLS tunnel, the gateway as a process, an appliance over MQTT. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LINK_PATHS } from '../../src/ports/linking.ts'
import type { FakeAppliance } from '../support/fakeAppliance.ts'
import { hasOpenssl } from './support/certificate.ts'
import { type ChildStage, openChildStage } from './support/childStage.ts'
import type { ClientMethod, Tokens } from './support/clova.ts'
import { APPLIANCES, GUEST, MASTER } from './support/homeFile.ts'
import { type Login, logIn, logInUnseen } from './support/logIn.ts'
import { hasBrowser, openBrowser, openPhone } from './support/phone.ts'

/** The gateway takes eight. */
const LOGINS_IN_A_ROW = 5

const METHODS: readonly ClientMethod[] = ['basic', 'post']

describe.skipIf(!hasOpenssl)('account linking end to end (needs openssl)', () => {
  let stage: ChildStage
  let lamp: FakeAppliance
  let states = 0
  let logins = 0

  beforeAll(async () => {
    stage = await openChildStage()
    lamp = await stage.lamp()
  })
  afterAll(async () => {
    lamp?.client.end(true)
    await stage?.close()
  })

  /** Right passwords count too where the gateway bounds how many are checked; what it counts it forgets at a restart. */
  const roomForOne = async (): Promise<void> => {
    if (++logins % LOGINS_IN_A_ROW !== 0) return
    await stage.home.kill()
    await stage.home.start()
    lamp.client.end(true)
    lamp = await stage.lamp()
  }
  const newState = (): string => `state-${++states}.~_/+=&"<>`
  const returned = async (login: Login = MASTER): Promise<{ state: string; parameters: URLSearchParams }> => {
    const state = newState()
    await roomForOne()
    return { state, parameters: await logInUnseen(stage.clova, stage.tunnel.origin, state, login) }
  }
  const linked = async (login?: Login): Promise<Tokens> => {
    const { state, parameters } = await returned(login)
    return stage.clova.exchange(parameters, state)
  }

  describe.skipIf(!hasBrowser)('with a phone (needs Chromium)', () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await openBrowser()
    })
    afterAll(() => browser?.close())

    test.each([
      ['basic', true],
      ['post', false],
    ] as const)(
      'the user logs in, CLOVA (client by %s, JavaScript %s) finds and commands the lamp',
      async (method, javaScript) => {
        const phone = await openPhone(browser, { javaScript })
        const state = newState()
        const parameters = await logIn(phone, stage.clova, state, MASTER)
        expect([...parameters.keys()].sort()).toEqual(['code', 'state', 'token_type'])
        expect(parameters.get('token_type')).toBe('Bearer')
        expect(await phone.context.cookies(stage.clova.redirectUri)).toEqual([])
        expect(phone.misdeeds).toEqual([])
        await phone.close()

        const tokens = await stage.clova.exchange(parameters, state, { method })
        expect(tokens.expiresInSeconds).toBe(3600)
        expect(await stage.speaker.discover(tokens.accessToken)).toEqual(APPLIANCES)
        const brightness = method === 'basic' ? 20 : 40
        const operands = { brightness: { value: brightness } }
        const { name } = await stage.speaker.say(tokens.accessToken, 'SetBrightness', 'lamp', operands)
        expect(name).toBe('SetBrightnessConfirmation')
        expect(lamp.values['brightness']).toBe(brightness)
      },
    )
  })

  test.each(METHODS)('CLOVA (client by %s) refreshes at both URLs, with grant_type in the query too', async method => {
    let tokens = await linked()
    for (const atRefreshUrl of [false, true]) {
      const next = await stage.clova.refresh(tokens.refreshToken, { method, atRefreshUrl })
      expect(next.accessToken).not.toBe(tokens.accessToken)
      expect(await stage.speaker.check(next.accessToken)).toBe('DiscoverAppliancesResponse')
      tokens = next
    }
    const { clova, tunnel } = stage
    const again = await clova.refresh(tokens.refreshToken, { method, query: '?grant_type=refresh_token' })
    expect(await stage.speaker.check(again.accessToken)).toBe('DiscoverAppliancesResponse')
    expect(tunnel.lost()).toBe(0)
  })

  test('a lost refresh answer does no harm: the old refresh token works again', async () => {
    const tokens = await linked()
    stage.tunnel.loseAnswer(LINK_PATHS.token)
    await expect(stage.clova.refresh(tokens.refreshToken)).rejects.toThrow()
    expect(stage.tunnel.lost()).toBe(1)
    expect(await stage.speaker.check(tokens.accessToken)).toBe('DiscoverAppliancesResponse')
    const next = await stage.clova.refresh(tokens.refreshToken)
    expect(await stage.speaker.check(next.accessToken)).toBe('DiscoverAppliancesResponse')
    const after = await stage.clova.refresh(next.refreshToken)
    expect(await stage.speaker.check(after.accessToken)).toBe('DiscoverAppliancesResponse')
  })

  test('a lost exchange answer ends with a new login, and what the code bought is worth nothing', async () => {
    const { state, parameters } = await returned()
    stage.tunnel.loseAnswer(LINK_PATHS.token)
    await expect(stage.clova.exchange(parameters, state)).rejects.toThrow()
    await expect(stage.clova.exchange(parameters, state)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await stage.speaker.check((await linked()).accessToken)).toBe('DiscoverAppliancesResponse')
  })

  test('a replayed code revokes what it bought', async () => {
    const { state, parameters } = await returned()
    const tokens = await stage.clova.exchange(parameters, state)
    expect(await stage.speaker.check(tokens.accessToken)).toBe('DiscoverAppliancesResponse')
    await expect(stage.clova.exchange(parameters, state)).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
    expect(await stage.speaker.check(tokens.accessToken)).toBe('InvalidAccessTokenError')
    await expect(stage.clova.refresh(tokens.refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('a limited user finds and commands the lamp alone; any other appliance is as absent as one that never was', async () => {
    const { accessToken } = await linked(GUEST)
    expect(await stage.speaker.discover(accessToken)).toEqual(['lamp'])
    const ask = (id: string) => stage.speaker.say(accessToken, 'TurnOn', id)
    expect((await ask('lamp')).name).toBe('TurnOnConfirmation')
    const [foreign, absent] = [await ask('fan-heater'), await ask('no-such')]
    expect(foreign).toEqual(absent)
    expect(foreign.name).toBe('NoSuchTargetError')
  })

  test('a link revoked on the command line is gone, another one stays', async () => {
    const kept = await linked(GUEST)
    const tokens = await linked()
    const rows = await links()
    const newest = rows.reduce((one, other) => (other.id > one.id ? other : one))
    expect(newest).toMatchObject({ user: MASTER.name })
    const { code, err } = await stage.home.command(['link', 'revoke', String(newest.id)])
    expect([code, err]).toEqual([0, ''])
    expect(await stage.speaker.check(tokens.accessToken)).toBe('InvalidAccessTokenError')
    await expect(stage.clova.refresh(tokens.refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await stage.speaker.check(kept.accessToken)).toBe('DiscoverAppliancesResponse')
  })

  test('a user who is removed loses every link', async () => {
    const other = { name: 'lodger', password: 'wooden-spoon-in-the-attic' }
    const { code, err } = await stage.home.command(['user', 'add', other.name], `${other.password}\n`)
    expect([code, err]).toEqual([0, ''])
    const { accessToken } = await linked(other)
    expect(await stage.speaker.check(accessToken)).toBe('DiscoverAppliancesResponse')
    expect((await stage.home.command(['user', 'remove', other.name])).code).toBe(0)
    expect(await stage.speaker.check(accessToken)).toBe('InvalidAccessTokenError')
    await expect(linked(other)).rejects.toThrow('403')
  })

  test('nothing that opens anything stands in the log', async () => {
    const { accessToken, refreshToken } = await linked()
    const next = await stage.clova.refresh(refreshToken)
    const secrets = [MASTER.password, GUEST.password, accessToken, refreshToken, next.accessToken, next.refreshToken]
    const printed = stage.home.printed()
    expect(printed.length).toBeGreaterThan(500)
    expect(secrets.filter(secret => printed.includes(secret))).toEqual([])
  })

  async function links(): Promise<readonly { readonly id: number; readonly user: string }[]> {
    const { out } = await stage.home.command(['link', 'status', '--json'])
    return (JSON.parse(out) as { links: { id: number; user: string }[] }).links
  }
})
