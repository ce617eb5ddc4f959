import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  MAX_REPORT_BYTES,
  nearestValue,
  payloadOf,
  type Reader,
  readValue,
  sameValue,
  type Writer,
  writeValue,
} from '../../src/home/codec.ts'
import { parseFormat } from '../../src/home/format.ts'
import { fulfils } from '../../src/home/plan.ts'
import type { Json } from '../../src/kernel/json.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'
import { boundAppliance } from '../support/appliances.ts'

const reader = (more: Partial<Reader> = {}): Reader => ({ scale: 1, offset: 0, ...more })
const writer = (more: Partial<Writer> = {}): Writer => ({ scale: 1, offset: 0, step: 1, ...more })
const read = (property: PropertyName, text: string, more: Partial<Reader> = {}) =>
  readValue(property, reader(more), payloadOf(Buffer.from(text)))

describe('readValue', () => {
  const ROWS: readonly (readonly [PropertyName, string, Partial<Reader>, Json | null | undefined])[] = [
    ['power', 'ON', {}, 'on'],
    ['power', '0', {}, 'off'],
    ['power', 'true', {}, 'on'],
    ['power', '{"state":"OFF"}', { pointer: '/state' }, 'off'],
    ['power', '{"state":true}', { pointer: '/state' }, 'on'],
    ['power', 'toggle', {}, undefined],
    ['power', 'EIN', { map: new Map([['EIN', 'on']]) }, 'on'],
    ['power', 'on', { map: new Map([['EIN', 'on']]) }, undefined],
    ['power', '{"state":null}', { pointer: '/state' }, null],
    ['power', '{"other":1}', { pointer: '/state' }, undefined],
    ['power', 'not json', { pointer: '/state' }, undefined],
    ['brightness', ' 50 \n', {}, 50],
    ['brightness', '127', { scale: 100 / 254 }, 50],
    ['brightness', '0.3', {}, 1],
    ['brightness', '0', {}, 0],
    ['brightness', '101', {}, undefined],
    ['brightness', 'fifty', {}, undefined],
    ['brightness', '', {}, undefined],
    ['brightness', 'NaN', {}, undefined],
    ['brightness', '1e999', {}, undefined],
    ['brightness', '0x10', {}, undefined],
    ['currentTemperature', '2134', { scale: 0.01 }, 21.3],
    ['currentTemperature', '72.5', { scale: 5 / 9, offset: -160 / 9 }, 22.5],
    ['currentTemperature', '21.5 °C', { format: parseFormat('{value} °C') }, 21.5],
    ['currentTemperature', '21.5 K', { format: parseFormat('{value} °C') }, undefined],
    ['currentTemperature', '{"t":["x",21.5]}', { pointer: '/t/1' }, 21.5],
    ['fanSpeed', 'low', { map: new Map([['low', 1]]) }, 1],
    ['fanSpeed', '4', {}, undefined],
    ['lockState', 'LOCK', {}, 'LOCKED'],
    ['lockState', 'jammed', {}, undefined],
    ['openState', 'opening', {}, undefined],
    ['openState', 'closed', {}, 'CLOSED'],
    ['muted', 'true', {}, true],
    ['recording', 'OFF', {}, false],
    ['mode', 'cool', {}, 'cool'],
    ['mode', '3', { map: new Map([['3', 'cool']]) }, 'cool'],
    ['color', '120,50', { format: parseFormat('{hue},{saturation}') }, { hue: 120, saturation: 50 }],
    ['batteryInfo', '{"battery":100.4}', { pointer: '/battery' }, 100],
  ]
  test.each(ROWS)('%s from %j by %o is %j', (property, text, more, value) => {
    expect(read(property, text, more)).toEqual(value)
  })
  test('their number', () => expect(ROWS.length).toBe(38))

  test('too long, too deep and not UTF-8 say nothing', () => {
    const at = { pointer: '/a' }
    expect(read('mode', 'x'.repeat(MAX_REPORT_BYTES + 1))).toBeUndefined()
    expect(read('mode', `{"a":"b","c":${'['.repeat(12)}${']'.repeat(12)}}`, at)).toBeUndefined()
    expect(read('mode', `{"a":"b","c":${'['.repeat(11)}${']'.repeat(11)}}`, at)).toBe('b')
    expect(readValue('mode', reader(), payloadOf(Buffer.from([0xff, 0xfe, 0x00])))).toBeUndefined()
  })

  test('never throws, whatever comes', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.json().map(text => Buffer.from(text)),
    )
    const names = fc.constantFrom<PropertyName>('power', 'brightness', 'color', 'startTimestampList', 'muted')
    const pointers = fc.constantFrom(undefined, '', '/a', '/0/b')
    fc.assert(
      fc.property(bytes, names, pointers, (payload, name, pointer) => {
        readValue(name, reader(pointer === undefined ? {} : { pointer }), payloadOf(payload))
      }),
    )
  })
})

