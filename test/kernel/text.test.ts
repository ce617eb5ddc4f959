/** Clipping a text keeps its characters whole. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clip } from '../../src/kernel/text.ts'

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc'],
  ['ab💡', 4, 'ab💡'],
  ['ab💡', 3, 'ab'],
  ['💡', 1, ''],
  ['', 0, ''],
])('%j at %i is %j', (text, max, expected) => {
  expect(clip(text, max)).toBe(expected)
})

test('a clipped text is a beginning of the text, within the bound and one short of it at most', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, max) => {
      const clipped = clip(text, max)
      expect(text.startsWith(clipped) && clipped.length <= max).toBe(true)
      expect(clipped.length).toBeGreaterThanOrEqual(Math.min(text.length, max) - 1)
      expect(new TextDecoder().decode(new TextEncoder().encode(clipped))).toBe(clipped)
    }),
  )
})
