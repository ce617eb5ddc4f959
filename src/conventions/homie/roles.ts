/** What a property of Homie is to us. The convention has no meanings: a table of names, datatypes and units guesses them. */
import { plainWords } from '../choose/words.ts'
import type { Datatype, HomieNode, HomieProperty } from './description.ts'

export type Role =
  | 'power'
  | 'brightness'
  | 'color'
  | 'colorTemperature'
  | 'targetTemperature'
  | 'mode'
  | 'fanSpeed'
  | 'cover'
  | 'position'
  | 'lock'

interface Meaning {
  readonly role: Role
  readonly datatypes: readonly Datatype[]
  /** Of the id made plain (`setPoint` is `set point`), a number at its end left out. */
  readonly ids: RegExp
}

const POSITION = /^(?:(?:shutter|blind|curtain|cover|current) )?position$/

/** The first that fits counts. */
const MEANINGS: readonly Meaning[] = [
  { role: 'color', datatypes: ['color'], ids: /^/ },
  {
    role: 'colorTemperature',
    datatypes: ['number'],
    ids: /^(?:colou?r ?temp(?:erature)?|white temp(?:erature)?|cct|ct|kelvin|mireds?)$/,
  },
  { role: 'brightness', datatypes: ['number'], ids: /^(?:dim|dimmer|dimming|brightness|bri|level|intensity)$/ },
  {
    role: 'targetTemperature',
    datatypes: ['number'],
    ids: /^(?:(?:heating|cooling|temperature|target|thermostat) )?set ?point(?: temperature)?$|^(?:target|desired|set)(?: temp(?:erature)?)?$/,
  },
  { role: 'fanSpeed', datatypes: ['number', 'enum'], ids: /^(?:fan ?)?speed$|^fan(?: mode| level)?$/ },
  { role: 'mode', datatypes: ['enum'], ids: /^(?:(?:hvac|system|thermostat|operation|climate) )?mode$/ },
  { role: 'lock', datatypes: ['boolean'], ids: /^(?:door )?lock(?:ed)?$/ },
  { role: 'cover', datatypes: ['enum'], ids: /^/ },
  { role: 'position', datatypes: ['number'], ids: POSITION },
  {
    role: 'power',
    datatypes: ['boolean'],
    ids: /^(?:on|off|on ?off|power|state|status|switch|relay|light|lamp|plug|outlet|socket|output|channel|fan|pump|valve)$/,
  },
]

/** An enumeration that moves something. */
const MOVES = { open: /^(?:open|up)$/i, close: /^(?:closed?|down)$/i, stop: /^stop$/i }

export type Move = keyof typeof MOVES

/** The words of an enumeration that open, close and stop; undefined unless it does the first two. */
export function movesOf({ format }: HomieProperty): Readonly<Partial<Record<Move, string>>> | undefined {
  const words = wordsOf(format)
  const find = (move: Move): string | undefined => words.find(word => MOVES[move].test(word))
  const [open, close, stop] = [find('open'), find('close'), find('stop')]
  if (open === undefined || close === undefined) return undefined
  return { open, close, ...(stop === undefined ? {} : { stop }) }
}

/** Words of an enumeration: case and blanks belong to them. */
export const wordsOf = (format: string): readonly string[] => (format === '' ? [] : format.split(','))

/** What can be told; undefined for what the table does not know, and for settings. */
export function roleOf(property: HomieProperty, node: HomieNode): Role | undefined {
  if (!property.settable) return undefined
  const plain = plainWords(property.id).replace(/ \d+$/, '')
  const { role } = MEANINGS.find(one => one.datatypes.includes(property.datatype) && one.ids.test(plain)) ?? {}
  if (role === 'cover' && movesOf(property) === undefined) return undefined
  // The level of a shutter is where it is.
  return role === 'brightness' && isShutter(node) ? 'position' : role
}

const isShutter = ({ type, id }: HomieNode): boolean =>
  /(?:^| )(?:shutters?|blinds?|curtains?|covers?|awnings?|rollers?)(?:$| )/.test(plainWords(`${type} ${id}`))

/** Classes of what is only told, by id and datatype. */
const SENSORS: readonly (readonly [deviceClass: string, datatype: Datatype, ids: RegExp])[] = [
  ['temperature', 'number', /^(?:(?:current|room|air|ambient|measured|indoor) )?temp(?:erature)?$/],
  ['humidity', 'number', /^(?:(?:current|room|relative) )?humidity$/],
  ['pm25', 'number', /^pm ?2 ?5$/],
  ['pm10', 'number', /^pm ?10$/],
  ['battery', 'number', /^battery(?: level| percentage)?$/],
  ['power', 'number', /^(?:(?:active|current) )?power$/],
  ['energy', 'number', /^(?:total )?energy$/],
  ['motion', 'boolean', /^(?:motion|presence|occupancy|occupied)$/],
  ['door', 'boolean', /^(?:open|opened|door|window)$/],
  ['smoke', 'boolean', /^smoke$/],
]

/** Ids that say nothing of what is measured: the node does (`temperature/degrees` of the usual library's examples). */
const BARE = /^(?:value|degrees|celsius|fahrenheit|percent|percentage|measurement|state|status)$/

/** The class of what is told, in the words of Home Assistant; undefined where none fits. */
export function sensorClassOf({ id, datatype, settable }: HomieProperty, node: HomieNode): string | undefined {
  if (settable) return undefined
  const classOf = (text: string): string | undefined => {
    const plain = plainWords(text)
    return SENSORS.find(
      ([, type, ids]) => type === datatype && (ids.test(plain) || ids.test(plain.replace(/ \d+$/, ''))),
    )?.[0]
  }
  return classOf(id) ?? (BARE.test(plainWords(id)) ? (classOf(node.id) ?? classOf(node.type)) : undefined)
}

/** Whether a node says that it is a lamp, by its type. */
export const isLamp = ({ type }: HomieNode): boolean => /\b(?:light|lamp|bulb|dimmer|led)\b/.test(plainWords(type))

/** Whether a node says that it is a fan, by its type. */
export const isFan = ({ type }: HomieNode): boolean => /\b(?:fan|ventilator)\b/.test(plainWords(type))

/** Whether a number tells how far something is open, be it told or not. */
export const isPosition = ({ id, datatype }: HomieProperty): boolean =>
  datatype === 'number' && POSITION.test(plainWords(id))
