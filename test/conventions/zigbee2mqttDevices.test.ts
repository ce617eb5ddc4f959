/** Devices of Zigbee2MQTT: which are taken, under which names and ids, and whatever strangers may say. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseAppliances } from '../../src/conventions/choose/chooseAppliances.ts'
import { zigbee2mqttConvention } from '../../src/conventions/zigbee2mqtt/convention.ts'
import { slimDevice } from '../../src/conventions/zigbee2mqtt/slimDevice.ts'
import { payloadOf, readValue } from '../../src/home/codec.ts'
import type { Json } from '../../src/kernel/json.ts'
import {
  appliancesOf,
  binary,
  convention,
  device,
  heard,
  IEEE,
  numeric,
  only,
  read,
  sent,
  tools,
} from './support/zigbeeDevice.ts'

describe('devices', () => {
  const lamp = [{ type: 'light', features: [binary('state')] }]

  test.each([
    ['the coordinator', { type: 'Coordinator' }],
    ['one that is switched off', { disabled: true }],
    ['one without a definition', { supported: false, definition: null }],
    ['one without exposes', { definition: { exposes: [] } }],
    ['one without a name', { friendly_name: '' }],
    ['one with an address that is none', { ieee_address: '0x12' }],
  ])('%s is none', (_name, more) => expect(slimDevice(device(lamp, more))).toBeUndefined())

  test('keep their ids under another name, and have others below another base', () => {
    const idOf = (name: string, base?: string): string | undefined => {
      const announced = read(device(lamp, { friendly_name: name }), base)
      const entities = announced.kind === 'entities' ? announced.entities : []
      return chooseAppliances(entities, { edition: 'KR', isBridge: false }).appliances[0]?.appliance.id
    }
    expect(idOf('거실 조명')).toBe(idOf('hallway/dimmer bulb'))
    expect(idOf('거실 조명', 'upstairs/zigbee')).not.toBe(idOf('거실 조명'))
  })

  test('speak below their names, whatever letters these have', () => {
    for (const name of ['거실 조명', 'hallway/dimmer bulb', '0x00158d0000000001', 'a"b\\c']) {
      expect(sent(only(lamp, { friendly_name: name }), 'power', 'on')).toBe(`zigbee2mqtt/${name}/set {"state":"ON"}`)
    }
  })

  test.each(['bridge', 'bridge/request/permit_join', 'x/+', '#', 'x\u0000', 'x'.repeat(480) + 'é'.repeat(400)])(
    'a name that leads to the bridge or nowhere is refused: %j',
    name => {
      const document = slimDevice(device(lamp))?.document ?? {}
      const announced = convention.read(
        `zigbee2mqtt/bridge/devices/${IEEE}`,
        { ...document, friendly_name: name },
        tools,
      )
      expect(announced.kind === 'bad' || slimDevice(device(lamp, { friendly_name: name })) === undefined).toBe(true)
    },
  )

  test('whose commands would go where nobody may publish are told nothing, and it is noted', () => {
    const document = slimDevice(device(lamp, { friendly_name: 'lamp' }))?.document ?? {}
    const announced = zigbee2mqttConvention('ours').read(`ours/bridge/devices/${IEEE}`, document, tools)
    const [entity] = announced.kind === 'entities' ? announced.entities : []
    expect([...(entity?.properties.values() ?? [])].map(one => [one.command, one.question])).toEqual([
      [undefined, undefined],
    ])
    expect(entity?.notes.map(one => one.code)).toEqual(['topic-refused'])
  })

  test('are there when the bridge and they say so, in either form', () => {
    const one = only(lamp)
    expect(one.availabilityMode).toBe('all')
    const words = one.availability.map(({ topic, via }) =>
      ['{"state":"online"}', 'offline', '{"state":1}'].map(
        text => `${topic} ${via?.(payloadOf(new TextEncoder().encode(text)))}`,
      ),
    )
    expect(words).toEqual([
      ['zigbee2mqtt/bridge/state online', 'zigbee2mqtt/bridge/state offline', 'zigbee2mqtt/bridge/state {"state":1}'],
      [
        'zigbee2mqtt/thing/availability online',
        'zigbee2mqtt/thing/availability offline',
        'zigbee2mqtt/thing/availability {"state":1}',
      ],
    ])
  })
})

describe('what strangers may say', () => {
  const scalars = fc.oneof(
    fc.constantFrom(
      'light',
      'switch',
      'state',
      'numeric',
      'binary',
      'enum',
      'climate',
      'fan',
      '__proto__',
      'constructor',
    ),
    fc.jsonValue(),
  )
  const keys = fc.constantFrom(
    ...['type', 'name', 'property', 'access', 'features', 'values', 'value_on', 'value_max', 'value_min', 'endpoint'],
    ...['category', 'unit', 'value_step', '__proto__', 'constructor'],
  )
  const feature = fc.dictionary(keys, scalars, { maxKeys: 10 })
  const expose = fc.dictionary(keys, fc.oneof(scalars, fc.array(feature, { maxLength: 4 })), { maxKeys: 10 })
  const document = fc.record({ friendly_name: fc.oneof(fc.string(), fc.jsonValue()), exposes: fc.array(expose) })

  test('whatever a document says, reading it and what it describes ends and does not throw', () => {
    let count = 0
    fc.assert(
      fc.property(document, fc.jsonValue(), (one, state) => {
        const announced = convention.read(`zigbee2mqtt/bridge/devices/${IEEE}`, one as Json, tools)
        const entities = announced.kind === 'entities' ? announced.entities : []
        for (const { appliance } of chooseAppliances(entities, { edition: 'KR', isBridge: false }).appliances) {
          for (const { name, states } of appliance.properties.values()) {
            for (const { read: reader } of states) {
              readValue(name, reader, payloadOf(new TextEncoder().encode(JSON.stringify(state))))
            }
          }
        }
        slimDevice(device(one.exposes as Json))
        count++
      }),
      { numRuns: 2_000 },
    )
    expect(count).toBe(2_000)
  })

  test('inherited names are no words of theirs', () => {
    const odd = only([{ type: 'light', features: [binary('state', { property: '__proto__' })] }])
    expect(sent(odd, 'power', 'on')).toBe('zigbee2mqtt/thing/set {"__proto__":"ON"}')
    expect(heard(odd, 'power', '{}')).toBeUndefined()
    expect(appliancesOf([numeric('constructor', { access: 1, unit: 'toString' })])).toEqual([])
    expect(appliancesOf([numeric('power', { access: 1, unit: 'constructor' }), binary('state')])[0]?.type).toBe(
      'SWITCH',
    )
  })

  test('a key that is none of a device or a group is no document', () => {
    const keysTried = ['zigbee2mqtt/bridge/devices/', 'zigbee2mqtt/bridge/devices/0x1', 'zigbee2mqtt/bridge/groups/x']
    expect(keysTried.map(key => convention.read(key, device([]), tools).kind)).toEqual(['bad', 'bad', 'bad'])
    expect(
      ['zigbee2mqtt/bridge/devices/x', 'zigbee2mqtt/bridge/groups/1', 'other/bridge/devices/x'].map(convention.owns),
    ).toEqual([true, true, false])
    expect(convention.reserves('zigbee2mqtt/bridge/request/permit_join')).toBe(true)
    expect(convention.reserves('zigbee2mqtt/bridge lamp/set')).toBe(false)
  })
})
