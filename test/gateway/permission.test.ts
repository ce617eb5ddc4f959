/** A foreign appliance is as good as absent, in every directive of both guides. */
import { describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import { ALL_INTERFACES } from '../../src/protocol/catalog.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { type Content, catalog } from '../support/catalog.ts'
import { cekRequest, TEST_TOKEN } from '../support/cekRequest.ts'
import { invalidRequests, validRequests } from '../support/requestCases.ts'
import { openRig, type Rig } from '../support/rig.ts'

const LINKED = { 'kid token': 'kid', 'parent token': 'parent', 'guest token': 'guest' }
const USERS = new Map([
  ['kid', { except: [{ by: 'id', value: 'foreign' } as const] }],
  ['guest', { only: [] }],
])

/** Can do whatever there is, so that nothing but the user's rights stands in the way. */
const foreign = nativeAppliance(
  'foreign',
  { type: 'LIGHT', properties: { power: {}, brightness: {} } },
  { actions: new Map(ALL_INTERFACES.map(one => [one.action, 'native'])) },
)

const open = (edition: Edition, ...more: Appliance[]): Promise<Rig> =>
  openRig({ edition, appliances: [lamp('own'), foreign, ...more], linked: LINKED, users: USERS })

/** The same request for another appliance and of another token. */
function addressed(body: Content, applianceId: string, token: string): Uint8Array {
  const payload = body['payload'] as Content
  const appliance = payload['appliance'] as Content | undefined
  const who = appliance === undefined ? {} : { appliance: { ...appliance, applianceId } }
  return Buffer.from(JSON.stringify({ ...body, payload: { ...payload, accessToken: token, ...who } }))
}

/** The answer as it is sent. */
async function bytes(rig: Rig, body: Uint8Array): Promise<string> {
  const answer = await rig.gateway.door.receive(body, undefined)
  return answer.verified ? answer.body.toString() : ''
}

const nameIn = (answer: string): string => JSON.parse(answer).header.name

describe.each(['KR', 'JP'] as const)('%s: a foreign appliance and one that is not there', edition => {
  const interfaces = catalog.interfaces.filter(one => one.target === 'appliance' && one.markets.includes(edition))

  test.each(interfaces.map(one => [one.action, one] as const))('%s: same answer, byte for byte', async (_, one) => {
    const rig = await open(edition)
    // There, and its values known: it would be answered.
    rig.say('foreign', 'state', { power: 'on', brightness: 50 })
    const cases = [...validRequests(one, edition), ...invalidRequests(one, edition)].filter(
      ({ body }) => typeof body['payload'] === 'object' && body['payload'] !== null,
    )
    const before = rig.clock.mono()
    let refused = 0
    for (const { body } of cases) {
      const answers = []
      for (const id of ['foreign', 'absent']) answers.push(await bytes(rig, addressed(body, id, 'kid token')))
      expect(answers[0]).toBe(answers[1])
      if (nameIn(answers[0] ?? '') === 'NoSuchTargetError') refused++
    }
    expect(cases.length).toBeGreaterThan(3)
    expect(refused).toBeGreaterThan(0)
    // At once, and without a word to the appliance.
    expect([rig.clock.mono() - before, rig.published]).toEqual([0, []])
  })

  test.each(interfaces.map(one => [one.action, one] as const))('%s: others do reach it', async (_, one) => {
    const rig = await open(edition)
    const [minimal] = validRequests(one, edition)
    for (const token of ['parent token', TEST_TOKEN]) {
      const answer = bytes(rig, addressed(minimal?.body ?? {}, 'foreign', token))
      await rig.clock.advance(3500)
      expect(['NoSuchTargetError', 'InvalidAccessTokenError']).not.toContain(nameIn(await answer))
    }
  })

  test('rows', () => expect(interfaces.length).toBe(edition === 'KR' ? 83 : 67))
})

describe('how absent it is', () => {
  const turnOn = (applianceId: string, token: string) => ({ action: 'TurnOn', applianceId, token, messageId: 'm' })

  test('offline or not, it is never said to be offline', async () => {
    const rig = await open('KR')
    const answers = []
    for (const step of [
      () => undefined,
      () => rig.session('closed', 'foreign', 0),
      () => rig.say('foreign', 'heartbeat', ''),
      () => rig.connection(false),
    ]) {
      step()
      for (const action of ['TurnOn', 'HealthCheck', 'GetDeviceState']) {
        answers.push(nameIn(await bytes(rig, cekRequest({ action, applianceId: 'foreign', token: 'kid token' }))))
      }
    }
    expect(answers).toEqual(Array.from({ length: 12 }, () => 'NoSuchTargetError'))
  })

  test('announced appliances are judged by the same rules', async () => {
    const users = new Map([['kid', { only: [{ by: 'location', value: 'BED_ROOM' } as const] }]])
    const rig = await openRig({ linked: LINKED, users })
    const announce = (id: string, location: string) =>
      rig.say(id, 'config', { name: id, type: 'LIGHT', location, properties: { power: {} } })
    announce('near', 'BED_ROOM')
    announce('far', 'KITCHEN')
    const check = async (applianceId: string) =>
      (await rig.ask({ action: 'HealthCheck', applianceId, token: 'kid token' })).header.name
    expect([await check('near'), await check('far')]).toEqual(['HealthCheckResponse', 'NoSuchTargetError'])
    announce('near', 'KITCHEN')
    expect(await check('near')).toBe('NoSuchTargetError')
  })

  test('to a guest without any rights the home is empty', async () => {
    const rig = await open('KR')
    const discovered = await rig.ask({ action: 'DiscoverAppliances', token: 'guest token' })
    const empty = await openRig({ linked: LINKED, users: USERS })
    const none = await empty.ask({ action: 'DiscoverAppliances', token: 'guest token' })
    expect(discovered.payload).toEqual(none.payload)
    expect((await rig.ask(turnOn('own', 'guest token'))).header.name).toBe('NoSuchTargetError')
  })

  test('however the name of the user is spelt', async () => {
    const rig = await openRig({ appliances: [foreign], linked: { t: ' KID' }, users: USERS })
    expect((await rig.ask(turnOn('foreign', 't'))).header.name).toBe('NoSuchTargetError')
  })

  test('only our own log knows better, and names the user', async () => {
    const rig = await open('KR')
    for (const id of ['foreign', 'absent']) await rig.ask(turnOn(id, 'kid token'))
    await rig.ask(turnOn('absent', TEST_TOKEN))
    const lines = rig.log.filter(line => line.message === 'directive').map(line => line.fields)
    expect(lines).toMatchObject([
      { user: 'kid', appliance: 'foreign', outcome: 'NoSuchTargetError', why: 'the appliance is not for this user' },
      { user: 'kid', appliance: 'absent', outcome: 'NoSuchTargetError', why: 'no such appliance' },
      { appliance: 'absent', why: 'no such appliance' },
    ])
    expect('user' in (lines[2] ?? {})).toBe(false)
  })
})

describe('the use of a token', () => {
  test('is told once for each directive that is authorized, whatever comes of it, and for no repeat', async () => {
    const rig = await open('KR')
    const ask = (action: string, token: string, applianceId?: string) =>
      rig.ask({ action, token, applianceId, messageId: action })
    const rows = [
      ['HealthCheck', 'kid token', 'own'],
      ['HealthCheck', 'kid token', 'foreign'],
      ['DiscoverAppliances', 'parent token'],
      ['Explode', 'guest token', 'own'],
      ['HealthCheck', 'stolen token', 'own'],
      ['HealthCheck', TEST_TOKEN, 'absent'],
    ] as const
    for (const [action, token, applianceId] of rows) {
      for (let times = 0; times < 3; times++) {
        const answer = ask(action, token, applianceId)
        await rig.clock.advance(3500)
        await answer
      }
    }
    expect(rig.used.map(({ user, linkId }) => [user, linkId])).toEqual([
      ['kid', 1],
      ['kid', 1],
      ['parent', 2],
      ['guest', 3],
      [undefined, undefined],
    ])
  })
})
