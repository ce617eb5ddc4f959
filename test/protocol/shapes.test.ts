/** The payload objects one by one: round trips, bounds, and what cannot be said. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/kernel/json.ts'
import { wallMs, zoneOffset } from '../../src/kernel/time.ts'
import { MAX_SPOKEN_CHARACTERS, SHAPES, type Shape, type ShapeName } from '../../src/protocol/shapes.ts'

const context = { zone: zoneOffset('Asia/Seoul') }
const write = (shape: Shape, value: Json): Json | undefined => shape.write(value, context)
const shapes = Object.entries(SHAPES) as [ShapeName, Shape][]

/** Seconds of `PT…H…M…S`, computed apart from the code under test. */
function secondsOf(duration: string): number {
  const [, hours = '0', minutes = '0', rest = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? ['', 'x']
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)
}

describe('every shape', () => {
  test('reads and writes any JSON without throwing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.jsonValue(), ([, shape], value) => {
        shape.read(value as Json)
        write(shape, value as Json)
      }),
      { numRuns: 5_000 },
    )
    expect(shapes).toHaveLength(21)
  })
})

describe('duration', () => {
  test('whole seconds go to ISO 8601 and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000_000 }), seconds => {
        const text = write(SHAPES.duration, seconds) as string
        expect(secondsOf(text)).toBe(seconds)
        expect(Number(/(\d+)M/.exec(text)?.[1] ?? 0) < 60 && Number(/(\d+)S/.exec(text)?.[1] ?? 0) < 60).toBe(true)
        expect(write(SHAPES.duration, text)).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })

  test('any number is a plain duration or nothing', () => {
    fc.assert(
      fc.property(fc.double(), seconds => {
        const text = write(SHAPES.duration, seconds)
        expect(text === undefined || Number.isFinite(secondsOf(text as string))).toBe(true)
        if (seconds < 0 || !Number.isFinite(seconds)) expect(text).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
  })

  test.each<[Json, string | undefined]>([
    [31_200, 'PT8H40M'],
    [0, 'PT0S'],
    [0.4, 'PT0S'],
    [59.5, 'PT1M'],
    [3_600, 'PT1H'],
    [90_061, 'PT25H1M1S'],
    [-1, undefined],
    [1e30, undefined],
    ['P1Y2M3DT4H5M6S', 'P1Y2M3DT4H5M6S'],
    ['PT0.5H', 'PT0.5H'],
    ['PT1.5H30M', undefined],
    ['-PT5M', undefined],
    ['P', undefined],
    ['PT', undefined],
    ['P1DT', undefined],
    ['5M', undefined],
    ['PT5M ', undefined],
    [`PT${'9'.repeat(60)}S`, undefined],
    ['31200', undefined],
    [null, undefined],
  ])('%j is %j', (value, expected) => {
    expect(write(SHAPES.duration, value)).toBe(expected)
  })
})

describe('timestamp', () => {
  const moment = fc.integer({
    min: Date.parse('1600-01-01T00:00:00Z') / 1000,
    max: Date.parse('2400-01-01T00:00:00Z') / 1000,
  })

  test.each(['Asia/Seoul', 'Asia/Tokyo', 'America/New_York', 'Europe/London'])('keeps the moment in %s', name => {
    const zone = zoneOffset(name)
    fc.assert(
      fc.property(moment, seconds => {
        const text = SHAPES.timestamp.write(new Date(seconds * 1000).toISOString(), { zone }) as string
        expect(Date.parse(text)).toBe(seconds * 1000)
        expect(SHAPES.timestamp.write(text, { zone })).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  test('is printed in the offset of that moment, not of today', () => {
    const zone = zoneOffset('Europe/London')
    const said = ['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z', '2026-07-15T12:00:00'].map(it =>
      SHAPES.timestamp.write(it, { zone }),
    )
    expect(said).toEqual(['2026-01-15T12:00:00+00:00', '2026-07-15T13:00:00+01:00', '2026-07-15T12:00:00+01:00'])
    expect(zone(wallMs(Date.parse('2026-07-15T12:00:00Z')))).toBe(60)
  })

  test.each<[Json, string | undefined]>([
    ['0001-01-01T00:00:00Z', '0001-01-01T08:27:00+08:27'],
    ['9999-12-31T23:59:59Z', undefined],
    ['0000-01-01T00:00:00+14:00', undefined],
    ['yesterday', undefined],
    [1_700_000_000, undefined],
    [null, undefined],
  ])('%j is %j', (value, expected) => {
    expect(write(SHAPES.timestamp, value)).toBe(expected)
  })
})

describe('color', () => {
  test('is said exactly when every part is within its bounds', () => {
    const part = fc.oneof(fc.double({ min: -10, max: 400, noNaN: true }), fc.constantFrom(0, 100, 360))
    fc.assert(
      fc.property(part, part, fc.option(part, { nil: undefined }), (hue, saturation, brightness) => {
        const value = { hue, saturation, ...(brightness === undefined ? {} : { brightness }) }
        const within = (it: number | undefined, max: number): boolean => it === undefined || (it >= 0 && it <= max)
        const ok = within(hue, 360) && within(saturation, 100) && within(brightness, 100)
        expect(write(SHAPES.color, value)).toEqual(ok ? value : undefined)
        expect(SHAPES.color.read(value)).toEqual(ok ? value : undefined)
      }),
      { numRuns: 2_000 },
    )
  })

  test.each<[Json]>([[{ hue: 1 }], [{ saturation: 1 }], [{ hue: '1', saturation: 1 }], ['red'], [null], [[1, 2]]])(
    '%j is none',
    value => {
      expect(SHAPES.color.read(value)).toBeUndefined()
    },
  )
})

describe('lists and texts', () => {
  test('at most 50 items, whatever came', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 200 }), texts => {
        expect(write(SHAPES.texts, texts)).toEqual(texts.slice(0, 50))
      }),
    )
    const place = { name: 'a', value: 'b' }
    for (const shape of [SHAPES.places, SHAPES.states, SHAPES.expendables]) {
      expect(
        write(
          shape,
          Array.from({ length: 51 }, () => place),
        ),
      ).toHaveLength(50)
    }
    expect(
      write(
        SHAPES.consumption,
        Array.from({ length: 51 }, () => 1),
      ),
    ).toHaveLength(50)
    expect(
      write(
        SHAPES.timestamps,
        Array.from({ length: 51 }, () => '2026-01-01T00:00:00Z'),
      ),
    ).toHaveLength(50)
  })

  test('one item is a list of one, unsayable items are left out, and none left is nothing', () => {
    expect(write(SHAPES.texts, 'a')).toEqual(['a'])
    expect(write(SHAPES.texts, ['a', null, {}, 3])).toEqual(['a', '3'])
    expect(write(SHAPES.texts, [null])).toBeUndefined()
    expect(write(SHAPES.texts, [])).toEqual([])
  })

  test('spoken texts are bounded and stay whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 240, maxLength: 600 }), text => {
        const { value } = write(SHAPES.text, text) as { value: string }
        expect(value.length).toBeLessThanOrEqual(MAX_SPOKEN_CHARACTERS)
        expect(text.startsWith(value)).toBe(true)
        expect(new TextDecoder().decode(new TextEncoder().encode(value))).toBe(value)
      }),
    )
    expect((write(SHAPES.text, `${'x'.repeat(499)}💡`) as { value: string }).value).toBe('x'.repeat(499))
  })
})

describe('loose reading', () => {
  test.each<[Json, number | undefined]>([
    [{ value: 3 }, 3],
    [{ value: '3' }, 3],
    [{ value: '-2.5' }, -2.5],
    [{ value: '' }, undefined],
    [{ value: ' 3' }, undefined],
    [{ value: '0x10' }, undefined],
    [{ value: '1e3' }, undefined],
    [{ value: '9'.repeat(400) }, undefined],
    [3, undefined],
  ])('count %j is %j', (wire, expected) => {
    expect(SHAPES.looseNumber.read(wire)).toBe(expected)
  })

  test.each<[Json, string | undefined]>([
    ['sleep', 'sleep'],
    [{ value: 'sleep' }, 'sleep'],
    [{ value: 5 }, undefined],
    [['sleep'], undefined],
  ])('mode %j is %j', (wire, expected) => {
    expect(SHAPES.looseText.read(wire)).toBe(expected)
  })
})
