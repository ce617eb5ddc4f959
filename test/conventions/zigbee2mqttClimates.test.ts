/** Climates and sensors of Zigbee2MQTT: what is offered, sent and read. */
import { describe, expect, test } from 'vitest'
import { chooseAppliances } from '../../src/conventions/choose/chooseAppliances.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'
import { binary, choice, device, heard, numeric, offers, only, read, sent } from './support/zigbeeDevice.ts'

describe('climates', () => {
  const local = numeric('local_temperature', { access: 5, unit: '°C' })
  const setPoint = (name: string): JsonObject => numeric(name, { value_min: 5, value_max: 30, value_step: 0.5 })
  const climate = (...features: readonly JsonObject[]): JsonObject => ({ type: 'climate', features })

  test('cooler: modes, speeds, swing and two set points, of which that of the mode counts', () => {
    const cooler = only([
      climate(
        local,
        setPoint('occupied_heating_setpoint'),
        setPoint('occupied_cooling_setpoint'),
        choice('system_mode', ['off', 'auto', 'cool', 'heat', 'dry', 'fan_only']),
        choice('fan_mode', ['low', 'medium', 'high', 'auto']),
        choice('swing_mode', ['on', 'off']),
      ),
      numeric('humidity', { access: 5 }),
    ])
    expect(cooler.type).toBe('AIRCONDITIONER')
    expect(offers(cooler)).toBe(
      'GetCurrentTemperature GetTargetTemperature SetFanSpeed SetMode SetTargetTemperature StartOscillation StopOscillation TurnOff TurnOn',
    )
    expect(sent(cooler, 'targetTemperature', 22.3)).toBe('zigbee2mqtt/thing/set {"occupied_heating_setpoint":22.5}')
    expect(sent(cooler, 'targetTemperature', 24, { mode: 'cool' })).toBe(
      'zigbee2mqtt/thing/set {"occupied_cooling_setpoint":24}',
    )
    const points = { occupied_heating_setpoint: 20, occupied_cooling_setpoint: 26 }
    expect(heard(cooler, 'targetTemperature', { ...points, system_mode: 'cool' })).toBe(26)
    expect(heard(cooler, 'targetTemperature', { ...points, system_mode: 'heat' })).toBe(20)
    expect(sent(cooler, 'mode', 'dehumidify')).toBe('zigbee2mqtt/thing/set {"system_mode":"dry"}')
    expect(heard(cooler, 'mode', { system_mode: 'dry' })).toBe('dehumidify')
    expect(sent(cooler, 'power', 'on', { mode: 'cool' })).toBe('zigbee2mqtt/thing/set {"system_mode":"cool"}')
    expect(sent(cooler, 'power', 'off')).toBe('zigbee2mqtt/thing/set {"system_mode":"off"}')
    expect(['off', 'heat', null].map(system_mode => heard(cooler, 'power', { system_mode }))).toEqual([
      'off',
      'on',
      null,
    ])
    expect(sent(cooler, 'fanSpeed', 2)).toBe('zigbee2mqtt/thing/set {"fan_mode":"medium"}')
    expect(heard(cooler, 'fanSpeed', { fan_mode: 'auto' })).toBeUndefined()
    expect(sent(cooler, 'oscillation', 'on')).toBe('zigbee2mqtt/thing/set {"swing_mode":"on"}')
    expect(heard(cooler, 'currentTemperature', { local_temperature: 21.4 })).toBe(21.4)
  })

  test('presets beside modes that CLOVA has are left out, and it is said, unless they switch it off', () => {
    const notesOf = (...features: readonly JsonObject[]) => {
      const announced = read(device([climate(local, ...features)]))
      const entities = announced.kind === 'entities' ? announced.entities : []
      return entities.flatMap(one => one.notes).map(({ code, of, detail }) => `${code} ${of?.split('#')[1]} ${detail}`)
    }
    const [running, preset] = [choice('system_mode', ['heat', 'off']), choice('preset', ['eco', 'away'])]
    expect(notesOf(running, preset)).toEqual(['left-out-presets climate eco, away'])
    expect(notesOf(running)).toEqual([])
    expect(notesOf(preset)).toEqual([])
    expect(notesOf(choice('system_mode', ['manual', 'off']), preset)).toEqual([])
    expect(notesOf(choice('system_mode', ['heat']), choice('preset', ['auto', 'off']))).toEqual([])
  })

  test('a heating that is only published its mode is switched by its presets', () => {
    const heating = only([
      climate(
        local,
        setPoint('current_heating_setpoint'),
        choice('system_mode', ['heat'], { access: 1 }),
        choice('preset', ['auto', 'manual', 'off', 'on']),
      ),
    ])
    expect(heating.type).toBe('THERMOSTAT')
    expect(sent(heating, 'power', 'off')).toBe('zigbee2mqtt/thing/set {"preset":"off"}')
    expect(sent(heating, 'power', 'on')).toBe('zigbee2mqtt/thing/set {"preset":"auto"}')
    expect(heard(heating, 'power', { preset: 'manual' })).toBe('on')
  })

  test('the switch beside one that cannot be off is its power; other switches are its settings', () => {
    const heating = only([
      climate(local, setPoint('current_heating_setpoint')),
      binary('state'),
      binary('frost_protection'),
      { type: 'switch', features: [binary('state', { property: 'window_detection' })] },
    ])
    expect([heating.type, offers(heating)]).toEqual([
      'THERMOSTAT',
      'GetCurrentTemperature GetTargetTemperature SetTargetTemperature TurnOff TurnOn',
    ])
    expect(sent(heating, 'power', 'off')).toBe('zigbee2mqtt/thing/set {"state":"OFF"}')
  })
})

