/** What the gateway counts into an appliance's own cadence, and whose word goes before it. */
import { describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import { hours, minutes, seconds } from '../../src/kernel/time.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { openRig, type Rig } from '../support/rig.ts'

const lampOf = (more: Partial<Appliance> = {}) =>
  nativeAppliance('lamp', { type: 'LIGHT', properties: { power: {} } }, more)
const expected = (rig: Rig) => rig.gateway.house.expected(rig.resident('lamp'))

/** Eight times the same, forty seconds apart. */
async function repeatedly(rig: Rig, run: () => void): Promise<void> {
  for (let count = 0; count < 8; count++) {
    run()
    await rig.clock.advance(seconds(40))
  }
}

describe('counts into the cadence', () => {
  test.each([
    ['heartbeats', (rig: Rig) => rig.say('lamp', 'heartbeat', '')],
    ['reports', (rig: Rig) => rig.say('lamp', 'state', { power: 'on' })],
    ['pings of its login', (rig: Rig) => rig.session('ping', 'lamp', 1)],
  ])('%s', async (_, run) => {
    const rig = await openRig({ appliances: [lampOf()] })
    await repeatedly(rig, () => run(rig))
    expect(expected(rig)).toMatchObject({ intervalMs: 40_000, source: 'learned', askable: true })
  })
})

describe('does not count', () => {
  test.each([
    ['logins', (rig: Rig) => rig.session('opened', 'lamp', 1)],
    ['results, whoever asked for them', (rig: Rig) => rig.say('lamp', 'result', { id: 'x', ok: true, power: 'on' })],
    ['replays', (rig: Rig) => rig.say('lamp', 'state', { power: 'on' }, true)],
  ])('%s', async (_, run) => {
    const rig = await openRig({ appliances: [lampOf()] })
    await repeatedly(rig, () => run(rig))
    expect(expected(rig).intervalMs).toBeUndefined()
  })

  test('what follows a command, as its echo', async () => {
    const rig = await openRig({ appliances: [lampOf()] })
    for (let count = 0; count < 8; count++) {
      const answer = rig.ask({ action: 'TurnOn', applianceId: 'lamp' })
      await rig.clock.advance(100)
      rig.say('lamp', 'state', { power: 'on' })
      expect((await answer).header.name).toBe('TurnOnConfirmation')
      await rig.clock.advance(seconds(40))
    }
    expect(expected(rig).intervalMs).toBeUndefined()
  })

  test('what answers a question', async () => {
    const rig = await openRig({ appliances: [lampOf()] })
    rig.onPublish(({ topic }) => {
      if (topic.endsWith('/get')) rig.say('lamp', 'state', { power: 'on' })
    })
    for (let count = 0; count < 8; count++) {
      await rig.ask({ action: 'HealthCheck', applianceId: 'lamp' })
      // Nothing stays known of it: the next check has to ask again.
      rig.resident('lamp').evidence = {}
      await rig.clock.advance(seconds(40))
    }
    expect(expected(rig).intervalMs).toBeUndefined()
  })

  test('anything of one that may be silent', async () => {
    const rig = await openRig({ appliances: [lampOf({ cadence: { misses: 3, silentOk: true } })] })
    await repeatedly(rig, () => rig.say('lamp', 'heartbeat', ''))
    expect(rig.resident('lamp').rhythm.count).toBe(0)
  })
})

describe('goes before what was learned', () => {
  test('what the configuration says, and before it what a heartbeat declares', async () => {
    const rig = await openRig({ appliances: [lampOf({ cadence: { intervalMs: 60_000, misses: 3, silentOk: false } })] })
    await repeatedly(rig, () => rig.say('lamp', 'heartbeat', ''))
    expect([rig.resident('lamp').rhythm.intervalMs, expected(rig)]).toMatchObject([
      40_000,
      { intervalMs: 60_000, source: 'configured' },
    ])
    rig.say('lamp', 'heartbeat', { interval: 50 })
    expect(expected(rig)).toMatchObject({ intervalMs: 50_000, source: 'declared' })
  })

  test('what an announcement declares', async () => {
    const rig = await openRig()
    rig.say('lamp', 'config', { name: 'L', type: 'LIGHT', interval: 20, properties: { power: {} } })
    expect(expected(rig)).toMatchObject({ intervalMs: 20_000, source: 'declared' })
  })
})

test('a login that is taken away takes its habit along', async () => {
  const rig = await openRig({ appliances: [lampOf()] })
  await repeatedly(rig, () => rig.session('ping', 'lamp', 1))
  const empty = { bridges: [], scenes: [], customCommands: [], users: new Map() }
  await rig.gateway.configure({ ...empty, appliances: [lampOf()], accounts: new Map() })
  expect(expected(rig).intervalMs).toBeUndefined()
})

test('a question that an appliance gets with its description can be asked at once', async () => {
  const rig = await openRig()
  const announced = { name: 'L', type: 'LIGHT' }
  rig.say('lamp', 'config', announced)
  expect(expected(rig).askable).toBe(false)
  rig.say('lamp', 'config', { ...announced, properties: { power: {} } })
  expect(expected(rig).askable).toBe(true)
})

test('a habit of one that cannot be asked ends in unknown, never in offline', async () => {
  const mute = boundAppliance('mute', 'LIGHT', { power: { state: 'm/power' } })
  const rig = await openRig({ appliances: [mute] })
  await repeatedly(rig, () => rig.hear('m/power', 'ON'))
  await rig.clock.advance(hours(1) - seconds(40))
  expect(rig.presence('mute')).toBe('online heard')
  await rig.clock.advance(1)
  expect(rig.presence('mute')).toBe('unknown silent-habit')
  await rig.clock.advance(hours(100))
  rig.gateway.sweep()
  await rig.clock.advance(minutes(1))
  expect([rig.presence('mute'), rig.published.filter(one => !one.retain)]).toEqual(['unknown silent-habit', []])
})
