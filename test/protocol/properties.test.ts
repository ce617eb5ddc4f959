/** Values: normalizing is idempotent, rounds once, never clamps and never makes something of nothing. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/kernel/json.ts'
import { zoneOffset } from '../../src/kernel/time.ts'
import {
  isProperty,
  normalize,
  PROPERTIES,
  type PropertyName,
  propertySpec,
  writeProperty,
} from '../../src/protocol/properties.ts'
import { SHAPES } from '../../src/protocol/shapes.ts'
import { TOLD } from '../support/toldValues.ts'

const properties = Object.keys(PROPERTIES) as PropertyName[]
const numbers = properties.filter(name => propertySpec(name).kind === 'number')
const context = { zone: zoneOffset('Asia/Seoul'), unit: 'KRW', label: '전력' }
const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.double({ min: -1, max: 101 }))
const anyJson = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<Json>,
  anyNumber,
  fc.constantFrom(...Object.values(TOLD).flat()),
)

describe('normalize', () => {
  test('is idempotent and never throws, for every property and any JSON', () => {
    fc.assert(
      fc.property(fc.constantFrom(...properties), anyJson, (name, value) => {
        const once = normalize(name, value)
        if (once !== undefined) expect(normalize(name, once)).toEqual(once)
      }),
      { numRuns: 5_000 },
    )
  })

  test('numbers keep to their decimals, limits and lists, and move by half a step at most', () => {
    fc.assert(
      fc.property(fc.constantFrom(...numbers), anyNumber, (name, value) => {
        const { min = -Infinity, max = Infinity, decimals, values, neverRoundsToZero } = propertySpec(name)
        const normal = normalize(name, value)
        if (normal === undefined) return
        const number = normal as number
        expect(number >= min && number <= max && Number.isFinite(number)).toBe(true)
        if (values !== undefined) expect(values).toContain(number)
        if (decimals !== undefined) expect(Number(number.toFixed(decimals))).toBe(number)
        const lifted = neverRoundsToZero && value > 0 && number === 1
        if (!lifted)
          expect(Math.abs(number - value)).toBeLessThanOrEqual(
            (decimals === undefined ? 0 : 10 ** -decimals / 2) + Math.abs(value) * 1e-12,
          )
      }),
      { numRuns: 5_000 },
    )
  })

  test('a value within the limits is never lost, one outside never drawn in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('brightness', 'humidity', 'batteryInfo'),
        fc.double({ noNaN: true }),
        (name, value) => {
          const normal = normalize(name, value)
          if (value >= 0 && value <= 100) expect(normal).toBeTypeOf('number')
          if (value < -0.5 || value > 100.5) expect(normal).toBeUndefined()
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('a lamp that is on never rounds to off, and one that is off stays off', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 100, noNaN: true }), value => {
        expect(normalize('brightness', value)).toBeGreaterThanOrEqual(1)
      }),
    )
    expect([0, 0.4, 0.5, 1.4, 99.5, 100].map(value => normalize('brightness', value))).toEqual([0, 1, 1, 1, 100, 100])
  })

  test.each<[PropertyName, Json, Json | undefined]>([
    ['targetTemperature', 22.449999, 22.4],
    ['targetTemperature', 22.25, 22.3],
    ['targetTemperature', -18.25, -18.3],
    ['fanSpeed', 2, 2],
    ['fanSpeed', 4, undefined],
    ['fanSpeed', '2', undefined],
    ['fanSpeed', 1.6, undefined],
    ['brightness', '50', undefined],
    ['brightness', true, undefined],
    ['brightness', null, undefined],
    ['volume', -1, undefined],
    ['power', 'on', 'on'],
    ['power', 'ON', undefined],
    ['power', true, undefined],
    ['lockState', 'UNLOCKED', 'UNLOCKED'],
    ['sittingState', false, false],
    ['sittingState', 'false', undefined],
    ['mode', 3, '3'],
    ['mode', '', ''],
    ['mode', null, undefined],
    ['airQuality', 'verybad', 'verybad'],
    ['airQuality', 'terrible', undefined],
  ])('%s of %j is %j', (name, value, expected) => {
    expect(normalize(name, value)).toBe(expected)
  })

  test('NaN and infinities are no values', () => {
    for (const name of numbers) {
      for (const value of [Number.NaN, Infinity, -Infinity]) expect(normalize(name, value), name).toBeUndefined()
    }
    expect(numbers).toHaveLength(23)
  })
})

describe('writeProperty', () => {
  test('any JSON for any property gives JSON that survives the wire, or nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...properties), anyJson, (name, value) => {
        const wire = writeProperty(name, value, context)
        if (wire !== undefined)
          expect(JSON.parse(JSON.stringify(wire))).toEqual(JSON.parse(JSON.stringify(wire, plainZero)))
      }),
      { numRuns: 5_000 },
    )
  })

  test('what is written of a simple value reads back as its normal form', () => {
    const simple = properties.filter(
      name => propertySpec(name).kind !== 'structure' && propertySpec(name).shape !== 'timestamp',
    )
    let checked = 0
    for (const name of simple) {
      for (const value of TOLD[name]) {
        const wire = writeProperty(name, value, context)
        expect(wire === undefined ? undefined : SHAPES[propertySpec(name).shape].read(wire), name).toEqual(
          normalize(name, value),
        )
        checked++
      }
    }
    expect([simple.length, checked]).toEqual([37, 136])
  })
})

test('names: 60 properties, and inherited names are none', () => {
  expect(properties).toHaveLength(60)
  expect(['constructor', '__proto__', 'toString', '', 'Power'].some(isProperty)).toBe(false)
})

/** JSON has no minus zero. */
const plainZero = (_: string, value: unknown): unknown => (value === 0 ? 0 : value)
