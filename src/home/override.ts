/** What the user decided about an announced appliance; it counts for more than whatever was announced or guessed. */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts'
import { clip, filled, type Text } from '../kernel/text.ts'
import { type ApplianceTypeName, isApplianceType } from '../protocol/applianceTypes.ts'
import { isAction } from '../protocol/interfaces.ts'
import { isLocation, type LocationCode } from '../protocol/locations.ts'
import { isProperty, type PropertyName } from '../protocol/properties.ts'
import { type Allowable, type Appliance, isAllowable, type Limits } from './appliance.ts'
import { APPLIANCE_ID } from './native.ts'
import { REASONS, WANTED } from './overrideTexts.ts'

export interface Override {
  readonly name?: string
  /** `null`: none at all. */
  readonly location?: LocationCode | null
  readonly type?: ApplianceTypeName
  readonly hidden?: boolean
  readonly approved?: boolean
  /** Actions it shall not offer. */
  readonly except?: readonly string[]
  readonly allow?: readonly Allowable[]
  readonly limits?: Readonly<Partial<Record<PropertyName, Limits>>>
}

export type OverrideResult =
  | { readonly ok: true; readonly override: Override }
  /** For whoever decided it. */
  | { readonly ok: false; readonly reason: Text }

/** What stands for no room at all where `null` takes a decision back. */
export const NO_PLACE = 'none'

/** A house has 1,000 appliances; decisions about others that are away are kept beside. */
export const MAX_OVERRIDES = 2_000

/** Names are spoken; the app shows some 20 characters. */
export const MAX_NAME_CHARACTERS = 100
/** The longest list of actions of one type has 17. */
export const MAX_LIST = 32

/** Of a wrong key or id the beginning is repeated: it is untrusted, and enough to find it. */
const MAX_SHOWN = 40

type Read = (value: Json) => Json | undefined

/** Controls, and halves of characters, which no file in UTF-8 can hold. */
const UNSPEAKABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u

/** One line of text. Read again it is the same, so that what is exported comes back as it was. */
const line = (value: Json): Json | undefined =>
  typeof value === 'string' && value.trim() !== '' && !UNSPEAKABLE.test(value.trim())
    ? clip(value.trim(), MAX_NAME_CHARACTERS).trimEnd()
    : undefined

/** `none` is how people write that there is no room; `null` in a patch takes a decision back. */
const place = (value: Json): Json | undefined => {
  if (value === null || value === NO_PLACE) return null
  return typeof value === 'string' && isLocation(value) ? value : undefined
}

const flag = (value: Json): Json | undefined => (typeof value === 'boolean' ? value : undefined)

const listOf =
  (isGood: (item: Json) => boolean): Read =>
  value =>
    Array.isArray(value) && value.length <= MAX_LIST && (value as readonly Json[]).every(isGood) ? value : undefined

/** What each member may be, and how that is said to whoever wrote something else. */
const MEMBERS: Readonly<Record<keyof Override, readonly [Read, Text]>> = {
  name: [line, WANTED.name],
  location: [place, WANTED.location],
  type: [value => (typeof value === 'string' && isApplianceType(value) ? value : undefined), WANTED.type],
  hidden: [flag, WANTED.flag],
  approved: [flag, WANTED.flag],
  except: [listOf(item => typeof item === 'string' && isAction(item)), WANTED.except],
  allow: [listOf(isAllowable), WANTED.allow],
  limits: [readLimits, WANTED.limits],
}

/** Reads an override, or says which member is wrong. */
export function readOverride(said: Json): OverrideResult {
  if (!isObject(said)) return { ok: false, reason: REASONS.noObject }
  const override: Record<string, Json> = {}
  for (const [key, value] of Object.entries(said)) {
    if (!isMember(key)) {
      const keys = Object.keys(MEMBERS).join(', ')
      return { ok: false, reason: filled(REASONS.noMember, { key: clip(key, MAX_SHOWN), keys }) }
    }
    const [read, wanted] = MEMBERS[key]
    const known = value === undefined ? undefined : read(value)
    if (known === undefined) return { ok: false, reason: filled(REASONS.notWanted, { key, wanted }) }
    override[key] = known
  }
  return { ok: true, override: override as Override }
}

const isMember = (key: string): key is keyof Override => Object.hasOwn(MEMBERS, key)

function readLimits(said: Json): Json | undefined {
  if (!isObject(said)) return undefined
  const limits: Record<string, JsonObject> = {}
  for (const [name, entry] of Object.entries(said)) {
    if (!isProperty(name) || !isObject(entry)) return undefined
    const bounds = Object.entries(entry)
    const good = bounds.every(
      ([key, value]) => ['min', 'max', 'step'].includes(key) && typeof value === 'number' && Number.isFinite(value),
    )
    const { min, max, step } = entry
    if (!good || (typeof step === 'number' && step <= 0)) return undefined
    if (typeof min === 'number' && typeof max === 'number' && min > max) return undefined
    limits[name] = entry
  }
  return limits
}

/** The appliance as the user wants it. Its type was chosen with it already, since bindings depend on that. */
export function overridden(appliance: Appliance, { name, location, except, allow, limits }: Override): Appliance {
  const properties = new Map(appliance.properties)
  for (const [property, bounds] of Object.entries(limits ?? {}) as [PropertyName, Limits][]) {
    const binding = properties.get(property)
    if (binding === undefined) continue
    const limits = { ...binding.limits, ...bounds }
    // Half a range that contradicts what was announced would leave no value at all.
    const isEmpty = limits.min !== undefined && limits.max !== undefined && limits.min > limits.max
    if (!isEmpty) properties.set(property, { ...binding, limits })
  }
  return {
    ...appliance,
    properties,
    ...(name === undefined ? {} : { name }),
    ...(location === undefined ? {} : { location: location ?? undefined }),
    ...(except === undefined ? {} : { except: new Set(except) }),
    ...(allow === undefined ? {} : { allow: new Set(allow) }),
  }
}

/** One override with another on top; a member that is `null` takes back what was decided. */
export function merged(before: Override, patch: Json): OverrideResult {
  if (!isObject(patch)) return { ok: false, reason: REASONS.noObject }
  const kept = Object.entries({ ...before, ...patch }).filter(([key]) => patch[key] !== null)
  return readOverride(Object.fromEntries(kept) as JsonObject)
}

/** Whether something can be decided about an id at all; a YAML file could not name the others. */
export const isOverridable = (applianceId: string): boolean =>
  APPLIANCE_ID.test(applianceId) && applianceId !== '__proto__'

/** What whoever decided about such an id is told. */
export const notOverridable = (applianceId: string): OverrideResult => ({
  ok: false,
  reason: filled(REASONS.noId, { id: clip(applianceId, MAX_SHOWN) }),
})

/** Whether an override decides anything. */
export const isEmptyOverride = (override: Override): boolean => Object.keys(override).length === 0
