/** What the three schemas of lights have in common in their documents. */
import { isObject, type Json, member } from '../../../kernel/json.ts'
import { type Hsv, hsvOfRgb, hsvOfXy, rgbOfHsv } from '../../colour.ts'
import { colourValue, reciprocal } from '../../common/lamps.ts'
import type { Entry } from '../entry.ts'

/** Full brightness on the lamp's own scale; one that has no steps is none. */
export function scaleOf(entry: Entry): number {
  const scale = entry.number('brightness_scale') ?? 255
  return scale >= 1 ? scale : 255
}

/** The colour of a state document: `{h,s}`, `{x,y}` or `{r,g,b}`. */
export function readColour(said: Json | undefined): Json | undefined {
  if (!isObject(said)) return undefined
  const part = (key: string): number | undefined => {
    const value = member(said, key)
    return typeof value === 'number' ? value : undefined
  }
  const [h, s, x, y] = [part('h'), part('s'), part('x'), part('y')]
  if (h !== undefined && s !== undefined) return colourValue({ hue: Math.round(h), saturation: Math.round(s) })
  if (x !== undefined && y !== undefined) return colourValue(hsvOfXy(x, y))
  const [r, g, b] = [part('r'), part('g'), part('b')]
  return r === undefined || g === undefined || b === undefined ? undefined : colourValue(hsvOfRgb([r, g, b]))
}

/** Colour temperatures a document allows, in kelvin; by default those of Home Assistant, 153 to 500 mired. */
export function kelvinLimits(entry: Entry): { readonly min: number; readonly max: number } {
  const min = entry.number('min_kelvin') ?? reciprocal(entry.number('max_mireds') ?? 500)
  const max = entry.number('max_kelvin') ?? reciprocal(entry.number('min_mireds') ?? 153)
  return min === undefined || max === undefined || min >= max ? { min: 2000, max: 6535 } : { min, max }
}

/** Red, green and blue of a colour that is so bright by itself; no part of it goes out altogether that was there. */
export function dimmedRgb(colour: Hsv, percent: number) {
  const [red, green, blue] = rgbOfHsv(colour).map(part => Math.ceil((part * percent) / 100))
  return { red: red ?? 0, green: green ?? 0, blue: blue ?? 0 }
}
