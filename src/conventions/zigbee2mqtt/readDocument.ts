/** A device or group of Zigbee2MQTT to described entities. */
import { isObject, type Json, type JsonObject, member } from '../../kernel/json.ts'
import type { Announced, ReadingTools } from '../convention.ts'
import { DOCUMENT_TEXTS } from '../documentTexts.ts'
import type { DescribedDevice, DescribedEntity, EntityKind } from '../entity.ts'
import { hardwareKeyOf } from '../hardware.ts'
import { note } from '../note.ts'
import { propertyMap } from '../property.ts'
import { mapClimate } from './exposes/climate.ts'
import { mapCover } from './exposes/cover.ts'
import { mapFan } from './exposes/fan.ts'
import { mapLight } from './exposes/light.ts'
import type { Mapped, Mapper } from './exposes/mapper.ts'
import { classOf, mapBinarySensor, mapSensor } from './exposes/sensors.ts'
import { mapLock, mapSwitch, switched } from './exposes/switch.ts'
import { type Expose, featureOf, plainProperty, readExposes } from './feature.ts'
import { type Line, openLine } from './line.ts'
import { bridgeTopics, GROUP_ID, IEEE_ADDRESS } from './topics.ts'

/** Reads a document. Whatever it says, this ends soon and does not throw. */
export function readDocument(base: string, key: string, document: Json, tools: ReadingTools): Announced {
  const who = whoIs(base, key)
  const name = member(document, 'friendly_name')
  if (who === undefined || !isObject(document)) return { kind: 'bad', reason: DOCUMENT_TEXTS.noDevice }
  if (typeof name !== 'string' || name === '') return { kind: 'bad', reason: DOCUMENT_TEXTS.noFriendlyName }
  const line = openLine(base, name, member(document, 'battery') === true, tools)
  if (line === undefined) return { kind: 'bad', reason: DOCUMENT_TEXTS.badName }
  const exposes = readExposes(document)
  const device = deviceOf(who, name, document)
  const part: Part = { base, key, who, name, device, line, exposes, tools }
  return { kind: 'entities', entities: exposes.map(expose => describe(expose, part)) }
}

interface Who {
  /** As Zigbee2MQTT calls it in its own Home Assistant discovery. */
  readonly id: string
  readonly deviceKey: string
  readonly isGroup: boolean
}

function whoIs(base: string, key: string): Who | undefined {
  const { deviceKeys, groupKeys } = bridgeTopics(base)
  const ieee = key.slice(deviceKeys.length)
  if (key.startsWith(deviceKeys) && IEEE_ADDRESS.test(ieee)) {
    return { id: ieee, deviceKey: `zigbee2mqtt_${ieee}`, isGroup: false }
  }
  const id = key.slice(groupKeys.length)
  if (!key.startsWith(groupKeys) || !GROUP_ID.test(id)) return undefined
  // Numbers of groups are the same in every network: the base topic tells them apart.
  const network = [...base].map(letter => letter.charCodeAt(0)).join('')
  return { id, deviceKey: `zigbee2mqtt_${network}_${id}`, isGroup: true }
}

function deviceOf({ deviceKey, isGroup }: Who, name: string, document: JsonObject): DescribedDevice {
  const text = (key: string): string | undefined => {
    const said = member(document, key)
    return typeof said === 'string' && said.trim() !== '' ? said.trim() : undefined
  }
  return {
    key: deviceKey,
    name,
    area: undefined,
    manufacturer: isGroup ? 'Zigbee2MQTT' : text('vendor'),
    model: isGroup ? 'Group' : text('description'),
    version: text('version'),
    via: undefined,
    alsoKnownAs: [hardwareKeyOf(deviceKey)].filter(one => one !== undefined),
  }
}

interface Part {
  readonly base: string
  readonly key: string
  readonly who: Who
  readonly name: string
  readonly device: DescribedDevice
  readonly line: Line
  readonly exposes: readonly Expose[]
  readonly tools: ReadingTools
}

