/** Tasmota's own discovery: relays, topics and sensors beyond what the fixtures hold. */
import { describe, expect, test } from 'vitest'
import { tasmotaConvention } from '../../src/conventions/tasmota/convention.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { entitiesOf, heard, lines, named, sent } from './support/madeOf.ts'
import { config, KEY, made, only, places } from './support/tasmotaConfig.ts'

describe('relays', () => {
  test('are numbered from 1, and bear their friendly names, or the name of the device with a number', () => {
    const board = made(config({ rl: places(32, 1, 1, 1), fn: ['거실 조명', null, '   '] }))
    expect(lines(board)).toEqual([
      'SWITCH 거실 보드 2: TurnOff TurnOn',
      'SWITCH 거실 보드 3: TurnOff TurnOn',
      'LIGHT 거실 조명: TurnOff TurnOn',
    ])
    const second = named(board, '거실 보드 2')
    expect(sent(second, 'power', 'on')).toBe('cmnd/board/POWER2 ON')
    expect(heard(second, 'power', 'tele/board/STATE', '{"POWER1":"OFF","POWER2":"ON"}')).toBe('on')
    expect(heard(second, 'power', 'stat/board/RESULT', '{"POWER1":"OFF"}')).toBeUndefined()
  })

  test('the only one bears the name of the device, and may be called POWER or POWER1', () => {
    const one = only(config({ rl: places(8, 1) }))
    expect(one.name).toBe('거실 보드')
    expect(heard(one, 'power', 'tele/board/STATE', '{"POWER":"ON"}')).toBe('on')
    expect(heard(one, 'power', 'tele/board/STATE', '{"POWER1":"OFF"}')).toBe('off')
    expect(heard(one, 'power', 'stat/board/RESULT', '{"POWER":"BLINK"}')).toBeUndefined()
    expect(one.properties.get('power')?.question).toEqual({ topic: 'cmnd/board/STATE', payload: '' })
  })

  test('speak the words they were given, both ways', () => {
    const one = only(config({ rl: places(8, 1), state: ['aus', 'an', 'um', 'halt'] }))
    expect([sent(one, 'power', 'on'), sent(one, 'power', 'off')]).toEqual([
      'cmnd/board/POWER1 an',
      'cmnd/board/POWER1 aus',
    ])
    expect(heard(one, 'power', 'tele/board/STATE', '{"POWER":"aus"}')).toBe('off')
    const same = only(config({ rl: places(8, 1), state: ['x', 'x'] }))
    expect(sent(same, 'power', 'on')).toBe('cmnd/board/POWER1 ON')
  })

  test('are lights with SetOption30, and answer on topics of their commands with SetOption4', () => {
    expect(lines(made(config({ rl: places(8, 1) }, { '30': 1 })))).toEqual(['LIGHT 거실 보드: TurnOff TurnOn'])
    const one = only(config({ rl: places(8, 1) }, { '4': 1 }))
    expect(heard(one, 'power', 'stat/board/POWER1', '{"POWER1":"ON"}')).toBe('on')
    expect(heard(one, 'power', 'stat/board/POWER1', 'ON')).toBeUndefined()
    expect(heard(one, 'power', 'stat/board/STATE', '{"POWER":"OFF"}')).toBe('off')
  })
})

describe('topics', () => {
  const commandOf = (own: JsonObject): string => sent(only(config({ rl: places(8, 1), ...own })), 'power', 'on')

  test('follow the pattern of the device, as its firmware fills it in', () => {
    expect(commandOf({ ft: '%topic%/%prefix%/' })).toBe('board/cmnd/POWER1 ON')
    expect(commandOf({ ft: 'home/%prefix%/%topic%' })).toBe('home/cmnd/board/POWER1 ON')
    expect(commandOf({ ft: '%hostname%//%id%/%prefix%/' })).toBe('board-1/D4E5F6/cmnd/POWER1 ON')
    expect(commandOf({ tp: ['do', 'did', 'told'] })).toBe('do/board/POWER1 ON')
    // Without a prefix only commands get one.
    expect(commandOf({ ft: 'flat/%topic%' })).toBe('flat/board/cmnd/POWER1 ON')
    const flat = only(config({ rl: places(8, 1), ft: 'flat/%topic%' }))
    expect(flat.availability.map(one => one.topic)).toEqual(['flat/board/LWT'])
    expect(commandOf({ t: '%id%' })).toBe('cmnd/%id%/POWER1 ON')
  })

  test('with its own words of the last will; one that sleeps has none that counts, and is not asked', () => {
    const one = only(config({ rl: places(8, 1), onln: 'hier', ofln: 'weg' }))
    expect(one.availability).toEqual([{ topic: 'tele/board/LWT', online: ['hier'], offline: ['weg'] }])
    const sensors = { AM2301: { Temperature: 0, Humidity: 0 } }
    const sleeper = only(config({ dslp: 1 }), sensors)
    expect(sleeper.availability).toEqual([])
    expect([...sleeper.properties.values()].map(({ question }) => question)).toEqual([undefined, undefined])
    expect(sleeper.cadence.silentOk).toBe(true)
  })
})

