/** Lamps of every convention: scales, colours, and when a command has arrived. */
import { type Json, member } from '../../kernel/json.ts'
import type { Hsv } from '../colour.ts'

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

/** A colour as a property has it. */
export const colourValue = (colour: Hsv | undefined): Json | undefined =>
  colour === undefined ? undefined : { hue: colour.hue, saturation: colour.saturation }
