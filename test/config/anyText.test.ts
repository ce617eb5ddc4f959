/** Whatever stands in the file, it is read or refused, never a crash, and a refusal always has a place and a fix. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/loadConfig.ts'

const EXAMPLE = readFileSync(new URL('../../config/appliances.example.yaml', import.meta.url), 'utf8')

const check = (text: string): void => {
  const result = parseConfig(text, 'f', {}, () => new Uint8Array())
  if (result.ok) expect(result.config.file).toBe('f')
  else {
    expect(result.problems.length).toBeGreaterThan(0)
    for (const { line, column, fix } of result.problems) {
      expect(line).toBeGreaterThan(0)
      expect(column).toBeGreaterThan(0)
      expect(fix.en).not.toBe('')
    }
  }
}

/** Pieces that mean something to YAML and to the schema, in any order. */
const PIECES = [
  ...[
    '\n',
    '  ',
    '    ',
    ': ',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '&a ',
    '*a',
    '!x ',
    '| ',
    '> ',
    '"',
    "'",
    '#',
    '\t',
  ],
  ...[
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '$',
    '{file:/x}',
    '<<',
    '~',
    'null',
    '1e999',
    '.nan',
    '0x1F',
    '__proto__',
    'constructor',
  ],
  ...['appliances:\n  a:\n    ', 'type: LIGHT\n    ', 'name: L\n    ', 'native: true\n    ', 'properties:\n      '],
  ...['power: ', 'state: ', 'topic: a', 'mqtt: ', 'accounts: ', 'password: ', 'webhook: ', 'scenes: ', 'values: '],
]

describe('any text', () => {
  test('random characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => check(text)),
      { numRuns: 1000 },
    )
  })

  test('pieces of YAML and of the schema', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), pieces => check(pieces.join(''))),
      { numRuns: 3000 },
    )
  })

  test('a good file with a piece cut out or put in', () => {
    const place = fc.nat(EXAMPLE.length)
    fc.assert(
      fc.property(place, fc.nat(60), fc.constantFrom('', ...PIECES), (at, cut, piece) =>
        check(EXAMPLE.slice(0, at) + piece + EXAMPLE.slice(at + cut)),
      ),
      { numRuns: 300 },
    )
  })

  test('any JSON under any top-level key', () => {
    const keys = ['edition', 'webhook', 'mqtt', 'log', 'presence', 'bridges', 'appliances', 'scenes', 'customCommands']
    keys.push('name', 'linking', 'users')
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 6 }), (key, value) =>
        check(JSON.stringify({ [key]: value })),
      ),
      { numRuns: 1000 },
    )
  })
})