describe('sensors', () => {
  test('join the only output; what the device measures of itself is left out', () => {
    const one = only(config({ rl: places(8, 1) }), {
      ENERGY: { Power: 0, Total: 0 },
      ESP32: { Temperature: 0 },
      ANALOG: { Temperature: 0 },
    })
    expect([one.type, [...one.properties.keys()]]).toEqual(['SMARTPLUG', ['power', 'consumption']])
    expect(heard(one, 'consumption', 'tele/board/SENSOR', '{"ENERGY":{"Power":12.5,"Total":3}}')).toBe(12.5)
    expect(heard(one, 'consumption', 'stat/board/STATUS8', '{"StatusSNS":{"ENERGY":{"Power":1}}}')).toBe(1)
    expect(one.properties.get('consumption')?.unit).toBe('W')
    // The thermometer of a device that does nothing else is one.
    expect(only(config(), { ANALOG: { Temperature: 0 } }).type).toBe('AIRSENSOR')
    expect(made(config(), { ESP32: { Temperature: 0 } })).toEqual([])
  })

  test('a meter with as many channels as outputs has one for each; any other is added up', () => {
    const two = made(config({ rl: places(32, 1, 1), dn: 'Tasmota', fn: ['Tasmota', 'Tasmota2'] }), {
      ENERGY: { Power: [0, 0], Total: 0 },
    })
    expect(two.map(one => [one.name, one.type])).toEqual([
      ['Tasmota', 'SMARTPLUG'],
      ['Tasmota2', 'SMARTPLUG'],
    ])
    const message = '{"ENERGY":{"Power":[40,5]}}'
    expect(two.map(one => heard(one, 'consumption', 'tele/board/SENSOR', message))).toEqual([40, 5])
    const one = only(config({ rl: places(8, 1) }), { ENERGY: { Power: [0, 0, 0] } })
    expect(heard(one, 'consumption', 'tele/board/SENSOR', '{"ENERGY":{"Power":[1.1,2.2,3.3]}}')).toBe(6.6)
    expect(heard(one, 'consumption', 'tele/board/SENSOR', '{"ENERGY":{"Power":7}}')).toBe(7)
    expect(heard(one, 'consumption', 'tele/board/SENSOR', '{"ENERGY":{"Power":["x",null]}}')).toBeUndefined()
  })

  test('tell Celsius, also where the device counts in Fahrenheit; null is unknown', () => {
    const air = only(config(), { AM2301: { Temperature: 0, Humidity: 0 }, TempUnit: 'F' })
    const read = (payload: string): unknown => heard(air, 'currentTemperature', 'tele/board/SENSOR', payload)
    expect(read('{"AM2301":{"Temperature":68.0,"Humidity":40}}')).toBe(20)
    expect(read('{"AM2301":{"Temperature":20.0},"TempUnit":"C"}')).toBe(20)
    expect(read('{"AM2301":{"Temperature":null}}')).toBeNull()
    expect(read('{"AM2301":{"Humidity":40}}')).toBeUndefined()
    expect(read('{"AM2301":"Temperature"}')).toBeUndefined()
    expect(read('[1,2]')).toBeUndefined()
  })

  test('several thermometers are several things; the other sensors of the device stay together', () => {
    const air = made(config(), {
      'DS18B20-1': { Temperature: 0 },
      'DS18B20-2': { Temperature: 0 },
      PMS5003: { 'PM2.5': 0, PM10: 0 },
    })
    expect(lines(air)).toEqual([
      'AIRSENSOR 거실 보드: GetFineDust GetUltraFineDust',
      'AIRSENSOR 거실 보드 DS18B20-1: GetCurrentTemperature',
      'AIRSENSOR 거실 보드 DS18B20-2: GetCurrentTemperature',
    ])
  })
})

test('ids stay over new names, topics, patterns and options', () => {
  const idsOf = (said: JsonObject): readonly string[] =>
    made(said, { AM2301: { Temperature: 0 } })
      .map(one => one.id)
      .sort()
  const before = idsOf(config({ rl: places(8, 1, 1) }))
  const renamed = { dn: 'x', fn: ['y', 'z'], t: 'other', ft: '%topic%/%prefix%/', hn: 'h', sw: '9.1' }
  expect(before).toHaveLength(3)
  expect(idsOf(config({ rl: places(32, 1, 1), ...renamed }, { '30': 1 }))).toEqual(before)
})

test('is known by its MAC address to other conventions, and has its maker, model and version', () => {
  const [one] = entitiesOf(tasmotaConvention, KEY, { config: config({ rl: places(8, 1) }) })
  expect(one?.device?.alsoKnownAs).toEqual(['mac:a0b2c3d4e5f6'])
  expect([one?.device?.manufacturer, one?.device?.model, one?.device?.version]).toEqual([
    'Tasmota',
    'Generic',
    '14.4.1',
  ])
})
