/** How changes of presence are told: once each, with their evidence, to log, database and topic. */
import { describe, expect, test } from 'vitest'
import { ANSWER_MS } from '../../src/gateway/inquiry.ts'
import { hours, minutes, seconds, wallPlus } from '../../src/kernel/time.ts'
import { BusError } from '../../src/ports/bus.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { openHouse } from '../support/house.ts'
import { settle } from '../support/manualClock.ts'
import { openRig, type Rig } from '../support/rig.ts'
import { until } from '../support/until.ts'

const every30s = () => nativeAppliance('lamp', { type: 'LIGHT', interval: 30, properties: { power: {} } })
const told = (rig: Rig) => rig.published.filter(one => one.topic === 'clova2mqtt/lamp/presence')
const lines = (rig: Rig) =>
  rig.log
    .filter(line => line.message === 'presence')
    .map(line => `${line.fields['presence']}: ${line.fields['evidence']}`)

describe('a change of presence', () => {
  test('is told once, retained, with when it was seen and why', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.gateway.sweep()
    rig.say('lamp', 'heartbeat', '')
    await rig.clock.advance(seconds(12))
    for (let round = 0; round < 3; round++) rig.gateway.sweep()
    await settle()
    expect(told(rig)).toEqual([
      {
        topic: 'clova2mqtt/lamp/presence',
        qos: 0,
        retain: true,
        payload: JSON.stringify({
          presence: 'online',
          lastSeen: '2026-11-20T10:00:00+09:00',
          since: '2026-11-20T10:00:12+09:00',
          evidence: 'heard 12 s ago by a message',
        }),
      },
    ])
    expect(rig.telemetry.transitions()).toEqual([
      {
        applianceId: 'lamp',
        presence: 'online',
        at: { wall: rig.clock.wall(), origin: 'arrival' },
        evidence: 'heard 12 s ago by a message',
      },
    ])
    expect(lines(rig)).toEqual(['online: heard 12 s ago by a message'])
  })

  test('each keeps its evidence, in the home’s language', async () => {
    const expected = {
      en: [
        'online: heard 0 s ago by a message',
        'offline: silent for 96 s, expected within 90 s, and did not answer when asked 5 s ago',
        'online: heard 0 s ago by a message',
        'offline: its login closed 0 s ago',
      ],
      ko: [
        'online: 0초 전 메시지',
        'offline: 96초 동안 소식 없음 (기준 90초), 5초 전 질문에도 응답 없음',
        'online: 0초 전 메시지',
        'offline: 0초 전 브로커 접속을 종료함',
      ],
      ja: [
        'online: 0秒前にメッセージ',
        'offline: 96秒沈黙（上限 90秒）、5秒前の問い合わせにも応答なし',
        'online: 0秒前にメッセージ',
        'offline: 0秒前にブローカー接続を終了した',
      ],
    }
    for (const language of ['en', 'ko', 'ja'] as const) {
      const rig = await openRig({ appliances: [every30s()], language })
      for (const step of ['heard', 'silent', 'heard', 'closed']) {
        if (step === 'heard') rig.say('lamp', 'heartbeat', '')
        else if (step === 'silent') {
          await rig.clock.advance(seconds(91))
          rig.gateway.sweep()
          await rig.clock.advance(ANSWER_MS)
        } else rig.session('closed', 'lamp', 0)
        rig.gateway.sweep()
      }
      expect(lines(rig)).toEqual(expected[language])
    }
  })

  test('has no times when the clock could not be trusted', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.clock.setTrusted(false)
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    await settle()
    expect(JSON.parse(told(rig)[0]?.payload ?? '')).toEqual({
      presence: 'online',
      evidence: 'heard 0 s ago by a message',
    })
    expect(rig.telemetry.transitions()[0]?.at.origin).toBe('untrusted')
  })

  test('steps of the wall clock, years either way, change nothing', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    for (const step of [hours(10), -hours(10), hours(24 * 365 * 30), -hours(24 * 365 * 50)]) {
      rig.clock.stepWall(wallPlus(rig.clock.wall(), step))
      await rig.clock.advance(1)
      rig.gateway.sweep()
      expect(rig.presence('lamp')).toBe('online heard')
    }
    expect(lines(rig)).toHaveLength(1)
  })

  test('an outage of the broker is nobody’s silence: unknown, then heard again, never offline', async () => {
    const rig = await openRig({ appliances: [every30s(), lamp('other')] })
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    rig.connection(false)
    await rig.clock.advance(minutes(60))
    rig.gateway.sweep()
    rig.connection(true)
    await rig.clock.advance(seconds(90))
    rig.gateway.sweep()
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    expect(lines(rig).map(line => line.split(':')[0])).toEqual(['online', 'unknown', 'online'])
  })

  test('a command that was not answered', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    await rig.clock.advance(1)
    const answer = rig.ask({ action: 'TurnOn', applianceId: 'lamp' })
    await rig.clock.advance(3500)
    expect((await answer).header.name).toBe('TargetOfflineError')
    expect(rig.presence('lamp')).toBe('offline command-unanswered')
    rig.say('lamp', 'heartbeat', '')
    expect(rig.presence('lamp')).toBe('online heard')
  })

  test('that the bus does not take is no fault, and is told with the next', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    rig.connection(false)
    rig.gateway.sweep()
    await settle()
    expect(rig.log.filter(line => line.level === 'error')).toEqual([])
    expect(told(rig)).toHaveLength(1)
  })
})

test('a presence topic stands retained at the broker for other software in the house', async () => {
  const house = await openHouse({ appliances: [lamp()], logins: ['reader'] })
  try {
    await house.connect('lamp')
    house.gateway().sweep()
    await settle()
    const reader = await house.connect('lamp', {
      connection: { clientId: 'late' },
      follows: ['clova2mqtt/lamp/presence'],
    })
    await until(() => reader.received.length === 1, 'the retained presence')
    expect(reader.received[0]?.json).toMatchObject({
      presence: 'online',
      evidence: expect.stringContaining('logged in'),
    })
  } finally {
    await house.close()
  }
})

describe('a broker that was away', () => {
  test('is no storm: nothing is told meanwhile, and each change once when it is back', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    await settle()
    rig.connection(false)
    await rig.clock.advance(seconds(1))
    rig.gateway.sweep()
    expect([lines(rig).length, told(rig).length]).toEqual([1, 1])
    rig.connection(true)
    for (let round = 0; round < 3; round++) {
      rig.gateway.sweep()
      await settle()
    }
    expect(lines(rig)).toHaveLength(2)
    expect(told(rig).map(one => JSON.parse(one.payload).presence)).toEqual(['online', 'unknown'])
  })

  test('that does not take the word is told it by the next sweep', async () => {
    const rig = await openRig({ appliances: [every30s()] })
    rig.onPublish(() => {
      throw new BusError('no connection')
    })
    rig.say('lamp', 'heartbeat', '')
    rig.gateway.sweep()
    await settle()
    expect(told(rig)).toEqual([])
    rig.onPublish(() => undefined)
    for (let round = 0; round < 3; round++) {
      rig.gateway.sweep()
      await settle()
    }
    expect(told(rig).map(one => JSON.parse(one.payload).presence)).toEqual(['online'])
  })
})
