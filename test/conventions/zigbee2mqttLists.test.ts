/** The lists of Zigbee2MQTT: cut up element by element, slimmed, and put together to groups, whatever they hold. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HeardDocument, NotTaken } from '../../src/conventions/convention.ts'
import { DOCUMENT_TEXTS } from '../../src/conventions/documentTexts.ts'
import type { Note } from '../../src/conventions/note.ts'
import { MAX_DEVICES, MAX_LIST_BYTES } from '../../src/conventions/zigbee2mqtt/bounds.ts'
import { zigbee2mqttConvention } from '../../src/conventions/zigbee2mqtt/convention.ts'
import { splitList } from '../../src/conventions/zigbee2mqtt/splitList.ts'
import { isObject, type Json, type JsonObject } from '../../src/kernel/json.ts'
import { monoMs } from '../../src/kernel/time.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (payload: Uint8Array): string => new TextDecoder().decode(payload)
const DEVICES = 'zigbee2mqtt/bridge/devices'
const GROUPS = 'zigbee2mqtt/bridge/groups'
const ieeeOf = (at: number): string => `0x${at.toString(16).padStart(16, '0')}`

const lamp = (at: number, features: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  ieee_address: ieeeOf(at),
  friendly_name: `lamp ${at}`,
  type: 'Router',
  network_address: 4711,
  interviewing: false,
  endpoints: { 1: { bindings: [], configured_reportings: [{ cluster: 'genOnOff' }] } },
  definition: {
    vendor: 'M',
    description: 'Lamp',
    model: 'L',
    options: [{ name: 'transition' }],
    exposes: [{ type: 'light', features }],
  },
  ...more,
})
const feature = (name: string, more: JsonObject = {}): JsonObject => ({
  ...{ type: 'numeric', name, property: name, access: 7, label: 'Words', description: 'for people' },
  ...more,
})

interface Gone {
  readonly documents: readonly HeardDocument[]
  /** Reasons of what is not taken in. */
  readonly whyNot: readonly Note[]
  readonly whole: readonly string[]
  readonly turns: number
}

/** An assembler whose lists are gone through at once. */
function network() {
  const assembler = zigbee2mqttConvention('zigbee2mqtt').openAssembler()
  return (topic: string, payload: string | Uint8Array): Gone | undefined => {
    const heard = assembler.hear(topic, typeof payload === 'string' ? bytes(payload) : payload, monoMs(0))
    if (heard === undefined) return undefined
    const said: (HeardDocument | NotTaken)[] = [...heard.documents]
    for (let turns = 0; ; turns++) {
      const turn = heard.list?.documents.next() ?? { done: true, value: [] }
      if (turn.done === true) return { ...apart(said), whole: turn.value, turns }
      if (turn.value !== undefined) said.push(turn.value)
    }
  }
}

const apart = (said: readonly (HeardDocument | NotTaken)[]): Pick<Gone, 'documents' | 'whyNot'> => ({
  documents: said.flatMap(one => ('payload' in one ? [one] : [])),
  whyNot: said.flatMap(one => ('payload' in one ? [] : (one.why ?? []))),
})

const parsed = ({ payload }: HeardDocument): Json => JSON.parse(textOf(payload)) as Json

describe('a list', () => {
  const split = (text: string): readonly [readonly string[], boolean] => {
    const parts: string[] = []
    const elements = splitList(bytes(text), 1_000_000)
    for (let next = elements.next(); ; next = elements.next()) {
      if (next.done === true) return [parts, next.value]
      parts.push(textOf(next.value))
    }
  }

  test('is cut into the texts of its elements, whatever is in them', () => {
    let count = 0
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1, '\t'), (list, indent) => {
        const [parts, isWhole] = split(` ${JSON.stringify(list, null, indent)}\n`)
        expect(parts.map(part => JSON.parse(part) as Json)).toEqual(JSON.parse(JSON.stringify(list)))
        expect(isWhole).toBe(true)
        count++
      }),
      { numRuns: 500 },
    )
    expect(count).toBe(500)
  })

  test.each([
    ['', 0],
    ['{}', 0],
    ['[1', 0],
    ['[1,', 1],
    ['[1,2', 1],
    ['["]', 0],
    ['["\\', 0],
    ['[{"a":1]', 0],
    ['[1]x', 1],
    ['[}]', 0],
  ])('that is broken (%s) has no end', (text, elements) => {
    const [parts, isWhole] = split(text)
    expect([parts.length, isWhole]).toEqual([elements, false])
  })
})

