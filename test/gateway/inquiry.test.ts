/** The silent are asked before they are called offline, a few at a time, and those who come back are read. */
import { describe, expect, test } from 'vitest'
import { ANSWER_MS, MAX_UNDER_WAY } from '../../src/gateway/inquiry.ts'
import type { Appliance } from '../../src/home/appliance.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { hours, minutes, seconds } from '../../src/kernel/time.ts'
import { BusError } from '../../src/ports/bus.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { settle } from '../support/manualClock.ts'
import { openRig, type Rig } from '../support/rig.ts'

const SWEEP_MS = seconds(5)
const every30s = (id = 'lamp', more: Partial<Appliance> = {}) =>
  nativeAppliance(id, { type: 'LIGHT', interval: 30, properties: { power: {}, brightness: {} } }, more)

const questions = (rig: Rig) => rig.published.filter(one => one.topic.endsWith('/get'))
const asked = (rig: Rig) => questions(rig).map(one => one.topic.split('/')[1])
const body = (rig: Rig, at: number) => JSON.parse(questions(rig)[at]?.payload ?? '{}') as JsonObject
const transitions = (rig: Rig) =>
  rig.log
    .filter(line => line.message === 'presence')
    .map(({ fields }) => `${fields['appliance']} ${fields['presence']}`)

/** Lets time pass with a sweep each five seconds, as the running gateway does. */
async function pass(rig: Rig, durationMs: number): Promise<void> {
  for (let passed = 0; passed < durationMs; passed += SWEEP_MS) {
    await rig.clock.advance(SWEEP_MS)
    rig.gateway.sweep()
    await settle()
  }
}

describe('a silent appliance', () => {
  test('is asked once its timeout has run, not before; its answer keeps it online, and nothing is told', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    await pass(rig, seconds(90))
    expect(asked(rig)).toEqual([])
    await pass(rig, seconds(5))
    expect([asked(rig), body(rig, 0)['properties']]).toEqual([['lamp'], ['power']])
    rig.say('lamp', 'result', { id: body(rig, 0)['id'] ?? null, ok: true, power: 'on' })
    await pass(rig, seconds(30))
    expect([rig.presence('lamp'), transitions(rig)]).toEqual(['online heard', ['lamp online']])
  })

  test('any live word answers the question', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    await pass(rig, seconds(95))
    rig.say('lamp', 'heartbeat', '')
    await pass(rig, seconds(60))
    expect(rig.resident('lamp').evidence.askedUnanswered).toBeUndefined()
    expect(rig.presence('lamp')).toBe('online heard')
  })

  test('that does not answer is offline, and the reason says that it was asked', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    await pass(rig, seconds(95))
    expect(rig.presence('lamp')).toBe('unknown silent-asking')
    await pass(rig, ANSWER_MS)
    expect(rig.presence('lamp')).toBe('offline silent')
    expect(rig.log.findLast(line => line.message === 'presence')?.fields).toMatchObject({
      presence: 'offline',
      evidence: 'silent for 100 s, expected within 90 s, and did not answer when asked 5 s ago',
    })
  })

  test('is asked again after 1, 2, 4 … at most 30 minutes', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    const at: number[] = []
    rig.onPublish(({ topic }) => void (topic.endsWith('/get') && at.push(rig.clock.mono())))
    await pass(rig, hours(3))
    const gaps = at.slice(1).map((one, index) => Math.round((one - (at[index] ?? 0)) / minutes(1)))
    expect(gaps).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30])
    rig.say('lamp', 'heartbeat', '')
    await pass(rig, seconds(130))
    // Heard meanwhile, so the count begins anew: the reading of one that came back, then the question.
    expect(rig.resident('lamp').evidence.askedUnanswered?.times).toBe(2)
  })

  test('that cannot be asked is offline by its promise alone', async () => {
    const mute = boundAppliance(
      'mute',
      'LIGHT',
      { power: { state: 'm/power' } },
      {
        cadence: { intervalMs: 30_000, misses: 3, silentOk: false },
      },
    )
    const rig = await openRig({ appliances: [mute] })
    rig.hear('m/power', 'ON')
    await pass(rig, seconds(95))
    expect([rig.presence('mute'), rig.published.filter(one => !one.retain)]).toEqual(['offline silent', []])
  })

  test('that may be silent is left in peace', async () => {
    const rig = await openRig({
      appliances: [every30s('lamp', { cadence: { intervalMs: 30_000, misses: 3, silentOk: true } })],
    })
    await pass(rig, minutes(10))
    rig.say('lamp', 'heartbeat', '')
    await pass(rig, hours(1))
    expect(asked(rig)).toEqual([])
  })

  test('that was heard is owed a question at once, however long the last pause was', async () => {
    const rig = await openRig({ appliances: [every30s('lamp', { cadence: { misses: 3, silentOk: false } })] })
    await pass(rig, hours(2))
    rig.say('lamp', 'heartbeat', '')
    await rig.clock.advance(1)
    void rig.ask({ action: 'TurnOn', applianceId: 'lamp' })
    await rig.clock.advance(seconds(4))
    const count = asked(rig).length
    await pass(rig, SWEEP_MS)
    expect([rig.presence('lamp'), asked(rig).length]).toEqual(['offline command-unanswered', count + 1])
  })

  test('is asked after a command that nothing answered, and comes back by its answer', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    await rig.clock.advance(1)
    const answer = rig.ask({ action: 'TurnOn', applianceId: 'lamp' })
    await rig.clock.advance(3_500)
    expect((await answer).header.name).toBe('TargetOfflineError')
    rig.gateway.sweep()
    await settle()
    rig.say('lamp', 'state', { power: 'off' })
    await pass(rig, seconds(5))
    expect([asked(rig)[0], rig.presence('lamp')]).toEqual(['lamp', 'online heard'])
  })
})

