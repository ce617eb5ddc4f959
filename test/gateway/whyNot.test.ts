/** Every refusal for who is not there and for what is not known says in the log why, in the language of the home. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/kernel/json.ts'
import type { Language } from '../../src/kernel/text.ts'
import { minutes, seconds } from '../../src/kernel/time.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { openRig } from '../support/rig.ts'
import { whySaid } from '../support/whySaid.ts'

const light = nativeAppliance('lamp', { type: 'LIGHT', interval: 30, properties: { power: {}, brightness: {} } })
const air = nativeAppliance('air', { type: 'AIRSENSOR', properties: { currentTemperature: {} } })
const mute = boundAppliance('mute', 'AIRSENSOR', {
  currentTemperature: { state: 'm/sensor', read: { pointer: '/t' } },
  humidity: { state: 'm/sensor', read: { pointer: '/h' } },
})
const rigIn = (language: Language = 'en') => openRig({ appliances: [light, air, mute], language })

describe('an appliance that is not there', () => {
  test('because its login closed', async () => {
    const rig = await rigIn()
    rig.session('opened', 'lamp', 1)
    await rig.clock.advance(seconds(60))
    rig.session('closed', 'lamp', 0)
    await rig.clock.advance(seconds(12))
    expect(await whySaid(rig, 'TurnOn', 'lamp')).toBe(
      'TargetOfflineError: offline: its login closed 12 s ago; last heard 72 s ago by its login at the broker; ' +
        'expected every 30 s, too silent after 90 s: as configured',
    )
  })

  test('because it did not answer the command', async () => {
    const rig = await rigIn()
    rig.say('lamp', 'heartbeat', '')
    await rig.clock.advance(seconds(12))
    expect(await whySaid(rig, 'TurnOn', 'lamp')).toBe(
      'TargetOfflineError: offline: a command 0 s ago was not answered; last heard 16 s ago by a message; ' +
        'expected every 30 s, too silent after 90 s: as configured',
    )
  })

  test('because nobody heard of it and it did not answer a query', async () => {
    const rig = await rigIn()
    expect(await whySaid(rig, 'GetCurrentTemperature', 'air')).toBe(
      'TargetOfflineError: no answer: unknown: listening for 4 s, nothing heard yet; not heard since the start; ' +
        'its cadence is not known; asked 4 s ago without an answer (1 in a row)',
    )
  })

  test('because the broker is lost', async () => {
    const rig = await rigIn()
    rig.say('lamp', 'heartbeat', '')
    rig.connection(false)
    await rig.clock.advance(seconds(2))
    expect(await whySaid(rig, 'TurnOn', 'lamp')).toBe(
      'TargetOfflineError: the command was not taken (no connection): unknown: the broker cannot be reached; ' +
        'last heard 2 s ago by a message, before the broker was lost; ' +
        'expected every 30 s, too silent after 90 s: as configured',
    )
  })

  test.each([
    ['ko', '브로커 접속을 종료함'],
    ['ja', 'ブローカー接続を終了した'],
  ] as const)('in the language of the home: %s', async (language, words) => {
    const rig = await rigIn(language)
    rig.session('opened', 'lamp', 1)
    rig.session('closed', 'lamp', 0)
    expect(await whySaid(rig, 'TurnOn', 'lamp')).toContain(words)
  })
})

describe('a value that is not known', () => {
  const temperature = async (said: string | JsonObject | undefined): Promise<string> => {
    const rig = await rigIn()
    rig.hear('m/sensor', said ?? { h: 40 })
    await rig.clock.advance(seconds(2))
    return whySaid(rig, 'GetCurrentTemperature', 'mute')
  }

  test('because it was never reported, though others were on the same topic', async () => {
    expect(await temperature(undefined)).toBe(
      'ValueNotFoundError: currentTemperature: it has never been reported; there is no way to ask for it',
    )
  })

  test.each([['hot'], [true]])('because what was reported cannot be read: %s', async t => {
    expect(await temperature({ t })).toBe(
      'ValueNotFoundError: currentTemperature: what was reported 2 s ago cannot be read: out of range, or of another form; ' +
        'there is no way to ask for it',
    )
  })

  test('because what came is no payload of its kind', async () => {
    expect(await temperature('{')).toContain('cannot be read')
  })

  test('because the appliance says that it does not know', async () => {
    expect(await temperature({ t: null })).toContain('the appliance said 2 s ago that it does not know')
  })

  test('of a native appliance that is online and keeps silent about it', async () => {
    const rig = await rigIn()
    rig.session('opened', 'air', 1)
    rig.say('air', 'state', { currentTemperature: 'hot' })
    await rig.clock.advance(1)
    expect(await whySaid(rig, 'GetCurrentTemperature', 'air')).toMatch(
      /^ValueNotFoundError: currentTemperature: what was reported 4 s ago cannot be read.*; asked 4 s ago without an answer/,
    )
  })

  test('is no reason any more once it is reported, and what a known value hides is not kept', async () => {
    const rig = await rigIn()
    rig.hear('m/sensor', { t: 'hot' })
    const { at } = rig.resident('mute').voids.get('currentTemperature') ?? {}
    await rig.clock.advance(1)
    rig.hear('m/sensor', { t: 21 })
    rig.hear('m/sensor', { t: 'hot' })
    expect(await whySaid(rig, 'GetCurrentTemperature', 'mute')).toMatch(/^GetCurrentTemperatureResponse/)
    expect(rig.resident('mute').voids.get('currentTemperature')).toEqual({ kind: 'unreadable', at })
  })
})

test('a change of presence is logged with what bears on it beside the reason', async () => {
  const rig = await rigIn()
  rig.say('lamp', 'heartbeat', '')
  rig.gateway.sweep()
  rig.session('opened', 'lamp', 1)
  await rig.clock.advance(minutes(5))
  rig.session('timedOut', 'lamp', 0)
  rig.gateway.sweep()
  expect(rig.log.filter(line => line.message === 'presence').map(({ fields }) => fields)).toEqual([
    {
      appliance: 'lamp',
      presence: 'online',
      evidence: 'heard 0 s ago by a message',
      beside: ['expected every 30 s, too silent after 90 s: as configured'],
    },
    {
      appliance: 'lamp',
      presence: 'offline',
      evidence: 'its login timed out 0 s ago',
      beside: [
        'last heard 5 min ago by its login at the broker',
        'expected every 30 s, too silent after 90 s: as configured',
      ],
    },
  ])
})
