/** What is said beside the evidence when nobody or no value was found. */
import { expect, test } from 'vitest'
import { REFUSAL_TEXTS } from '../../src/home/refusalText.ts'

test('every sentence has its own words in every language, with the same places', () => {
  const all = Object.values(REFUSAL_TEXTS)
  const places = (words: string): string[] => words.match(/\{\w+\}/g) ?? []
  for (const { ko, ja, en } of all) {
    expect(ko).toMatch(/[가-힣]/)
    expect(ja).toMatch(/[ぁ-ヿ]/)
    expect(en).toMatch(/^[ -~]+$/)
    expect([places(ko), places(ja)]).toEqual([places(en), places(en)])
  }
  expect([all.length, new Set(all.flatMap(({ ko, ja, en }) => [ko, ja, en])).size]).toEqual([13, 39])
})