describe('one without a cadence', () => {
  const unpaced = () => nativeAppliance('lamp', { type: 'LIGHT', properties: { power: {} } })

  test('that was not heard for a minute after the start is asked', async () => {
    const rig = await openRig({ appliances: [unpaced()] })
    await pass(rig, seconds(60))
    expect(asked(rig)).toEqual([])
    await pass(rig, SWEEP_MS)
    expect(asked(rig)).toEqual(['lamp'])
    await pass(rig, seconds(30))
    expect([rig.presence('lamp'), asked(rig).length]).toEqual(['unknown not-heard-yet', 1])
  })

  test('with a retained last will is asked, and its answer overrules it', async () => {
    const rig = await openRig({ appliances: [unpaced()] })
    rig.say('lamp', 'availability', 'offline', true)
    await pass(rig, SWEEP_MS)
    rig.say('lamp', 'state', { power: 'on' })
    expect([asked(rig), rig.presence('lamp')]).toEqual([['lamp'], 'online heard'])
  })

  test('whose last will came live is not: nobody could hear the question', async () => {
    const rig = await openRig({ appliances: [unpaced()] })
    rig.say('lamp', 'availability', 'offline')
    await pass(rig, hours(1))
    expect([asked(rig), rig.presence('lamp')]).toEqual([[], 'offline last-will!'])
  })
})

test('one that is waited for already is not asked beside it', async () => {
  const rig = await openRig({ appliances: [every30s()] })
  await rig.clock.advance(seconds(91))
  const answer = rig.ask({ action: 'HealthCheck', applianceId: 'lamp' })
  await rig.clock.advance(1)
  rig.gateway.sweep()
  await settle()
  expect(asked(rig)).toEqual(['lamp'])
  await rig.clock.advance(seconds(4))
  // What a HealthCheck asked in vain is as good as any other question.
  expect([(await answer).payload['isReachable'], rig.presence('lamp')]).toEqual([false, 'offline silent'])
})

test('a wait too short for an answer proves nothing', async () => {
  const rig = await openRig({ appliances: [every30s()], deadlineMs: 2_900 })
  await rig.clock.advance(seconds(91))
  const answer = rig.ask({ action: 'HealthCheck', applianceId: 'lamp' })
  await rig.clock.advance(seconds(4))
  expect([(await answer).payload['isReachable'], rig.presence('lamp')]).toEqual([false, 'unknown silent-asking'])
})

