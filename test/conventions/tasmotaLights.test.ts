/** Lights, fans and shutters of Tasmota devices: what they can do, are told and tell. */
import { describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { heard, lines, named, sent } from './support/madeOf.ts'
import { config, made, only, places } from './support/tasmotaConfig.ts'

describe('lights', () => {
  const light = (kind: number, own: JsonObject = {}, options: JsonObject = {}): readonly Appliance[] =>
    made(config({ rl: places(32, 2), lt_st: kind, ...own }, options))

  test('can do what their kind says', () => {
    const told = [0, 1, 2, 3, 4, 5].map(kind => lines(light(kind))[0])
    expect(told).toEqual([
      'LIGHT 거실 보드: TurnOff TurnOn',
      'LIGHT 거실 보드: SetBrightness TurnOff TurnOn',
      'LIGHT 거실 보드: SetBrightness SetColorTemperature TurnOff TurnOn',
      'LIGHT 거실 보드: SetBrightness SetColor TurnOff TurnOn',
      'LIGHT 거실 보드: SetBrightness SetColor TurnOff TurnOn',
      'LIGHT 거실 보드: SetBrightness SetColor SetColorTemperature TurnOff TurnOn',
    ])
  })

  test('are told brightness in per cent, and off for none', () => {
    const one = only(config({ rl: places(32, 2), lt_st: 1 }))
    expect([sent(one, 'brightness', 1), sent(one, 'brightness', 0)]).toEqual([
      'cmnd/board/Dimmer 1',
      'cmnd/board/POWER1 OFF',
    ])
    expect(heard(one, 'brightness', 'stat/board/RESULT', '{"POWER":"ON","Dimmer":37}')).toBe(37)
    expect(heard(one, 'brightness', 'stat/board/RESULT', '{"POWER":"ON"}')).toBeUndefined()
  })

  test('count colour temperature in mired, in the range of SetOption82', () => {
    const [whole] = light(2)
    const [reduced] = light(2, {}, { '82': 1 })
    if (whole === undefined || reduced === undefined) throw new Error('no light was made')
    expect(whole.properties.get('colorTemperature')?.limits).toEqual({ min: 2000, max: 6536 })
    expect(reduced.properties.get('colorTemperature')?.limits).toEqual({ min: 2632, max: 5000 })
    expect(sent(whole, 'colorTemperature', 4000)).toBe('cmnd/board/CT 250')
    expect(sent(reduced, 'colorTemperature', 2632)).toBe('cmnd/board/CT 380')
    expect(heard(whole, 'colorTemperature', 'tele/board/STATE', '{"CT":250,"Color":"00FF"}')).toBe(4000)
  })

  test('take colours as hue, saturation and brightness, and tell them whatever SetOption17 does to the other', () => {
    const [one] = light(5, {}, { '17': 1 })
    if (one === undefined) throw new Error('no light was made')
    expect(sent(one, 'color', { hue: 240, saturation: 90, brightness: 40 })).toBe('cmnd/board/HSBColor 240,90,40')
    expect(sent(one, 'color', { hue: 240, saturation: 90 })).toBe('cmnd/board/HSBColor1 240 & cmnd/board/HSBColor2 90')
    expect(heard(one, 'color', 'tele/board/STATE', '{"Color":"12,5,102,0,0","HSBColor":"244,95,40"}')).toEqual({
      hue: 244,
      saturation: 95,
    })
    expect(heard(one, 'color', 'tele/board/STATE', '{"HSBColor":"360,1000,40"}')).toBeUndefined()
    expect(heard(one, 'color', 'tele/board/STATE', '{"HSBColor":[1,2,3]}')).toBeUndefined()
  })

  test('are two where colour and white are split (lk 0), after the relays that come before them', () => {
    const split = made(config({ rl: places(32, 1, 2, 2), lt_st: 5, lk: 0, fn: ['팬', '색 조명', '흰 조명'] }))
    expect(lines(split)).toEqual([
      'LIGHT 색 조명: SetBrightness SetColor TurnOff TurnOn',
      'SWITCH 팬: TurnOff TurnOn',
      'LIGHT 흰 조명: SetBrightness SetColorTemperature TurnOff TurnOn',
    ])
    const [colour, , white] = split
    if (colour === undefined || white === undefined) throw new Error('not two lights')
    expect([sent(colour, 'power', 'on'), sent(colour, 'brightness', 30)]).toEqual([
      'cmnd/board/POWER2 ON',
      'cmnd/board/Dimmer1 30',
    ])
    expect([sent(white, 'power', 'on'), sent(white, 'brightness', 30)]).toEqual([
      'cmnd/board/POWER3 ON',
      'cmnd/board/Dimmer2 30',
    ])
    expect(heard(white, 'brightness', 'tele/board/STATE', '{"POWER2":"ON","Dimmer1":10,"Dimmer2":20}')).toBe(20)
    expect(heard(white, 'brightness', 'tele/board/STATE', '{"POWER2":"ON","Dimmer2":10,"Dimmer3":20}')).toBe(10)
  })

  test('are one for each channel with SetOption68', () => {
    const channels = made(config({ rl: places(32, 2, 2, 2), lt_st: 3, lk: 0 }, { '68': 1 }))
    expect(channels).toHaveLength(3)
    const third = named(channels, '거실 보드 3')
    expect([sent(third, 'power', 'off'), sent(third, 'brightness', 50)]).toEqual([
      'cmnd/board/POWER3 OFF',
      'cmnd/board/Channel3 50',
    ])
    expect(heard(third, 'brightness', 'tele/board/STATE', '{"POWER3":"ON","Channel3":7}')).toBe(7)
  })

  test('are turned on with what is set where that does not do it (SetOption20); a Tuya dimmer is its third', () => {
    const [quiet] = light(5, {}, { '20': 1 })
    if (quiet === undefined) throw new Error('no light was made')
    expect(sent(quiet, 'brightness', 30)).toBe('cmnd/board/Dimmer 30 & cmnd/board/POWER1 ON')
    expect(sent(quiet, 'colorTemperature', 5000)).toBe('cmnd/board/CT 200 & cmnd/board/POWER1 ON')
    const [tuya] = light(1, { ty: 1 })
    if (tuya === undefined) throw new Error('no light was made')
    expect(sent(tuya, 'brightness', 30)).toBe('cmnd/board/Dimmer3 30')
    expect(heard(tuya, 'brightness', 'tele/board/STATE', '{"Dimmer":30}')).toBe(30)
  })
})

test('an iFan is a fan of three speeds and a lamp that is only switched', () => {
  const ifan = made(config({ if: 1, dn: '거실 팬', fn: ['거실 팬등', null], rl: places(32, 2), lt_st: 1 }))
  expect(lines(ifan)).toEqual(['FAN 거실 팬: SetFanSpeed TurnOff TurnOn', 'LIGHT 거실 팬등: TurnOff TurnOn'])
  const fan = named(ifan, '거실 팬')
  expect([sent(fan, 'fanSpeed', 2), sent(fan, 'power', 'off'), sent(fan, 'power', 'on')]).toEqual([
    'cmnd/board/FanSpeed 2',
    'cmnd/board/FanSpeed 0',
    'cmnd/board/FanSpeed 1',
  ])
  expect(sent(fan, 'power', 'on', { fanSpeed: 3 })).toBe('cmnd/board/FanSpeed 3')
  expect(heard(fan, 'power', 'stat/board/RESULT', '{"FanSpeed":0}')).toBe('off')
  expect(heard(fan, 'fanSpeed', 'tele/board/STATE', '{"POWER1":"ON","FanSpeed":3}')).toBe(3)
  expect(heard(fan, 'fanSpeed', 'tele/board/STATE', '{"FanSpeed":0}')).toBeUndefined()
})

describe('shutters', () => {
  const two = (sho: readonly Json[]): readonly Appliance[] =>
    made(config({ rl: places(32, 3, 3, 1, 3, 3), sho, fn: ['왼쪽 커튼', '', '조명', '오른쪽 커튼', ''] }))

  test('are pairs of relays, each with a number of its own', () => {
    const both = two([0, 0])
    expect(lines(both)).toEqual([
      'SMARTCURTAIN 오른쪽 커튼: Close Open Stop',
      'SMARTCURTAIN 왼쪽 커튼: Close Open Stop',
      'LIGHT 조명: TurnOff TurnOn',
    ])
    const right = named(both, '오른쪽 커튼')
    expect([sent(right, 'openState', 'OPENED'), sent(right, 'openState', 'CLOSED')]).toEqual([
      'cmnd/board/ShutterOpen2 ',
      'cmnd/board/ShutterClose2 ',
    ])
    expect(heard(right, 'openState', 'tele/board/SENSOR', '{"Shutter2":{"Position":0,"Direction":0}}')).toBe('CLOSED')
    expect(heard(right, 'openState', 'stat/board/RESULT', '{"Shutter2":{"Position":12}}')).toBe('OPENED')
    const status = '{"StatusSNS":{"Time":"x","Shutter1":{"Position":0},"Shutter2":{"Position":100}}}'
    expect(heard(right, 'openState', 'stat/board/STATUS10', status)).toBe('OPENED')
    expect(right.properties.get('openState')?.question).toEqual({ topic: 'cmnd/board/STATUS', payload: '10' })
    expect(sent(named(both, '조명'), 'power', 'on')).toBe('cmnd/board/POWER3 ON')
  })

  test('count the other way where they are inverted', () => {
    const left = named(two([1, 0]), '왼쪽 커튼')
    expect(heard(left, 'openState', 'tele/board/SENSOR', '{"Shutter1":{"Position":100}}')).toBe('CLOSED')
    expect(sent(left, 'openState', 'OPENED')).toBe('cmnd/board/ShutterOpen1 ')
  })

  test('half of a pair is nothing', () => {
    expect(made(config({ rl: places(8, 3, 1, 3) })).map(one => one.type)).toEqual(['SWITCH'])
  })
})
