import { describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import { allowableValue, allowedValues, bounds, checkValue } from '../../src/home/limits.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { interfaceOf } from '../../src/protocol/catalog.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import type { Refusal } from '../../src/protocol/errors.ts'
import type { ActionName } from '../../src/protocol/interfaces.ts'
import type { PropertyName } from '../../src/protocol/properties.ts'
import { nativeAppliance } from '../support/appliances.ts'

const make = (type: string, properties: JsonObject, more: Partial<Appliance> = {}): Appliance =>
  nativeAppliance('it', { type, properties }, more)

/** What checking says: undefined for fine, else the error with its payload. */
function check(appliance: Appliance, action: ActionName, value: Json, edition: Edition = 'KR'): unknown {
  const asked = interfaceOf(action)
  try {
    checkValue(appliance, edition, asked, asked.property as PropertyName, value)
    return undefined
  } catch (error) {
    const { error: name, payload } = error as Refusal
    return payload === undefined ? name : [name, payload]
  }
}

const range = (minimumValue: number, maximumValue: number) => ['ValueOutOfRangeError', { minimumValue, maximumValue }]

describe('checkValue', () => {
  const AC = make('AIRCONDITIONER', {
    targetTemperature: { min: 18, max: 30, step: 0.5 },
    fanSpeed: { values: [1, 3] },
    mode: { values: ['cool', 'auto'] },
  })
  const LIGHT = make('LIGHT', { brightness: {}, color: {}, colorTemperature: { min: 2700, max: 6500 }, volume: {} })
  const ROWS: readonly (readonly [Appliance, ActionName, Json, unknown])[] = [
    [AC, 'SetTargetTemperature', 18, undefined],
    [AC, 'SetTargetTemperature', 30, undefined],
    [AC, 'SetTargetTemperature', 22.5, undefined],
    [AC, 'SetTargetTemperature', 17.9, range(18, 30)],
    [AC, 'SetTargetTemperature', 30.5, range(18, 30)],
    [AC, 'SetTargetTemperature', 22.4, 'ValueNotSupportedError'],
    [AC, 'SetTargetTemperature', '22', 'ValueNotSupportedError'],
    [AC, 'SetTargetTemperature', true, 'ValueNotSupportedError'],
    [AC, 'SetFanSpeed', 3, undefined],
    [AC, 'SetFanSpeed', 2, 'ValueNotSupportedError'],
    [AC, 'SetFanSpeed', 9, 'ValueNotSupportedError'],
    [AC, 'IncrementFanSpeed', 2, 'ValueNotSupportedError'],
    [AC, 'IncrementFanSpeed', 4, range(1, 3)],
    [AC, 'DecrementFanSpeed', 0, range(1, 3)],
    [AC, 'SetMode', 'cool', undefined],
    [AC, 'SetMode', 'heat', 'UnsupportedOperationError'],
    [LIGHT, 'SetBrightness', 0, undefined],
    [LIGHT, 'SetBrightness', 100, undefined],
    [LIGHT, 'SetBrightness', 101, range(0, 100)],
    [LIGHT, 'SetBrightness', -1, range(0, 100)],
    [LIGHT, 'SetBrightness', 50.5, 'ValueNotSupportedError'],
    [LIGHT, 'SetColorTemperature', 2600, range(2700, 6500)],
    [LIGHT, 'SetColor', { hue: 360, saturation: 100 }, undefined],
    [LIGHT, 'SetColor', { hue: 361, saturation: 100 }, 'ValueNotSupportedError'],
    [LIGHT, 'SetColor', 'red', 'ValueNotSupportedError'],
    // One bound alone is no range that could be spoken.
    [LIGHT, 'IncrementVolume', -1, 'ValueNotSupportedError'],
    [LIGHT, 'IncrementVolume', 1000, undefined],
  ]
  test.each(ROWS)('%o %s %j: %j', (appliance, action, value, expected) => {
    expect(check(appliance, action, value)).toEqual(expected)
  })
  test('their number', () => expect(ROWS.length).toBe(27))

  test('a step counts from the least value there is', () => {
    const odd = make('LIGHT', { brightness: { min: 5, max: 95, step: 10 } })
    expect([5, 15, 95].map(value => check(odd, 'SetBrightness', value))).toEqual([undefined, undefined, undefined])
    expect(check(odd, 'SetBrightness', 10)).toBe('ValueNotSupportedError')
  })
})

describe('dangerous values need an explicit allow', () => {
  const LOCK = { lockState: {} }
  const GATE = { openState: {} }
  const RELAY = { power: {} }
  const unlock: Partial<Appliance> = { allow: new Set(['unlock']) }
  const open: Partial<Appliance> = { allow: new Set(['open']) }
  const ROWS: readonly (readonly [string, JsonObject, Partial<Appliance>, ActionName, Edition, Json, unknown])[] = [
    ['SMARTLOCK', LOCK, {}, 'SetLockState', 'KR', 'LOCKED', undefined],
    ['SMARTLOCK', LOCK, {}, 'SetLockState', 'KR', 'UNLOCKED', 'ValueNotSupportedError'],
    ['SMARTLOCK', LOCK, open, 'SetLockState', 'KR', 'UNLOCKED', 'ValueNotSupportedError'],
    ['SMARTLOCK', LOCK, unlock, 'SetLockState', 'KR', 'UNLOCKED', undefined],
    ['SMARTLOCK', LOCK, unlock, 'SetLockState', 'JP', 'UNLOCKED', 'ValueNotSupportedError'],
    ['SMARTLOCK', LOCK, unlock, 'SetLockState', 'JP', 'LOCKED', undefined],
    ['SMARTVALVE', LOCK, {}, 'SetLockState', 'JP', 'UNLOCKED', 'ValueNotSupportedError'],
    ['SMARTVALVE', LOCK, unlock, 'SetLockState', 'JP', 'UNLOCKED', undefined],
    ['SMARTCURTAIN', GATE, {}, 'Open', 'KR', 'OPENED', undefined],
    ['SMARTCURTAIN', GATE, { entrance: true }, 'Open', 'KR', 'OPENED', 'ValueNotSupportedError'],
    ['SMARTCURTAIN', GATE, { entrance: true, ...unlock }, 'Open', 'KR', 'OPENED', 'ValueNotSupportedError'],
    ['SMARTCURTAIN', GATE, { entrance: true, ...open }, 'Open', 'KR', 'OPENED', undefined],
    ['SMARTCURTAIN', GATE, { entrance: true }, 'Close', 'KR', 'CLOSED', undefined],
    ['SWITCH', RELAY, {}, 'TurnOn', 'KR', 'on', undefined],
    ['SWITCH', RELAY, { entrance: true }, 'TurnOn', 'KR', 'on', 'ValueNotSupportedError'],
    ['SWITCH', RELAY, { entrance: true }, 'TurnOff', 'KR', 'off', 'ValueNotSupportedError'],
    ['SWITCH', RELAY, { entrance: true, ...open }, 'TurnOn', 'KR', 'on', undefined],
    ['SWITCH', RELAY, { cooks: true, ...open }, 'TurnOn', 'KR', 'on', 'ValueNotSupportedError'],
    ['SWITCH', RELAY, { cooks: true, allow: new Set(['heat']) }, 'TurnOn', 'KR', 'on', undefined],
    ['SWITCH', RELAY, { cooks: true }, 'TurnOff', 'KR', 'off', undefined],
    ['SMARTCURTAIN', { ...GATE, ...RELAY }, { entrance: true }, 'TurnOff', 'KR', 'off', undefined],
  ]
  test.each(ROWS)('%s %o %o %s %s %s: %s', (type, properties, more, action, edition, value, expected) => {
    expect(check(make(type, properties, more), action, value, edition)).toEqual(expected)
  })
  test('their number', () => expect(ROWS.length).toBe(21))

  test('a list of its own does not bring a forbidden value back', () => {
    const lock = make('SMARTLOCK', { lockState: { values: ['LOCKED', 'UNLOCKED'] } })
    expect(allowedValues(lock, 'KR', 'lockState')).toEqual(['LOCKED'])
    expect(check(lock, 'SetLockState', 'UNLOCKED')).toBe('ValueNotSupportedError')
  })
})

describe('what discovery is told', () => {
  const ROWS: readonly (readonly [JsonObject, PropertyName, unknown])[] = [
    [{ brightness: {} }, 'brightness', { type: 'boundedNumber', minValue: 0, maxValue: 100 }],
    [{ brightness: { min: 10 } }, 'brightness', { type: 'boundedNumber', minValue: 10, maxValue: 100 }],
    [{ fanSpeed: {} }, 'fanSpeed', { type: 'number', enumValues: [1, 2, 3] }],
    [{ mode: { values: ['sleep'] } }, 'mode', { type: 'string', enumValues: ['sleep'] }],
    [{ mode: {} }, 'mode', undefined],
    [{ volume: {} }, 'volume', undefined],
    [{ volume: { max: 40 } }, 'volume', { type: 'boundedNumber', minValue: 0, maxValue: 40 }],
    [{ lockState: {} }, 'lockState', { type: 'string', enumValues: ['LOCKED'] }],
  ]
  test.each(ROWS)('%j: %s %j', (properties, property, expected) => {
    expect(allowableValue(make('LIGHT', properties), 'KR', property)).toEqual(expected)
  })
  test('their number', () => expect(ROWS.length).toBe(8))

  test('bounds of the guides hold where the appliance names none', () => {
    expect(bounds(make('LIGHT', {}), 'brightness')).toEqual({ min: 0, max: 100 })
    expect(bounds(make('LIGHT', { brightness: { min: 1, max: 50 } }), 'brightness')).toEqual({ min: 1, max: 50 })
  })
})
