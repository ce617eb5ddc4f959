/** What the gateway makes of messages: evidence, values, waiters, each only from what may tell it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AvailabilityBinding } from '../../src/home/appliance.ts'
import { LAST_WILL_HOLD_MS } from '../../src/home/presence.ts'
import { monoPlus } from '../../src/kernel/time.ts'
import { boundAppliance, lamp, nativeAppliance } from '../support/appliances.ts'
import { openRig, type Rig } from '../support/rig.ts'

const known = (rig: Rig, id = 'lamp') =>
  Object.fromEntries([...rig.resident(id).known].map(([name, { value }]) => [name, value]))

describe('native topics', () => {
  test('state: whole, partial, and null for what it does not know', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', { power: 'on', brightness: 50, at: '2026-11-20T09:59:00+09:00' })
    expect(rig.resident('lamp').known.get('brightness')).toEqual({
      value: 50,
      moment: { wall: Date.UTC(2026, 10, 20, 0, 59), origin: 'appliance' },
      heardAt: 1000,
    })
    rig.say('lamp', 'state', { brightness: 60 })
    expect(known(rig)).toEqual({ power: 'on', brightness: 60 })
    rig.say('lamp', 'state', { brightness: null })
    expect(known(rig)).toEqual({ power: 'on' })
  })

  test('a heartbeat is a sign of life whatever it holds, and may declare the cadence', async () => {
    const rig = await openRig({ appliances: [lamp('lamp'), lamp('other')] })
    for (const payload of ['', 'x', '{"interval":"soon"}']) rig.say('lamp', 'heartbeat', payload)
    expect([rig.presence('lamp'), rig.resident('lamp').declaredIntervalMs]).toEqual(['online heard', undefined])
    rig.say('lamp', 'heartbeat', { interval: 30 })
    await rig.clock.advance(90_000)
    expect(rig.presence('lamp')).toBe('online heard')
    await rig.clock.advance(1)
    expect(rig.presence('lamp')).toBe('unknown silent-asking')
    rig.say('other', 'heartbeat', { interval: 10 }, true)
    expect([rig.presence('other'), rig.resident('other').declaredIntervalMs]).toEqual([
      'unknown not-heard-yet',
      undefined,
    ])
  })

  test('a heartbeat overrules the interval of the announcement', async () => {
    const rig = await openRig({ appliances: [nativeAppliance('lamp', { type: 'LIGHT', interval: 10 })] })
    rig.say('lamp', 'heartbeat', { interval: 60 })
    await rig.clock.advance(31_000)
    expect(rig.presence('lamp')).toBe('online heard')
  })

  test('availability: birth and last will, live', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'availability', 'online')
    expect(rig.presence('lamp')).toBe('online heard')
    await rig.clock.advance(10)
    rig.say('lamp', 'availability', 'offline')
    expect(rig.presence('lamp')).toBe('unknown last-will-held')
    await rig.clock.advance(LAST_WILL_HOLD_MS)
    expect(rig.presence('lamp')).toBe('offline last-will!')
    rig.say('lamp', 'heartbeat', '')
    expect(rig.presence('lamp')).toBe('online heard')
  })

  test('availability, retained: "online" is no sign of life, "offline" is believed until it is heard', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'availability', 'online', true)
    expect(rig.presence('lamp')).toBe('unknown not-heard-yet')
    rig.say('lamp', 'availability', 'offline', true)
    expect(rig.presence('lamp')).toBe('offline last-will')
    await rig.clock.advance(1)
    rig.say('lamp', 'heartbeat', '')
    rig.say('lamp', 'availability', 'offline', true)
    await rig.clock.advance(1)
    rig.say('lamp', 'availability', 'offline', true)
    expect(rig.presence('lamp')).toBe('online heard')
  })

  test('a retained state fills in values without freshness, life or a moment', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', { brightness: 50 }, true)
    expect(rig.presence('lamp')).toBe('unknown not-heard-yet')
    expect(rig.resident('lamp')).toMatchObject({ lastSeen: undefined })
    expect(rig.resident('lamp').known.get('brightness')).toEqual({ value: 50, moment: undefined, heardAt: undefined })
  })

  test('a retained result answers nothing and says nothing', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'result', { id: 'x', ok: true, brightness: 9 }, true)
    expect([known(rig), rig.presence('lamp')]).toEqual([{}, 'unknown not-heard-yet'])
  })

  test('a live result is a sign of life and tells values', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'result', { id: 'x', ok: true, brightness: 9 })
    expect([known(rig), rig.resident('lamp').evidence.heard?.by]).toEqual([{ brightness: 9 }, 'result'])
  })

  test('last seen is our own clock, whatever time the appliance prints', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', { power: 'on', at: '2026-11-19T00:00:00+09:00' })
    expect(rig.resident('lamp').lastSeen).toEqual({ wall: rig.clock.wall(), origin: 'arrival' })
    rig.clock.setTrusted(false)
    rig.say('lamp', 'heartbeat', '')
    expect(rig.resident('lamp').lastSeen?.origin).toBe('untrusted')
  })
})

const lwt = (topic: string, more: Partial<AvailabilityBinding> = {}): AvailabilityBinding => ({
  topic,
  online: ['Online'],
  offline: ['Offline'],
  ...more,
})

describe('an outage of the broker', () => {
  const dim = () =>
    boundAppliance('dim', 'LIGHT', { power: { state: 'd/s', set: 'd/c' } }, { availability: [lwt('d/lwt')] })

  test('what is retained overrules what was heard before it, not what was heard since', async () => {
    const rig = await openRig({ appliances: [dim()] })
    rig.hear('d/lwt', 'Online')
    rig.hear('d/s', 'on')
    await rig.clock.advance(60_000)
    rig.connection(false)
    await rig.clock.advance(600_000)
    rig.connection(true)
    rig.hear('d/lwt', 'Offline', true)
    rig.hear('d/s', 'off', true)
    expect(rig.presence('dim')).toBe('offline last-will')
    // Nobody can say when an outside broker took it; ours can.
    expect(known(rig, 'dim')).toEqual({ power: 'on' })
    const arrivedAt = monoPlus(rig.clock.mono(), -1)
    rig.gateway.inbound.message({ topic: 'd/s', payload: Buffer.from('off'), retained: true, arrivedAt })
    expect(rig.resident('dim').known.get('power')).toEqual({ value: 'off', moment: undefined, heardAt: undefined })
    await rig.clock.advance(1)
    rig.hear('d/s', 'on')
    rig.hear('d/lwt', 'Offline', true)
    rig.hear('d/s', 'off', true)
    expect([rig.presence('dim'), known(rig, 'dim')]).toEqual(['online heard', { power: 'on' }])
  })
})

describe('bound topics', () => {
  test('a last will that an alive filter also matches is no sign of life', async () => {
    const plug = boundAppliance(
      'plug',
      'SMARTPLUG',
      { power: { state: 'tele/plug/POWER' } },
      { availability: [lwt('tele/plug/LWT')], aliveTopics: ['tele/plug/#'] },
    )
    const rig = await openRig({ appliances: [plug] })
    rig.hear('tele/plug/POWER', 'ON')
    const seen = rig.resident('plug').lastSeen
    await rig.clock.advance(10_000)
    rig.hear('tele/plug/LWT', 'Offline')
    expect([rig.resident('plug').lastSeen, rig.resident('plug').evidence.heard?.at]).toEqual([seen, 1000])
    await rig.clock.advance(LAST_WILL_HOLD_MS)
    expect(rig.presence('plug')).toBe('offline last-will!')
    rig.hear('tele/plug/LWT', 'Online')
    expect(rig.presence('plug')).toBe('online heard')
  })

  test('a wildcard is a sign of life only when it is live', async () => {
    const plug = boundAppliance('plug', 'SMARTPLUG', {}, { aliveTopics: ['tele/plug/#'] })
    const rig = await openRig({ appliances: [plug] })
    rig.hear('tele/plug/UPTIME', '{}', true)
    expect(rig.presence('plug')).toBe('unknown not-heard-yet')
    rig.hear('tele/plug/UPTIME', '{}')
    expect(rig.presence('plug')).toBe('online heard')
  })

  test('a payload that cannot be read is still a sign of life and changes no value', async () => {
    const plug = boundAppliance('plug', 'SMARTPLUG', { power: { state: 'tele/plug/POWER' } })
    const rig = await openRig({ appliances: [plug] })
    rig.hear('tele/plug/POWER', 'ON')
    rig.hear('tele/plug/POWER', 'perhaps')
    rig.hear('tele/plug/POWER', new Uint8Array([0xff, 0xfe]))
    expect([known(rig, 'plug'), rig.presence('plug')]).toEqual([{ power: 'on' }, 'online heard'])
  })

  test('a bridge that goes down makes its children unknown, not offline, and they come back with it', async () => {
    const child = lamp('child', { parent: 'zigbee' })
    const rig = await openRig({
      appliances: [child],
      bridges: [{ id: 'zigbee', availability: [lwt('z/state', { pointer: '/state' })] }],
    })
    rig.say('child', 'heartbeat', { interval: 10 })
    await rig.clock.advance(5)
    rig.hear('z/state', { state: 'Offline' })
    await rig.clock.advance(LAST_WILL_HOLD_MS)
    expect(rig.presence('child')).toBe('unknown parent-offline')
    await rig.clock.advance(100_000)
    expect(rig.presence('child')).toBe('unknown parent-offline')
    rig.hear('z/state', { state: 'Online' })
    expect(rig.presence('child')).toBe('unknown silent-asking')
  })

  test('an appliance may be the parent of another', async () => {
    const hub = nativeAppliance('hub', { type: 'AIRCONDITIONER' })
    const rig = await openRig({ appliances: [hub, lamp('child', { parent: 'hub' })] })
    rig.say('child', 'heartbeat', '')
    rig.say('hub', 'heartbeat', { interval: 1 })
    await rig.clock.advance(3001)
    expect([rig.presence('hub'), rig.presence('child')]).toEqual(['offline silent', 'unknown parent-offline'])
  })
})

describe('what nobody asked for', () => {
  test('native topics of an appliance that does not speak them say nothing of it', async () => {
    const plug = boundAppliance('plug', 'SMARTPLUG', { power: { state: 'tele/plug/POWER' } })
    const rig = await openRig({ appliances: [plug] })
    rig.say('plug', 'state', { power: 'on' })
    rig.say('plug', 'heartbeat', '')
    rig.say('plug', 'config', { name: 'Other', type: 'SMARTPLUG' })
    expect([known(rig, 'plug'), rig.presence('plug'), rig.gateway.counters().unmatched]).toEqual([
      {},
      'unknown not-heard-yet',
      2,
    ])
  })

  test('values that an appliance is not described to have are not kept', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', { power: 'on', bmi: 20 })
    rig.say('lamp', 'result', { id: 'x', ok: true, brightness: 5, humidity: 40 })
    expect(known(rig)).toEqual({ power: 'on', brightness: 5 })
  })

  test('messages of nobody are counted, and a few are named', async () => {
    const rig = await openRig()
    for (let at = 0; at < 100; at++) rig.hear(`factory/${at}`, 'x')
    rig.hear('factory/1', 'x')
    expect([rig.gateway.counters().unmatched, rig.log.filter(line => line.level === 'debug').length]).toEqual([101, 50])
  })

  test('no bytes on any native topic ever throw or stop the next message', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    const kind = fc.constantFrom('config', 'state', 'heartbeat', 'availability', 'result')
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.json().map(text => Buffer.from(text)),
    )
    fc.assert(
      fc.property(kind, payload, fc.boolean(), (of, bytes, retained) =>
        rig.hear(`clova2mqtt/lamp/${of}`, bytes, retained),
      ),
      { numRuns: 1000 },
    )
    expect(rig.log.filter(line => line.level === 'error')).toEqual([])
    rig.say('lamp', 'state', { brightness: 12 })
    expect(known(rig)).toMatchObject({ brightness: 12 })
  })

  test('a payload beyond 64 KiB or 12 levels says nothing', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', `{"brightness":5,"pad":"${'x'.repeat(65_536)}"}`)
    rig.say('lamp', 'state', `{"brightness":6,"deep":${'['.repeat(20)}${']'.repeat(20)}}`)
    expect(known(rig)).toEqual({})
  })
})
