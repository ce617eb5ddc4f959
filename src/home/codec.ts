/** Payloads of appliances as data: JSON pointer or plain text, value maps, scale and offset, formats. Both directions. */
import { decodeText, isObject, type Json, member, parseJson, pointer } from '../kernel/json.ts'
import { normalize, type PropertyName, propertySpec } from '../protocol/properties.ts'
import { type Format, formatValue, matchFormat } from './format.ts'

/** How a payload becomes a value: `value = raw * scale + offset`. */
export interface Reader {
  /** JSON Pointer (RFC 6901) into a JSON payload; absent: the payload is plain text. */
  readonly pointer?: string
  /** Another way to the raw value than a pointer: a convention's template. Undefined: the payload says nothing of it. */
  readonly via?: (payload: Payload) => Json | undefined
  /** Text around the value, or the parts of a structure (`{hue},{saturation},{brightness}`). */
  readonly format?: Format
  /** What the appliance says, as text, and what it means; several words may mean the same. */
  readonly map?: ReadonlyMap<string, Json>
  readonly scale: number
  readonly offset: number
}

/** How a value becomes a payload: `raw = (value - offset) / scale`, rounded to `step`. */
export interface Writer {
  /** Where the value stands in the JSON object that is sent; absent: plain text. */
  readonly pointer?: string
  readonly format?: Format
  /** Our value, as text, and what the appliance wants to hear. */
  readonly map?: ReadonlyMap<string, Json>
  readonly scale: number
  readonly offset: number
  /** Rounding step of the raw number. */
  readonly step: number
}

/** Reports are small; Zigbee2MQTT's largest state of one appliance in the wild is under 4 kB. */
export const MAX_REPORT_BYTES = 65_536
const MAX_REPORT_DEPTH = 12

/** A payload that is decoded at most once per way of reading, however many bindings look at it. */
export interface Payload {
  readonly text: () => string | undefined
  /** The same in an older encoding, by its label of the WHATWG encoding standard. */
  readonly textIn: (encoding: string) => string | undefined
  /** The payload as JSON; undefined when it is none. */
  readonly json: () => Json | undefined
}

/** Wraps the bytes of a message; nothing is decoded before somebody looks. */
export function payloadOf(bytes: Uint8Array): Payload {
  let text: string | undefined | null = null
  let json: Json | undefined
  let parsed = false
  return {
    text: () => {
      if (text === null) text = bytes.length > MAX_REPORT_BYTES ? undefined : decodeText(bytes)?.trim()
      return text
    },
    textIn: encoding => (bytes.length > MAX_REPORT_BYTES ? undefined : decodeText(bytes, encoding)?.trim()),
    json: () => {
      if (!parsed) {
        const result = parseJson(bytes, { maxBytes: MAX_REPORT_BYTES, maxDepth: MAX_REPORT_DEPTH })
        json = result.ok ? result.value : undefined
        parsed = true
      }
      return json
    },
  }
}

/** What a payload says of a property: a value, `null` for "the appliance does not know", or undefined for nothing. */
export type Said = Json | null | undefined

