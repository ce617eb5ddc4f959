/** Homie where the property's name says little: the node tells what is measured, and what moves. */
import { describe, expect, test } from 'vitest'
import { appliances, attributesOf, collected } from './support/homieRows.ts'
import { heard, lines, named, sent } from './support/madeOf.ts'

describe('a node', () => {
  test('of a thermometer or hygrometer says what its bare values are', () => {
    const rows = attributesOf('homie/hut', '온실', {
      temperature: { type: 'temperature', properties: { degrees: ['float', false, '', 'ºC'] } },
      sensor2: { type: 'humidity', properties: { percentage: ['float', false, '', '%'] } },
      motion: { properties: { state: ['boolean'] } },
      rain: { properties: { value: ['float'], degrees: ['string'] } },
    })
    const made = appliances(collected(rows).documents)
    expect(lines(made)).toEqual([
      'AIRSENSOR 온실: GetCurrentTemperature GetHumidity',
      'MOTIONSENSOR 온실 motion state: GetDetectedTime GetPowerState',
    ])
    const air = named(made, '온실')
    expect(heard(air, 'currentTemperature', 'homie/hut/temperature/degrees', '21.5')).toBe(21.5)
    expect(heard(air, 'humidity', 'homie/hut/sensor2/percentage', '40')).toBe(40)
  })

  test.each([
    ['C', 20],
    ['°C', 20],
    ['° C', 20],
    ['ºF', -6.7],
    ['F', -6.7],
  ])('counts in %s', (unit, celsius) => {
    const rows = attributesOf('homie/x', 'X', { n: { properties: { temperature: ['float', false, '', unit] } } })
    const [air] = appliances(collected(rows).documents)
    expect(air && heard(air, 'currentTemperature', 'homie/x/n/temperature', '20')).toBe(celsius)
  })

  test('of shutters has a position in its level, and of lamps a brightness', () => {
    const level = ['integer', true, '0:100'] as const
    const rows = attributesOf('homie/x', '침실', {
      shutters: { name: '블라인드', type: 'shutters', properties: { level } },
      lamp: { name: '등', type: 'dimmer', properties: { level } },
    })
    const made = appliances(collected(rows).documents)
    expect(lines(made)).toEqual([
      'LIGHT 침실 등: SetBrightness TurnOff TurnOn',
      'SMARTCURTAIN 침실 블라인드: Close Open',
    ])
    const blind = named(made, '침실 블라인드')
    expect(['OPENED', 'CLOSED'].map(state => sent(blind, 'openState', state))).toEqual([
      'homie/x/shutters/level/set 100',
      'homie/x/shutters/level/set 0',
    ])
    const read = ['0', '1', '100'].map(text => heard(blind, 'openState', 'homie/x/shutters/level', text))
    expect(read).toEqual(['CLOSED', 'OPENED', 'OPENED'])
  })
})