describe('writeValue', () => {
  const ROWS: readonly (readonly [PropertyName, Json, Partial<Writer>, string])[] = [
    ['power', 'on', {}, 'ON'],
    ['power', 'off', { map: new Map([['off', 0]]) }, '0'],
    ['power', 'on', { pointer: '/state' }, '{"state":"ON"}'],
    ['lockState', 'UNLOCKED', {}, 'UNLOCK'],
    ['openState', 'CLOSED', {}, 'CLOSE'],
    ['muted', true, {}, 'true'],
    ['brightness', 50, { scale: 100 / 254 }, '127'],
    ['brightness', 0, { scale: 10 }, '0'],
    ['brightness', 4, { scale: 10 }, '1'],
    ['brightness', 100, { scale: 100 / 255, pointer: '/a/b' }, '{"a":{"b":255}}'],
    ['targetTemperature', 22.3, { step: 0.5 }, '22.5'],
    ['targetTemperature', 22.5, { scale: 0.1 }, '225'],
    ['targetTemperature', 22.5, { scale: 5 / 9, offset: -160 / 9, step: 0.1 }, '72.5'],
    ['colorTemperature', 2700, {}, '2700'],
    ['mode', 'cool', { format: parseFormat('{"mode":"{value}"}') }, '{"mode":"cool"}'],
    ['mode', 'a"b', { format: parseFormat('{"mode":"{value}"}') }, '{"mode":"a\\"b"}'],
    ['color', { hue: 120, saturation: 50 }, { format: parseFormat('{hue},{saturation},100') }, '120,50,100'],
    ['color', { hue: 120, saturation: 50 }, { pointer: '/c~1d' }, '{"c/d":{"hue":120,"saturation":50}}'],
  ]
  test.each(ROWS)('%s %j by %o is %s', (property, value, more, text) => {
    expect(writeValue(property, writer(more), value)).toBe(text)
  })
  test('their number', () => expect(ROWS.length).toBe(18))
})

describe('there and back', () => {
  const LEVELS = [1, 2, 3, 7, 8, 10, 16, 20, 64, 99, 100, 127, 254, 255, 1000, 1023, 65_535]

  test('every brightness on every scale of levels comes back as fulfilled, and only 0 is 0', () => {
    let checked = 0
    for (const levels of LEVELS) {
      const scale = 100 / levels
      const dimmer = boundAppliance('it', 'LIGHT', { brightness: { state: 's', set: 'c', write: { scale } } })
      for (let asked = 0; asked <= 100; asked++, checked++) {
        const sent = writeValue('brightness', writer({ scale }), asked)
        const reported = read('brightness', sent, { scale })
        const back = [levels, asked, sent, reported]
        expect(typeof reported, String(back)).toBe('number')
        expect(fulfils(dimmer, 'brightness', asked, reported ?? null), String(back)).toBe(true)
        expect(reported === 0, String(back)).toBe(asked === 0)
      }
    }
    expect(checked).toBe(LEVELS.length * 101)
  })

  test('every temperature on every common step comes back as fulfilled', () => {
    const steps = fc.constantFrom(0.1, 0.2, 0.5, 1, 2, 5)
    const scales = fc.constantFrom(1, 0.1, 0.01, 5 / 9)
    const tenths = fc.integer({ min: -300, max: 900 })
    fc.assert(
      fc.property(tenths, steps, scales, (tenth, step, scale) => {
        const asked = tenth / 10
        const offset = scale === 5 / 9 ? -160 / 9 : 0
        const write = writer({ step, scale, offset })
        const heater = boundAppliance('it', 'HEATER', { targetTemperature: { state: 's', set: 'c', write } })
        const reported = read('targetTemperature', writeValue('targetTemperature', write, asked), { scale, offset })
        expect(fulfils(heater, 'targetTemperature', asked, reported ?? null)).toBe(true)
      }),
    )
  })

  test('a value further than one level away is never taken for fulfilled', () => {
    const levels = fc.integer({ min: 2, max: 255 })
    const percent = fc.integer({ min: 0, max: 100 })
    fc.assert(
      fc.property(levels, percent, percent, (count, asked, reported) => {
        const scale = 100 / count
        fc.pre(Math.abs(asked - reported) > scale + 1)
        const dimmer = boundAppliance('it', 'LIGHT', { brightness: { state: 's', set: 'c', write: { scale } } })
        expect(fulfils(dimmer, 'brightness', asked, reported)).toBe(false)
      }),
    )
  })

  test('nearestValue is what a coarse appliance reports', () => {
    expect(nearestValue('brightness', writer({ scale: 10 }), 4)).toBe(10)
    expect(nearestValue('brightness', writer({ scale: 100 / 64 }), 4)).toBe(5)
    expect(nearestValue('power', writer(), 'on')).toBeUndefined()
  })
})

describe('sameValue', () => {
  const ROWS: readonly (readonly [PropertyName, Json, Json, number, boolean])[] = [
    ['brightness', 50, 50, 0, true],
    ['brightness', 50, 51, 0, false],
    ['brightness', 50, 52, 4, true],
    ['brightness', 50, 53, 4, false],
    ['targetTemperature', 22.5, 22.54, 0, true],
    ['targetTemperature', 22.5, 22.6, 0, false],
    ['volume', 7, '7', 0, false],
    ['power', 'on', 'on', 0, true],
    ['power', 'on', 'off', 0, false],
    ['muted', true, true, 0, true],
    ['color', { hue: 359, saturation: 50 }, { hue: 1, saturation: 52 }, 0, true],
    ['color', { hue: 359, saturation: 50 }, { hue: 2, saturation: 50 }, 0, false],
    ['color', { hue: 10, saturation: 100 }, { hue: 10, saturation: 0 }, 0, false],
    ['color', { hue: 10, saturation: 50, brightness: 80 }, { hue: 10, saturation: 50, brightness: 82 }, 0, true],
    ['color', { hue: 10, saturation: 50, brightness: 80 }, { hue: 10, saturation: 50 }, 0, false],
    ['color', { hue: 10, saturation: 50 }, { hue: 10, saturation: 50, brightness: 3 }, 0, true],
    ['color', { hue: 10, saturation: 50 }, 'red', 0, false],
  ]
  test.each(ROWS)('%s: asked %j, reported %j, step %d: %s', (property, asked, reported, coarsest, same) => {
    expect(sameValue(property, asked, reported, coarsest)).toBe(same)
  })
  test('their number', () => expect(ROWS.length).toBe(17))
})
