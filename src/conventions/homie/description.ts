/** What a Homie device says of itself, of edition 3, 4 or 5, typed and bounded. */
import { isObject, type Json, member } from '../../kernel/json.ts'

/** Datatypes that are read; text, dates and durations say nothing to CLOVA. */
export type Datatype = 'boolean' | 'number' | 'enum' | 'color'

/** One value of a node. */
export interface HomieProperty {
  readonly id: string
  readonly name: string | undefined
  readonly datatype: Datatype
  readonly format: string
  readonly settable: boolean
  readonly unit: string
}

/** A part of a device, with what it tells and takes. */
export interface HomieNode {
  readonly id: string
  readonly name: string | undefined
  readonly type: string
  readonly properties: readonly HomieProperty[]
}

export interface HomieDevice {
  readonly name: string | undefined
  readonly nodes: readonly HomieNode[]
  /** The device at the top of those it belongs to; when that is lost, so is this. */
  readonly root: string | undefined
  readonly mac: string | undefined
  /** Arrays of nodes, which are not read (Homie 3). */
  readonly arrays: readonly string[]
  /** The bound beyond which nothing of it is read, where it has more than that. */
  readonly bound: string | undefined
}

/** The largest in the wild, a robot with all its settings, has 30 nodes with two or three properties each. */
const MAX_NODES = 64

/** As many entities as a device may have. */
const MAX_PROPERTIES = 256

/** Arrays that are told of; a house of lamps has one. */
export const MAX_ARRAYS = 8

/** Names are spoken; formats list words. */
const MAX_NAME_CHARACTERS = 128
const MAX_FORMAT_CHARACTERS = 1_024

/** Ids of topics: lower case by the convention, and more than that in the wild. */
const ID = /^[A-Za-z0-9_-]{1,64}$/

const DATATYPES: ReadonlyMap<Json | undefined, Datatype> = new Map<Json | undefined, Datatype>([
  ['boolean', 'boolean'],
  ['integer', 'number'],
  ['float', 'number'],
  ['percent', 'number'],
  ['enum', 'enum'],
  ['color', 'color'],
])

/** Whether this can stand in a topic of the convention. */
export const isId = (text: string): boolean => ID.test(text)

/** Reads a description; undefined when it is none. */
export function readDescription(said: Json): HomieDevice | undefined {
  const nodes = member(said, 'nodes')
  if (!isObject(said) || typeof member(said, 'homie') !== 'string') return undefined
  const all = members(nodes, MAX_NODES + 1)
  const arrays = member(said, 'arrays')
  const root = textAt(said, 'root') ?? textAt(said, 'parent')
  let left = MAX_PROPERTIES
  let isCut = false
  const read = all.slice(0, MAX_NODES).map(([id, node]) => {
    const own = members(member(node, 'properties'), left + 1)
    isCut ||= own.length > left
    const properties = own.slice(0, left).flatMap(([name, one]) => propertyOf(name, one))
    left -= properties.length
    return { id, name: textAt(node, 'name'), type: textAt(node, 'type') ?? '', properties }
  })
  return {
    name: textAt(said, 'name'),
    root: root !== undefined && isId(root) ? root : undefined,
    mac: textAt(said, 'mac'),
    nodes: read,
    arrays: (Array.isArray(arrays) ? (arrays as readonly Json[]) : []).slice(0, MAX_ARRAYS).filter(isName),
    bound: all.length > MAX_NODES ? `${MAX_NODES} nodes` : isCut ? `${MAX_PROPERTIES} properties` : undefined,
  }
}

const isName = (said: Json): said is string => typeof said === 'string' && said.length <= MAX_NAME_CHARACTERS

/** Members whose names can stand in a topic, in the order they are named. */
const members = (of: Json | undefined, max: number): readonly (readonly [string, Json])[] =>
  isObject(of)
    ? Object.entries(of)
        .flatMap(([id, value]) => (isId(id) && value !== undefined ? [[id, value] as const] : []))
        .slice(0, max)
    : []

function propertyOf(id: string, said: Json): readonly HomieProperty[] {
  const datatype = DATATYPES.get(member(said, 'datatype'))
  if (datatype === undefined) return []
  const settable = member(said, 'settable')
  const format = member(said, 'format')
  return [
    {
      id,
      name: textAt(said, 'name'),
      datatype,
      format: typeof format === 'string' && format.length <= MAX_FORMAT_CHARACTERS ? format : '',
      settable: settable === true || settable === 'true',
      unit: unitOf(textAt(said, 'unit') ?? ''),
    },
  ]
}

/** The usual library's example writes the ordinal sign of Spanish for the degree; others leave it out. */
const unitOf = (said: string): string => said.replace(/^[°º˚]? ?([CF])$/, '°$1')

function textAt(of: Json | undefined, key: string): string | undefined {
  const said = member(of, key)
  const text = typeof said === 'string' ? said.trim() : ''
  return text === '' || text.length > MAX_NAME_CHARACTERS ? undefined : text
}
