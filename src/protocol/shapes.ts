/** The payload objects of the guides as pairs of functions: wire to value and value to wire. */
import { isObject, type Json, type JsonObject, member } from '../kernel/json.ts'
import { clip } from '../kernel/text.ts'
import { formatTimestamp, parseTimestamp, type ZoneOffset } from '../kernel/time.ts'

/** What a shape needs to know to write a value for one home. */
export interface WriteContext {
  readonly zone: ZoneOffset
  /** Unit and spoken name of a bare number where the object wants them (`ConsumptionInfoObject`, `BillInfoObject`). */
  readonly unit?: string
  readonly label?: string
}

/** How a value of ours (usually a bare number or text) stands on the wire. Undefined: cannot be read or said. */
export interface Shape {
  readonly read: (wire: Json) => Json | undefined
  readonly write: (value: Json, context: WriteContext) => Json | undefined
}

const asNumber = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

/** A number, or a numeric string where a guide example sends one (`count.value`, JP). */
const asLooseNumber = (value: Json | undefined): number | undefined =>
  typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : asNumber(value)

const asText = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

const asBoolean = (value: Json | undefined): boolean | undefined => (typeof value === 'boolean' ? value : undefined)

/** Longest text that is sent to be spoken; the guides give no bound, and CLOVA reads every character aloud. */
export const MAX_SPOKEN_CHARACTERS = 500

const spoken = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? clip(value, MAX_SPOKEN_CHARACTERS) : typeof value === 'number' ? String(value) : undefined

/** Most items of a list that is sent to be spoken. */
const MAX_ITEMS = 50

type Cast = (value: Json | undefined) => Json | undefined

/** `{ "value": … }`, the form of most objects of the guides. */
function wrapped(read: Cast, write: Cast = read, key = 'value'): Shape {
  return {
    read: wire => read(member(wire, key)),
    write: value => {
      const content = write(isObject(value) ? member(value, key) : value)
      return content === undefined ? undefined : { [key]: content }
    },
  }
}

const plain = (read: Cast): Shape => ({ read, write: read })

/** A list, or one item of it; items that cannot be said are left out, an empty rest is nothing. */
function listOf(item: (value: Json, context: WriteContext) => Json | undefined): Shape {
  const write = (value: Json, context: WriteContext): Json | undefined => {
    const values: readonly Json[] = Array.isArray(value) ? value : [value]
    const items = values.slice(0, MAX_ITEMS).flatMap(entry => {
      const said = item(entry, context)
      return said === undefined ? [] : [said]
    })
    return items.length === 0 && values.length > 0 ? undefined : items
  }
  return { read: wire => (Array.isArray(wire) ? wire : undefined), write }
}

/** ISO 8601 duration: no sign, and a fraction in the last component only. */
const DURATION =
  /^P(?!$)(?!.*\.\d+[A-Z]T?\d)(\d+(\.\d+)?Y)?(\d+(\.\d+)?M)?(\d+(\.\d+)?W)?(\d+(\.\d+)?D)?(T(?!$)(\d+(\.\d+)?H)?(\d+(\.\d+)?M)?(\d+(\.\d+)?S)?)?$/

/** Longest duration that is said, in seconds: a hundred years. Beyond 10^21 a count would even print with an exponent. */
const MAX_DURATION_SECONDS = 100 * 366 * 86_400

/** Seconds as `PT8H40M`; an ISO 8601 duration passes as it is. Less than nothing or a century cannot be said. */
function duration(value: Json): string | undefined {
  if (typeof value === 'string') return value.length <= 40 && DURATION.test(value) ? value : undefined
  const total = asNumber(value)
  if (total === undefined || total < 0 || total > MAX_DURATION_SECONDS) return undefined
  const rest = Math.round(total)
  const parts: readonly [number, string][] = [
    [Math.floor(rest / 3600), 'H'],
    [Math.floor(rest / 60) % 60, 'M'],
    [rest % 60, 'S'],
  ]
  const text = parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('')
  return text === '' ? 'PT0S' : `PT${text}`
}

/** The guides' form has four digits for the year; year 0 or 9999 may leave them on the way to the home's zone. */
const FOUR_DIGIT_YEAR = /^\d{4}-/

/** Any ISO 8601 moment an appliance prints, in the form of the guides with the home's offset. */
function timestamp(value: Json, { zone }: WriteContext): string | undefined {
  const moment = typeof value === 'string' ? parseTimestamp(value, zone) : undefined
  if (moment === undefined) return undefined
  const text = formatTimestamp(moment, zone(moment))
  return FOUR_DIGIT_YEAR.test(text) ? text : undefined
}

