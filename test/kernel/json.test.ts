/** JSON from outside: bounds before parsing, own members only, equality by content. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, isObject, type Json, member, parseJson, pointer, sameJson } from '../../src/kernel/json.ts'

const encoder = new TextEncoder()
const limits = { maxBytes: 100, maxDepth: 4 }
const parse = (text: string, within = limits): ReturnType<typeof parseJson> => parseJson(encoder.encode(text), within)
const json = (text: string): Json => JSON.parse(text) as Json

describe('parseJson', () => {
  test('reads what JSON.parse reads, within limits', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), text => {
        const result = parse(text, { maxBytes: 1_000_000, maxDepth: 100 })
        expect(result).toEqual({ ok: true, value: json(text) })
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    ['100 bytes', `"${'x'.repeat(98)}"`, true],
    ['101 bytes', `"${'x'.repeat(99)}"`, false],
    ['34 characters of 3 bytes', `"${'가'.repeat(34)}"`, false],
    ['depth 4', '[[[[]]]]', true],
    ['depth 5', '[[[[[]]]]]', false],
    ['depth 5 of objects', '{"a":{"a":{"a":{"a":{}}}}}', false],
    ['many siblings', '[[],[],[],[],[],[]]', true],
    ['brackets in a text', '"[[[[[[[[[["', true],
    ['brackets after an escaped quote', '"\\"[[[[[[[["', true],
    ['depth 5 after an escaped backslash', '["\\\\",[[[[]]]]]', false],
    ['closing first', ']]]]]][[[[[', false],
    ['nothing', '', false],
    ['two values', '{}{}', false],
    ['NaN', 'NaN', false],
  ])('%s', (_, text, ok) => {
    expect(parse(text).ok).toBe(ok)
  })

  test('a refusal names the limit and never the content', () => {
    const results = [
      parse(`"${'secret'.repeat(30)}"`),
      parse('[[[[["secret"]]]]]'),
      parse('{"secret":'),
      parseJson(Uint8Array.of(0x22, 0xff, 0x22), limits),
    ]
    expect(results.map(one => (one.ok ? undefined : Object.values(one.reason)))).toEqual([
      ['100바이트보다 긺', '100 バイトより長い', 'longer than 100 bytes'],
      ['4단계보다 깊음', '4 階層より深い', 'nested deeper than 4'],
      ['JSON이 아님', 'JSON ではない', 'not JSON'],
      ['UTF-8이 아님', 'UTF-8 ではない', 'not UTF-8'],
    ])
  })

  test('any bytes give a result, never a throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => typeof parseJson(bytes, limits).ok === 'boolean'))
  })

  test('64 MiB of opening brackets are refused without being parsed', () => {
    const bytes = new Uint8Array(1 << 26).fill(0x5b)
    expect(parseJson(bytes, { maxBytes: bytes.length, maxDepth: 16 })).toMatchObject({
      ok: false,
      reason: { en: 'nested deeper than 16' },
    })
  })

  test('__proto__ is an ordinary own key that changes nothing', () => {
    const result = parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
    expect(result.ok && member(result.value, '__proto__')).toEqual({ polluted: 1 })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('decodeText', () => {
  test('UTF-8 only, without a byte order mark', () => {
    expect(decodeText(encoder.encode('\uFEFF전구'))).toBe('전구')
    expect(decodeText(Uint8Array.of(0xed, 0xa0, 0x80))).toBeUndefined()
    expect(decodeText(Uint8Array.of(0xc0, 0x80))).toBeUndefined()
  })
})

describe('member and pointer', () => {
  const document = json('{"a":{"b":[10,{"c":null}],"":1,"x/y":2,"m~n":3,"~1":4,"__proto__":5},"0":6}')

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('inherited %s is never found', key => {
    expect(member({}, key)).toBeUndefined()
    expect(pointer({}, `/${key}`)).toBeUndefined()
    expect(pointer([], `/${key}`)).toBeUndefined()
  })

  test.each([
    ['', document],
    ['/a/b/0', 10],
    ['/a/b/1/c', null],
    ['/a/', 1],
    ['/a/x~1y', 2],
    ['/a/m~0n', 3],
    ['/a/~01', 4],
    ['/a/__proto__', 5],
    ['/0', 6],
    ['/a/b/2', undefined],
    ['/a/b/-', undefined],
    ['/a/b/01', undefined],
    ['/a/b/1e0', undefined],
    ['/a/b/length', undefined],
    ['/a/b/0/x', undefined],
    ['/a/b/1/c/d', undefined],
    ['a', undefined],
    ['a/b', undefined],
  ])('%j', (path, expected) => {
    expect(pointer(document, path)).toEqual(expected)
  })

  test('members of what is no object do not exist', () => {
    for (const value of [null, undefined, 1, 'abc', true, ['a']]) {
      expect(isObject(value)).toBe(false)
      expect(member(value, 'length')).toBeUndefined()
    }
  })

  test('every member of any document is found by its pointer', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        for (const [key, value] of Object.entries(object)) {
          const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
          expect(pointer(object as Json, path)).toEqual(value)
        }
      }),
    )
  })
})

describe('sameJson', () => {
  test('a value equals its copy with the keys in another order', () => {
    const reversed = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(reversed)
      if (!isObject(value)) return value
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, it]) => [key, reversed(it as Json)] as const)
          .reverse(),
      )
    }
    fc.assert(fc.property(fc.json(), text => sameJson(json(text), reversed(json(text)))))
  })

  test.each([
    ['{}', '[]'],
    ['[]', 'null'],
    ['{"a":1}', '{"b":1}'],
    ['{"a":1}', '{"a":1,"b":null}'],
    ['[1,2]', '[2,1]'],
    ['[1]', '[1,1]'],
    ['1', '"1"'],
    ['0', 'false'],
    ['{"0":1}', '[1]'],
    ['{"toString":null}', '{}'],
    ['{"__proto__":1}', '{}'],
  ])('%s is not %s', (left, right) => {
    expect(sameJson(json(left), json(right))).toBe(false)
    expect(sameJson(json(right), json(left))).toBe(false)
  })
})
