/** Exposes and their features out of a stored document, as far as they are what they say. */
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'

export type Word = string | number | boolean

/** One value of a device: where it stands in its state, and what may be done with it. */
export interface Feature {
  readonly type: string
  readonly name: string
  readonly property: string
  /** Is published in the state. */
  readonly isTold: boolean
  readonly isSettable: boolean
  /** Can be asked for. */
  readonly isGettable: boolean
  readonly endpoint: string | undefined
  readonly unit: string | undefined
  readonly on: Word | undefined
  readonly off: Word | undefined
  readonly min: number | undefined
  readonly max: number | undefined
  readonly step: number | undefined
  readonly words: readonly Word[]
}

export interface Expose {
  readonly type: string
  readonly name: string
  readonly endpoint: string | undefined
  readonly category: 'config' | 'diagnostic' | undefined
  /** Of a light, a switch and so on. */
  readonly features: readonly Feature[]
  /** Of a single value; undefined where it is a setting, of which nothing more is kept. */
  readonly value: Feature | undefined
}

/** Bits of `access`. */
const TOLD = 1
const SETTABLE = 2
const GETTABLE = 4

/** The exposes of a document. */
export function readExposes(document: JsonObject): readonly Expose[] {
  const exposes = member(document, 'exposes')
  return Array.isArray(exposes) ? (exposes as readonly Json[]).flatMap(one => readExpose(one) ?? []) : []
}

function readExpose(expose: Json): Expose | undefined {
  const type = textAt(expose, 'type')
  if (type === undefined) return undefined
  const category = textAt(expose, 'category')
  const features = member(expose, 'features')
  return {
    type,
    name: textAt(expose, 'name') ?? type,
    endpoint: textAt(expose, 'endpoint'),
    category: category === 'config' || category === 'diagnostic' ? category : undefined,
    features: Array.isArray(features) ? (features as readonly Json[]).flatMap(one => readFeature(one) ?? []) : [],
    value: readFeature(expose),
  }
}

function readFeature(feature: Json): Feature | undefined {
  const name = textAt(feature, 'name')
  const property = textAt(feature, 'property')
  const access = numberAt(feature, 'access')
  if (name === undefined || property === undefined || access === undefined) return undefined
  const values = member(feature, 'values')
  return {
    type: textAt(feature, 'type') ?? '',
    name,
    property,
    isTold: (access & TOLD) !== 0,
    isSettable: (access & SETTABLE) !== 0,
    isGettable: (access & GETTABLE) !== 0,
    endpoint: textAt(feature, 'endpoint'),
    unit: textAt(feature, 'unit'),
    on: wordAt(feature, 'value_on'),
    off: wordAt(feature, 'value_off'),
    min: numberAt(feature, 'value_min'),
    max: numberAt(feature, 'value_max'),
    step: numberAt(feature, 'value_step'),
    words: Array.isArray(values) ? (values as readonly Json[]).filter(isWord) : [],
  }
}

/** The feature of an expose with this name. */
export const featureOf = ({ features }: Expose, ...names: readonly string[]): Feature | undefined =>
  features.find(one => names.includes(one.name))

/** A property without the end point that it ends in. */
export const plainProperty = ({ property, endpoint }: Feature): string =>
  endpoint !== undefined && property.endsWith(`_${endpoint}`) ? property.slice(0, -1 - endpoint.length) : property

const textAt = (value: Json, key: string): string | undefined => {
  const said = member(value, key)
  return typeof said === 'string' && said !== '' ? said : undefined
}

const numberAt = (value: Json, key: string): number | undefined => {
  const said = member(value, key)
  return typeof said === 'number' ? said : undefined
}

const isWord = (value: Json | undefined): value is Word =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const wordAt = (value: Json, key: string): Word | undefined => {
  const said = isObject(value) ? member(value, key) : undefined
  return isWord(said) ? said : undefined
}
