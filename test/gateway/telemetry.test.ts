/** What is written of appliances and when: one batch per flush, only what changed, and nothing lost by a failure. */
import { describe, expect, test } from 'vitest'
import { minutes } from '../../src/kernel/time.ts'
import type { TelemetryBatch } from '../../src/ports/stores.ts'
import { boundAppliance, lamp } from '../support/appliances.ts'
import { openRig, type Rig, type RigOptions } from '../support/rig.ts'

/** A rig that keeps every batch that was saved. */
async function recording(options: RigOptions = {}): Promise<{ rig: Rig; batches: TelemetryBatch[] }> {
  const rig = await openRig({ appliances: [lamp('a'), lamp('b'), lamp('c')], ...options })
  const batches: TelemetryBatch[] = []
  const save = rig.telemetry.save
  rig.telemetry.save = (batch, done) => {
    save(batch, done)
    batches.push(batch)
  }
  return { rig, batches }
}

const seen = (batch: TelemetryBatch | undefined) => batch?.lastSeen.map(one => one.applianceId)
const values = (batch: TelemetryBatch | undefined) =>
  batch?.values.map(one => `${one.applianceId}.${one.property}=${one.value}`)

describe('a flush', () => {
  test('writes one batch of those that changed, and nothing when nothing did', async () => {
    const { rig, batches } = await recording()
    rig.gateway.flush()
    rig.say('a', 'state', { power: 'on', brightness: 5 })
    rig.say('a', 'state', { brightness: 6 })
    rig.say('b', 'heartbeat', '')
    rig.gateway.flush()
    rig.gateway.flush()
    expect(batches).toHaveLength(1)
    expect([seen(batches[0]), values(batches[0])]).toEqual([
      ['a', 'b'],
      ['a.power=on', 'a.brightness=6'],
    ])
    rig.say('c', 'state', { power: 'off' })
    rig.gateway.flush()
    expect([seen(batches[1]), values(batches[1])]).toEqual([['c'], ['c.power=off']])
  })

  test('writes the moment of a value as the appliance told it', async () => {
    const { rig, batches } = await recording()
    rig.say('a', 'state', { power: 'on', at: '2026-11-20T09:59:00+09:00' })
    rig.gateway.flush()
    expect(batches[0]?.values[0]?.at).toEqual({ wall: Date.UTC(2026, 10, 20, 0, 59), origin: 'appliance' })
    expect(batches[0]?.lastSeen[0]?.at).toEqual({ wall: rig.clock.wall(), origin: 'arrival' })
  })

  test('writes a value that is only said again at most every half hour, and at the end', async () => {
    const { rig, batches } = await recording()
    const sayAndFlush = (all?: boolean) => {
      rig.say('a', 'state', { brightness: 5 })
      rig.gateway.flush(all)
      return values(batches.at(-1))
    }
    expect(sayAndFlush()).toEqual(['a.brightness=5'])
    await rig.clock.advance(minutes(30) - 1)
    expect(sayAndFlush()).toEqual([])
    await rig.clock.advance(1)
    expect(sayAndFlush()).toEqual(['a.brightness=5'])
    expect(sayAndFlush()).toEqual([])
    expect(sayAndFlush(true)).toEqual(['a.brightness=5'])
    rig.say('a', 'state', { brightness: 6 })
    rig.gateway.flush()
    expect(values(batches.at(-1))).toEqual(['a.brightness=6'])
  })

  test('writes when an appliance was last seen that only said it is there, on a topic of its own', async () => {
    const availability = [{ topic: 'd/lwt', online: ['Online'], offline: ['Offline'] }]
    const dim = boundAppliance('dim', 'LIGHT', { power: { state: 'd/s' } }, { availability })
    const { rig, batches } = await recording({ appliances: [dim] })
    rig.hear('d/lwt', 'Online')
    rig.gateway.flush()
    expect(batches.map(seen)).toEqual([['dim']])
  })

  test('takes what left out of the database, withdrawn or configured no more; what is not announced yet stays', async () => {
    const { rig } = await recording()
    const config = { name: 'New', type: 'LIGHT', properties: { power: {} } }
    for (const id of ['new', 'back', 'absent']) rig.say(id, 'config', config)
    for (const id of ['a', 'b', 'new', 'back', 'absent']) rig.say(id, 'state', { power: 'on' })
    rig.gateway.sweep()
    rig.gateway.flush(true)
    const again = await openRig({ appliances: [lamp('a'), lamp('b')], telemetry: rig.telemetry, clock: rig.clock })
    for (const id of ['new', 'back']) again.say(id, 'config', config, true)
    for (const id of ['new', 'back']) again.say(id, 'config', '')
    again.say('back', 'config', config)
    const none = new Map()
    await again.gateway.configure({
      appliances: [lamp('a')],
      bridges: [],
      scenes: [],
      customCommands: [],
      accounts: none,
      users: none,
    })
    rig.telemetry.failWrites('disk full')
    again.gateway.flush()
    expect(again.gateway.counters().storeFailing).toBe(true)
    rig.telemetry.failWrites(undefined)
    again.gateway.flush()
    const stored = rig.telemetry.load()
    expect(seen(stored)?.sort()).toEqual(['a', 'absent', 'back'])
    expect(values(stored)?.sort()).toEqual(['a.power=on', 'absent.power=on', 'back.power=null'])
    expect(
      rig.telemetry
        .transitions()
        .map(one => one.applianceId)
        .sort(),
    ).toEqual(['a', 'absent', 'back'])
  })

  test('forgets an appliance that is gone', async () => {
    const { rig, batches } = await recording()
    rig.say('new', 'config', { name: 'New', type: 'LIGHT', properties: { power: {} } })
    rig.say('new', 'state', { power: 'on' })
    rig.say('new', 'config', '')
    rig.gateway.flush()
    expect(batches).toEqual([])
  })
})

