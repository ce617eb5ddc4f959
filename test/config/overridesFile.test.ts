/** Decisions as a YAML file: what goes out comes back exactly, and what is wrong has its place. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseOverrides, writeOverrides } from '../../src/config/overridesFile.ts'
import { formatProblem } from '../../src/config/problem.ts'
import { isEmptyOverride, type Override, readOverride } from '../../src/home/override.ts'
import type { Json } from '../../src/kernel/json.ts'
import { APPLIANCE_TYPES } from '../../src/protocol/applianceTypes.ts'
import { INTERFACES } from '../../src/protocol/interfaces.ts'
import { LOCATIONS } from '../../src/protocol/locations.ts'
import { PROPERTIES } from '../../src/protocol/properties.ts'

const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map(one => (Object.is(one, -0) ? 0 : one))
const names = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }),
  fc.constantFrom(
    '1.0',
    'true',
    'null',
    '~',
    '- a',
    'a: b',
    '# a',
    "it's",
    '"',
    '|',
    '>',
    '${HOME}',
    '007',
    '0x1F',
    '거실 등',
    '*a',
    '&a',
  ),
)
const bounds = fc.record({ min: numbers, max: numbers, step: numbers }, { requiredKeys: [] })
const someOf = (words: object) => fc.subarray(Object.keys(words), { maxLength: 6 })
const said = fc.record(
  {
    name: names,
    location: fc.constantFrom<string | null>(...Object.keys(LOCATIONS), null),
    type: fc.constantFrom(...Object.keys(APPLIANCE_TYPES)),
    hidden: fc.boolean(),
    approved: fc.boolean(),
    except: someOf(INTERFACES),
    allow: fc.subarray(['unlock', 'open', 'heat']),
    limits: fc.dictionary(fc.constantFrom(...Object.keys(PROPERTIES)), bounds, { maxKeys: 4 }),
  },
  { requiredKeys: [] },
)
const ids = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,64}$/).filter(id => id !== '__proto__')

describe('there and back', () => {
  test('every decision that can be made comes back as it was, whatever its appliance is called', () => {
    let read = 0
    fc.assert(
      fc.property(fc.dictionary(ids, said, { maxKeys: 5 }), names, (drawn, about) => {
        const decided = Object.entries(drawn).flatMap(([id, one]) => {
          const result = readOverride(one as Json)
          return result.ok && !isEmptyOverride(result.override) ? [{ id, override: result.override, about }] : []
        })
        read += decided.length
        const text = writeOverrides(decided, about)
        const back = parseOverrides(new TextDecoder().decode(new TextEncoder().encode(text)), 'f.yaml')
        expect(back.ok ? [] : back.problems.map(one => formatProblem(one, 'en'))).toEqual([])
        const wanted = new Map<string, Override>(decided.map(one => [one.id, one.override]))
        expect(back.ok && new Map(back.overrides)).toEqual(wanted)
      }),
      { numRuns: 400 },
    )
    expect(read).toBeGreaterThan(200)
  })

  test('a comment of a stranger stays a comment', () => {
    const about = 'Lamp\nauto-2: { allow: [unlock] }\rauto-3: {}\u2028auto-4: {}\u0085auto-5: {}'
    const text = writeOverrides([{ id: 'auto-1', override: { hidden: true }, about }], about)
    const back = parseOverrides(text, 'f.yaml')
    expect(back.ok && [...back.overrides.keys()]).toEqual(['auto-1'])
    expect(text).toContain('# Lamp auto-2')
  })

  test('an id with nothing behind it has nothing decided, and none is a place', () => {
    const back = parseOverrides('overrides:\n  auto-1:\n  auto-2: { location: none, name: 12 }\n', 'f.yaml')
    expect(back.ok && [...back.overrides]).toEqual([
      ['auto-1', {}],
      ['auto-2', { location: null, name: '12' }],
    ])
  })
})

describe('what is wrong is told with file, line, key and value', () => {
  const rows: readonly (readonly [said: string, wrong: readonly string[]])[] = [
    ['a: [', ['f.yaml:1:']],
    ['{}', ['overrides: this is missing']],
    ['overrides: 3', ['overrides']],
    ['overrides:\n  a: { name: "" }', ['f.yaml:2:14 overrides.a.name: this is empty']],
    ['overrides:\n  a: { name: "x\\ny" }', ['f.yaml:2:14 overrides.a.name = x y']],
    ['overrides:\n  a:\n    name:', ['f.yaml:3:5 overrides.a.name: this is empty']],
    ['overrides:\n  a:\n    location: KITCHN', ['f.yaml:3:15 overrides.a.location = KITCHN', 'KITCHEN']],
    ['overrides:\n  a: { type: LIHGT }', ['overrides.a.type = LIHGT', 'LIGHT']],
    ['overrides:\n  a: { hidden: maybe }', ['overrides.a.hidden = maybe']],
    ['overrides:\n  a: { except: [TurnOn, TurnUp] }', ['f.yaml:2:25 overrides.a.except.1 = TurnUp']],
    ['overrides:\n  a: { allow: unlock }', ['overrides.a.allow = unlock']],
    ['overrides:\n  a: { colour: red }', ['f.yaml:2:8 overrides.a.colour: there is no such key']],
    ['overrides:\n  a: { limits: { brightness: { min: x } } }', ['overrides.a.limits.brightness.min = x']],
    ['overrides:\n  a: { limits: { brightness: { min: 9, max: 3 } } }', ['overrides.a.limits.brightness.min = 9']],
    ['overrides:\n  a: { limits: { brightness: { step: 0 } } }', ['overrides.a.limits.brightness.step = 0']],
    [
      'overrides:\n  a: { limits: { brightnes: { min: 1 } } }',
      ['overrides.a.limits.brightnes', 'did you mean brightness?'],
    ],
    ['overrides:\n  "a b": { hidden: true }', ['f.yaml:2:3 overrides.a b: this cannot be an id']],
    ['overrides:\n  a: {}\n  a: {}', ['f.yaml:3:3 overrides.a']],
    ['overrides:\n  a: { hidden: perhaps }\n  b: { type: TOASTER2 }', ['f.yaml:2:16', 'f.yaml:3:14']],
  ]
  test.each(rows)('%j', (text, wrong) => {
    const read = parseOverrides(text, 'f.yaml')
    const told = read.ok ? '' : read.problems.map(one => formatProblem(one, 'en')).join('\n')
    for (const part of wrong) expect(told).toContain(part)
  })

  test('more appliances than a house can have are refused at once', () => {
    const text = `overrides:\n${Array.from({ length: 2_001 }, (_, at) => `  a${at}: {}`).join('\n')}`
    const read = parseOverrides(text, 'f.yaml')
    expect(read.ok ? 0 : read.problems.map(one => one.code)).toEqual(['tooMany'])
  })

  test('any text is read without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          names.map(one => `overrides:\n  a: { name: ${one} }`),
        ),
        text => {
          expect(typeof parseOverrides(text, 'f.yaml').ok).toBe('boolean')
        },
      ),
    )
  })
})
