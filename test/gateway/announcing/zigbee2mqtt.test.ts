/** Zigbee2MQTT in its own words through the gateway: renamed, removed, restarted, in large numbers, and never reconfigured. */
import { describe, expect, test } from 'vitest'
import { MAX_DEVICES, MAX_LIST_BYTES } from '../../../src/conventions/zigbee2mqtt/bounds.ts'
import type { Json, JsonObject } from '../../../src/kernel/json.ts'
import { takenIn } from '../../support/announcing.ts'
import { lamp } from '../../support/appliances.ts'
import { openRig, type Rig } from '../../support/rig.ts'

const TAKEN_IN = takenIn('offered', 'homeassistant', { zigbee2mqtt: { bases: ['zigbee2mqtt', 'second'] } })
const DEVICES = 'zigbee2mqtt/bridge/devices'
const GROUPS = 'zigbee2mqtt/bridge/groups'
/** Longer than a withdrawn document is kept. */
const REMOVED_MS = 6_000

const device = (at: number, name: string, more: JsonObject = {}): JsonObject => ({
  ...{ ieee_address: `0x${at.toString(16).padStart(16, '0')}`, friendly_name: name, type: 'Router', ...more },
  definition: {
    ...{ vendor: 'Maker', description: 'Lamp of a maker', model: 'L1', options: [] },
    exposes: [
      {
        type: 'light',
        features: [
          { ...{ type: 'binary', name: 'state', property: 'state', access: 7 }, value_on: 'ON', value_off: 'OFF' },
          { type: 'numeric', name: 'brightness', property: 'brightness', access: 7, value_min: 0, value_max: 254 },
        ],
      },
    ],
  },
})
const listed = async (rig: Rig, devices: readonly JsonObject[], topic = DEVICES): Promise<void> => {
  rig.hear(topic, JSON.stringify(devices), true)
  await rig.clock.advance(1_000)
}
const who = (rig: Rig): readonly string[] => [...rig.gateway.house.all()].map(one => one.appliance.name).sort()
const idOf = (rig: Rig, name: string): string =>
  [...rig.gateway.house.all()].find(one => one.appliance.name === name)?.appliance.id ?? ''

describe('a lamp of Zigbee2MQTT', () => {
  test('said what it says when it was last heard, where that is told, also in what is sent again after a restart there', async () => {
    const rig = await openRig(TAKEN_IN)
    await listed(rig, [device(1, '등')])
    const momentOf = (lastSeen?: Json, retained = false) => {
      rig.hear('zigbee2mqtt/등', { state: 'ON', ...(lastSeen === undefined ? {} : { last_seen: lastSeen }) }, retained)
      const { moment } = rig.resident(idOf(rig, '등')).known.get('power') ?? {}
      return moment && [moment.origin, rig.clock.wall() - moment.wall]
    }
    const hourAgo = rig.clock.wall() - 3_600_000
    expect(momentOf(undefined, true)).toBeUndefined()
    expect(momentOf(hourAgo, true)).toEqual(['appliance', 3_600_000])
    expect(momentOf(new Date(hourAgo + 60_000).toISOString())).toEqual(['appliance', 3_540_000])
    expect(momentOf('1970-01-01T09:00:00+09:00')).toEqual(['arrival', 0])
    expect(momentOf(null)).toEqual(['arrival', 0])
    expect(momentOf()).toEqual(['arrival', 0])
  })

  test('is told, confirms by its state, is asked where it is silent, and is gone with its bridge', async () => {
    const rig = await openRig(TAKEN_IN)
    await listed(rig, [device(1, '거실 조명')])
    const id = idOf(rig, '거실 조명')
    rig.gateway.sweep()
    await rig.clock.advance(1_000)
    expect(rig.published).toContainEqual(
      expect.objectContaining({ topic: 'zigbee2mqtt/거실 조명/get', payload: '{"state":""}' }),
    )
    rig.onPublish(({ topic, payload }) => {
      if (topic === 'zigbee2mqtt/거실 조명/set') rig.hear('zigbee2mqtt/거실 조명', payload)
    })
    const answer = await rig.ask({ action: 'SetBrightness', applianceId: id, operands: { brightness: { value: 50 } } })
    expect(answer.header.name).toBe('SetBrightnessConfirmation')
    expect(rig.published.at(-1)).toMatchObject({
      ...{ topic: 'zigbee2mqtt/거실 조명/set', payload: '{"state":"ON","brightness":127}', qos: 0, retain: false },
    })
    const said = async (topic: string, word: string): Promise<string> => {
      rig.hear(`zigbee2mqtt/${topic}`, word)
      // Longer than a last will is held back for one that may only have reconnected.
      await rig.clock.advance(30_000)
      return rig.presence(id)
    }
    expect(await said('거실 조명/availability', '{"state":"online"}')).toMatch(/^online/)
    expect(await said('bridge/state', '{"state":"offline"}')).toMatch(/^offline/)
    expect(await said('bridge/state', 'online')).toMatch(/^online/)
    expect(await said('거실 조명/availability', 'offline')).toMatch(/^offline/)
  })

  test('that is renamed stays who it is; one that is removed is withdrawn, and back in time is not', async () => {
    const rig = await openRig(TAKEN_IN)
    await listed(rig, [device(1, 'one'), device(2, 'two')])
    const id = idOf(rig, 'one')
    await listed(rig, [device(1, 'first'), device(2, 'two')])
    expect([idOf(rig, 'first'), who(rig)]).toEqual([id, ['first', 'two']])
    await listed(rig, [device(1, 'first')])
    await listed(rig, [device(1, 'first'), device(2, 'two')])
    await rig.clock.advance(REMOVED_MS)
    expect(who(rig)).toEqual(['first', 'two'])
    await listed(rig, [device(2, 'two', { disabled: true }), device(1, 'first')])
    await rig.clock.advance(REMOVED_MS)
    expect(who(rig)).toEqual(['first'])
    rig.hear(DEVICES, '', true)
    rig.hear(DEVICES, '[', true)
    await rig.clock.advance(REMOVED_MS)
    expect(who(rig)).toEqual(['first'])
  })

  test('is remembered over a restart, and withdrawn after it when it is no longer listed', async () => {
    const before = await openRig(TAKEN_IN)
    before.hear(
      GROUPS,
      JSON.stringify([{ id: 3, friend: 1, friendly_name: 'all', members: [{ ieee_address: '0x0000000000000001' }] }]),
    )
    await listed(before, [device(1, 'one'), device(2, 'two')])
    before.gateway.flush()
    expect(before.announced.documents().map(one => one.topic)).toEqual([
      `${DEVICES}/0x0000000000000001`,
      `${DEVICES}/0x0000000000000002`,
      `${GROUPS}/3`,
    ])
    const after = await openRig({ ...TAKEN_IN, announced: before.announced, unreachable: true })
    expect(who(after)).toEqual(['all', 'one', 'two'])
    after.hear(GROUPS, '[]', true)
    await listed(after, [device(1, 'one')])
    await after.clock.advance(REMOVED_MS)
    expect(who(after)).toEqual(['one'])
  })

  test('of a second network is another one, and each of both is looked up by itself', async () => {
    const rig = await openRig(TAKEN_IN)
    await listed(rig, [device(1, 'one')])
    await listed(rig, [device(2, 'other')], 'second/bridge/devices')
    await listed(rig, [], 'second/bridge/devices')
    await rig.clock.advance(REMOVED_MS)
    expect(who(rig)).toEqual(['one'])
  })

  test('is not written again for what changes while it works', async () => {
    const rig = await openRig(TAKEN_IN)
    await listed(rig, [device(1, 'one', { network_address: 1 })])
    rig.gateway.flush()
    const [written] = rig.announced.documents()
    await rig.clock.advance(60_000)
    await listed(rig, [
      device(1, 'one', { network_address: 2, interviewing: true, endpoints: { 1: { bindings: [1] } } }),
    ])
    rig.gateway.flush()
    expect(rig.announced.documents()).toEqual([written])
  })
})

