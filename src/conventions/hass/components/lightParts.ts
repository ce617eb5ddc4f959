/** What the three schemas of lights have in common: scales, colours, and when a command has arrived. */
import { isObject, type Json, member } from '../../../kernel/json.ts'
import { type Hsv, hsvOfRgb, hsvOfXy } from '../../colour.ts'
import type { Entry } from '../entry.ts'

/** Brightness of ours to the lamp's own scale; what is above nothing never becomes nothing. */
export const toScale = (percent: number, scale: number): number =>
  percent <= 0 ? 0 : Math.max(1, Math.round((percent * scale) / 100))

/** The lamp's brightness in per cent. */
export const fromScale = (raw: number, scale: number): number | undefined =>
  raw < 0 || raw > scale ? undefined : raw === 0 ? 0 : Math.max(1, Math.round((raw * 100) / scale))

/** Whether a brightness is the one asked for, on a scale of few steps. */
export const nearBrightness =
  (scale: number) =>
  (asked: Json, reported: Json): boolean =>
    typeof asked === 'number' && fromScale(toScale(asked, scale), scale) === reported

/** Reciprocal megakelvin, in which most lamps count, and back. */
export const reciprocal = (value: number): number | undefined => (value > 0 ? Math.round(1_000_000 / value) : undefined)

/** One mired is 40 K for cold light: a report a step and a half away is the one that was asked for. */
const NEAR_MIREDS = 1.5

/** Whether a colour temperature in kelvin is the one asked for, as far as lamps can tell. */
export const nearKelvin = (asked: Json, reported: Json): boolean =>
  typeof asked === 'number' &&
  typeof reported === 'number' &&
  Math.abs(1_000_000 / asked - 1_000_000 / reported) <= NEAR_MIREDS

/** Steps of hue and saturation within which a lamp's own colour space may round. */
const NEAR_COLOUR = 4

/** Whether a colour is the one asked for; a saturation near nothing has any hue, and brightness is told apart. */
export function nearColour(asked: Json, reported: Json): boolean {
  const [from, to] = [hsvOf(asked), hsvOf(reported)]
  if (from === undefined || to === undefined) return false
  const gap = Math.abs(from.hue - to.hue)
  const isGrey = Math.min(from.saturation, to.saturation) <= NEAR_COLOUR
  return Math.abs(from.saturation - to.saturation) <= NEAR_COLOUR && (isGrey || Math.min(gap, 360 - gap) <= NEAR_COLOUR)
}

/** Hue and saturation of a value of ours. */
export function hsvOf(value: Json): Hsv | undefined {
  const hue = member(value, 'hue')
  const saturation = member(value, 'saturation')
  return typeof hue === 'number' && typeof saturation === 'number' ? { hue, saturation } : undefined
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

/** A colour as a property has it. */
export const colourValue = (colour: Hsv | undefined): Json | undefined =>
  colour === undefined ? undefined : { hue: colour.hue, saturation: colour.saturation }

/** Colour temperatures a document allows, in kelvin; by default those of Home Assistant, 153 to 500 mired. */
export function kelvinLimits(entry: Entry): { readonly min: number; readonly max: number } {
  const min = entry.number('min_kelvin') ?? reciprocal(entry.number('max_mireds') ?? 500)
  const max = entry.number('max_kelvin') ?? reciprocal(entry.number('min_mireds') ?? 153)
  return min === undefined || max === undefined || min >= max ? { min: 2000, max: 6535 } : { min, max }
}
