/** Word maps, scales and formats of the file as readers and writers of payloads. */
import type { Reader, Writer } from '../home/codec.ts'
import { type Format, parseFormat } from '../home/format.ts'
import type { Json } from '../kernel/json.ts'
import { normalize, type PropertyName, propertySpec } from '../protocol/properties.ts'
import type { CommandEntry, MapEntry, PropertyEntry, StateEntry } from './bindingSchema.ts'
import { type Building, given } from './building.ts'
import type { Path } from './report.ts'
import { parseNumber } from './units.ts'

/** A property of one appliance on its way from the file. */
export interface PropertyPlace {
  readonly name: PropertyName
  readonly entry: PropertyEntry
  readonly path: Path
}

type Scalar = string | number | boolean

/** A value of the file as one of this property; undefined when it is none. */
export function propertyValue(name: PropertyName, raw: Scalar): Json | undefined {
  const { kind } = propertySpec(name)
  if (kind === 'number') return normalize(name, parseNumber(raw) ?? raw)
  if (kind === 'boolean')
    return normalize(name, /^(true|false)$/i.test(String(raw)) ? /^true$/i.test(String(raw)) : raw)
  return normalize(name, kind === 'text' ? String(raw) : raw)
}

/** What a property can be, for messages. */
export function valuesText(name: PropertyName): string {
  const { kind, values, min, max } = propertySpec(name)
  if (values !== undefined) return values.join(', ')
  if (kind === 'boolean') return 'true, false'
  return kind === 'number' ? `${min ?? '-∞'}..${max ?? '∞'}` : kind
}

/** One line of a map: the appliance's word, and ours. */
export interface Word {
  readonly word: Scalar
  readonly text: string
  readonly value: Json
}

/** The map that holds for a state or a command: its own, else the property's. */
export function wordsOf(
  place: PropertyPlace,
  own: MapEntry | undefined,
  ownPath: Path,
  building: Building,
): readonly Word[] | undefined {
  const map = own ?? place.entry.map
  const path = own === undefined ? [...place.path, 'map'] : [...ownPath, 'map']
  if (map === undefined) return undefined
  return building.keys(path).flatMap(({ text, value: word }) => {
    const raw = map[text]
    const value = raw === undefined ? undefined : propertyValue(place.name, raw)
    if (value !== undefined) return [{ word, text, value }]
    building.report.problem('valueImpossible', [...path, text], {
      property: place.name,
      list: valuesText(place.name),
    })
    return []
  })
}

export function readerOf(place: PropertyPlace, entry: StateEntry, path: Path, building: Building): Reader {
  const words = wordsOf(place, entry.map, path, building)
  return {
    ...given('pointer', entry.pointer),
    ...given('format', formatOf(place.name, entry.format, [...path, 'format'], building)),
    ...given('map', words && new Map(words.map(({ text, value }) => [text, value]))),
    scale: entry.scale ?? place.entry.scale ?? 1,
    offset: entry.offset ?? place.entry.offset ?? 0,
  }
}

export function writerOf(place: PropertyPlace, entry: CommandEntry, path: Path, building: Building): Writer {
  const words = wordsOf(place, entry.map, path, building)
  const factor = entry.scale ?? place.entry.scale ?? 1
  return {
    ...given('pointer', entry.pointer),
    ...given('format', formatOf(place.name, entry.format, [...path, 'format'], building)),
    ...given('map', words && inverse(words)),
    scale: factor,
    offset: entry.offset ?? place.entry.offset ?? 0,
    step: entry.step ?? rawStep(place, factor),
  }
}

/** Our value to the appliance's word; where several words mean the same, the first one is sent. */
function inverse(words: readonly Word[]): ReadonlyMap<string, Json> {
  const map = new Map<string, Json>()
  for (const { word, value } of words) if (!map.has(String(value))) map.set(String(value), word)
  return map
}

/**
 * Rounding of what is sent. A raw range coarser or as fine as ours (0..254 for a percentage) counts in whole numbers; a
 * raw range that is smaller (0..1 for a percentage) needs the fractions of our own step.
 */
function rawStep({ name, entry }: PropertyPlace, factor: number): number {
  const { decimals } = propertySpec(name)
  const step = entry.step ?? (decimals === undefined ? 1 : 10 ** -decimals)
  return Math.abs(factor) < 1 ? 1 : Number((step / Math.abs(factor)).toPrecision(12))
}

/** Parts of structures that a format can name, and that must be there. */
const PARTS: Partial<Record<PropertyName, { may: readonly string[]; must: readonly string[] }>> = {
  color: { may: ['hue', 'saturation', 'brightness'], must: ['hue', 'saturation'] },
}

function formatOf(name: PropertyName, text: string | undefined, path: Path, building: Building): Format | undefined {
  if (text === undefined) return undefined
  const format = parseFormat(text)
  const { may, must } = PARTS[name] ?? { may: ['value'], must: ['value'] }
  const fits =
    must.every(part => format.parts.includes(part)) &&
    format.parts.every(part => may.includes(part)) &&
    new Set(format.parts).size === format.parts.length &&
    // Without a text between them nobody can tell where one part ends.
    format.literals.slice(1, -1).every(literal => literal !== '')
  if (!fits) {
    building.report.problem('wantFormat', path, { example: must.map(part => `{${part}}`).join(',') })
    return undefined
  }
  return format
}
