/** One Zigbee appliance of a few exposes: what it becomes, what it is sent, and what is read of it. */
import { chooseAppliances } from '../../../src/conventions/choose/chooseAppliances.ts'
import { zigbee2mqttConvention } from '../../../src/conventions/zigbee2mqtt/convention.ts'
import { slimDevice } from '../../../src/conventions/zigbee2mqtt/slimDevice.ts'
import type { Appliance } from '../../../src/home/appliance.ts'
import { payloadOf, readValue } from '../../../src/home/codec.ts'
import { offeredInterfaces } from '../../../src/home/offer.ts'
import type { Json, JsonObject } from '../../../src/kernel/json.ts'
import type { PropertyName, Values } from '../../../src/protocol/properties.ts'
import { templateCache } from '../../../src/template/templateCache.ts'

export const convention = zigbee2mqttConvention('zigbee2mqtt')
export const IEEE = '0x00158d0000000001'
export const tools = {
  compile: templateCache(),
  mayPublish: (topic: string) => !convention.reserves(topic) && !topic.startsWith('ours/'),
  language: 'ko' as const,
}

export const device = (exposes: Json, more: JsonObject = {}): JsonObject => ({
  ieee_address: IEEE,
  friendly_name: 'thing',
  type: 'Router',
  power_source: 'Mains (single phase)',
  definition: { vendor: 'Maker', description: 'Thing of a maker', model: 'T1', exposes },
  ...more,
})

export function read(of: JsonObject, base = 'zigbee2mqtt') {
  const slim = slimDevice(of)
  if (slim === undefined) throw new Error('it is no device')
  return zigbee2mqttConvention(base).read(`${base}/bridge/devices/${slim.ieee}`, slim.document, tools)
}

export function appliancesOf(exposes: Json, more: JsonObject = {}): readonly Appliance[] {
  const announced = read(device(exposes, more))
  const entities = announced.kind === 'entities' ? announced.entities : []
  return chooseAppliances(entities, { edition: 'KR', isBridge: false }).appliances.map(one => one.appliance)
}

export function only(exposes: Json, more: JsonObject = {}): Appliance {
  const [one, ...others] = appliancesOf(exposes, more)
  if (one === undefined || others.length > 0) throw new Error('not exactly one appliance')
  return one
}

export const offers = (appliance: Appliance): string =>
  offeredInterfaces(appliance, 'KR')
    .map(one => one.action)
    .filter(action => !/^(GetDeviceState|HealthCheck|Increment|Decrement|Change)/.test(action))
    .join(' ')

export function sent(appliance: Appliance, property: PropertyName, value: Json, known: Values = {}): string {
  const command = appliance.properties.get(property)?.command
  if (typeof command !== 'object' || !('compose' in command)) throw new Error(`${property} cannot be told`)
  return command
    .compose(value, name => known[name])
    .map(({ topic, payload }) => `${topic} ${payload}`)
    .join(' & ')
}

export function heard(appliance: Appliance, property: PropertyName, state: Json | string): unknown {
  const [binding] = appliance.properties.get(property)?.states ?? []
  if (binding === undefined) throw new Error(`${property} is never heard`)
  const text = typeof state === 'string' ? state : JSON.stringify(state)
  return readValue(property, binding.read, payloadOf(new TextEncoder().encode(text)))
}

export const asks = (appliance: Appliance, property: PropertyName): string => {
  const question = appliance.properties.get(property)?.question
  return typeof question === 'object' ? `${question.topic} ${question.payload}` : 'never'
}

export const ALL = 7
export const binary = (name: string, more: JsonObject = {}): JsonObject => ({
  ...{ type: 'binary', name, property: name, access: ALL, value_on: 'ON', value_off: 'OFF' },
  ...more,
})
export const numeric = (name: string, more: JsonObject = {}): JsonObject => ({
  ...{ type: 'numeric', name, property: name, access: ALL },
  ...more,
})
export const choice = (name: string, values: readonly string[], more: JsonObject = {}): JsonObject => ({
  ...{ type: 'enum', name, property: name, access: ALL, values },
  ...more,
})
