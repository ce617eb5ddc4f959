/** The style keeps its promise of contrast (WCAG 2.2, 1.4.3 and 1.4.11) in both schemes. */
import { expect, test } from 'vitest'
import { STYLE } from '../../../src/adapters/oauth/style.ts'

type Colours = ReadonlyMap<string, string>

const coloursIn = (css: string): Colours =>
  new Map([...css.matchAll(/--([\w-]+): (#[0-9a-f]{3,6})/g)].map(([, name = '', colour = '']) => [name, colour]))

function luminance(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map(one => one + one) : (colour.slice(1).match(/../g) ?? [])
  const [red = 0, green = 0, blue = 0] = digits.map(pair => {
    const part = Number.parseInt(pair, 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** Foreground, what it stands on, and how much it needs. */
const PAIRS: readonly (readonly [string, string, number])[] = [
  ['text', 'card', 4.5],
  ['text', 'ground', 4.5],
  ['text', 'field', 4.5],
  ['quiet', 'card', 4.5],
  ['quiet', 'ground', 4.5],
  ['accent', 'card', 4.5],
  ['accent', 'ground', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'pressed', 4.5],
  ['alert', 'alert-ground', 4.5],
  ['edge', 'card', 3],
  ['edge', 'field', 3],
  ['alert', 'field', 3],
]

test(`contrast is enough in light and dark (${PAIRS.length} pairs each)`, () => {
  const [light = '', dark = ''] = STYLE.split('@media (prefers-color-scheme: dark)')
  for (const [scheme, css] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    const colours = coloursIn(css)
    for (const [front, back, least] of PAIRS) {
      const [one, other] = [colours.get(front) ?? '', colours.get(back) ?? '']
      expect([one, other, contrast(one, other) >= least], `${scheme}: ${front} on ${back}`).toEqual([one, other, true])
    }
    expect(colours.size).toBe(12)
  }
})

test('the white and black of the measure are 21 apart', () => {
  expect(contrast('#fff', '#000000')).toBeCloseTo(21)
})
