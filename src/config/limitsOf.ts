/** Limits of a property from the file, checked against what the guides allow everybody. */
import type { Limits } from '../home/appliance.ts'
import { APPLIANCE_TYPES, type ApplianceTypeName } from '../protocol/applianceTypes.ts'
import { modesOfType } from '../protocol/catalog.ts'
import type { Edition } from '../protocol/edition.ts'
import { propertySpec } from '../protocol/properties.ts'
import { type Building, given, isKnown } from './building.ts'
import { type PropertyPlace, propertyValue, valuesText, type Word } from './conversion.ts'

type Scalar = string | number

/** Modes an appliance of this type may have; a type without a list in the guides may have any of them. */
export function modesFor(type: ApplianceTypeName, edition: Edition): readonly string[] {
  const own = modesOfType(type, edition)
  if (own.length > 0) return own
  const all = Object.values(APPLIANCE_TYPES).flatMap(one => one.modes[edition] as readonly string[])
  return [...new Set(all)].sort()
}

/**
 * Limits as the file states them. Words that can only be sent through a map are limited to that map: what has no word
 * cannot be asked for.
 */
export function limitsOf(place: PropertyPlace, words: readonly Word[] | undefined, building: Building): Limits {
  const { name, entry } = place
  const { kind, values: guide } = propertySpec(name)
  checkBounds(place, building)
  const closed = kind === 'text' || guide !== undefined
  const derived = words === undefined || !closed ? undefined : [...new Set(words.map(({ value }) => value as Scalar))]
  const stated = entry.values?.flatMap((raw, at) => statedValue(place, raw, at, building))
  if (words !== undefined) checkWords(place, words, stated, building)
  return {
    ...given('min', entry.min),
    ...given('max', entry.max),
    ...given('step', entry.step),
    ...given('values', stated ?? derived),
  }
}

function statedValue(place: PropertyPlace, raw: Scalar | boolean, at: number, { report }: Building): Scalar[] {
  const value = propertyValue(place.name, raw)
  if (typeof value === 'string' || typeof value === 'number') return [value]
  report.problem('valueImpossible', [...place.path, 'values', at], {
    property: place.name,
    list: valuesText(place.name),
  })
  return []
}

function checkBounds({ name, entry, path }: PropertyPlace, { report }: Building): void {
  const spec = propertySpec(name)
  for (const key of ['min', 'max', 'step'] as const) {
    const value = entry[key]
    if (value === undefined) continue
    const range = { min: spec.min ?? '-∞', max: spec.max ?? '∞' }
    if (spec.kind !== 'number') report.problem('limitOnWord', [...path, key], { property: name })
    else if (key !== 'step' && (value < (spec.min ?? -Infinity) || value > (spec.max ?? Infinity))) {
      report.problem('limitBeyondGuide', [...path, key], { property: name, ...range })
    }
  }
  if (entry.min !== undefined && entry.max !== undefined && entry.min > entry.max) {
    report.problem('minAboveMax', [...path, 'min'], { max: entry.max })
  }
}

/** Every value that can be asked for must have a word; plain numbers are sent as they are. */
function checkWords(
  { name, path }: PropertyPlace,
  words: readonly Word[],
  stated: readonly Scalar[] | undefined,
  { report }: Building,
): void {
  const { kind, values } = propertySpec(name)
  const needed = kind === 'boolean' ? [true, false] : kind === 'text' || values !== undefined ? (stated ?? []) : []
  const missing = needed.filter(value => !words.some(word => word.value === value))
  if (missing.length > 0) report.problem('wordMissing', [...path, 'map'], { list: missing.join(', ') })
}

/** Mode names are CLOVA's: those of the type in the edition. */
export function checkModes(
  place: PropertyPlace,
  limits: Limits,
  canSet: boolean,
  type: ApplianceTypeName,
  building: Building,
): void {
  const { name, entry, path } = place
  const { report, edition } = building
  if (entry.released !== undefined && name !== 'mode') report.problem('onlyMode', [...path, 'released'])
  if (name !== 'mode') return
  const known = modesFor(type, edition)
  if (canSet && limits.values === undefined) report.problem('modeNeedsValues', path, { list: known.join(', ') }, 'key')
  for (const [at, raw] of (entry.values ?? []).entries()) isKnown(report, [...path, 'values', at], String(raw), known)
  for (const [word, raw] of Object.entries(entry.map ?? {})) isKnown(report, [...path, 'map', word], String(raw), known)
  for (const { text, raw, where } of ownMaps(place))
    isKnown(report, [...path, ...where, 'map', text], String(raw), known)
  if (entry.released !== undefined && limits.values?.includes(String(entry.released)) === false) {
    report.problem('releasedNotMode', [...path, 'released'], { list: limits.values.join(', ') })
  }
}

/** Lines of the maps that a command or a state has of its own. */
function ownMaps({ entry }: PropertyPlace): { text: string; raw: unknown; where: readonly (string | number)[] }[] {
  const command = Object.entries(entry.command?.map ?? {}).map(([text, raw]) => ({ text, raw, where: ['command'] }))
  const states = (entry.state ?? []).flatMap((state, at) =>
    Object.entries(state.map ?? {}).map(([text, raw]) => ({ text, raw, where: ['state', at] })),
  )
  return [...command, ...states]
}
