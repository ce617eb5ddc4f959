/** Lights, switches, covers and fans of Zigbee2MQTT: what is offered, sent, asked and read. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/kernel/json.ts'
import { ALL, appliancesOf, asks, binary, choice, heard, numeric, offers, only, sent } from './support/zigbeeDevice.ts'

describe('lights', () => {
  const left = { endpoint: 'left' }
  const lamp = only([
    {
      type: 'light',
      ...left,
      features: [
        binary('state', { property: 'state_left', ...left }),
        numeric('brightness', { property: 'brightness_left', value_min: 0, value_max: 254, ...left }),
        numeric('color_temp', { property: 'color_temp_left', value_min: 150, value_max: 500, ...left }),
        { type: 'composite', name: 'color_hs', property: 'color_left', access: ALL, ...left },
      ],
    },
  ])

  test('one of several end points speaks by its own properties', () => {
    expect(offers(lamp)).toBe('SetBrightness SetColor SetColorTemperature TurnOff TurnOn')
    expect(lamp.name).toBe('thing Left')
    expect(sent(lamp, 'power', 'on')).toBe('zigbee2mqtt/thing/set {"state_left":"ON"}')
    expect(sent(lamp, 'brightness', 50)).toBe('zigbee2mqtt/thing/set {"state_left":"ON","brightness_left":127}')
    expect(sent(lamp, 'brightness', 0)).toBe('zigbee2mqtt/thing/set {"state_left":"OFF"}')
    expect(sent(lamp, 'colorTemperature', 4000)).toBe('zigbee2mqtt/thing/set {"state_left":"ON","color_temp_left":250}')
    expect(sent(lamp, 'color', { hue: 240, saturation: 100, brightness: 100 })).toBe(
      'zigbee2mqtt/thing/set {"state_left":"ON","color_left":{"hue":240,"saturation":100},"brightness_left":254}',
    )
    expect(lamp.properties.get('colorTemperature')?.limits).toEqual({ min: 2000, max: 6667 })
  })

  test('is read from the state, of which a part may be unknown or missing', () => {
    expect(heard(lamp, 'power', { state_left: 'OFF', state: 'ON' })).toBe('off')
    expect(heard(lamp, 'power', { state_left: null })).toBeNull()
    expect(heard(lamp, 'power', { state_left: 'blue' })).toBeUndefined()
    expect(heard(lamp, 'brightness', { brightness_left: 1 })).toBe(1)
    expect(heard(lamp, 'brightness', { brightness_left: null })).toBeNull()
    expect(heard(lamp, 'brightness', { brightness_left: 255 })).toBeUndefined()
    expect(heard(lamp, 'colorTemperature', { color_temp_left: 250 })).toBe(4000)
    expect(heard(lamp, 'color', { color_left: { hue: 120, saturation: 99.6, x: 0.1, y: 0.2 } })).toMatchObject({
      hue: 120,
      saturation: 100,
    })
    expect(heard(lamp, 'color', { color_left: { x: 0.64, y: 0.33 } })).toMatchObject({ hue: 0, saturation: 100 })
    expect(heard(lamp, 'color', { color_left: { x: 1 } })).toBeUndefined()
    expect(heard(lamp, 'power', '')).toBeUndefined()
    expect(heard(lamp, 'power', '[1]')).toBeUndefined()
  })

  test('is asked for what it can be asked for, and nobody asks one that sleeps', () => {
    expect(asks(lamp, 'power')).toBe('zigbee2mqtt/thing/get {"state_left":""}')
    expect(asks(lamp, 'brightness')).toBe('zigbee2mqtt/thing/get {"brightness_left":""}')
    const tuya = only([{ type: 'light', features: [binary('state', { access: 3 })] }])
    expect(asks(tuya, 'power')).toBe('never')
    const sleeping = only([{ type: 'light', features: [binary('state')] }], { power_source: 'Battery' })
    expect([asks(sleeping, 'power'), sent(sleeping, 'power', 'on')]).toEqual([
      'never',
      'zigbee2mqtt/thing/set {"state":"ON"}',
    ])
  })

  test('has a colour temperature only where there is more than one', () => {
    const features = (value_min: number, value_max: number) => [
      { type: 'light', features: [binary('state'), numeric('color_temp', { value_min, value_max })] },
    ]
    expect(only(features(333, 333)).properties.has('colorTemperature')).toBe(false)
    expect(only(features(250, 65_279)).properties.get('colorTemperature')?.limits).toEqual({ min: 1000, max: 4000 })
  })

  test('what is only published cannot be told, and what is only settable is never heard', () => {
    const shown = appliancesOf([{ type: 'light', features: [binary('state', { access: 1 })] }])
    expect(shown).toEqual([])
    const mute = only([{ type: 'light', features: [binary('state', { access: 2 })] }])
    expect(mute.properties.get('power')?.states).toEqual([])
  })
})

describe('switches', () => {
  test('of end points are told apart, and their power and energy go with them', () => {
    const gang = (endpoint: string): readonly JsonObject[] => [
      { type: 'switch', endpoint, features: [binary('state', { property: `state_${endpoint}`, endpoint })] },
      numeric('power', { property: `power_${endpoint}`, endpoint, unit: 'W', access: 5 }),
      numeric('energy', { property: `energy_${endpoint}`, endpoint, unit: 'kWh', access: 5 }),
    ]
    const both = appliancesOf([...gang('l1'), ...gang('l2')])
    expect(both.map(one => `${one.type} ${one.name} ${offers(one)}`)).toEqual([
      'SMARTPLUG thing L1 GetConsumption TurnOff TurnOn',
      'SMARTPLUG thing L2 GetConsumption TurnOff TurnOn',
    ])
    const [first, second] = both
    if (first === undefined || second === undefined) throw new Error('two were made')
    expect(heard(first, 'consumption', { power_l1: 12.5, power_l2: 3 })).toBe(12.5)
    expect(heard(second, 'power', { state_l1: 'ON', state_l2: 'OFF' })).toBe('off')
    expect(new Set(both.map(one => one.id)).size).toBe(2)
  })

  test('of another name, and whatever else can be set, are settings', () => {
    const names = appliancesOf([
      { type: 'switch', features: [binary('state')] },
      { type: 'switch', features: [binary('state', { property: 'auto_lock', value_on: 'AUTO', value_off: 'MANUAL' })] },
      binary('child_lock'),
      binary('permit_join'),
      numeric('temperature', { access: 7, unit: '°C' }),
      choice('effect', ['blink']),
    ]).map(one => `${one.type} ${[...one.properties.keys()].join(' ')}`)
    expect(names).toEqual(['SWITCH power'])
  })

  test('a state that no definition calls a switch is one', () => {
    const one = only([binary('state', { value_on: true, value_off: false })])
    expect([one.type, one.name, sent(one, 'power', 'off')]).toEqual([
      'SWITCH',
      'thing',
      'zigbee2mqtt/thing/set {"state":false}',
    ])
    expect(heard(one, 'power', { state: true })).toBe('on')
  })
})

describe('covers', () => {
  const words = choice('state', ['OPEN', 'CLOSE', 'STOP'], { access: 3 })
  const position = numeric('position', { value_min: 0, value_max: 100 })

  test('are told by words, asked for and read by position', () => {
    const curtain = only([{ type: 'cover', features: [words, position] }])
    expect(offers(curtain)).toBe('Close Open Stop')
    expect(sent(curtain, 'openState', 'CLOSED')).toBe('zigbee2mqtt/thing/set {"state":"CLOSE"}')
    expect(curtain.actions.get('Stop')).toEqual({
      messages: [{ topic: 'zigbee2mqtt/thing/set', payload: '{"state":"STOP"}' }],
    })
    expect(asks(curtain, 'openState')).toBe('zigbee2mqtt/thing/get {"position":""}')
    const rows: readonly (readonly [JsonObject, unknown])[] = [
      [{ position: 0, state: 'OPEN' }, 'CLOSED'],
      [{ position: 1, state: 'CLOSE' }, 'OPENED'],
      [{ position: null, state: 'CLOSE' }, 'CLOSED'],
      [{ state: 'OPEN' }, 'OPENED'],
      [{ state: 'STOP' }, undefined],
      [{ position: null, state: null }, null],
      [{ linkquality: 3 }, undefined],
    ]
    for (const [state, value] of rows) expect(heard(curtain, 'openState', state)).toBe(value)
    expect(rows).toHaveLength(7)
  })

  test('without words are moved to a position, without a stop cannot be stopped', () => {
    const blind = only([{ type: 'cover', features: [position] }])
    expect(sent(blind, 'openState', 'OPENED')).toBe('zigbee2mqtt/thing/set {"position":100}')
    expect(offers(blind)).toBe('Close Open')
  })
})

describe('fans', () => {
  test('of a range of 254 have three speeds', () => {
    const fan = only([{ type: 'fan', features: [binary('state'), numeric('speed', { value_min: 1, value_max: 254 })] }])
    expect([1, 2, 3].map(speed => sent(fan, 'fanSpeed', speed))).toEqual([
      'zigbee2mqtt/thing/set {"speed":84}',
      'zigbee2mqtt/thing/set {"speed":169}',
      'zigbee2mqtt/thing/set {"speed":254}',
    ])
    expect([1, 85, 254, 255, 0].map(speed => heard(fan, 'fanSpeed', { speed }))).toEqual([
      1,
      2,
      3,
      undefined,
      undefined,
    ])
  })

  test('of named modes have the speeds that are named, and the others as modes', () => {
    const mode = choice('mode', ['off', 'low', 'high', 'auto', 'on'], { property: 'fan_mode' })
    const fan = only([{ type: 'fan', features: [binary('state', { property: 'fan_state' }), mode] }])
    expect(fan.properties.get('fanSpeed')?.limits.values).toEqual([1, 3])
    expect(sent(fan, 'fanSpeed', 3)).toBe('zigbee2mqtt/thing/set {"fan_mode":"high"}')
    expect(sent(fan, 'mode', 'auto')).toBe('zigbee2mqtt/thing/set {"fan_mode":"auto"}')
    expect([heard(fan, 'fanSpeed', { fan_mode: 'auto' }), heard(fan, 'mode', { fan_mode: 'auto' })]).toEqual([
      undefined,
      'auto',
    ])
  })
})
