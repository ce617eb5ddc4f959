/** What an appliance may say of itself, and the reason for each refusal (DESIGN section 3). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_FRESH_MS, readAnnouncement } from '../../src/home/announcement.ts'
import type { Appliance } from '../../src/home/appliance.ts'
import type { Json } from '../../src/kernel/json.ts'
import type { Text } from '../../src/kernel/text.ts'

const GOOD = { name: 'Lamp', type: 'LIGHT' }
const accepted = (announced: Json, id = 'lamp'): Appliance => {
  const read = readAnnouncement(id, announced)
  if (!read.ok) throw new Error(read.reason.en)
  return read.appliance
}
const reasons = (announced: Json, id = 'lamp'): Text | undefined => {
  const read = readAnnouncement(id, announced)
  return read.ok ? undefined : read.reason
}
const reason = (announced: Json, id = 'lamp'): string | undefined => reasons(announced, id)?.en

describe('an announcement that is accepted', () => {
  test('with everything it can say', () => {
    const appliance = accepted({
      name: ' 거실등 ',
      type: 'LIGHT',
      properties: {
        power: {},
        brightness: { min: 10, max: 90, step: 5 },
        mode: { values: ['sleep', 'study'], released: 'study' },
        humidity: { readonly: true },
      },
      actions: ['Raise', 'TurnOn', 'NoSuchThing', 5],
      interval: 30,
      location: 'LIVING_ROOM',
      manufacturer: 'Own',
      model: 'L1',
      version: '1.2',
      description: 'Ceiling',
    })
    expect(appliance).toMatchObject({
      id: 'lamp',
      name: '거실등',
      type: 'LIGHT',
      location: 'LIVING_ROOM',
      manufacturer: 'Own',
      model: 'L1',
      version: '1.2',
      description: 'Ceiling',
      native: true,
      policy: 'strict',
      isIr: false,
      cadence: { intervalMs: 30_000, misses: 3, silentOk: false },
    })
    expect(appliance.properties.get('brightness')).toEqual({
      name: 'brightness',
      limits: { min: 10, max: 90, step: 5 },
      states: [],
      question: 'native',
      command: 'native',
      freshMs: DEFAULT_FRESH_MS,
    })
    expect(appliance.properties.get('mode')).toMatchObject({
      limits: { values: ['sleep', 'study'] },
      released: 'study',
    })
    expect(appliance.properties.get('humidity')).not.toHaveProperty('command')
    expect([...appliance.actions]).toEqual([['TurnOn', 'native']])
  })

  test('with as little as a name and a type', () => {
    expect(accepted(GOOD)).toMatchObject({
      manufacturer: '',
      model: '',
      location: undefined,
      cadence: { misses: 3, silentOk: false },
    })
    expect(accepted(GOOD).cadence).not.toHaveProperty('intervalMs')
  })

  test('a battery appliance says that it may be silent', () => {
    expect(accepted({ ...GOOD, silent: 'ok' }).cadence.silentOk).toBe(true)
    expect(accepted({ ...GOOD, silent: true }).cadence.silentOk).toBe(false)
  })

  test('it cannot allow itself what only the user may allow', () => {
    const appliance = accepted({
      name: 'Door',
      type: 'SMARTLOCK',
      allow: ['unlock'],
      policy: 'sent',
      isIr: true,
      properties: { lockState: {} },
    })
    expect([appliance.allow.size, appliance.policy, appliance.isIr]).toEqual([0, 'strict', false])
  })

  test('long texts are cut, never within a character', () => {
    expect(accepted({ ...GOOD, name: 'n'.repeat(500) }).name).toHaveLength(100)
    expect(accepted({ ...GOOD, name: `${'n'.repeat(99)}💡${'n'.repeat(50)}` }).name).toBe('n'.repeat(99))
  })

  test('an interval that is none is not believed', () => {
    for (const interval of [0, -1, '30', null, 1e12])
      expect(accepted({ ...GOOD, interval }).cadence).not.toHaveProperty('intervalMs')
  })
})

const REFUSED: readonly (readonly [string, Json, string])[] = [
  ['no object', [], 'not a JSON object'],
  ['text', 'LIGHT', 'not a JSON object'],
  ['null', null, 'not a JSON object'],
  ['no type', { name: 'x' }, 'type undefined is no appliance type'],
  ['an unknown type', { name: 'x', type: 'LAMP' }, 'type "LAMP" is no appliance type'],
  ['an inherited name as type', { name: 'x', type: 'constructor' }, 'type "constructor" is no appliance type'],
  ['a type that is no text', { name: 'x', type: 5 }, 'type 5 is no appliance type'],
  ['no name', { type: 'LIGHT' }, 'name is missing'],
  ['a blank name', { type: 'LIGHT', name: '  ' }, 'name is missing'],
  ['a name that is no text', { type: 'LIGHT', name: 7 }, 'name is missing'],
  ['an unknown place', { ...GOOD, location: 'MOON' }, 'location "MOON" is no place of the guides'],
  ['properties as a list', { ...GOOD, properties: ['power'] }, 'properties is not an object'],
  ['properties as null', { ...GOOD, properties: null }, 'properties is not an object'],
  ['an unknown property', { ...GOOD, properties: { colour: {} } }, 'properties.colour is no property'],
  ['an inherited name as property', { ...GOOD, properties: { toString: {} } }, 'properties.toString is no property'],
  ['min as text', { ...GOOD, properties: { brightness: { min: '0' } } }, 'properties.brightness.min is not a number'],
  [
    'min above max',
    { ...GOOD, properties: { brightness: { min: 9, max: 8 } } },
    'properties.brightness.min is above max',
  ],
  [
    'max beyond the guides',
    { ...GOOD, properties: { brightness: { max: 255 } } },
    'properties.brightness.max is outside 0..100',
  ],
  [
    'min below the guides',
    { ...GOOD, properties: { brightness: { min: -1 } } },
    'properties.brightness.min is outside 0..100',
  ],
  [
    'a bound of a word',
    { ...GOOD, properties: { mode: { max: 5 } } },
    'properties.mode.max is for numbers, which mode is not',
  ],
  ['a step of 0', { ...GOOD, properties: { brightness: { step: 0 } } }, 'properties.brightness.step is not above 0'],
  [
    'a negative step',
    { ...GOOD, properties: { brightness: { step: -1 } } },
    'properties.brightness.step is not above 0',
  ],
  [
    'values that are no list',
    { ...GOOD, properties: { mode: { values: 'a' } } },
    'properties.mode.values is not a list of 1 to 64',
  ],
  [
    'an empty list of values',
    { ...GOOD, properties: { mode: { values: [] } } },
    'properties.mode.values is not a list of 1 to 64',
  ],
  [
    'too many values',
    { ...GOOD, properties: { mode: { values: Array.from({ length: 65 }, String) } } },
    'properties.mode.values is not a list of 1 to 64',
  ],
  [
    'a value the property cannot be',
    { ...GOOD, properties: { fanSpeed: { values: [1, 2, 4] } } },
    'properties.fanSpeed.values holds 4, which fanSpeed cannot be',
  ],
  [
    'a structure as a value',
    { ...GOOD, properties: { mode: { values: [{}] } } },
    'properties.mode.values holds {}, which mode cannot be',
  ],
]

describe('an announcement that is refused', () => {
  test.each(REFUSED)('%s', (_, announced, why) => expect(reason(announced)).toBe(why))

  test.each(REFUSED)('%s: in three languages', (_, announced) => {
    const { ko = '', ja = '', en = '' } = reasons(announced) ?? {}
    expect([new Set([ko, ja, en]).size, /\{[a-z]+\}/i.test(ko + ja + en)]).toEqual([3, false])
    expect([ko, ja]).toEqual([expect.stringMatching(/[가-힣]/), expect.stringMatching(/[ぁ-ヿ]/)])
  })

  test('the table was read', () => expect(REFUSED.length).toBe(27))

  test('names what was said in every language, and its beginning only', () => {
    expect(reasons({ ...GOOD, properties: { brightness: { max: 255 } } })).toEqual({
      ko: 'properties.brightness.max이(가) 0..100 밖임',
      ja: 'properties.brightness.max が 0..100 の外',
      en: 'properties.brightness.max is outside 0..100',
    })
    const long = [
      { ...GOOD, type: 'x'.repeat(16_000) },
      { ...GOOD, location: 'x'.repeat(16_000) },
      { ...GOOD, properties: { fanSpeed: { values: ['x'.repeat(16_000)] } } },
    ]
    const lengths = long.flatMap(one => Object.values(reasons(one) ?? {}).map(said => said.length))
    expect([lengths.length, Math.max(...lengths) < 120]).toEqual([9, true])
  })

  test('under the id that is the gateway’s own', () =>
    expect(reason(GOOD, 'bridge')).toBe("the id bridge is the gateway's own"))

  test('a long member name is cut in the reason', () => {
    expect(reason({ ...GOOD, properties: { ['p'.repeat(5000)]: {} } })?.length).toBeLessThan(80)
  })

  test('any JSON is accepted or refused, never thrown at', () => {
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record({ min: fc.jsonValue(), max: fc.jsonValue(), values: fc.jsonValue() }),
    )
    const announced = fc.record({
      name: fc.string(),
      type: fc.constantFrom('LIGHT', 'FAN', 'x'),
      actions: fc.jsonValue(),
      interval: fc.jsonValue(),
      properties: fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('power', 'mode', 'brightness'), entry)),
    })
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), announced), json => void readAnnouncement('x', json as Json)),
      { numRuns: 2000 },
    )
  })
})
