/** What the user decides about an announced appliance: read strictly, put on top, taken back. */
import { describe, expect, test } from 'vitest'
import { isEmptyOverride, merged, overridden, readOverride } from '../../src/home/override.ts'
import type { Json } from '../../src/kernel/json.ts'
import { lamp } from '../support/appliances.ts'

describe('reading', () => {
  const bad: readonly (readonly [string, Json])[] = [
    ['not a JSON object', []],
    ['colour is none of', { colour: 'red' }],
    ['name is not a text', { name: ' ' }],
    ['location is not a place', { location: 'MOON' }],
    ['type is not an appliance type', { type: 'TOASTER' }],
    ['hidden is not true or false', { hidden: 'yes' }],
    ['except is not a list of actions', { except: ['Fly'] }],
    ['allow is not a list of unlock, open and heat', { allow: ['everything'] }],
    ['limits is not limits', { limits: { brightness: { min: 9, max: 1 } } }],
    ['limits is not limits', { limits: { wings: {} } }],
    ['limits is not limits', { limits: { brightness: { step: 0 } } }],
    ['constructor is none of', { constructor: 1 }],
  ]
  test.each(bad)('%s', (reason, said) => {
    const read = readOverride(said)
    expect(read.ok ? '' : read.reason.en).toContain(reason)
  })

  test('everything at once', () => {
    const all = {
      ...{ name: 'Lamp', location: 'KITCHEN', type: 'LIGHT', hidden: false, approved: true, except: ['SetColor'] },
      ...{ allow: ['unlock', 'open', 'heat'], limits: { brightness: { min: 10, max: 90 } } },
    }
    expect(readOverride(all)).toEqual({ ok: true, override: all })
  })
})

test('a decision counts for more than what was announced', () => {
  const before = lamp()
  const after = overridden(before, {
    ...{ name: 'Mine', location: null, except: ['SetColor'], allow: ['open'] },
    limits: { brightness: { min: 10 }, fanSpeed: { max: 2 } },
  })
  expect([after.name, after.location, [...after.except], [...after.allow]]).toEqual([
    'Mine',
    undefined,
    ['SetColor'],
    ['open'],
  ])
  expect(after.properties.get('brightness')?.limits).toMatchObject({ min: 10 })
  expect(after.properties.has('fanSpeed')).toBe(false)
  expect(overridden(before, {})).toEqual(before)
})

test('a patch changes what it names and takes back what is null', () => {
  const first = merged({}, { name: 'A', hidden: true })
  const second = merged(first.ok ? first.override : {}, { hidden: null, location: 'none' })
  expect(second).toEqual({ ok: true, override: { name: 'A', location: null } })
  expect(merged(second.ok ? second.override : {}, { name: 'B' })).toEqual({
    ok: true,
    override: { name: 'B', location: null },
  })
  expect(merged({ name: 'A', location: null }, { location: null })).toEqual({ ok: true, override: { name: 'A' } })
  const third = merged({ name: 'A' }, { name: null })
  expect(third.ok && isEmptyOverride(third.override)).toBe(true)
  expect(merged({}, 'x').ok).toBe(false)
})

test('half a range that contradicts what was announced leaves the announced one', () => {
  const before = overridden(lamp(), { limits: { brightness: { min: 10, max: 90 } } })
  const limitsWith = (bounds: { min?: number; max?: number }) =>
    overridden(before, { limits: { brightness: bounds } }).properties.get('brightness')?.limits
  expect(limitsWith({ min: 91 })).toEqual({ min: 10, max: 90 })
  expect(limitsWith({ max: 50 })).toEqual({ min: 10, max: 50 })
})