describe('a store that fails', () => {
  test('costs nothing: directives go on, and what was not written comes with the next flush', async () => {
    const { rig, batches } = await recording()
    rig.telemetry.failWrites('disk full')
    rig.say('a', 'state', { power: 'on' })
    rig.gateway.flush()
    rig.gateway.flush()
    rig.say('b', 'state', { power: 'off' })
    rig.gateway.flush()
    expect([rig.gateway.counters().storeFailing, batches.length]).toEqual([true, 0])
    expect(rig.log.filter(line => line.level === 'error').map(line => line.fields['reason'])).toEqual(['disk full'])
    expect((await rig.ask({ action: 'HealthCheck', applianceId: 'a' })).payload).toEqual({
      isReachable: true,
      isTurnOn: true,
    })
    rig.telemetry.failWrites(undefined)
    rig.gateway.flush()
    expect([seen(batches[0]), values(batches[0])]).toEqual([
      ['a', 'b'],
      ['a.power=on', 'b.power=off'],
    ])
    expect(rig.gateway.counters().storeFailing).toBe(false)
    expect(rig.log.at(-1)?.message).toBe('the database can be written again')
  })

  test('presence is announced all the same, and the log says that it was not stored', async () => {
    const { rig } = await recording()
    rig.telemetry.failWrites('disk full')
    rig.say('a', 'heartbeat', '')
    rig.gateway.sweep()
    expect(rig.log.find(line => line.level === 'warn')?.fields).toEqual({ appliances: 1, reason: 'disk full' })
    expect(rig.published.map(one => one.topic)).toEqual(['clova2mqtt/a/presence'])
  })

  test('a fault that is none of the store’s is not hidden', async () => {
    const { rig } = await recording()
    rig.telemetry.save = () => {
      throw new TypeError('a bug')
    }
    rig.say('a', 'heartbeat', '')
    expect(() => rig.gateway.flush()).toThrow('a bug')
  })
})

