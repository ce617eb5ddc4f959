/** What the three schemas of lights have in common in their documents. */
import { isObject, type Json, member } from '../../../kernel/json.ts'
import { hsvOfRgb, hsvOfXy } from '../../colour.ts'
import { colourValue, reciprocal } from '../../common/lamps.ts'
import type { Entry } from '../entry.ts'

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
