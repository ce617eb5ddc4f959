/** What a convention's document becomes, for tests that look at one thing: its appliances, what is sent to them, what is read. */
import { chooseAppliances } from '../../../src/conventions/choose/chooseAppliances.ts'
import type { Convention, ReadingTools } from '../../../src/conventions/convention.ts'
import type { DescribedEntity } from '../../../src/conventions/entity.ts'
import type { Appliance } from '../../../src/home/appliance.ts'
import { payloadOf, readValue } from '../../../src/home/codec.ts'
import { offeredInterfaces } from '../../../src/home/offer.ts'
import type { Json } from '../../../src/kernel/json.ts'
import type { Edition } from '../../../src/protocol/edition.ts'
import type { PropertyName, Values } from '../../../src/protocol/properties.ts'
import { templateCache } from '../../../src/template/templateCache.ts'

export const TOOLS: ReadingTools = { compile: templateCache(), mayPublish: () => true, language: 'ko' }

/** Entities of a document; throws where it is refused. */
export function entitiesOf(
  convention: Convention,
  key: string,
  document: Json,
  tools: ReadingTools = TOOLS,
): readonly DescribedEntity[] {
  const read = convention.read(key, document, tools)
  if (read.kind !== 'entities') throw new Error(`refused: ${read.kind === 'bad' ? read.reason.en : read.kind}`)
  return read.entities
}

/** Appliances of entities, device by device, in the order of their names. */
export function appliancesOf(entities: readonly DescribedEntity[], edition: Edition = 'KR'): readonly Appliance[] {
  const devices = new Set(entities.map(one => one.device?.key))
  return [...devices]
    .flatMap(device => {
      const own = entities.filter(one => one.device?.key === device)
      return chooseAppliances(own, { edition, isBridge: false }).appliances.map(one => one.appliance)
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** Each appliance in a line: type, name, and what it offers of its own. */
export const lines = (appliances: readonly Appliance[], edition: Edition = 'KR'): readonly string[] =>
  appliances.map(one => `${one.type} ${one.name}: ${offers(one, edition)}`)

const offers = (appliance: Appliance, edition: Edition): string =>
  offeredInterfaces(appliance, edition)
    .map(one => one.action)
    .filter(action => !/^(GetDeviceState|HealthCheck|Increment|Decrement|Change)/.test(action))
    .join(' ')

/** The only one with this name. */
export function named(appliances: readonly Appliance[], name: string): Appliance {
  const found = appliances.filter(one => one.name === name)
  const [one] = found
  if (one === undefined || found.length > 1) throw new Error(`${found.length} appliances are called ${name}`)
  return one
}

/** What is published for a value. */
export function sent(appliance: Appliance, property: PropertyName, value: Json, known: Values = {}): string {
  const command = appliance.properties.get(property)?.command
  if (typeof command !== 'object' || !('compose' in command)) throw new Error(`${property} cannot be told`)
  const messages = command.compose(value, name => known[name])
  const strange = messages.filter(({ topic }) => !command.topics.includes(topic))
  if (strange.length > 0) throw new Error(`${property} goes to topics that are not named`)
  return messages.map(({ topic, payload }) => `${topic} ${payload}`).join(' & ')
}

/** What a message says of a property; undefined where it says nothing. */
export function heard(appliance: Appliance, property: PropertyName, topic: string, payload: string): unknown {
  const state = appliance.properties.get(property)?.states.find(one => one.topic === topic)
  if (state === undefined) throw new Error(`${property} is not heard on ${topic}`)
  return readValue(property, state.read, payloadOf(new TextEncoder().encode(payload)))
}

/** Lets every property hear a message and be told it as a value, whatever it is; how many there were. */
export function exercised(entities: readonly DescribedEntity[], message: Json): number {
  const payload = payloadOf(new TextEncoder().encode(JSON.stringify(message)))
  const properties = entities.flatMap(one => [...one.properties])
  for (const [name, { states, command }] of properties) {
    for (const state of states) readValue(name, state.read, payload)
    if (typeof command === 'object' && 'compose' in command) command.compose(message, () => message)
  }
  return properties.length
}
