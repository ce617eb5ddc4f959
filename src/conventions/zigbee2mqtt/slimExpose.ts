/** What is kept of an expose: what it is, under which names, and its words and ranges. Never texts for people. */
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'
import { MAX_EXPOSES, MAX_FEATURES, MAX_VALUES, MAX_WORD_CHARACTERS } from './bounds.ts'
import { CLASSED_NAMES } from './exposes/sensors.ts'

/** Exposes that are an appliance by themselves, each with the features that something is made of. */
export const APPLIANCE_FEATURES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['light', new Set(['state', 'brightness', 'color_temp', 'color_xy', 'color_hs'])],
  ['switch', new Set(['state'])],
  ['cover', new Set(['state', 'position'])],
  ['lock', new Set(['state', 'lock_state'])],
  ['fan', new Set(['state', 'mode', 'speed'])],
  [
    'climate',
    new Set([
      ...['local_temperature', 'system_mode', 'fan_mode', 'swing_mode', 'preset'],
      ...['occupied_heating_setpoint', 'current_heating_setpoint', 'occupied_cooling_setpoint'],
    ]),
  ],
])

/** Exposes of one value. Composites, lists and texts are settings without exception. */
const SINGLE: ReadonlySet<string> = new Set(['binary', 'numeric', 'enum'])

/** Enums whose words mean something to CLOVA; of all others the words are left out. */
const WITH_WORDS: ReadonlySet<string> = new Set(['air_quality', 'operating_mode'])

/** Settings that tell something all the same: a battery, and what switches some heatings off. */
const SETTINGS: ReadonlySet<string> = new Set(['battery', 'operating_mode'])

/** Exposes of one value out of which something is made. */
const MEANT: ReadonlySet<string> = new Set([...SETTINGS, ...CLASSED_NAMES, 'air_quality', 'state'])

/** Keys of a feature that are kept as they are when they are scalars. */
const FEATURE_KEYS = ['type', 'name', 'property', 'access', 'endpoint', 'unit'] as const
const RANGE_KEYS = ['value_on', 'value_off', 'value_min', 'value_max', 'value_step'] as const

/** The exposes of a definition as they are stored. */
export function slimExposes(exposes: Json | undefined): readonly JsonObject[] {
  if (!Array.isArray(exposes)) return []
  return (exposes as readonly Json[])
    .slice(0, MAX_EXPOSES)
    .map(slimExpose)
    .filter(one => one !== undefined)
}

function slimExpose(expose: Json): JsonObject | undefined {
  const type = member(expose, 'type')
  if (typeof type !== 'string' || !isObject(expose)) return undefined
  const wanted = APPLIANCE_FEATURES.get(type)
  if (wanted !== undefined) {
    const features = member(expose, 'features')
    const kept = (Array.isArray(features) ? (features as readonly Json[]) : [])
      .filter(feature => holds(wanted, member(feature, 'name')))
      .slice(0, MAX_FEATURES)
      .map(feature => slimFeature(feature, true))
      .filter(one => one !== undefined)
    return { ...scalars(expose, ['type', 'endpoint']), features: kept }
  }
  if (!SINGLE.has(type)) return undefined
  const category = member(expose, 'category')
  const isSetting = category === 'config' || category === 'diagnostic'
  const name = member(expose, 'name')
  // Of settings, and of what CLOVA has no word for, only the names are told: a floor heating has 200 of them.
  if (!(isSetting ? SETTINGS : MEANT).has(typeof name === 'string' ? name : '')) {
    return scalars(expose, ['type', 'name', 'endpoint', 'category'])
  }
  const slim = slimFeature(expose, holds(WITH_WORDS, name))
  return slim && (isSetting ? { ...slim, category } : slim)
}

const holds = (words: ReadonlySet<string>, word: Json | undefined): boolean =>
  typeof word === 'string' && words.has(word)

function slimFeature(feature: Json, hasWords: boolean): JsonObject | undefined {
  if (!isObject(feature)) return undefined
  const values = member(feature, 'values')
  const words =
    hasWords && Array.isArray(values) ? (values as readonly Json[]).filter(isScalar).slice(0, MAX_VALUES) : []
  return { ...scalars(feature, [...FEATURE_KEYS, ...RANGE_KEYS]), ...(words.length === 0 ? {} : { values: words }) }
}

/** Members that are short texts, numbers or truths; in the order of the keys, so that the same is always the same. */
function scalars(object: JsonObject, keys: readonly string[]): JsonObject {
  const slim: Record<string, Json> = {}
  for (const key of keys) {
    const value = member(object, key)
    if (isScalar(value)) slim[key] = value
  }
  return slim
}

const isScalar = (value: Json | undefined): value is string | number | boolean =>
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && value.length <= MAX_WORD_CHARACTERS)