describe('a restart', () => {
  test('brings values back with their old moments, known but not fresh, and what was known of presence', async () => {
    const { rig } = await recording()
    rig.say('a', 'state', { power: 'on', brightness: 5 })
    rig.gateway.sweep()
    rig.gateway.flush(true)
    await rig.clock.advance(minutes(5))
    const again = await openRig({ appliances: [lamp('a'), lamp('b')], telemetry: rig.telemetry, clock: rig.clock })
    const then = { wall: rig.clock.wall() - minutes(5), origin: 'arrival' }
    expect(again.resident('a').known.get('brightness')).toEqual({ value: 5, moment: then, heardAt: undefined })
    expect(again.resident('a')).toMatchObject({ lastSeen: then, before: { presence: 'online', at: then } })
    expect(again.presence('a')).toBe('unknown not-heard-yet')
    expect([again.resident('b').known.size, again.resident('b').before]).toEqual([0, undefined])
  })

  test('what was said since the start stands above the database; a replay of the same value takes its moment over', async () => {
    const { rig } = await recording()
    rig.say('a', 'state', { power: 'on', brightness: 5 })
    rig.say('b', 'state', { power: 'on', brightness: 5 })
    rig.gateway.flush(true)
    await rig.clock.advance(1000)
    const again = await openRig({ telemetry: rig.telemetry, clock: rig.clock })
    const config = { name: 'x', type: 'LIGHT', properties: { power: {}, brightness: {} } }
    again.say('a', 'config', config, true)
    again.say('a', 'state', { brightness: 9 })
    again.say('a', 'config', config, true)
    expect(again.resident('a').known.get('brightness')).toMatchObject({ value: 9, heardAt: 2000 })
    expect(again.resident('a').known.get('power')).toMatchObject({ value: 'on', heardAt: undefined })
    const third = await openRig({ appliances: [lamp('b')], clock: rig.clock })
    third.say('b', 'state', { power: 'on', brightness: 7 }, true)
    third.telemetry.save(rig.telemetry.load())
    third.gateway.restore()
    const moment = { wall: rig.clock.wall() - 1000, origin: 'arrival' }
    expect(third.resident('b').known.get('power')).toEqual({ value: 'on', moment, heardAt: undefined })
    expect(third.resident('b').known.get('brightness')).toEqual({ value: 7, moment: undefined, heardAt: undefined })
  })

  test('an appliance that is configured later is given what is remembered of it', async () => {
    const { rig } = await recording()
    rig.say('a', 'state', { brightness: 5 })
    rig.gateway.flush(true)
    const again = await openRig({ telemetry: rig.telemetry, clock: rig.clock })
    const none = { bridges: [], scenes: [], customCommands: [], accounts: new Map(), users: new Map() }
    await again.gateway.configure({ appliances: [lamp('a')], ...none })
    expect(again.resident('a').known.get('brightness')?.value).toBe(5)
  })

  test('what an appliance has taken back stays unknown, written once, also when it was said before the restart', async () => {
    const { rig, batches } = await recording()
    rig.say('a', 'state', { power: 'on', brightness: 5 })
    rig.gateway.flush()
    rig.say('a', 'state', { brightness: null })
    rig.gateway.flush()
    rig.say('a', 'heartbeat', '')
    rig.gateway.flush(true)
    expect(batches.map(values)).toEqual([['a.power=on', 'a.brightness=5'], ['a.brightness=null'], ['a.power=on']])
    const second = await recording({ telemetry: rig.telemetry, clock: rig.clock })
    expect([...second.rig.resident('a').known.keys()]).toEqual(['power'])
    second.rig.say('a', 'state', { power: null })
    second.rig.gateway.flush()
    expect(values(second.batches[0])).toEqual(['a.power=null'])
    const third = await openRig({ appliances: [lamp('a')], telemetry: rig.telemetry, clock: rig.clock })
    expect(third.resident('a').known.size).toBe(0)
  })

  test('what an appliance says it does not know is not brought back by its next announcement', async () => {
    const { rig } = await recording()
    rig.say('a', 'state', { brightness: 5 })
    rig.gateway.flush(true)
    const again = await openRig({ telemetry: rig.telemetry, clock: rig.clock })
    const config = { name: 'x', type: 'LIGHT', properties: { power: {}, brightness: {} } }
    again.say('a', 'config', config)
    again.say('a', 'state', { brightness: null })
    again.say('a', 'config', config)
    expect(again.resident('a').known.has('brightness')).toBe(false)
  })
})