describe('an element', () => {
  test('of the bound is taken; one byte more ends the list, and nothing behind it is looked at', () => {
    const turns = (text: string): string[] => [...splitList(bytes(text), 5)].map(textOf)
    expect(turns('["abc",2]')).toEqual(['"abc"', '2'])
    expect(turns('[1,"abcd",2]')).toEqual(['1'])
    expect(turns('[1,"abcdefghijklmn')).toEqual(['1'])
  })
})

describe('devices', () => {
  test('are slimmed to what does not change: a binding or another address is no news', () => {
    const hear = network()
    const features = [feature('state', { type: 'binary', value_on: 'ON', value_off: 'OFF', value_toggle: 'TOGGLE' })]
    const one = hear(DEVICES, JSON.stringify([lamp(1, features)]))
    const other = hear(
      DEVICES,
      JSON.stringify([lamp(1, features, { network_address: 1, interviewing: true, endpoints: {} })]),
    )
    expect(one?.documents.map(parsed)).toEqual([
      {
        friendly_name: 'lamp 1',
        vendor: 'M',
        description: 'Lamp',
        exposes: [
          {
            type: 'light',
            features: [
              { type: 'binary', name: 'state', property: 'state', access: 7, value_on: 'ON', value_off: 'OFF' },
            ],
          },
        ],
      },
    ])
    expect(other?.documents).toEqual(one?.documents)
    expect(one?.whole).toEqual([`${DEVICES}/`])
  })

  test('of settings and of what means nothing here only the names are kept, and of words those that mean something', () => {
    const exposes = [
      feature('linkquality', { category: 'diagnostic', unit: 'lqi' }),
      feature('battery', { category: 'diagnostic', unit: '%' }),
      feature('effect', { type: 'enum', values: ['blink'] }),
      feature('air_quality', { type: 'enum', values: ['good', { no: 1 }] }),
      { type: 'composite', name: 'level_config', property: 'level_config', features: [] },
      { type: 'list', name: 'schedule' },
      'nonsense',
    ]
    const [one] = network()(DEVICES, JSON.stringify([lamp(1, [], { definition: { exposes } })]))?.documents ?? []
    const document = one === undefined ? null : parsed(one)
    expect(isObject(document) ? document['exposes'] : undefined).toEqual([
      { type: 'numeric', name: 'linkquality', category: 'diagnostic' },
      { type: 'numeric', name: 'battery', property: 'battery', access: 7, unit: '%', category: 'diagnostic' },
      { type: 'enum', name: 'effect' },
      { type: 'enum', name: 'air_quality', property: 'air_quality', access: 7, values: ['good'] },
    ])
  })

  test('of a list that is broken are taken, and nothing is withdrawn for it', () => {
    const text = JSON.stringify([lamp(1, [feature('state')]), lamp(2, [feature('state')])])
    const cut = network()(DEVICES, text.slice(0, -10))
    expect([cut?.documents.map(one => one.key), cut?.whole]).toEqual([[`${DEVICES}/${ieeeOf(1)}`], []])
    expect(cut?.whyNot).toEqual([{ code: 'document-bad', of: DEVICES, detail: DOCUMENT_TEXTS.endless }])
    const odd = network()(DEVICES, `[${JSON.stringify(lamp(1, [feature('state')]))},{"ieee_address":nope}]`)
    expect([odd?.documents.map(one => one.key), odd?.whole]).toEqual([[`${DEVICES}/${ieeeOf(1)}`, `${DEVICES}/`], []])
    const deep = network()(DEVICES, `[${'{"a":['.repeat(40)}${']}'.repeat(40)}]`)
    expect([deep?.documents.length, deep?.whole]).toEqual([1, []])
  })

  test('beyond the bound, and lists beyond it, are not taken', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => lamp(at, [feature('state')], { endpoints: {} }))
    const taken = network()(DEVICES, JSON.stringify(many))
    expect([taken?.documents.length, taken?.whole]).toEqual([MAX_DEVICES, []])
    expect(taken?.whyNot).toEqual([{ code: 'bound-reached', of: DEVICES, detail: `${MAX_DEVICES} devices` }])
    const huge = network()(DEVICES, new Uint8Array(MAX_LIST_BYTES + 1))
    expect([huge?.documents.map(one => one.payload.length), huge?.turns]).toEqual([[MAX_LIST_BYTES + 1], 0])
    expect(network()(DEVICES, '')?.documents).toEqual([])
    expect(network()('zigbee2mqtt/bridge/logging', '{}')).toBeUndefined()
  })
})

