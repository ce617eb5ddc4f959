/** Homie to described entities: each node is one thing or several sensors. */
import type { ActionBinding, AvailabilityBinding, PropertyBinding } from '../../home/appliance.ts'
import type { Json } from '../../kernel/json.ts'
import type { Announced, ReadingTools } from '../convention.ts'
import { DOCUMENT_TEXTS } from '../documentTexts.ts'
import type { DescribedDevice, DescribedEntity, EntityKind } from '../entity.ts'
import { hardwareKeyOf } from '../hardware.ts'
import { binarySensorComponent, sensorComponent } from '../hass/components/sensor.ts'
import { openEntry } from '../hass/entry.ts'
import { type Note, note } from '../note.ts'
import { propertyMap } from '../property.ts'
import { type Actuator, actuatorsOf } from './actuators.ts'
import { type HomieDevice, type HomieNode, type HomieProperty, readDescription } from './description.ts'
import { type HomieKey, readKey } from './keys.ts'
import { openStation, type Station } from './station.ts'

/** Reads the description of a device. Whatever it says, this ends soon and does not throw. */
export function readHomie(key: string, document: Json, tools: ReadingTools): Announced {
  const at = readKey(key)
  const said = readDescription(document)
  if (at === undefined || said === undefined) return { kind: 'bad', reason: DOCUMENT_TEXTS.noDescription }
  const stations = said.nodes.map(node => openStation(at.topics, at.edition, node, tools))
  const context: Context = {
    ...{ key, at, tools, device: deviceOf(at, said), availability: availabilityOf(at, said) },
    tellers: tellersOf(stations),
  }
  const parts = stations.map(station => ({ station, actuators: actuatorsOf(station) }))
  const count = parts.reduce((sum, { actuators }) => sum + actuators.length, 0)
  return {
    kind: 'entities',
    entities: [
      ...parts.flatMap(({ station, actuators }) => {
        const { node, notes } = station
        const own = [
          ...actuators.map(one => actuatorEntity(context, node, one, count > 1)),
          ...sensorEntities(context, station, actuators),
        ]
        const all = own.length === 0 ? [strangeEntity(context, node)] : own
        return all.map((one, index) => (index === 0 ? { ...one, notes: [...notes, ...one.notes] } : one))
      }),
      ...unreadOf(context, said),
    ],
  }
}

/** What of a device is not read, so that it can be said. */
function unreadOf(context: Context, { arrays, bound }: HomieDevice): readonly DescribedEntity[] {
  const unread = (part: string, why: Note): DescribedEntity => ({
    ...strangeEntity(context, { id: part, name: undefined, type: '', properties: [] }),
    notes: [why],
  })
  return [
    ...arrays.map(one => unread(one, note('not-read', `${context.key}#${one}`, 'an array of nodes of Homie 3'))),
    ...(bound === undefined ? [] : [unread('', note('bound-reached', `all of ${context.key}`, bound))]),
  ]
}

/** How many nodes tell a value of each class. */
function tellersOf(stations: readonly Station[]): ReadonlyMap<string, number> {
  const tellers = new Map<string, number>()
  for (const { classes } of stations) {
    for (const one of new Set(classes.values())) tellers.set(one, (tellers.get(one) ?? 0) + 1)
  }
  return tellers
}

interface Context {
  readonly key: string
  readonly at: HomieKey
  readonly tools: ReadingTools
  readonly device: DescribedDevice
  readonly availability: readonly AvailabilityBinding[]
  readonly tellers: ReadonlyMap<string, number>
}

/** A device whose id is a MAC address (that of homie-esp8266) is known by it elsewhere. */
function deviceOf({ base, device }: HomieKey, { name, mac }: HomieDevice): DescribedDevice {
  const address = hardwareKeyOf(mac ?? '') ?? hardwareKeyOf(device)
  return {
    key: `homie:${base}/${device}`,
    name: name ?? device,
    area: undefined,
    manufacturer: undefined,
    model: undefined,
    version: undefined,
    // A parent may be a bridge or a thing of its own; nothing tells, so nothing of it is left out for that.
    via: undefined,
    alsoKnownAs: address === undefined ? [] : [address],
  }
}

