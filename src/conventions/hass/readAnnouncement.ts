/** Home Assistant discovery to described entities: one document in, what it describes out. */
import type { Json, JsonObject } from '../../kernel/json.ts'
import type { Announced, ReadingTools } from '../convention.ts'
import { type DescribedEntity, ENTITY_KINDS, type EntityKind } from '../entity.ts'
import { propertyMap } from '../property.ts'
import { type Availability, availabilityOf } from './availability.ts'
import type { Component } from './component.ts'
import { climateComponent } from './components/climate.ts'
import { coverComponent } from './components/cover.ts'
import { fanComponent } from './components/fan.ts'
import { lightBasic } from './components/lightBasic.ts'
import { lightJson } from './components/lightJson.ts'
import { lightTemplate } from './components/lightTemplate.ts'
import { lockComponent, valveComponent } from './components/lock.ts'
import { buttonComponent, humidifierComponent, vacuumComponent, waterHeaterComponent } from './components/others.ts'
import { binarySensorComponent, sensorComponent } from './components/sensor.ts'
import { switchComponent } from './components/switch.ts'
import { readDevice } from './device.ts'
import type { DiscoveryTopic } from './discoveryTopic.ts'
import { type EntityDocument, readDocument } from './document.ts'
import { type Entry, openEntry } from './entry.ts'
import { askingOf, withAsking } from './question.ts'
import { sendable } from './sendable.ts'

const light: Component = entry => {
  const schema = entry.text('schema') ?? 'basic'
  return (schema === 'json' ? lightJson : schema === 'template' ? lightTemplate : lightBasic)(entry)
}

const COMPONENTS: Readonly<Partial<Record<EntityKind, Component>>> = {
  light,
  switch: switchComponent,
  cover: coverComponent,
  climate: climateComponent,
  fan: fanComponent,
  humidifier: humidifierComponent,
  vacuum: vacuumComponent,
  lock: lockComponent,
  valve: valveComponent,
  water_heater: waterHeaterComponent,
  button: buttonComponent,
  sensor: sensorComponent,
  binary_sensor: binarySensorComponent,
}

/** Reads the document of a discovery topic. Whatever it says, this ends soon and does not throw. */
export function readAnnouncement(topic: string, parts: DiscoveryTopic, payload: Json, tools: ReadingTools): Announced {
  const document = readDocument(parts, payload)
  if (document.kind !== 'entities') return document
  return { kind: 'entities', entities: document.entities.map(entity => describe(topic, parts, entity, tools)) }
}

const NO_AVAILABILITY: Availability = { bindings: [], mode: 'latest' }

function describe(topic: string, parts: DiscoveryTopic, entity: EntityDocument, tools: ReadingTools): DescribedEntity {
  const { keys, component, part } = entity
  const key = part === '' ? topic : `${topic}#${part}`
  const entry = openEntry(keys, part === '' ? parts.object : part, tools)
  const kind = ENTITY_KINDS.find(one => one === component) ?? 'other'
  const device = readDevice(entity.device)
  const uniqueId = entry.text('unique_id')
  const category = entry.text('entity_category')
  const enabled = entry.flag('enabled_by_default') !== false
  // Two of three announced entities are left out for this: nothing is compiled or kept for them.
  const isWorthIt = enabled && (category === undefined || entry.text('device_class') === 'battery')
  const bound = sendable((isWorthIt ? COMPONENTS[kind]?.(entry) : undefined) ?? { properties: [] }, entry.encoding)
  const availability = isWorthIt ? availabilityOf(keys, entry, tools) : NO_AVAILABILITY
  return {
    key,
    identity: uniqueId === undefined ? key : [component, uniqueId, device?.key ?? ''].join('\n'),
    kind,
    name: entry.text('name'),
    deviceClass: entry.text('device_class'),
    category: category === 'config' || category === 'diagnostic' ? category : undefined,
    enabled,
    hints: [parts.object, part, ...['icon', 'object_id', 'default_entity_id'].map(key => entry.text(key) ?? '')].join(
      ' ',
    ),
    device,
    properties: withAsking(
      propertyMap(bound.properties),
      isWorthIt ? askingOf(whoToAsk(keys, entity, entry)) : undefined,
    ),
    actions: bound.actions ?? new Map(),
    availability: availability.bindings,
    availabilityMode: availability.mode,
    notes: entry.notes,
  }
}

/** Keys of command topics, the one that is always there first. */
const COMMAND_TOPICS = ['command_topic', 'mode_command_topic', 'temperature_command_topic']
const STATE_TOPICS = ['state_topic', 'mode_state_topic', 'temperature_state_topic']
const STATE_TEMPLATES = [
  ['value_template', 'state_value_template'],
  ['mode_state_template'],
  ['temperature_state_template'],
]

function whoToAsk(keys: JsonObject, { origin }: EntityDocument, entry: Entry) {
  const textAt = (key: string): string | undefined => {
    const said = keys[key]
    return typeof said === 'string' ? said : undefined
  }
  const at = STATE_TOPICS.findIndex(key => textAt(key) !== undefined)
  const templates = STATE_TEMPLATES[at] ?? []
  const name = origin?.['name']
  return {
    origin: typeof name === 'string' ? name : undefined,
    stateTopic: at < 0 ? undefined : entry.stateTopic(STATE_TOPICS[at] ?? ''),
    commandTopic: COMMAND_TOPICS.filter(key => textAt(key) !== undefined).flatMap(
      key => entry.commandTopic(key) ?? [],
    )[0],
    template: templates.flatMap(key => textAt(key) ?? [])[0],
  }
}
