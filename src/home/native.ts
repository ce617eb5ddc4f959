/** The native MQTT contract (DESIGN section 3): topics, commands, questions and answers of appliances that speak it. */
import { isObject, type Json, type JsonObject, member } from '../kernel/json.ts'
import { type ApplianceError, readApplianceError } from '../protocol/applianceErrors.ts'
import { normalize, PROPERTIES, type PropertyName } from '../protocol/properties.ts'

/** Kinds of topics below `<base>/<applianceId>/`. */
export const NATIVE_FROM_APPLIANCE = ['config', 'state', 'heartbeat', 'availability', 'result'] as const
export type NativeKind = (typeof NATIVE_FROM_APPLIANCE)[number]

/** `<base>/<id>/<kind>`, the inverse of {@link matchNative}. */
export const nativeTopic = (base: string, applianceId: string, kind: NativeKind | 'set' | 'get' | 'presence'): string =>
  `${base}/${applianceId}/${kind}`

/** Appliance ids stand in topics and in CLOVA's messages. */
export const APPLIANCE_ID = /^[A-Za-z0-9_.:-]{1,64}$/

/** Takes a topic apart: `<base>/<id>/<kind>`; undefined for any other. */
export function matchNative(base: string, topic: string): { applianceId: string; kind: NativeKind } | undefined {
  if (!topic.startsWith(base) || topic.charCodeAt(base.length) !== 0x2f) return undefined
  const rest = topic.slice(base.length + 1)
  const slash = rest.indexOf('/')
  const applianceId = rest.slice(0, Math.max(0, slash))
  const kind = rest.slice(slash + 1)
  if (!APPLIANCE_ID.test(applianceId) || !(NATIVE_FROM_APPLIANCE as readonly string[]).includes(kind)) return undefined
  return { applianceId, kind: kind as NativeKind }
}

/** Values of a native payload. `null` is the appliance's word for "I do not know". */
export type SaidValues = ReadonlyMap<PropertyName, Json | null>

const NAMES = Object.keys(PROPERTIES) as readonly PropertyName[]

/** The properties a native state or result names; unknown names and impossible values say nothing. */
export function readNativeValues(payload: Json | undefined): SaidValues {
  const said = new Map<PropertyName, Json | null>()
  if (!isObject(payload)) return said
  for (const name of NAMES) {
    const value = member(payload, name)
    if (value === undefined) continue
    const normal = value === null ? null : normalize(name, value)
    if (normal !== undefined) said.set(name, normal)
  }
  return said
}

/** When the appliance says it happened, as it printed it. */
export const nativeTime = (payload: Json | undefined): Json | undefined => member(payload, 'at')

/** Longest correlation id an appliance may repeat; ours are 36 characters, 43 for a period. */
const MAX_ID_CHARACTERS = 64

export interface NativeResult {
  /** Repeats a command's or a question's id; undefined when the appliance left it out. */
  readonly id: string | undefined
  readonly error: ApplianceError | undefined
  readonly values: SaidValues
}

/** A result: `{"id","ok",…values}` or `{"id","error":{…}}`. `ok: false` without an error is an error without a code. */
export function readNativeResult(payload: Json | undefined): NativeResult | undefined {
  if (!isObject(payload)) return undefined
  const id = member(payload, 'id')
  const said = readApplianceError(payload)
  const error = said ?? (member(payload, 'ok') === false ? { code: '', message: '' } : undefined)
  return {
    id: typeof id === 'string' && id.length <= MAX_ID_CHARACTERS ? id : undefined,
    error,
    values: readNativeValues(payload),
  }
}

/** Longest declared cadence that is believed: a month. Anything above is a unit mistake. */
const MAX_INTERVAL_SECONDS = 31 * 86_400

/** The cadence a heartbeat or an announcement declares, in milliseconds; undefined when it declares none. */
export function declaredIntervalMs(payload: Json | undefined): number | undefined {
  const seconds = member(payload, 'interval')
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= MAX_INTERVAL_SECONDS)) return undefined
  return seconds * 1000
}

export interface NativeCommand {
  readonly id: string
  readonly action: string
  /** Values are always absolute: what the property shall become. */
  readonly values: JsonObject
  /** ISO 8601 moment after which the appliance must ignore the command; absent when no clock is trusted. */
  readonly expires: string | undefined
}

/** The payload of `set` (design.md section 3); a command that does not expire has no such member. */
export const writeNativeCommand = ({ id, action, values, expires }: NativeCommand): string =>
  JSON.stringify({ id, action, ...values, ...(expires === undefined ? {} : { expires }) })

/** Begins the id of a question about a period, so that its answer, however late, is never taken for the present. */
const PERIOD_MARK = 'period-'

/** The id of a question about a period. */
export const periodId = (id: string): string => `${PERIOD_MARK}${id}`

/** Whether a result answers a question about a period: its values are then those of that period. */
export const isAboutPeriod = ({ id }: NativeResult): boolean => id?.startsWith(PERIOD_MARK) === true

/** The payload of `get` (design.md section 3). @param period undefined: what the values are now */
export const writeNativeQuestion = (id: string, properties: readonly string[], period: Json | undefined): string =>
  JSON.stringify({ id, properties, ...(period === undefined ? {} : { period }) })
