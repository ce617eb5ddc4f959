/** The `device` of a document: who it is, under which names the same hardware is known elsewhere. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts'
import type { DescribedDevice } from '../entity.ts'
import { hardwareKeyOf } from '../hardware.ts'
import { pythonText } from './entry.ts'

/** A device has one or two identifiers and as many connections. */
const MAX_KEYS = 8

/** Reads a device; undefined without anything by which its entities could be told to belong together. */
export function readDevice(device: JsonObject | undefined): DescribedDevice | undefined {
  if (device === undefined) return undefined
  const identifiers = textsOf(device['identifiers'])
  const connections = connectionsOf(device['connections'])
  const [key = connections[0], ...others] = identifiers
  if (key === undefined) return undefined
  const text = (name: string): string | undefined => {
    const said = pythonText(device[name])?.trim()
    return said === '' ? undefined : said
  }
  return {
    key,
    name: text('name'),
    area: text('suggested_area'),
    manufacturer: text('manufacturer'),
    model: text('model'),
    version: text('sw_version'),
    via: text('via_device'),
    alsoKnownAs: [...new Set([...others, ...connections, ...hardwareKeys([...identifiers, ...connections])])].filter(
      one => one !== key,
    ),
  }
}

/** Addresses as every convention writes them, so that the same hardware is known again. */
const hardwareKeys = (keys: readonly string[]): readonly string[] =>
  keys.flatMap(key => hardwareKeyOf(key.replace(/^(?:mac|bluetooth|zigbee):/, '')) ?? [])

function textsOf(said: Json | undefined): readonly string[] {
  const list = Array.isArray(said) ? (said as readonly Json[]) : [said]
  return list.slice(0, MAX_KEYS).flatMap(one => {
    const text = pythonText(one)?.trim()
    return text === undefined || text === '' ? [] : [text]
  })
}

/** `[["mac", "84:0D:8E:52:28:51"]]`, also without the outer list. */
function connectionsOf(said: Json | undefined): readonly string[] {
  if (!Array.isArray(said)) return []
  const list = said as readonly Json[]
  const pairs = list.every(one => Array.isArray(one)) ? list : [list]
  return pairs.slice(0, MAX_KEYS).flatMap(pair => {
    const [kind, value] = Array.isArray(pair) ? textsOf(pair as readonly Json[]) : []
    return isObject(pair) || kind === undefined || value === undefined ? [] : [`${kind}:${value.toLowerCase()}`]
  })
}
