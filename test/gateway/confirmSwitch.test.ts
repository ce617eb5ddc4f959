import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/kernel/json.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import { nativeAppliance } from '../support/appliances.ts'
import type { FakeAppliance } from '../support/fakeAppliance.ts'
import { type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

describe('switches, modes, endpoints and spoken fields', () => {
  let house: House
  let fake: FakeAppliance

  const open = async (announced: JsonObject, values: JsonObject, edition: Edition = 'KR'): Promise<void> => {
    house = await openHouse({ edition, appliances: [nativeAppliance('it', announced)] })
    fake = await house.connect('it', { values })
  }
  const told = async (values: JsonObject): Promise<void> => {
    await fake.report(values)
    await until(() => house.gateway().house.get('it')?.known.size === Object.keys(values).length, 'the report')
  }
  afterEach(() => house.close())

  test.each([
    ['on', 'TurnOff', 'off'],
    ['off', 'TurnOn', 'on'],
  ])('ChangePower from %s leaves as %s', async (from, action, to) => {
    await open({ type: 'SETTOPBOX', properties: { power: {} } }, { power: from })
    const answer = await house.send('ChangePower', 'it')
    expect([answer.header.name, answer.payload]).toEqual(['ChangePowerConfirmation', {}])
    expect(fake.commands()).toMatchObject([{ action, power: to }])
  })

  test.each([
    [1, 2],
    [3, 1],
  ])('ChangeFanSpeed goes round: %d to %d', async (from, to) => {
    await open({ type: 'AIRPURIFIER', properties: { fanSpeed: {} } }, { fanSpeed: from })
    expect((await house.send('ChangeFanSpeed', 'it')).payload).toEqual({ fanSpeed: { value: to } })
    expect(fake.commands()).toMatchObject([{ action: 'SetFanSpeed', fanSpeed: to }])
  })

  test('ChangeMode goes through the modes of the appliance, in its order', async () => {
    await open({ type: 'AIRPURIFIER', properties: { mode: { values: ['sleep', 'auto', 'infant'] } } }, { mode: 'auto' })
    expect((await house.send('ChangeMode', 'it')).payload).toEqual({
      mode: { value: 'infant' },
      previousState: { mode: { value: 'auto' } },
    })
    expect((await house.send('ChangeMode', 'it')).payload).toMatchObject({ mode: { value: 'sleep' } })
  })

  test('a present value that is none of the list cannot be switched from', async () => {
    await open({ type: 'AIRPURIFIER', properties: { mode: { values: ['sleep', 'auto'] } } }, { mode: 'roomcare' })
    expect((await house.send('ChangeMode', 'it')).header.name).toBe('ValueNotFoundError')
  })

  const TV = { type: 'SMARTTV', properties: { inputSource: { values: ['TV', 'HDMI1', 'HDMI2'] } } }
  test.each([
    ['KR', undefined, 'HDMI1'],
    ['JP', undefined, 'HDMI1'],
    ['JP', 2, 'HDMI2'],
    ['JP', '4', 'HDMI1'],
    // KR's request has no count: it is an unknown field there, and ignored.
    ['KR', 2, 'HDMI1'],
  ] as const)('ChangeInputSource, %s, count %s: %s', async (edition, count, to) => {
    await open(TV, { inputSource: 'TV' }, edition)
    const operands = count === undefined ? {} : { count: { value: count } }
    expect((await house.send('ChangeInputSource', 'it', operands)).header.name).toBe('ChangeInputSourceConfirmation')
    expect(fake.commands().map(one => one['inputSource'])).toEqual([to])
    expect(fake.commands()[0]).not.toHaveProperty('count')
  })

  test.each([0, -1, 1.5])('a count of %d is none', async count => {
    await open(TV, { inputSource: 'TV' }, 'JP')
    const answer = await house.send('ChangeInputSource', 'it', { count: { value: count } })
    expect(answer.header.name).toBe('ValueNotSupportedError')
    expect(fake.commands()).toEqual([])
  })

  test('a name the appliance does not have: SetMode is not supported, a source is no value', async () => {
    await open({ ...TV, properties: { ...TV.properties, mode: { values: ['movie'] } } }, {}, 'JP')
    const mode = await house.send('SetMode', 'it', { mode: { value: 'sleep' } })
    expect(mode.header.name).toBe('UnsupportedOperationError')
    const source = await house.send('SetInputSourceByName', 'it', { sourceName: { value: 'HDMI9' } })
    expect(source.header.name).toBe('ValueNotSupportedError')
    expect(fake.commands()).toEqual([])
  })

  test('ReleaseMode returns to the mode the appliance names, and tells both', async () => {
    const properties = { mode: { values: ['auto', 'sleep'], released: 'auto' } }
    await open({ type: 'AIRPURIFIER', properties }, { mode: 'sleep' })
    await told({ mode: 'sleep' })
    const answer = await house.send('ReleaseMode', 'it', { mode: { value: 'sleep' } })
    expect(answer.payload).toEqual({ mode: { value: 'auto' }, previousState: { mode: { value: 'sleep' } } })
    expect(fake.commands()).toMatchObject([{ action: 'ReleaseMode', mode: 'auto' }])
  })

  test('ReleaseMode as an action of its own tells the appliance which mode to leave', async () => {
    await open({ type: 'AIRPURIFIER', properties: { mode: {} }, actions: ['ReleaseMode'] }, { mode: 'sleep' })
    fake.onCommand(({ json }) => fake.result({ id: json['id'], ok: true, mode: 'auto' }))
    await told({ mode: 'sleep' })
    const answer = await house.send('ReleaseMode', 'it', { mode: 'sleep' })
    expect(fake.commands()).toMatchObject([{ action: 'ReleaseMode', mode: 'sleep' }])
    expect(answer.payload).toEqual({ mode: { value: 'auto' }, previousState: { mode: { value: 'sleep' } } })
  })

  const FRIDGE = {
    type: 'REFRIGERATOR',
    properties: { freezerTargetTemperature: { min: -24, max: -15 }, fridgeTargetTemperature: { min: 1, max: 7 } },
  }
  test('KR: the endpoint names the part, its limits and its property', async () => {
    await open(FRIDGE, {})
    const set = (value: number, endpoint?: string) =>
      house.send('SetTargetTemperature', 'it', {
        targetTemperature: { value },
        ...(endpoint === undefined ? {} : { endpoint: { value: endpoint } }),
      })
    const answer = await set(-18, 'freezer')
    expect(answer.payload).toEqual({ targetTemperature: { value: -18 }, endpoint: { value: 'freezer' } })
    expect(fake.commands()).toMatchObject([{ freezerTargetTemperature: -18, endpoint: 'freezer' }])
    // The value stands under the part's own name only: firmware that reads targetTemperature must not set the whole.
    expect(fake.commands()[0]).not.toHaveProperty('targetTemperature')
    expect((await set(-18, 'fridge')).payload).toEqual({ minimumValue: 1, maximumValue: 7 })
    expect((await set(5, 'coldwater')).header.name).toBe('UnsupportedOperationError')
    expect((await set(5, 'cellar')).header.name).toBe('UnsupportedOperationError')
    expect((await set(5)).header.name).toBe('UnsupportedOperationError')
    expect(fake.commands().length).toBe(1)
  })

  test('JP: fridge and freezer have requests of their own', async () => {
    await open(FRIDGE, {}, 'JP')
    const cold = await house.send('SetFreezerTargetTemperature', 'it', { targetTemperature: { value: -20 } })
    expect(cold).toMatchObject({
      header: { name: 'SetFreezerTargetTemperatureConfirmation' },
      payload: { targetTemperature: { value: -20 } },
    })
    const cool = await house.send('SetFridgeTargetTemperature', 'it', { targetTemperature: { value: 4 } })
    expect(cool.payload).toEqual({ targetTemperature: { value: 4 } })
    expect(fake.commands()).toMatchObject([{ freezerTargetTemperature: -20 }, { fridgeTargetTemperature: 4 }])
  })

  const CLIMATE = { mode: 'cool', fanSpeed: 2, targetTemperature: 22.5 }
  const SPOKEN = { mode: { value: 'cool' }, fanSpeed: { value: 2 }, targetTemperature: { value: 22.5 } }
  test.each([
    ['JP', 'AIRCONDITIONER', SPOKEN],
    ['JP', 'AIRPURIFIER', { fanSpeed: SPOKEN.fanSpeed }],
    ['JP', 'HEATER', { targetTemperature: SPOKEN.targetTemperature }],
    ['JP', 'LIGHT', {}],
    ['KR', 'AIRCONDITIONER', {}],
  ] as const)('TurnOn, %s, tells by type: %s', async (edition, type, payload) => {
    const properties = { power: {}, mode: {}, fanSpeed: {}, targetTemperature: {} }
    await open({ type, properties }, {}, edition)
    await told(CLIMATE)
    expect((await house.send('TurnOn', 'it')).payload).toEqual(payload)
  })

  test('Stop tells the phase the appliance was in just before', async () => {
    await open({ type: 'RICECOOKER', properties: { phase: {} }, actions: ['Stop'] }, {})
    await told({ phase: '취사' })
    fake.onCommand(({ json }) => fake.result({ id: json['id'], ok: true, phase: '대기' }))
    expect((await house.send('Stop', 'it')).payload).toEqual({ phase: { value: '취사' } })
  })

  test('StartOscillation takes a direction', async () => {
    await open({ type: 'FAN', properties: { oscillation: {} } }, {})
    const answer = await house.send('StartOscillation', 'it', { direction: { value: 'vertical' } })
    expect(answer.header.name).toBe('StartOscillationConfirmation')
    await house.send('StopOscillation', 'it')
    expect(fake.commands().map(one => one['oscillation'])).toEqual(['vertical', 'off'])
  })
})
