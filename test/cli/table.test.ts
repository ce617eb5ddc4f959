import { describe, expect, test } from 'vitest'
import { displayWidth, listTable, rowLines, wrap } from '../../src/cli/table.ts'

describe('tables', () => {
  test.each([
    ['abc', 3],
    ['거실 조명', 9],
    ['リビング', 8],
    ['全角Ａ', 6],
    ['e\u0301', 1],
    ['💡', 2],
    ['°C', 2],
  ])('%s takes %i columns', (text, width) => expect(displayWidth(text)).toBe(width))

  test('columns line up under wide characters', () => {
    const [header, first, second] = listTable(
      ['ID', 'x'],
      [
        ['안방', '1'],
        ['abcd', '2'],
      ],
    )
    expect([header, first, second]).toEqual(['ID    x', '안방  1', 'abcd  2'])
  })

  test('every line of a row is equally wide, whatever is in its cells', () => {
    const lines = rowLines(['거실 조명 아주 긴 이름', '{"a":1,"b":"リビング"}', 'z'], [8, 10, 3], 4)
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) {
      expect(line.indexOf('│')).toBeGreaterThan(0)
      expect(displayWidth(line.split('│')[0] ?? '')).toBe(9)
    }
  })

  test('text is cut at punctuation where there is any, and nothing is lost', () => {
    expect(wrap('{"action":"SetX","value":5}', 20, 9)).toEqual(['{"action":"SetX",', '"value":5}'])
    expect(wrap('abcdefghij', 4, 9).join('')).toBe('abcdefghij')
    expect(wrap('가나다라', 3, 9)).toEqual(['가', '나', '다', '라'])
  })

  test('too much ends with an ellipsis within the width', () => {
    const lines = wrap('abcdefghijklmnop', 4, 2)
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/…$/)
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(4)
  })
})
