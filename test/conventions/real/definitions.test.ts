/**
 * Every definition that Zigbee2MQTT has, some 4,500 devices: each is read within the bounds, and what is an appliance by
 * its exposes is one here. Needs a folder with `npm install zigbee2mqtt` in CLOVA2MQTT_ZIGBEE2MQTT.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseAppliances } from '../../../src/conventions/choose/chooseAppliances.ts'
import { slimDevice } from '../../../src/conventions/zigbee2mqtt/slimDevice.ts'
import { APPLIANCE_FEATURES } from '../../../src/conventions/zigbee2mqtt/slimExpose.ts'
import { MAX_DOCUMENT_BYTES } from '../../../src/gateway/announcing/bounds.ts'
import { type Json, type JsonObject, member } from '../../../src/kernel/json.ts'
import { convention, tools } from '../support/zigbeeDevice.ts'
import { ZIGBEE2MQTT, zigbee2mqttMissing } from './zigbee2mqttProgram.ts'

interface Definition {
  readonly model: string
  readonly vendor: string
  readonly description: string
  readonly exposes: readonly unknown[] | ((device: object, options: object) => readonly unknown[])
}

/** All definitions, each with its exposes as its list tells them. */
function definitions(): readonly JsonObject[] {
  const load = createRequire(join(ZIGBEE2MQTT, 'package.json'))
  const { prepareDefinition } = load('zigbee-herdsman-converters') as {
    prepareDefinition: (raw: unknown) => Definition
  }
  const folder = join(ZIGBEE2MQTT, 'node_modules/zigbee-herdsman-converters')
  const all = load(join(folder, 'dist/devices/index.js')) as { readonly default: readonly unknown[] }
  return all.default.flat().map(raw => {
    const { model, vendor, description, exposes } = prepareDefinition(raw)
    const told = typeof exposes === 'function' ? exposes({ isDummyDevice: true }, {}) : exposes
    return JSON.parse(JSON.stringify({ model, vendor, description, exposes: told })) as JsonObject
  })
}

const isAppliance = (expose: Json): boolean => {
  const type = member(expose, 'type')
  return typeof type === 'string' && APPLIANCE_FEATURES.has(type)
}

test.skipIf(zigbee2mqttMissing)(
  `every definition of Zigbee2MQTT is read${zigbee2mqttMissing ? ' (skipped: no Zigbee2MQTT, set CLOVA2MQTT_ZIGBEE2MQTT)' : ''}`,
  () => {
    const counts = { read: 0, withAppliance: 0, made: 0, largest: 0 }
    const without: string[] = []
    for (const definition of definitions()) {
      const ieee_address = '0x00158d0000000001'
      const slim = slimDevice({ ieee_address, friendly_name: 'thing', type: 'Router', definition })
      if (slim === undefined) continue
      counts.read++
      const text = JSON.stringify(slim.document)
      counts.largest = Math.max(counts.largest, Buffer.byteLength(text))
      const announced = convention.read(`zigbee2mqtt/bridge/devices/${ieee_address}`, slim.document, tools)
      const entities = announced.kind === 'entities' ? announced.entities : []
      const { appliances } = chooseAppliances(entities, { edition: 'KR', isBridge: false })
      const exposes = definition['exposes']
      if (!Array.isArray(exposes) || !(exposes as readonly Json[]).some(isAppliance)) continue
      counts.withAppliance++
      if (appliances.length > 0) counts.made++
      // A light behind a switch is its setting, and no appliance.
      else if (!JSON.stringify(exposes).includes('"backlight"')) without.push(JSON.stringify(definition['model']))
    }
    expect(counts.read).toBeGreaterThan(4_000)
    expect(counts.largest).toBeLessThan(MAX_DOCUMENT_BYTES)
    expect(counts.withAppliance).toBeGreaterThan(3_000)
    expect(without).toEqual([])
    expect(counts.made).toBeGreaterThan(counts.withAppliance - 10)
  },
  120_000,
)
