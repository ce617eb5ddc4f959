/** What of a Shelly stays the same, and so is stored: who it is, which components it has, and what these tell. */
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'

/** One component: `switch:0`. */
export interface ComponentShape {
  /** As people call it in the app. */
  readonly name?: string
  /** Members of its status that are read here, sorted. */
  readonly tells: readonly string[]
  /** Colour temperatures it can do, in kelvin. */
  readonly kelvin?: readonly [min: number, max: number]
}

/** The document of one appliance. Members stand in this order, so that the same appliance is the same text. */
export interface ShellyDocument {
  readonly prefix: string
  readonly id: string
  readonly mac?: string
  readonly name?: string
  readonly app?: string
  readonly version?: string
  /** Whether it answers calls; without that it can be read, but not told anything. */
  readonly rpc: boolean
  readonly components: Readonly<Record<string, ComponentShape>>
}

/** The largest has four channels with as many meters, and an add-on with sensors. */
const MAX_COMPONENTS = 64

/** Components that are only named: a gateway hears dozens of values over Bluetooth, which shall crowd out none of its own. */
const MAX_UNREAD = 16

/** Longest name of a channel in the app; longer ones are no names. */
const MAX_TEXT_CHARACTERS = 64

/** Components that are read here; all the others are settings, inputs and services. */
const KNOWN =
  /^(?:switch|cover|light|rgb|rgbw|cct|rgbcct|em|em1|pm1|temperature|humidity|devicepower|smoke|flood):(?:0|[1-9]\d{0,2})$/

/**
 * Components that somebody may look for and that are not read: values of scripts and of appliances built on them, thermostats,
 * and what is heard over Bluetooth.
 */
const UNREAD = /^(?:boolean|number|enum|text|thermostat|blutrv|bthomedevice|bthomesensor):(?:0|[1-9]\d{0,2})$/

/** Members of a status that mean something here. */
const MEMBERS: ReadonlySet<string> = new Set([
  ...['output', 'brightness', 'rgb', 'white', 'ct', 'mode', 'state', 'current_pos'],
  ...['apower', 'act_power', 'total_act_power', 'tC', 'rh', 'alarm', 'battery'],
])

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/
const MAC = /^[0-9A-Fa-f]{12}$/

/** An id of an appliance, as the source of its frames and as a level of our own topics. */
export const isShellyId = (said: Json | undefined): said is string => typeof said === 'string' && ID.test(said)

export const isKnownComponent = (key: string): boolean => KNOWN.test(key)

/** Whether nothing but its being there is told of a component. */
export const isUnreadComponent = (key: string): boolean => UNREAD.test(key)

/** A text that may be shown; undefined for anything else. */
const textOf = (said: Json | undefined): string | undefined => {
  const text = typeof said === 'string' ? said.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim() : ''
  return text === '' || text.length > MAX_TEXT_CHARACTERS ? undefined : text
}

const given = <Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: T }

/** Who an appliance is. */
export type ShellyInfo = Omit<ShellyDocument, 'prefix' | 'rpc' | 'components'>

/** Who an answer to `Shelly.GetDeviceInfo` is about; undefined when it is no Shelly of the second generation or later. */
export function readInfo(said: Json | undefined): ShellyInfo | undefined {
  const [id, mac, gen] = [member(said, 'id'), member(said, 'mac'), member(said, 'gen')]
  if (!isShellyId(id) || typeof gen !== 'number' || gen < 2) return undefined
  return {
    id,
    ...given('mac', typeof mac === 'string' && MAC.test(mac) ? mac.toLowerCase() : undefined),
    ...given('name', textOf(member(said, 'name'))),
    ...given('app', textOf(member(said, 'app'))),
    ...given('version', textOf(member(said, 'ver'))),
  }
}

export type Shapes = ReadonlyMap<string, ComponentShape>

/** Components of an answer to `Shelly.GetConfig`, on top of those known. */
export const withConfig = (known: Shapes, said: Json | undefined): Shapes =>
  withEach(known, said, (before, config) => ({
    ...before,
    ...given('name', textOf(member(config, 'name'))),
    ...given('kelvin', rangeOf(member(config, 'ct_range'))),
  }))

/** Components of a status, whole or partial, on top of those known. */
export const withStatus = (known: Shapes, said: Json | undefined): Shapes =>
  withEach(known, said, (before, status) => {
    // A cover that was never calibrated says that it has no position.
    const told = Object.keys(status).filter(key => MEMBERS.has(key) && status[key] !== null)
    return { ...before, tells: [...new Set([...before.tells, ...told])].sort() }
  })

function withEach(
  known: Shapes,
  said: Json | undefined,
  change: (before: ComponentShape, part: JsonObject) => ComponentShape,
): Shapes {
  const all = new Map(known)
  const read = [...all.keys()].filter(isKnownComponent).length
  const room = { read: MAX_COMPONENTS - read, unread: MAX_UNREAD - (all.size - read) }
  for (const [key, part] of Object.entries(isObject(said) ? said : {})) {
    const kind = isKnownComponent(key) ? 'read' : isUnreadComponent(key) ? 'unread' : undefined
    if (kind === undefined || part === undefined || !isObject(part)) continue
    if (!all.has(key) && room[kind]-- <= 0) continue
    all.set(key, change(all.get(key) ?? { tells: [] }, part))
  }
  return all
}

function rangeOf(said: Json | undefined): readonly [number, number] | undefined {
  const [min, max] = Array.isArray(said) ? (said as readonly Json[]) : []
  return typeof min === 'number' && typeof max === 'number' && min > 0 && min < max ? [min, max] : undefined
}

/** Whether two shapes of an appliance say the same. */
export const sameShapes = (one: Shapes, other: Shapes): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

const sorted = (shapes: Shapes): readonly (readonly [string, ComponentShape])[] =>
  [...shapes].sort(([one], [other]) => (one < other ? -1 : 1))

/** The document as it is stored. */
export const writeDocument = (document: Omit<ShellyDocument, 'components'>, shapes: Shapes): string => {
  const { prefix, id, mac, name, app, version, rpc } = document
  return JSON.stringify({ prefix, id, mac, name, app, version, rpc, components: Object.fromEntries(sorted(shapes)) })
}

/** Reads a stored document; undefined when it is none. */
export function readDocument(said: Json): ShellyDocument | undefined {
  const [prefix, id] = [member(said, 'prefix'), member(said, 'id')]
  const info = readInfo({
    ...(isObject(said) ? said : {}),
    id: id ?? null,
    gen: 2,
    ver: member(said, 'version') ?? null,
  })
  if (typeof prefix !== 'string' || info === undefined) return undefined
  const components = member(said, 'components')
  const told = Object.entries(isObject(components) ? components : {}).map(([key, one]) => {
    const tells = member(one, 'tells')
    const members = Array.isArray(tells) ? (tells as readonly Json[]) : []
    return [key, Object.fromEntries(members.flatMap(name => (typeof name === 'string' ? [[name, 0]] : [])))] as const
  })
  const named = Object.entries(isObject(components) ? components : {}).map(
    ([key, one]) => [key, { name: member(one, 'name') ?? null, ct_range: member(one, 'kelvin') ?? null }] as const,
  )
  const shapes = withConfig(withStatus(new Map(), Object.fromEntries(told)), Object.fromEntries(named))
  return { prefix, ...info, rpc: member(said, 'rpc') === true, components: Object.fromEntries(shapes) }
}
