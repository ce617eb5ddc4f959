/** Native announcements: an appliance's own description on `<base>/<id>/config` (DESIGN section 3). Untrusted input. */
import { isObject, type Json, member } from '../kernel/json.ts'
import { clip, filled, type Text } from '../kernel/text.ts'
import { seconds } from '../kernel/time.ts'
import { isApplianceType } from '../protocol/applianceTypes.ts'
import { interfacesOfType } from '../protocol/catalog.ts'
import { EDITIONS } from '../protocol/edition.ts'
import { isLocation } from '../protocol/locations.ts'
import { isProperty, normalize, type PropertyName, propertySpec } from '../protocol/properties.ts'
import { ANNOUNCEMENT_TEXTS } from './announcementTexts.ts'
import type { Appliance, Limits, PropertyBinding } from './appliance.ts'
import { declaredIntervalMs } from './native.ts'

/** An announcement holds a name and at most the 60-odd properties there are, a line each. */
export const MAX_ANNOUNCEMENT_BYTES = 16_384

/** Names are spoken; the app shows some 20 characters. */
const MAX_NAME_CHARACTERS = 100

/** A fan has three speeds, a lamp a dozen modes; a set-top box may list its inputs. */
const MAX_VALUES = 64

/** Of what is wrong the beginning is repeated: it is untrusted, and enough to find it. */
const MAX_SHOWN = 40

/** `<base>/bridge/state` is where the gateway says that it is there. */
const GATEWAY_ID = 'bridge'

/** Begins the ids of appliances that announce themselves in other conventions; nobody else may take them over. */
export const GIVEN_ID = 'auto-'

/** Default freshness of a value: what was said a minute ago still answers a query. */
export const DEFAULT_FRESH_MS = seconds(60)

/** Default number of missed intervals before silence counts. */
export const DEFAULT_MISSES = 3

export type AnnouncementResult =
  | { readonly ok: true; readonly appliance: Appliance }
  | { readonly ok: false; readonly reason: Text }

/** Why a part of an announcement cannot be taken. */
interface Problem {
  readonly problem: Text
}

/**
 * Reads an announcement; the reason of a refusal names the member and is shown to the user.
 * @param misses missed intervals before the appliance's silence counts, as the house is configured
 */
export function readAnnouncement(id: string, announced: Json, misses: number = DEFAULT_MISSES): AnnouncementResult {
  const bad = (reason: Text): AnnouncementResult => ({ ok: false, reason })
  if (id === GATEWAY_ID) return bad(filled(ANNOUNCEMENT_TEXTS.gatewayId, { id }))
  if (id.startsWith(GIVEN_ID)) return bad(filled(ANNOUNCEMENT_TEXTS.givenId, { prefix: GIVEN_ID }))
  if (!isObject(announced)) return bad(ANNOUNCEMENT_TEXTS.noObject)
  const type = member(announced, 'type')
  if (typeof type !== 'string' || !isApplianceType(type))
    return bad(filled(ANNOUNCEMENT_TEXTS.noType, { said: shown(type) }))
  const name = textOf(announced, 'name')
  if (name === undefined) return bad(ANNOUNCEMENT_TEXTS.noName)
  const location = member(announced, 'location')
  if (location !== undefined && (typeof location !== 'string' || !isLocation(location))) {
    return bad(filled(ANNOUNCEMENT_TEXTS.noPlace, { said: shown(location) }))
  }
  const properties = readProperties(member(announced, 'properties'))
  if ('problem' in properties) return bad(properties.problem)
  const intervalMs = declaredIntervalMs(announced)
  return {
    ok: true,
    appliance: {
      id,
      type,
      name,
      description: textOf(announced, 'description') ?? '',
      manufacturer: textOf(announced, 'manufacturer') ?? '',
      model: textOf(announced, 'model') ?? '',
      version: textOf(announced, 'version') ?? '',
      location,
      tags: [],
      isIr: false,
      policy: 'strict',
      native: true,
      properties,
      actions: readActions(member(announced, 'actions'), type),
      except: new Set(),
      confirm: [],
      allow: new Set(),
      entrance: member(announced, 'entrance') === true,
      parent: undefined,
      cadence: {
        ...(intervalMs === undefined ? {} : { intervalMs }),
        misses,
        silentOk: member(announced, 'silent') === 'ok',
      },
      availability: [],
      aliveTopics: [],
    },
  }
}