describe('a large network', () => {
  test('is taken in goes: nothing is read while it comes, and a directive between is answered first', async () => {
    const rig = await openRig({ ...TAKEN_IN, appliances: [lamp('lamp')] })
    const many = Array.from({ length: 12_000 }, (_, at) => device(at, `lamp ${at}`))
    const text = JSON.stringify(many)
    expect(text.length).toBeGreaterThan(MAX_LIST_BYTES)
    const some = JSON.stringify(many.slice(0, 400))
    rig.hear(DEVICES, text, true)
    const refused = () => [...(rig.gateway.announcements?.refused().values() ?? [])].map(one => one.code)
    expect(refused()).toEqual(['document-too-large'])
    rig.hear(DEVICES, some, true)
    expect(rig.gateway.announcements?.documents()).toBe(0)
    rig.onPublish(({ topic }) => {
      if (topic.endsWith('/lamp/set')) rig.say('lamp', 'state', { power: 'on' })
    })
    expect((await rig.ask({ action: 'TurnOn', applianceId: 'lamp' })).header.name).toBe('TurnOnConfirmation')
    await rig.clock.advance(5_000)
    expect(rig.gateway.announcements?.documents()).toBe(400)
    // A list that was whole has come since.
    expect(refused()).toEqual([])
  })

  test('of which more devices are told than fit is cut at the bound', async () => {
    const rig = await openRig(TAKEN_IN)
    await listed(
      rig,
      Array.from({ length: MAX_DEVICES + 100 }, (_, at) => device(at, `lamp ${at}`)),
    )
    await rig.clock.advance(10_000)
    expect(rig.gateway.announcements?.documents()).toBe(MAX_DEVICES)
    expect(who(rig)).toHaveLength(1_000)
    expect([...(rig.gateway.announcements?.refused().values() ?? [])]).toEqual([
      { code: 'bound-reached', of: DEVICES, detail: `${MAX_DEVICES} devices` },
    ])
  })

  test('that flaps a hundred times a second ends as its last word', async () => {
    const rig = await openRig(TAKEN_IN)
    for (let at = 0; at < 300; at++) {
      rig.hear(DEVICES, JSON.stringify([device(1, `name ${at}`), device(2, 'two')]))
      await rig.clock.advance(10)
    }
    await rig.clock.advance(3_000)
    expect(who(rig)).toEqual(['name 299', 'two'])
  })
})

describe('the bridge itself', () => {
  test('is out of reach, also for the documents of another convention', async () => {
    const rig = await openRig(TAKEN_IN)
    const document = { name: 'Lamp', uniq_id: 'x', stat_t: 'zigbee2mqtt/bridge/info' }
    const reached = ['zigbee2mqtt/bridge/request/permit_join', 'second/bridge/request/restart', 'zigbee2mqtt/lamp/set']
    for (const [at, cmd_t] of reached.entries())
      rig.hear(`homeassistant/switch/s${at}/config`, JSON.stringify({ ...document, uniq_id: `x${at}`, cmd_t }))
    await listed(rig, [device(1, 'bridge/request/permit_join'), device(2, 'bridge')])
    await rig.clock.advance(2_000)
    const topics = [...rig.gateway.house.all()].flatMap(({ appliance }) =>
      [...appliance.properties.values()].flatMap(({ command }) =>
        typeof command === 'object' && 'compose' in command ? command.topics : [],
      ),
    )
    expect(topics).toEqual(['zigbee2mqtt/lamp/set'])
  })
})
