/** Puts a Homie device together: edition 5 comes whole, editions 3 and 4 as an attribute per topic, in any order. */
import { decodeText } from '../../kernel/json.ts'
import { createMissed, type Missed } from '../common/missed.ts'
import type { Assembler, Heard } from '../convention.ts'
import { note } from '../note.ts'
import { type Collected, collectDescription } from './collectDescription.ts'
import { isId } from './description.ts'
import { keyOf, readKey } from './keys.ts'

/** Attributes of editions 3 and 4 that are read, by the number of levels above them. */
const ATTRIBUTES: readonly (readonly string[])[] = [
  [],
  [],
  ['$homie', '$name', '$nodes', '$mac'],
  ['$name', '$type', '$properties'],
  ['$name', '$datatype', '$format', '$settable', '$unit'],
]

/** Everything that is listened to: one level for the base, whatever it is called. Of two it is only told that they are not read. */
export const HOMIE_FILTERS: readonly string[] = [
  ...['+/5/+/$description', '+/+/5/+/$description', '+/+/+/$homie'],
  ...ATTRIBUTES.flatMap((names, levels) => names.map(name => `${'+/'.repeat(levels)}${name}`)),
]

/** A robot with all its settings has some 500 attributes. */
const MAX_ATTRIBUTES_PER_DEVICE = 2_048

/** Of all devices together: 30 such robots, or 300 lamps. */
const MAX_ATTRIBUTES = 16_384

/** The longest is the list of a robot's 35 nodes, with some 1,000 characters; 256 properties of 30 characters fit. */
const MAX_VALUE_BYTES = 8_192

/** Texts of all devices together: with an average of 60 characters, all attributes that there may be; kept about twice. */
const MAX_CHARACTERS = 1_048_576

interface Device {
  readonly collected: Collected
  /** The document as it was last told. */
  told: string | undefined
}

const NOTHING: Heard = { documents: [] }
const EMPTY = new Uint8Array(0)

export function openHomieAssembler(): Assembler {
  const devices = new Map<string, Device>()
  const kept = { attributes: 0, characters: 0 }
  const missed = createMissed()
  /** @returns the bound that keeps it from being put */
  const put = (collected: Collected, path: string, value: string): string | undefined => {
    const before = collected.get(path)
    if (value === before) return undefined
    const characters = kept.characters + value.length - (before?.length ?? 0)
    if (characters > MAX_CHARACTERS) return `${MAX_CHARACTERS} characters of all devices`
    if (before === undefined && kept.attributes >= MAX_ATTRIBUTES) return `${MAX_ATTRIBUTES} attributes of all devices`
    if (before === undefined && collected.size() >= MAX_ATTRIBUTES_PER_DEVICE)
      return `${MAX_ATTRIBUTES_PER_DEVICE} attributes of one device`
    collected.set(path, value)
    kept.characters = characters
    if (before === undefined) kept.attributes++
    return undefined
  }
  const drop = (collected: Collected, path: string): void => {
    const before = collected.get(path)
    if (before === undefined) return
    collected.delete(path)
    kept.attributes--
    kept.characters -= before.length
  }
  const take = (collected: Collected, topic: string, { base, device, path }: Attribute, payload: Uint8Array): void => {
    const isLong = payload.length > MAX_VALUE_BYTES
    const text = isLong ? undefined : decodeText(payload)
    if (isLong) missed.miss(topic, note('document-too-large', topic, String(payload.length)))
    else missed.pass(topic)
    const name = `${base}/${device}`
    const isNew = !collected.has(path)
    if (text === undefined || text === '') {
      drop(collected, path)
      // Whoever is withdrawn is missed no more.
      if (path === '$homie') missed.pass(name)
      return
    }
    const bound = put(collected, path, text)
    if (bound !== undefined) missed.miss(name, note('bound-reached', topic, bound))
    else if (isNew) missed.pass(name)
  }
  return {
    hear(topic, payload) {
      const levels = topic.split('/')
      if (isDeeper(levels)) return notRead(topic, payload, missed)
      if (levels[1] === '5' && levels.at(-1) === '$description') {
        return readKey(topic) === undefined ? undefined : { documents: [{ key: topic, payload }] }
      }
      const at = attributeOf(levels)
      if (at === undefined) return undefined
      const name = `${at.base}/${at.device}`
      const device = devices.get(name) ?? { collected: collectDescription(), told: undefined }
      take(device.collected, topic, at, payload)
      if (device.collected.size() === 0) devices.delete(name)
      else devices.set(name, device)
      return missed.withMessage(heardOf(keyOf(at.base, at.device), device))
    },
  }
}

/** Whether it announces a device below a base of two levels, where every other attribute could be one of something else. */
const isDeeper = (levels: readonly string[]): boolean =>
  (levels.length === 4 && levels[3] === '$homie') ||
  (levels.length === 5 && levels[2] === '5' && levels[4] === '$description')

function notRead(topic: string, payload: Uint8Array, missed: Missed): Heard {
  if (payload.length === 0) missed.pass(topic)
  else missed.miss(topic, note('not-read', topic, 'Homie below a base of several levels'))
  return missed.withMessage(NOTHING)
}

interface Attribute {
  readonly base: string
  readonly device: string
  readonly path: string
}

function attributeOf(levels: readonly string[]): Attribute | undefined {
  const [base = '', device = '', ...rest] = levels
  const name = levels.at(-1) ?? ''
  const isKnown = ATTRIBUTES[levels.length - 1]?.includes(name) ?? false
  if (!isKnown || readKey(keyOf(base, device)) === undefined || !rest.slice(0, -1).every(isId)) return undefined
  return { base, device, path: rest.join('/') }
}

/** Tells the document once nothing is missing, and again only when it has become another. */
function heardOf(key: string, device: Device): Heard {
  if (!device.collected.has('$homie')) {
    if (device.told === undefined) return NOTHING
    device.told = undefined
    return { documents: [{ key, payload: EMPTY }] }
  }
  const text = device.collected.description()
  if (text === undefined || text === device.told) return NOTHING
  device.told = text
  return { documents: [{ key, payload: new TextEncoder().encode(text) }] }
}