describe('many that are silent', () => {
  const many = (count: number, more: (at: number) => Partial<Appliance> = () => ({})) =>
    Array.from({ length: count }, (_, at) => every30s(`lamp${at}`, more(at)))

  test('are asked a few at a time, all of them before any is asked again', async () => {
    const rig = await openRig({ appliances: many(100) })
    await rig.clock.advance(seconds(91))
    let most = 0
    for (let round = 0; new Set(asked(rig)).size < 100 && round < 100; round++) {
      const before = asked(rig).length
      await pass(rig, SWEEP_MS)
      most = Math.max(most, asked(rig).length - before)
    }
    expect([most, asked(rig).length, new Set(asked(rig)).size]).toEqual([MAX_UNDER_WAY, 100, 100])
    await pass(rig, seconds(10))
    expect(transitions(rig).filter(one => one.endsWith('offline'))).toHaveLength(100)
  })

  test('behind one parent are asked one at a time', async () => {
    const rig = await openRig({
      appliances: many(4, at => ({ parent: at < 3 ? 'hub' : undefined })),
      bridges: [{ id: 'hub', availability: [] }],
    })
    await pass(rig, seconds(95))
    expect(asked(rig)).toEqual(['lamp0', 'lamp3'])
    await pass(rig, SWEEP_MS)
    expect(asked(rig)).toEqual(['lamp0', 'lamp3', 'lamp1'])
    await pass(rig, SWEEP_MS)
    expect(asked(rig)).toEqual(['lamp0', 'lamp3', 'lamp1', 'lamp2'])
  })

  test('are not asked while their parent or the broker is lost, and after it only when they are too silent again', async () => {
    const rig = await openRig({
      appliances: many(20, at => ({ parent: at < 10 ? 'hub' : undefined })),
      bridges: [{ id: 'hub', availability: [] }],
      accounts: new Map([['hub', 'hub']]),
    })
    rig.session('opened', 'hub', 1)
    rig.session('closed', 'hub', 0)
    rig.connection(false)
    await pass(rig, hours(1))
    expect(asked(rig)).toEqual([])
    rig.connection(true)
    rig.session('opened', 'hub', 1)
    rig.session('closed', 'hub', 0)
    await pass(rig, seconds(90))
    expect(asked(rig)).toEqual([])
    await pass(rig, seconds(30))
    expect(asked(rig).every(id => Number(id?.slice(4)) >= 10)).toBe(true)
    expect(asked(rig)).toHaveLength(10)
  })

  test('a bus that takes no question makes nobody offline', async () => {
    const rig = await openRig({ appliances: many(1) })
    rig.onPublish(({ topic }) => {
      if (topic.endsWith('/get')) throw new BusError('full')
    })
    await pass(rig, minutes(10))
    expect([rig.presence('lamp0'), rig.resident('lamp0').evidence.asked]).toEqual(['unknown silent-asking', undefined])
  })
})

test('an appliance that came back from offline is read once; its old values keep their times until it answers', async () => {
  const rig = await openRig({ appliances: [every30s()] })
  rig.say('lamp', 'state', { power: 'on', brightness: 10 })
  const before = rig.resident('lamp').known.get('power')
  await pass(rig, seconds(105))
  expect(rig.presence('lamp')).toBe('offline silent')
  rig.say('lamp', 'heartbeat', '')
  const count = asked(rig).length
  await pass(rig, SWEEP_MS)
  expect(asked(rig).slice(count)).toEqual(['lamp'])
  expect(body(rig, count)['properties']).toEqual(['power', 'brightness'])
  expect(rig.resident('lamp').known.get('power')).toBe(before)
  rig.say('lamp', 'result', { id: body(rig, count)['id'] ?? null, ok: true, power: 'off', brightness: 20 })
  await pass(rig, seconds(60))
  expect(asked(rig)).toHaveLength(count + 1)
  expect(rig.resident('lamp').known.get('power')).toMatchObject({ value: 'off' })
})

test('a cadence is learned from heartbeats, and answers do not disturb it', async () => {
  const rig = await openRig({
    appliances: [nativeAppliance('lamp', { type: 'LIGHT', properties: { power: {} } })],
  })
  for (let beat = 0; beat < 8; beat++) {
    rig.say('lamp', 'heartbeat', '')
    await pass(rig, seconds(40))
  }
  expect(rig.gateway.house.expected(rig.resident('lamp'))).toMatchObject({ intervalMs: 40_000, source: 'learned' })
  await pass(rig, seconds(200 - 40))
  expect([asked(rig), rig.presence('lamp')]).toEqual([[], 'online heard'])
  await pass(rig, seconds(5))
  expect([asked(rig), rig.presence('lamp')]).toEqual([['lamp'], 'unknown silent-asking'])
  rig.say('lamp', 'result', { id: body(rig, 0)['id'] ?? null, ok: true, power: 'on' })
  expect([rig.presence('lamp'), rig.resident('lamp').rhythm.intervalMs]).toEqual(['online heard', 40_000])
})
