/** Values of Homie on their topics: numbers with a range, booleans, colours. */
import type { StateBinding } from '../../home/appliance.ts'
import { type Json, member } from '../../kernel/json.ts'
import { type Hsv, hsvOfRgb, hsvOfXy, rgbOfHsv, xyOfHsv } from '../colour.ts'
import { colourValue, hsvOf } from '../common/lamps.ts'
import { numberState, type Signal, textState, wordState } from '../hass/signal.ts'
import { wordsOf } from './roles.ts'

/** What is said on a topic, as it is. */
const signalAt = (topic: string): Signal => ({ topic, text: payload => payload.text() })

/** `true` and `false` (Homie 3 to 5). */
export const booleanStates = (topic: string, yes: Json, no: Json): readonly StateBinding[] =>
  wordState(signalAt(topic), [
    ['true', yes],
    ['false', no],
  ])

export const wordStates = (topic: string, words: readonly (readonly [string, Json])[]): readonly StateBinding[] =>
  wordState(signalAt(topic), words)

/** Any of its words, read by a function. */
export const textStates = (topic: string, read: (text: string) => Json | undefined): readonly StateBinding[] =>
  textState(signalAt(topic), read)

export const numberStates = (topic: string, convert: (raw: number) => Json | undefined): readonly StateBinding[] =>
  numberState(signalAt(topic), convert)

/** `min:max[:step]`; each part may be missing in Homie 5. */
export interface Range {
  readonly min: number
  readonly max: number
  readonly step: number | undefined
}

/** The range of a number, with what it is by default. */
export function rangeOf(format: string, usual: { readonly min: number; readonly max: number }): Range {
  const [min, max, step] = format.split(':').map(part => (NUMBER.test(part) ? Number(part) : undefined))
  const range = { min: min ?? usual.min, max: max ?? usual.max }
  const isRange = range.min < range.max
  return { ...(isRange ? range : usual), step: step !== undefined && step > 0 ? step : undefined }
}

const NUMBER = /^-?\d{1,9}(?:\.\d{1,9})?$/

/** The nearest number of the range's steps, counted from its beginning. */
export function stepped(value: number, { min, max, step }: Range): number {
  const near = step === undefined ? value : min + Math.round((value - min) / step) * step
  return Number(Math.min(max, Math.max(min, near)).toPrecision(9))
}

/** Per cent of a range and back; what is above nothing never becomes nothing. */
export function percentScale(range: Range) {
  const { min, max, step } = range
  const span = max - min
  return {
    raw: (percent: number): number => {
      const near = stepped(min + (span * percent) / 100, range)
      // A range of 0 to 1 without steps has parts, any other counts in whole numbers.
      const whole = step === undefined && span > 1 ? Math.round(near) : near
      return percent > 0 && whole <= min ? stepped(min + (step ?? Math.min(1, span / 100)), range) : whole
    },
    percent: (raw: number): number | undefined => {
      if (raw < min || raw > max) return undefined
      return raw === min ? 0 : Math.max(1, Math.round(((raw - min) * 100) / span))
    },
  }
}

/** The ways of a colour, in the order of how little is lost; Homie 4 has the first two, without their name. */
type Space = 'hsv' | 'rgb' | 'xyz'

const SPACES: readonly Space[] = ['hsv', 'rgb', 'xyz']

/** How a colour is sent and read; undefined where none of its formats is known. */
export function colourOf(format: string, edition: 4 | 5) {
  const offered = wordsOf(format).map(word => word.trim())
  const space = SPACES.find(one => offered.includes(one))
  if (space === undefined) return undefined
  return {
    write: (value: Json, brightness: number): string => {
      const parts = partsOf(space, hsvOf(value) ?? { hue: 0, saturation: 0 }, brightness)
      return [...(edition === 5 ? [space] : []), ...parts].join(',')
    },
    read: (text: string): Json | undefined => {
      const words = text.split(',')
      const named = SPACES.find(one => one === words[0])
      const numbers = (named === undefined ? words : words.slice(1)).map(part =>
        NUMBER.test(part) ? Number(part) : NaN,
      )
      return colourValue(hsvOfParts(named ?? space, numbers))
    },
  }
}

function partsOf(space: Space, colour: Hsv, brightness: number): readonly number[] {
  if (space === 'hsv') return [colour.hue, colour.saturation, brightness]
  if (space === 'rgb') return rgbOfHsv(colour).map(part => Math.round((part * brightness) / 100))
  const { x, y } = xyOfHsv(colour)
  return [x, y]
}

function hsvOfParts(space: Space, numbers: readonly number[]): Hsv | undefined {
  const [one, two, three] = numbers
  if (one === undefined || two === undefined || !numbers.every(part => part >= 0)) return undefined
  if (space === 'xyz') return hsvOfXy(one, two)
  if (three === undefined) return undefined
  if (space === 'rgb') return hsvOfRgb([one, two, three])
  return two > 100 ? undefined : { hue: Math.round(one) % 360, saturation: Math.round(two) }
}

/** The brightness that comes with a colour; undefined when none is asked for. */
export function brightnessOf(value: Json): number | undefined {
  const level = member(value, 'brightness')
  return typeof level === 'number' && level > 0 ? level : undefined
}

/** Degrees Celsius of a value in this unit, and back. */
export function celsius(unit: string) {
  if (!/^°? ?F$/.test(unit)) return { of: (raw: number): number => raw, to: (value: number): number => value }
  return {
    of: (raw: number): number => Number((((raw - 32) * 5) / 9).toFixed(1)),
    to: (value: number): number => (value * 9) / 5 + 32,
  }
}