/** Of `init` nobody knows yet; one that sleeps is well (Homie 5, device lifecycle). */
const WORDS = { online: ['ready', 'alert', 'sleeping'], offline: ['disconnected', 'lost'] }

/** A root that is lost takes its children with it: their own state stays as it was. */
function availabilityOf(
  { base, device, topics, edition }: HomieKey,
  { root }: HomieDevice,
): readonly AvailabilityBinding[] {
  const own = { topic: `${topics}/$state`, ...WORDS }
  const hasRoot = edition === 5 && root !== undefined && root !== device
  return hasRoot ? [own, { topic: `${base}/5/${root}/$state`, ...WORDS }] : [own]
}

function entityOf({ key, at, device, availability }: Context, part: string, node: HomieNode) {
  return {
    key: `${key}#${part}`,
    identity: ['homie', `${at.base}/${at.device}`, part].join('\n'),
    deviceClass: undefined,
    category: undefined,
    enabled: true,
    hints: [node.type, node.id].join(' '),
    device,
    actions: new Map<string, ActionBinding>(),
    availability,
    availabilityMode: 'all' as const,
    notes: [],
  }
}

/** A node that means nothing here, so that it can be said that it was left out. */
const strangeEntity = (context: Context, node: HomieNode): DescribedEntity => ({
  ...entityOf(context, node.id, node),
  kind: 'other',
  name: nameOf(node, undefined),
  properties: new Map(),
})

/** The only thing of a device bears its name. */
function actuatorEntity(
  context: Context,
  node: HomieNode,
  { kind, of, properties, actions }: Actuator,
  hasOthers: boolean,
): DescribedEntity {
  return {
    ...entityOf(context, of === undefined ? node.id : `${node.id}/${of.id}`, node),
    kind,
    name: hasOthers ? nameOf(node, of) : undefined,
    properties: propertyMap(properties),
    ...(actions === undefined ? {} : { actions }),
  }
}

const nameOf = (node: HomieNode, of: HomieProperty | undefined): string =>
  [node.name ?? node.id, ...(of === undefined ? [] : [of.name ?? of.id])].join(' ')

const BINARY: ReadonlySet<string> = new Set(['motion', 'door', 'smoke'])

function sensorEntities(
  context: Context,
  { node, classes }: Station,
  actuators: readonly Actuator[],
): readonly DescribedEntity[] {
  const isClimate = actuators.some(one => one.kind === 'climate')
  return [...classes].flatMap(([own, deviceClass]) => {
    // The thermometer of a thermostat is told by it.
    if (isClimate && deviceClass === 'temperature') return []
    const isOneOfMany = actuators.length === 0 && (context.tellers.get(deviceClass) ?? 0) > 1
    const device = isOneOfMany ? roomOf(context.device, node) : context.device
    const kind: EntityKind = BINARY.has(deviceClass) ? 'binary_sensor' : 'sensor'
    return [
      {
        ...entityOf(context, `${node.id}/${own.id}`, node),
        kind,
        device,
        deviceClass,
        name: nameOf(node, own),
        properties: propertyMap(bindingsOf(context, node, own, deviceClass)),
      },
    ]
  })
}

/** As the same sensor would be read in Home Assistant's words. */
function bindingsOf(
  { at, tools }: Context,
  node: HomieNode,
  own: HomieProperty,
  deviceClass: string,
): readonly (PropertyBinding | undefined)[] {
  const words = {
    state_topic: `${at.topics}/${node.id}/${own.id}`,
    device_class: deviceClass,
    payload_on: 'true',
    payload_off: 'false',
    ...(own.unit === '' ? {} : { unit_of_measurement: own.unit }),
  }
  const entry = openEntry(words, own.id, tools)
  return (BINARY.has(deviceClass) ? binarySensorComponent(entry) : sensorComponent(entry)).properties
}

/** Nodes that measure the same are in several places: each is a thing of its own. */
const roomOf = (device: DescribedDevice, node: HomieNode): DescribedDevice => ({
  ...device,
  key: `${device.key}/${node.id}`,
  name: [device.name, node.name ?? node.id].join(' '),
  alsoKnownAs: [],
})
