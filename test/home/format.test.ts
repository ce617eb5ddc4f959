/** Payload formats: what is written is read back, and hostile text costs linear work. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillTemplate, formatValue, matchFormat, parseFormat } from '../../src/home/format.ts'
import { cpuMs } from '../support/cpuMs.ts'

describe('formats', () => {
  test.each([
    ['{value}', 50, '50'],
    ['{value}', 'cool', 'cool'],
    ['{value}%', 50, '50%'],
    ['T={value};', 21.5, 'T=21.5;'],
    ['{hue},{saturation},{brightness}', { hue: 120, saturation: 50, brightness: 80 }, '120,50,80'],
    ['{"level":{value}}', 50, '{"level":50}'],
    ['{"mode":"{value}"}', 'co"ol', '{"mode":"co\\"ol"}'],
    ['no place', 5, 'no place'],
  ])('%s of %j is %s', (format, value, text) => expect(formatValue(parseFormat(format), value)).toBe(text))

  test('a part that is missing is null, and inherited names are no parts', () => {
    expect(formatValue(parseFormat('{hue}/{constructor}'), { hue: 1 })).toBe('1/null')
  })

  test('reading: numbers become numbers, other text stays text', () => {
    expect(matchFormat(parseFormat('{value}%'), '50%')).toBe(50)
    expect(matchFormat(parseFormat('mode {value}'), 'mode cool')).toBe('cool')
    expect(matchFormat(parseFormat('{hue},{saturation}'), '120,50.5')).toEqual({ hue: 120, saturation: 50.5 })
    expect(matchFormat(parseFormat('{value}'), '')).toBeUndefined()
    expect(matchFormat(parseFormat('{value}%'), '50')).toBeUndefined()
    expect(matchFormat(parseFormat('a.c {value}'), 'abc 5')).toBeUndefined()
  })

  test('what is written is read back', () => {
    const part = fc.integer({ min: -1000, max: 1000 })
    fc.assert(
      fc.property(part, part, (hue, saturation) => {
        const format = parseFormat('h{hue};s{saturation}.')
        expect(matchFormat(format, formatValue(format, { hue, saturation }))).toEqual({ hue, saturation })
      }),
    )
  })

  test('hostile payloads are refused in linear work', () => {
    const format = parseFormat(Array.from({ length: 20 }, () => '{value}').join('a'))
    const took = cpuMs(() => expect(matchFormat(format, 'a'.repeat(60_000))).toBeUndefined())
    expect(took).toBeLessThan(1000)
  })

  test('adjacent places do not explode either', () => {
    const took = cpuMs(() => matchFormat(parseFormat('{a}{b}{c}{d}{e}x'), `${'y'.repeat(500)}z`))
    expect(took).toBeLessThan(1000)
  })
})

describe('templates', () => {
  test('known names are filled, others stay; a filled value is not filled again', () => {
    expect(fillTemplate('{id} {value} {other} { id }', { id: '{value}', value: '7' })).toBe('{value} 7 {other} { id }')
  })

  test('names that objects inherit are not found', () => expect(fillTemplate('{toString}', {})).toBe('{toString}'))
})