describe('sensors', () => {
  const sensor = (name: string, more: JsonObject = {}): JsonObject => numeric(name, { access: 1, ...more })
  const flag = (name: string, more: JsonObject = {}): JsonObject =>
    binary(name, { access: 1, value_on: true, value_off: false, ...more })

  test('of the air are one', () => {
    const air = only([
      sensor('temperature', { unit: '°C' }),
      sensor('humidity', { unit: '%' }),
      sensor('pm25'),
      sensor('pm10'),
      choice('air_quality', ['excellent', 'poor', 'unknown'], { access: 1 }),
      sensor('battery', { category: 'diagnostic', unit: '%' }),
      sensor('co2', { unit: 'ppm' }),
      sensor('soil_moisture', { unit: '%' }),
    ])
    expect(offers(air)).toBe('GetAirQuality GetCurrentTemperature GetFineDust GetHumidity GetUltraFineDust')
    expect(['excellent', 'poor', 'unknown', null].map(word => heard(air, 'airQuality', { air_quality: word }))).toEqual(
      ['good', 'bad', undefined, null],
    )
    expect(heard(air, 'humidity', { humidity: null })).toBeNull()
  })

  const rows: readonly (readonly [string, JsonObject, string, PropertyName, Json, unknown])[] = [
    [
      'a contact is open when it is not made',
      flag('contact', { value_on: false, value_off: true }),
      'OPENCLOSESENSOR',
      'openState',
      { contact: false },
      'OPENED',
    ],
    [
      'and closed when it is',
      flag('contact', { value_on: false, value_off: true }),
      'OPENCLOSESENSOR',
      'openState',
      { contact: true },
      'CLOSED',
    ],
    [
      'whatever the definition of a garage door calls on',
      flag('garage_door_contact'),
      'OPENCLOSESENSOR',
      'openState',
      { garage_door_contact: false },
      'OPENED',
    ],
    [
      'a contact of words',
      flag('contact', { value_on: 'ON', value_off: 'OFF' }),
      'OPENCLOSESENSOR',
      'openState',
      { contact: 'ON' },
      'OPENED',
    ],
    ['occupancy', flag('occupancy'), 'MOTIONSENSOR', 'powerState', { occupancy: true }, '감지됨'],
    ['presence', flag('presence'), 'MOTIONSENSOR', 'powerState', { presence: false }, '감지 안 됨'],
    ['moving', flag('moving'), 'MOTIONSENSOR', 'powerState', { moving: null }, null],
    ['smoke', flag('smoke'), 'SMOKESENSOR', 'states', { smoke: true }, [{ name: '연기', value: '감지됨' }]],
  ]
  test.each(rows)('%s', (_name, expose, type, property, state, value) => {
    const one = only([expose])
    expect(one.type).toBe(type)
    expect(heard(one, property, state)).toEqual(value)
  })

  test('that CLOVA has no word for are left out, with their class', () => {
    const announced = read(device([flag('water_leak'), flag('gas'), sensor('illuminance'), flag('window_open')]))
    const entities = announced.kind === 'entities' ? announced.entities : []
    const { appliances, leftOut } = chooseAppliances(entities, { edition: 'KR', isBridge: false })
    expect(appliances).toEqual([])
    expect(leftOut.map(one => `${one.code} ${one.detail}`)).toEqual([
      'left-out-class gas',
      'left-out-class undefined',
      'left-out-class moisture',
      'left-out-class undefined',
    ])
  })

  test('locks tell by their words', () => {
    const lock = only([{ type: 'lock', features: [binary('state', { value_on: 'LOCK', value_off: 'UNLOCK' })] }])
    expect(sent(lock, 'lockState', 'LOCKED')).toBe('zigbee2mqtt/thing/set {"state":"LOCK"}')
    expect(heard(lock, 'lockState', { state: 'UNLOCK' })).toBe('UNLOCKED')
  })
})