/** Words that appliances commonly use, for properties without a map of their own; compared in lower case. */
const COMMON_WORDS: Partial<Record<PropertyName, Readonly<Record<string, Json>>>> = {
  power: { on: 'on', off: 'off', true: 'on', false: 'off', '1': 'on', '0': 'off' },
  lockState: { locked: 'LOCKED', lock: 'LOCKED', unlocked: 'UNLOCKED', unlock: 'UNLOCKED' },
  openState: { opened: 'OPENED', open: 'OPENED', closed: 'CLOSED', close: 'CLOSED' },
  muted: { true: true, on: true, false: false, off: false },
  recording: { true: true, on: true, false: false, off: false },
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/

/** Reads one property out of a payload. Unreadable, unmapped and out-of-range payloads say nothing. */
export function readValue(property: PropertyName, reader: Reader, payload: Payload): Said {
  const raw = rawOfPayload(reader, payload)
  if (raw === undefined || raw === null) return raw
  const inner =
    reader.format === undefined ? raw : typeof raw === 'string' ? matchFormat(reader.format, raw) : undefined
  if (inner === undefined) return undefined
  return interpret(property, reader, inner)
}

function rawOfPayload({ via, pointer: at }: Reader, payload: Payload): Json | undefined {
  if (via !== undefined) return via(payload)
  return at === undefined ? payload.text() : pointer(payload.json(), at)
}

function interpret(property: PropertyName, reader: Reader, raw: Json): Said {
  const spec = propertySpec(property)
  const text = typeof raw === 'object' ? undefined : String(raw)
  const mapped = text === undefined ? undefined : reader.map?.get(text)
  if (mapped !== undefined) return normalize(property, mapped)
  const number = typeof raw === 'number' ? raw : text !== undefined && NUMBER.test(text) ? Number(text) : undefined
  const takesNumber = spec.kind === 'number' || spec.kind === 'structure'
  if (takesNumber && number !== undefined) return normalize(property, tidy(number * reader.scale + reader.offset))
  if (reader.map !== undefined) return undefined
  const common = text === undefined ? undefined : COMMON_WORDS[property]?.[text.toLowerCase()]
  return normalize(property, common ?? raw)
}

/** Takes the binary dust off a product: 127 * (100/254) is 50, not 50.00000000000001. */
const tidy = (value: number): number => Number(value.toPrecision(12))

/** The raw value an appliance is told. A value above the smallest never becomes the raw zero. */
function rawOf(property: PropertyName, writer: Writer, value: Json): Json {
  const mapped = typeof value === 'object' ? undefined : writer.map?.get(String(value))
  if (mapped !== undefined) return mapped
  if (typeof value !== 'number') return COMMON_COMMANDS[property]?.[String(value)] ?? value
  const exact = (value - writer.offset) / writer.scale
  const near = tidy(Math.round(exact / writer.step) * writer.step)
  return propertySpec(property).neverRoundsToZero && value > 0 && near === 0 ? writer.step : near
}

/** What is sent without a map: the words that Tasmota, ESPHome, Zigbee2MQTT and Home Assistant defaults understand. */
const COMMON_COMMANDS: Partial<Record<PropertyName, Readonly<Record<string, Json>>>> = {
  power: { on: 'ON', off: 'OFF' },
  lockState: { LOCKED: 'LOCK', UNLOCKED: 'UNLOCK' },
  openState: { OPENED: 'OPEN', CLOSED: 'CLOSE' },
}

/** The value an appliance reports when it has done this one: a lamp of ten levels asked for 4 % is at 10 %. */
export function nearestValue(property: PropertyName, writer: Writer, value: Json): Json | undefined {
  const raw = rawOf(property, writer, value)
  return typeof raw === 'number' ? normalize(property, tidy(raw * writer.scale + writer.offset)) : undefined
}

/** Writes a command payload. */
export function writeValue(property: PropertyName, writer: Writer, value: Json): string {
  const raw = rawOf(property, writer, value)
  if (writer.format !== undefined) return formatValue(writer.format, raw)
  if (writer.pointer === undefined) return typeof raw === 'string' ? raw : JSON.stringify(raw)
  return JSON.stringify(nested(writer.pointer.split('/').slice(1), raw))
}

function nested(path: readonly string[], value: Json): Json {
  const [step, ...rest] = path
  if (step === undefined) return value
  return { [step.replaceAll('~1', '/').replaceAll('~0', '~')]: nested(rest, value) }
}

/** Hue and saturation come back rounded by the lamp's own colour space; two steps are below what an eye can tell. */
const COLOR_TOLERANCE = 2

/** Whether a reported value is what was asked, within the coarsest step on the way there and back. */
export function sameValue(property: PropertyName, asked: Json, reported: Json, coarsest: number): boolean {
  if (typeof asked === 'number' && typeof reported === 'number') {
    const decimals = propertySpec(property).decimals
    const step = Math.max(coarsest, decimals === undefined ? 0 : 10 ** -decimals)
    return Math.abs(asked - reported) <= step / 2 + 1e-9
  }
  if (isObject(asked) && isObject(reported)) {
    const near = (key: string, wrap: number): boolean => {
      const from = member(asked, key)
      const to = member(reported, key)
      if (typeof from !== 'number' || typeof to !== 'number') return from === undefined || from === to
      const gap = Math.abs(from - to)
      return Math.min(gap, Math.abs(wrap - gap)) <= COLOR_TOLERANCE
    }
    return (
      near('hue', 360) && near('saturation', Number.POSITIVE_INFINITY) && near('brightness', Number.POSITIVE_INFINITY)
    )
  }
  return asked === reported
}

/** Whether a payload says anything of what a binding reads: a part of it may be about other properties. */
export const isNamed = ({ pointer: at, via }: Reader, payload: Payload): boolean =>
  via === undefined && (at === undefined || payload.json() === undefined || pointer(payload.json(), at) !== undefined)