/** Drops undefined members, so that optional fields are absent rather than null. */
function compact(fields: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

const DUST_WORDS = ['good', 'normal', 'bad', 'verybad'] as const

/**
 * Dust: a number, or `{value, index}`. The index of a bare number follows the Korean ministry's steps
 * (PM10 30/80/150, PM2.5 15/35/75 µg/m³), since `index` is required and sensors only give the number.
 */
function dust(steps: readonly [number, number, number]): Shape {
  const indexOf = (amount: number): string => DUST_WORDS[steps.filter(step => amount > step).length] as string
  return {
    read: wire => (isObject(wire) ? wire : undefined),
    write: value => {
      const amount = isObject(value) ? asNumber(member(value, 'value')) : asNumber(value)
      const given = isObject(value) ? asText(member(value, 'index')) : asText(value)
      const index = given ?? (amount === undefined ? undefined : indexOf(amount))
      if (index === undefined || !DUST_WORDS.includes(index as never)) return undefined
      return compact({ value: amount, index })
    },
  }
}

function color(value: Json): Json | undefined {
  const hue = asNumber(member(value, 'hue'))
  const saturation = asNumber(member(value, 'saturation'))
  const within = (part: number, max: number): boolean => part >= 0 && part <= max
  if (hue === undefined || saturation === undefined || !within(hue, 360) || !within(saturation, 100)) return undefined
  const brightness = asNumber(member(value, 'brightness'))
  if (brightness !== undefined && !within(brightness, 100)) return undefined
  return compact({ hue, saturation, brightness })
}

/** `ConsumptionInfoObject.unit`: the guides write power units for an energy amount; KR limits them to this list. */
const CONSUMPTION_UNITS = ['KW', 'kw', 'W', 'KL', 'kl', 'L', 'l', 'cc']
const SAME_UNIT: Readonly<Record<string, string>> = {
  kW: 'KW',
  kWh: 'KW',
  Wh: 'W',
  w: 'W',
  wh: 'W',
  m3: 'KL',
  'm³': 'KL',
}

function consumption(value: Json, context: WriteContext): Json | undefined {
  const amount = asNumber(isObject(value) ? member(value, 'value') : value)
  const unit = asText(member(value, 'unit')) ?? context.unit ?? 'W'
  const name = asText(member(value, 'name')) ?? context.label ?? ''
  const known = CONSUMPTION_UNITS.includes(unit) ? unit : SAME_UNIT[unit]
  return amount === undefined || known === undefined ? undefined : { name, unit: known, value: amount }
}

function bill(value: Json, context: WriteContext): Json | undefined {
  const amount = asNumber(isObject(value) ? member(value, 'value') : value)
  const currency = asText(member(value, 'currency')) ?? context.unit
  return amount === undefined || currency === undefined ? undefined : { currency, value: amount }
}

const CUSTOM_UNITS = ['celsius', 'percentage']

/** `CustomInfoObject`: a spoken name, a value, and a unit only where the guides have a word for it. */
function custom(value: Json): Json | undefined {
  const name = spoken(member(value, 'name'))
  const raw = member(value, 'value')
  const content = asNumber(raw) ?? spoken(raw)
  if (name === undefined || content === undefined) return undefined
  const unit = asText(member(value, 'unit'))
  return compact({ name, value: content, unit: unit !== undefined && CUSTOM_UNITS.includes(unit) ? unit : undefined })
}

function expendable(value: Json): Json | undefined {
  const name = spoken(member(value, 'name'))
  if (name === undefined) return undefined
  const remaining = member(value, 'remainingTime')
  const usage = member(value, 'usage')
  return compact({
    name,
    remainingTime: remaining === undefined ? undefined : duration(remaining),
    usage: usage === undefined ? undefined : custom(usage),
  })
}

function period(value: Json, context: WriteContext): Json | undefined {
  const start = timestamp(member(value, 'start') ?? null, context)
  const end = timestamp(member(value, 'end') ?? null, context)
  return start === undefined || end === undefined ? undefined : { start, end }
}

function place(value: Json): Json | undefined {
  const name = spoken(member(value, 'name'))
  const content = spoken(member(value, 'value'))
  return name === undefined || content === undefined ? undefined : { name, value: content }
}

const checked = (write: (value: Json, context: WriteContext) => Json | undefined, read: Shape['read']): Shape => ({
  read,
  write,
})

/** Every payload object of both guides by the word its properties use. */
export const SHAPES = {
  number: wrapped(asNumber),
  looseNumber: wrapped(asLooseNumber),
  text: wrapped(asText, spoken),
  truth: wrapped(asBoolean),
  index: wrapped(asText, asText, 'index'),
  word: plain(asText),
  flag: plain(asBoolean),
  duration: checked(duration, asText),
  timestamp: checked(timestamp, asText),
  timestamps: listOf(timestamp),
  texts: listOf(value => spoken(value)),
  places: listOf(place),
  /** ReleaseMode's examples send the mode name itself instead of the object (both guides). */
  looseText: { ...wrapped(asText), read: wire => asText(wire) ?? asText(member(wire, 'value')) },
  color: checked(color, color),
  fineDust: dust([30, 80, 150]),
  ultraFineDust: dust([15, 35, 75]),
  consumption: listOf(consumption),
  bill: checked(bill, wire => (isObject(wire) ? wire : undefined)),
  states: listOf(custom),
  expendables: listOf(expendable),
  period: checked(period, wire => {
    const start = asText(member(wire, 'start'))
    const end = asText(member(wire, 'end'))
    return start === undefined || end === undefined ? undefined : { start, end }
  }),
} as const satisfies Record<string, Shape>

export type ShapeName = keyof typeof SHAPES
