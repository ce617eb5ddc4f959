/** HealthCheck, every case of DESIGN section 6. */
import { describe, expect, test } from 'vitest'
import type { PresenceWord } from '../../src/ports/stores.ts'
import { boundAppliance, lamp } from '../support/appliances.ts'
import { checkMessage } from '../support/catalog.ts'
import { settle } from '../support/manualClock.ts'
import { memoryTelemetryStore } from '../support/memoryStores.ts'
import { openRig, type Rig } from '../support/rig.ts'

const check = (rig: Rig, applianceId = 'lamp') => rig.ask({ action: 'HealthCheck', applianceId })
const YES = { isReachable: true, isTurnOn: false }
const NO = { isReachable: false, isTurnOn: false }

/** A store that remembers a presence from before the restart. */
function remembering(presence: PresenceWord) {
  const telemetry = memoryTelemetryStore()
  const at = { wall: 1_700_000_000_000 as never, origin: 'arrival' as const }
  telemetry.saveTransitions([{ applianceId: 'lamp', presence, at, evidence: 'then' }])
  return telemetry
}

describe('an appliance whose presence is known', () => {
  test('online is reachable, at once and without a question; isTurnOn is its power', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'heartbeat', '')
    expect((await check(rig)).payload).toEqual(YES)
    rig.say('lamp', 'state', { power: 'on' })
    expect((await check(rig)).payload).toEqual({ isReachable: true, isTurnOn: true })
    rig.say('lamp', 'state', { power: 'off' })
    expect((await check(rig)).payload).toEqual(YES)
    expect(rig.published).toEqual([])
  })

  test('offline is not, with the last known working state; that is no error, however sure it is', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', { power: 'on' })
    await rig.clock.advance(1)
    rig.session('closed', 'lamp', 0)
    const answer = await check(rig)
    expect([answer.header.name, answer.payload]).toEqual([
      'HealthCheckResponse',
      { isReachable: false, isTurnOn: true },
    ])
    expect(rig.published).toEqual([])
  })
})

describe('an appliance whose presence is unknown is asked', () => {
  const question = (rig: Rig) => JSON.parse(rig.published.at(-1)?.payload ?? '{}')

  test('and answers: reachable, with what it said', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    const answer = check(rig)
    await settle()
    expect(question(rig)).toMatchObject({ properties: ['power'] })
    rig.say('lamp', 'result', { id: question(rig).id, ok: true, power: 'on' })
    expect((await answer).payload).toEqual({ isReachable: true, isTurnOn: true })
  })

  test('and refuses: somebody is there', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    const answer = check(rig)
    await settle()
    rig.say('lamp', 'result', { id: question(rig).id, error: { code: '2304', message: 'off' } })
    expect((await answer).payload).toEqual(YES)
  })

  test('and refuses while its bridge is offline: it is there all the same', async () => {
    const rig = await openRig({
      appliances: [lamp('lamp', { parent: 'hub' })],
      bridges: [{ id: 'hub', availability: [] }],
    })
    rig.session('closed', 'hub', 0)
    const answer = check(rig)
    await settle()
    rig.say('lamp', 'result', { id: question(rig).id, error: { code: '2304', message: 'off' } })
    expect((await answer).payload).toEqual(YES)
    expect(rig.presence('lamp')).toBe('unknown parent-offline')
  })

  test('and says something else in time: it lives', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    const answer = check(rig)
    await settle()
    rig.say('lamp', 'heartbeat', '')
    await rig.clock.advance(3500)
    expect((await answer).payload).toEqual(YES)
  })

  test('and is silent: not reachable, at the deadline', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    let done = false
    const answer = check(rig).finally(() => {
      done = true
    })
    await rig.clock.advance(3499)
    expect(done).toBe(false)
    await rig.clock.advance(1)
    expect((await answer).payload).toEqual(NO)
    expect(rig.gateway.counters().waiters).toBe(0)
  })

  test.each([
    ['online', YES],
    ['offline', NO],
    ['unknown', NO],
  ] as const)('and is silent: %s before the restart', async (presence, payload) => {
    const rig = await openRig({ appliances: [lamp()], telemetry: remembering(presence) })
    const answer = check(rig)
    await rig.clock.advance(3500)
    expect((await answer).payload).toEqual(payload)
  })

  test('the question is for what can be asked, and never carries past the deadline', async () => {
    const sensor = boundAppliance('lamp', 'AIRPURIFIER', {
      humidity: { state: 's/humidity' },
      fineDust: { state: 's/dust', get: 's/get' },
    })
    const rig = await openRig({ appliances: [sensor] })
    const answer = check(rig)
    await settle()
    expect(rig.published).toMatchObject([{ topic: 's/get', notAfter: 1000 + 3500, retain: false }])
    rig.hear('s/dust', '12')
    expect((await answer).payload).toEqual(YES)
  })
})

describe('an appliance that cannot be asked', () => {
  const mute = boundAppliance('lamp', 'SMARTPLUG', { power: { state: 's/power', set: 's/set' } })

  test('is answered at once from before the restart, else not reachable', async () => {
    expect((await check(await openRig({ appliances: [mute] }))).payload).toEqual(NO)
    expect((await check(await openRig({ appliances: [mute], telemetry: remembering('online') }))).payload).toEqual(YES)
  })

  test('what was announced since the restart stands above what was known before it', async () => {
    const said = { ...mute, availability: [{ topic: 's/lwt', online: ['on'], offline: ['off'] }] }
    const rig = await openRig({ appliances: [said], telemetry: remembering('online') })
    rig.hear('s/lwt', 'off')
    await rig.clock.advance(5000)
    rig.gateway.sweep()
    rig.connection(false)
    expect([rig.presence('lamp'), (await check(rig)).payload]).toEqual(['unknown broker-unreachable', NO])
  })

  test('while the broker is away nobody is asked', async () => {
    const away = { appliances: [lamp()], unreachable: true }
    expect((await check(await openRig(away))).payload).toEqual(NO)
    expect((await check(await openRig({ ...away, telemetry: remembering('online') }))).payload).toEqual(YES)
  })

  test('an appliance that is not here is no target; answers conform in both editions', async () => {
    for (const edition of ['KR', 'JP'] as const) {
      const rig = await openRig({ edition, appliances: [mute] })
      expect((await check(rig, 'none')).header.name).toBe('NoSuchTargetError')
      expect(checkMessage(await check(rig), edition)).toEqual([])
    }
  })
})
