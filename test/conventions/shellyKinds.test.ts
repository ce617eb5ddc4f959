/** What there is of Shellys besides relays: covers, lamps, sensors, meters, and several channels. */
import { describe, expect, test } from 'vitest'
import { shellyConvention } from '../../src/conventions/shelly/convention.ts'
import { payloadOf, readValue } from '../../src/home/codec.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'
import { templateCache } from '../../src/template/templateCache.ts'
import { openRig } from '../support/rig.ts'
import { appliances, called, homeWith, only, TAKEN_IN } from './support/shellyHome.ts'

describe('what else there is', () => {
  test('a cover opens, is stopped, and is open wherever it stands', async () => {
    const { rig, all } = await homeWith([
      {
        ...{ prefix: 'shelly17', id: 'shellyplus2pm-3ce90e2f7c35', info: { app: 'Plus2PM', name: '안방 커튼' } },
        ...{ config: { 'cover:0': { name: null } } },
        status: { 'cover:0': { id: 0, state: 'closed', apower: 0, pos_control: true, current_pos: 0 } },
      },
    ])
    const { id, type } = only(rig)
    expect(type).toBe('SMARTCURTAIN')
    const asking = rig.ask({ action: 'Open', applianceId: id })
    await rig.clock.advance(4_000)
    expect((await asking).header.name).toBe('OpenConfirmation')
    all[0]?.change('cover:0', { state: 'stopped', current_pos: 49 })
    expect(rig.resident(id).known.get('openState')?.value).toBe('OPENED')
    await rig.ask({ action: 'Stop', applianceId: id })
    expect(called(rig).map(({ method, params }) => [method, params])).toEqual([
      ['Cover.Open', { id: 0 }],
      ['Cover.Stop', { id: 0 }],
    ])
    all[0]?.change('cover:0', { state: 'closed', current_pos: 0 })
    expect(rig.resident(id).known.get('openState')?.value).toBe('CLOSED')
  })

  test('lamps: brightness, white and colours', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'bulb', id: 'shellyduobulbg3-90706948e251', info: { name: '주방 등', app: 'DuoBulbG3' } },
        config: { 'cct:0': { ct_range: [2700, 6500] } },
        status: { 'cct:0': { id: 0, output: true, brightness: 60, ct: 4000, apower: 5 } },
      },
    ])
    const lamp = only(rig)
    expect(lamp.properties.get('colorTemperature')?.limits).toEqual({ min: 2700, max: 6500 })
    const set = (action: string, operands: JsonObject) => rig.ask({ action, applianceId: lamp.id, operands })
    expect((await set('SetBrightness', { brightness: { value: 30 } })).header.name).toBe('SetBrightnessConfirmation')
    expect((await set('SetColorTemperature', { colorTemperature: { value: 3000 } })).header.name).toBe(
      'SetColorTemperatureConfirmation',
    )
    expect(called(rig).map(({ params }) => params)).toEqual([
      { id: 0, on: true, brightness: 30 },
      { id: 0, on: true, ct: 3000 },
    ])
    const { rig: other } = await homeWith([
      {
        ...{ prefix: 'strip', id: 'shellyplusrgbwpm-90706948e252', info: { name: '띠 조명' } },
        status: { 'rgbw:0': { id: 0, output: true, brightness: 60, rgb: [255, 0, 0], white: 0 } },
      },
    ])
    const { id } = only(other)
    const colour = { color: { hue: 120, saturation: 100, brightness: 50 } }
    expect((await other.ask({ action: 'SetColor', applianceId: id, operands: colour })).header.name).toBe(
      'SetColorConfirmation',
    )
    expect(called(other)[0]).toMatchObject({
      method: 'RGBW.Set',
      params: { id: 0, on: true, brightness: 50, rgb: [0, 255, 0] },
    })
  })

  test('a lamp that fades is where it is going', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'dimmer', id: 'shellydimmerg3-90706948e253', info: { name: '복도 등' } },
        status: { 'light:0': { id: 0, output: true, brightness: 10 } },
      },
    ])
    const { id } = only(rig)
    const transition = { target: { output: true, brightness: 80 }, started_at: 1, duration: 3 }
    rig.hear('dimmer/status/light:0', { id: 0, output: true, brightness: 12, transition })
    expect(rig.resident(id).known.get('brightness')?.value).toBe(80)
  })

  test('two relays have names, one a name of its own, and each its own meter', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'shellyplus2pm-Einfahrt', id: 'shellyplus2pm-3ce90e2f7c34', info: { app: 'Plus2PM' } },
        config: { 'switch:0': { name: null }, 'switch:1': { name: 'Pump' } },
        status: { 'switch:0': { output: false, apower: 1 }, 'switch:1': { output: true, apower: 2 } },
      },
    ])
    expect(appliances(rig).map(one => one.name)).toEqual(['Einfahrt switch 1', 'Einfahrt Pump'])
    expect(new Set(appliances(rig).map(one => one.id)).size).toBe(2)
  })

  test('a sensor on a battery that wakes up is asked while it is awake, and its sleep is no absence', async () => {
    const rig = await openRig(TAKEN_IN)
    const id = 'shellyhtg3-5432044edbc9'
    const status = {
      'temperature:0': { id: 0, tC: 22.5, tF: 72.5 },
      'humidity:0': { id: 0, rh: 41 },
      'devicepower:0': { id: 0, battery: { V: 5.5, percent: 88 }, external: { present: false } },
    }
    rig.hear('ht/events/rpc', { src: id, dst: 'ht/events', method: 'NotifyFullStatus', params: { ts: 1, ...status } })
    await rig.clock.advance(5_000)
    const appliance = only(rig)
    expect(appliance.type).toBe('AIRSENSOR')
    rig.hear('ht/events/rpc', { src: id, dst: 'ht/events', method: 'NotifyFullStatus', params: { ts: 2, ...status } })
    rig.hear('ht/online', 'false', true)
    await rig.clock.advance(60_000)
    expect(rig.resident(appliance.id).known.get('humidity')?.value).toBe(41)
    expect(rig.presence(appliance.id)).not.toContain('offline')
  })

  test('smoke and water: what CLOVA has a word for', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'smoke', id: 'shellyplussmoke-3ce90e2f7c36', info: { name: '주방 연기' } },
        status: { 'smoke:0': { alarm: false }, 'flood:0': { alarm: true } },
      },
    ])
    expect(appliances(rig).map(one => one.type)).toEqual(['SMOKESENSOR'])
  })

  test('meters: of the whole house, of each clamp, of a relay', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'pro3em', id: 'shellypro3em-3ce90e2f7c37', info: { name: '분전반' } },
        status: { 'em:0': { a_act_power: 1, total_act_power: 812.5 }, 'emdata:0': { total_act: 9 } },
      },
      {
        ...{ prefix: 'proem', id: 'shellyproem50-3ce90e2f7c38', info: { name: '계량기' } },
        config: { 'em1:0': { name: '에어컨' }, 'em1:1': { name: null } },
        status: { 'em1:0': { act_power: 5 }, 'em1:1': { act_power: 6 } },
      },
    ])
    expect(appliances(rig).map(one => [one.type, one.name])).toEqual([
      ['SMARTMETER', '분전반'],
      ['SMARTMETER', '계량기 에어컨'],
      ['SMARTMETER', '계량기 channel 2'],
    ])
    const [{ id = '' } = {}] = appliances(rig)
    const answer = await rig.ask({ action: 'GetConsumption', applianceId: id })
    expect(JSON.stringify(answer.payload)).toContain('"value":812.5')
  })
})