const shown = (said: Json | undefined): string => clip(JSON.stringify(said) ?? 'undefined', MAX_SHOWN)

function textOf(announced: Json, key: string): string | undefined {
  const value = member(announced, key)
  return typeof value === 'string' && value.trim() !== '' ? clip(value.trim(), MAX_NAME_CHARACTERS) : undefined
}

function readProperties(said: Json | undefined): Map<PropertyName, PropertyBinding> | Problem {
  const properties = new Map<PropertyName, PropertyBinding>()
  if (said === undefined) return properties
  if (!isObject(said)) return { problem: ANNOUNCEMENT_TEXTS.noProperties }
  for (const [name, entry] of Object.entries(said)) {
    if (!isProperty(name)) {
      return { problem: filled(ANNOUNCEMENT_TEXTS.noProperty, { at: `properties.${clip(name, MAX_SHOWN)}` }) }
    }
    const limits = readLimits(name, entry ?? null)
    if ('problem' in limits) return limits
    properties.set(name, nativeBinding(name, limits, member(entry, 'readonly') === true, member(entry, 'released')))
  }
  return properties
}

/** A property that speaks the native contract: reported on `state`, set by `set`, asked by `get`. */
export function nativeBinding(name: PropertyName, limits: Limits, readOnly: boolean, released?: Json): PropertyBinding {
  return {
    name,
    limits,
    states: [],
    question: 'native',
    freshMs: DEFAULT_FRESH_MS,
    ...(readOnly ? {} : { command: 'native' as const }),
    ...(released === undefined ? {} : { released }),
  }
}

function readLimits(name: PropertyName, entry: Json): Limits | Problem {
  const problem = (why: Text, key: string, values: Readonly<Record<string, string | number>> = {}): Problem => ({
    problem: filled(why, { ...values, at: `properties.${name}.${key}`, property: name }),
  })
  const limits: { min?: number; max?: number; step?: number } = {}
  for (const key of ['min', 'max', 'step'] as const) {
    const value = member(entry, key)
    if (value === undefined) continue
    const { min = -Infinity, max = Infinity } = propertySpec(name)
    const why = boundProblem(name, key, value)
    if (why !== undefined) return problem(why, key, { min, max })
    limits[key] = value as number
  }
  if (limits.step !== undefined && !(limits.step > 0)) return problem(ANNOUNCEMENT_TEXTS.noStep, 'step')
  if (limits.min !== undefined && limits.max !== undefined && limits.min > limits.max) {
    return problem(ANNOUNCEMENT_TEXTS.minAboveMax, 'min')
  }
  const values = member(entry, 'values')
  if (values === undefined) return limits
  if (!Array.isArray(values) || values.length === 0 || values.length > MAX_VALUES)
    return problem(ANNOUNCEMENT_TEXTS.noValues, 'values', { max: MAX_VALUES })
  const wrong = (values as readonly Json[]).find(
    value => typeof value === 'object' || typeof value === 'boolean' || normalize(name, value) === undefined,
  )
  if (wrong !== undefined) return problem(ANNOUNCEMENT_TEXTS.badValue, 'values', { said: shown(wrong) })
  return { ...limits, values: values as (string | number)[] }
}

/** Why a number cannot be a bound of a property: its limits may only be narrower than everybody's. */
function boundProblem(name: PropertyName, key: string, value: Json): Text | undefined {
  const { kind, min = -Infinity, max = Infinity } = propertySpec(name)
  if (typeof value !== 'number' || !Number.isFinite(value)) return ANNOUNCEMENT_TEXTS.noNumber
  if (kind !== 'number') return ANNOUNCEMENT_TEXTS.onlyNumbers
  return key === 'step' || (value >= min && value <= max) ? undefined : ANNOUNCEMENT_TEXTS.outside
}

/** Actions named in an announcement, as far as its type has them in some edition; properties bring their own. */
function readActions(said: Json | undefined, type: Appliance['type']): ReadonlyMap<string, 'native'> {
  if (!Array.isArray(said)) return new Map()
  const known = new Set(EDITIONS.flatMap(edition => interfacesOfType(type, edition).map(one => one.action)))
  const named = (said as readonly Json[]).filter(action => typeof action === 'string' && known.has(action)) as string[]
  return new Map(named.map(action => [action, 'native' as const]))
}