/** What an expose is: its kind, its mapper, and the last part of its name in Zigbee2MQTT's Home Assistant discovery. */
interface Reading {
  readonly kind: EntityKind
  readonly object: string
  readonly map: Mapper | undefined
  readonly isSetting?: boolean
}

const APPLIANCES: ReadonlyMap<string, { readonly kind: EntityKind; readonly map: Mapper }> = new Map([
  ['light', { kind: 'light', map: mapLight }],
  ['switch', { kind: 'switch', map: mapSwitch }],
  ['cover', { kind: 'cover', map: mapCover }],
  ['lock', { kind: 'lock', map: mapLock }],
  ['fan', { kind: 'fan', map: mapFan }],
  ['climate', { kind: 'climate', map: mapClimate }],
])

function readingOf(expose: Expose): Reading {
  const { type, name, endpoint, value } = expose
  const own = APPLIANCES.get(type)
  const state = featureOf(expose, 'state')
  if (own !== undefined) {
    // A switch of another name is a setting: automatic locking, detecting windows, holidays.
    const isSetting = type === 'switch' && state !== undefined && plainProperty(state) !== 'state'
    return { ...own, object: isSetting ? plainProperty(state) : withEndpoint(type, endpoint), isSetting }
  }
  const object = withEndpoint(name, endpoint)
  // What can be set is a setting, except for a state, which some definitions have without saying that it is a switch.
  if (value?.isSettable === true && type === 'binary' && name === 'state') {
    return { kind: 'switch', object: `switch_${object}`, map: (_, line) => switched(value, line) }
  }
  if (value?.isSettable === true) return { kind: 'other', object, map: undefined }
  if (type === 'binary') return { kind: 'binary_sensor', object, map: mapBinarySensor }
  return { kind: 'sensor', object, map: mapSensor }
}

const withEndpoint = (name: string, endpoint: string | undefined): string =>
  endpoint === undefined ? name : `${name}_${endpoint}`

const NOTHING: Mapped = { properties: [] }

function describe(expose: Expose, { base, key, who, name, device, line, exposes, tools }: Part): DescribedEntity {
  const { kind, object, map, isSetting = false } = readingOf(expose)
  const category = isSetting ? 'config' : expose.category
  const isWorthIt = category === undefined || expose.name === 'battery'
  const mapped = isWorthIt && map !== undefined ? map(expose, line, exposes, tools.language) : NOTHING
  const { properties, actions, presetsLeftOut: presets = [] } = mapped
  const entity = `${key}#${object}`
  const isBare = isWorthIt && APPLIANCES.has(expose.type) && line.message({}) === undefined
  return {
    key: entity,
    // The same as by its Home Assistant discovery: an appliance stays who it is when that is switched on or off.
    identity: [kind, `${who.id}_${object}_${base}`, device.key].join('\n'),
    kind,
    name: nameOf(expose, kind),
    deviceClass: classOf(expose.type, expose.name),
    category,
    enabled: true,
    hints: `${object} ${name}${expose.endpoint === undefined ? '' : ` ${expose.endpoint}`}`,
    device,
    properties: propertyMap(properties),
    actions: actions ?? new Map(),
    availability: isWorthIt ? line.availability : [],
    availabilityMode: 'all',
    notes: [
      ...(isBare ? [note('topic-refused', entity, name)] : []),
      ...(presets.length === 0 ? [] : [note('left-out-presets', entity, presets.join(', '))]),
    ],
  }
}

/** Which of several it is; a device with one of a kind gives it its own name, and so do classes that say it all. */
function nameOf({ type, name, endpoint }: Expose, kind: EntityKind): string | undefined {
  const which = endpoint === undefined ? undefined : endpoint.charAt(0).toUpperCase() + endpoint.slice(1)
  const isPlain = kind !== 'sensor' && kind !== 'binary_sensor' && kind !== 'other'
  if (isPlain || classOf(type, name) !== undefined) return which
  const what = name.replaceAll('_', ' ')
  return which === undefined ? what : `${which} ${what}`
}