describe('groups', () => {
  const state = feature('state', { type: 'binary', value_on: 'ON', value_off: 'OFF' })
  const white = (min: number, max: number): JsonObject => feature('color_temp', { value_min: min, value_max: max })
  const devices = [
    lamp(1, [state, white(153, 500), { type: 'composite', name: 'color_xy', property: 'color', access: 7 }]),
    lamp(2, [state, white(250, 454)]),
    lamp(3, [], {
      definition: {
        exposes: ['l1', 'l2'].map(endpoint => ({
          ...{ type: 'switch', endpoint },
          features: [{ ...state, property: `state_${endpoint}`, endpoint }],
        })),
      },
    }),
    lamp(4, [], { definition: { exposes: [feature('temperature', { access: 1 })] } }),
  ]
  const group = (id: Json, name: string, ...members: readonly number[]): JsonObject => ({
    ...{ id, friendly_name: name, scenes: [], description: null },
    members: members.map(at => ({ ieee_address: ieeeOf(at), endpoint: 1 })),
  })

  test('can what their members can, in the range of all, whichever list comes first', () => {
    const list = JSON.stringify([
      group(7, '거실 전체', 1, 2),
      group(8, 'plugs', 3),
      group(9, 'air', 4),
      group(10, 'none'),
    ])
    const expected = [
      {
        friendly_name: '거실 전체',
        exposes: [
          {
            type: 'light',
            features: [
              { type: 'binary', name: 'state', property: 'state', access: 7, value_on: 'ON', value_off: 'OFF' },
              {
                type: 'numeric',
                name: 'color_temp',
                property: 'color_temp',
                access: 7,
                value_min: 250,
                value_max: 454,
              },
              { type: 'composite', name: 'color_xy', property: 'color', access: 7 },
            ],
          },
        ],
      },
      {
        friendly_name: 'plugs',
        exposes: [
          {
            type: 'switch',
            features: [
              { type: 'binary', name: 'state', property: 'state', access: 7, value_on: 'ON', value_off: 'OFF' },
            ],
          },
        ],
      },
    ]
    const first = network()
    expect(first(GROUPS, list)).toMatchObject({ documents: [], whole: [] })
    const late = first(DEVICES, JSON.stringify(devices))
    expect(late?.documents.slice(4).map(parsed)).toEqual(expected)
    expect(late?.whole).toEqual([`${DEVICES}/`, `${GROUPS}/`])
    const second = network()
    second(DEVICES, JSON.stringify(devices))
    const early = second(GROUPS, list)
    expect(early?.documents.map(parsed)).toEqual(expected)
    expect(early?.documents.map(one => one.key)).toEqual([`${GROUPS}/7`, `${GROUPS}/8`])
    expect(early?.whole).toEqual([`${GROUPS}/`])
  })

  test('of nonsense are none', () => {
    const hear = network()
    hear(DEVICES, JSON.stringify(devices))
    const odd = [
      group('7', 'x', 1),
      group(7, '', 1),
      { id: 1 },
      5,
      { id: { toString: 1 }, friendly_name: 'x', members: [] },
    ]
    expect(hear(GROUPS, JSON.stringify(odd))).toMatchObject({ documents: [], whole: [`${GROUPS}/`] })
    expect(hear(GROUPS, '{}')).toMatchObject({ documents: [{ key: `${GROUPS}/` }], whole: [] })
    let count = 0
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (one, list) => {
        hear(GROUPS, JSON.stringify(one))
        hear(DEVICES, JSON.stringify([...list, one]))
        count++
      }),
      { numRuns: 500 },
    )
    expect(count).toBe(500)
  })
})