describe('every kind of component', () => {
  const RGB = [0, 0, 255]
  const COLOUR = { hue: 240, saturation: 100, brightness: 40 }
  /** Component, its status, what is told, the call, and what is read of the status. */
  const rows: readonly (readonly [string, JsonObject, PropertyName, Json, JsonObject, Json])[] = [
    ['switch:2', { output: true }, 'power', 'off', { method: 'Switch.Set', params: { id: 2, on: false } }, 'on'],
    ['cover:0', { state: 'open' }, 'openState', 'CLOSED', { method: 'Cover.Close', params: { id: 0 } }, 'OPENED'],
    [
      'cover:1',
      { state: 'stopped', current_pos: 0 },
      'openState',
      'OPENED',
      { method: 'Cover.Open', params: { id: 1 } },
      'CLOSED',
    ],
    ['light:0', { output: false }, 'power', 'on', { method: 'Light.Set', params: { id: 0, on: true } }, 'off'],
    [
      'light:0',
      { brightness: 44.6 },
      'brightness',
      12,
      { method: 'Light.Set', params: { id: 0, on: true, brightness: 12 } },
      45,
    ],
    ['light:0', { brightness: 0 }, 'brightness', 0, { method: 'Light.Set', params: { id: 0, on: false } }, 0],
    [
      'cct:0',
      { ct: 3000 },
      'colorTemperature',
      5000,
      { method: 'CCT.Set', params: { id: 0, on: true, ct: 5000 } },
      3000,
    ],
    [
      'rgb:0',
      { rgb: RGB },
      'color',
      COLOUR,
      { method: 'RGB.Set', params: { id: 0, on: true, brightness: 40, rgb: RGB } },
      { hue: 240, saturation: 100 },
    ],
    [
      'rgbw:0',
      { rgb: RGB },
      'color',
      COLOUR,
      { method: 'RGBW.Set', params: { id: 0, on: true, brightness: 40, rgb: RGB } },
      { hue: 240, saturation: 100 },
    ],
    [
      'rgbcct:0',
      { ct: 3000 },
      'colorTemperature',
      5000,
      { method: 'RGBCCT.Set', params: { id: 0, on: true, mode: 'cct', ct: 5000 } },
      3000,
    ],
    [
      'rgbcct:0',
      { rgb: RGB },
      'color',
      COLOUR,
      { method: 'RGBCCT.Set', params: { id: 0, on: true, brightness: 40, mode: 'rgb', rgb: RGB } },
      { hue: 240, saturation: 100 },
    ],
  ]

  const described = (component: string, status: JsonObject) => {
    const document = {
      prefix: 'p',
      id: 'shellyx-aabbccddee01',
      rpc: true,
      components: { [component]: { tells: Object.keys(status) } },
    }
    const read = shellyConvention('base').read('shelly:x', document, {
      compile: templateCache(),
      mayPublish: () => true,
      language: 'en',
    })
    const [one] = read.kind === 'entities' ? read.entities : []
    if (one === undefined) throw new Error('nothing was described')
    return one
  }

  test.each(rows)('%s %j: %s', (component, status, name, value, call, told) => {
    const binding = described(component, status).properties.get(name)
    const command = binding?.command
    if (typeof command !== 'object' || !('compose' in command)) throw new Error('it cannot be told')
    const [first, second] = command.compose(value, () => undefined).map(one => JSON.parse(one.payload) as JsonObject)
    const src = 'base/shelly/shellyx-aabbccddee01'
    expect(first).toEqual({ id: 'set', src, ...call })
    expect(second).toMatchObject({ id: component, src, method: `${String(call['method']).split('.')[0]}.GetStatus` })
    const said = (topic: string, payload: JsonObject): unknown => {
      const state = binding?.states.find(one => one.topic === topic)
      return state && readValue(name, state.read, payloadOf(Buffer.from(JSON.stringify(payload))))
    }
    const id = 'shellyx-aabbccddee01'
    const answer = { id: component, src: id, dst: src, result: status }
    expect(said(`p/status/${component}`, status)).toEqual(told)
    expect(said('p/events/rpc', { src: id, method: 'NotifyStatus', params: { [component]: status } })).toEqual(told)
    expect(said(`${src}/rpc`, answer)).toEqual(told)
    // Others say nothing of it: another component, another appliance, an event, an error.
    expect(said('p/events/rpc', { src: id, method: 'NotifyStatus', params: { 'other:0': status } })).toBeUndefined()
    expect(said('p/events/rpc', { src: id, method: 'NotifyEvent', params: { [component]: status } })).toBeUndefined()
    expect(said(`${src}/rpc`, { ...answer, src: 'other' })).toBeUndefined()
    expect(said(`${src}/rpc`, { ...answer, id: 'set' })).toBeUndefined()
    expect(said(`${src}/rpc`, { id: component, src: id, error: { code: -103 } })).toBeUndefined()
  })

  test('values that make no sense say nothing', () => {
    const bad: readonly (readonly [string, PropertyName, JsonObject])[] = [
      ['switch:0', 'power', { output: 'on' }],
      ['light:0', 'brightness', { brightness: 101 }],
      ['light:0', 'brightness', { brightness: null }],
      ['cct:0', 'colorTemperature', { ct: -1 }],
      ['rgb:0', 'color', { rgb: [1, 2] }],
      ['rgb:0', 'color', { rgb: ['1', 2, 3] }],
      ['cover:0', 'openState', { state: 'calibrating' }],
      ['cover:0', 'openState', { state: 'opening', current_pos: null }],
      ['temperature:0', 'currentTemperature', { tC: null }],
      ['devicepower:0', 'batteryInfo', { battery: { percent: 'full' } }],
      ['devicepower:0', 'batteryInfo', { battery: [88] }],
      ['smoke:0', 'states', { alarm: 1 }],
    ]
    for (const [component, name, status] of bad) {
      const [state] =
        described(component, { ...status, brightness: 1, ct: 1, rgb: 1 }).properties.get(name)?.states ?? []
      if (state === undefined) throw new Error(`${name} of ${component} is not read`)
      expect([component, readValue(name, state.read, payloadOf(Buffer.from(JSON.stringify(status))))]).toEqual([
        component,
        undefined,
      ])
    }
    expect(bad).toHaveLength(12)
  })
})
