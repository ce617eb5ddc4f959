/** Inputs of Tasmota devices that are contacts and detectors: which are, what they tell, and what is said of the others. */
import { describe, expect, test } from 'vitest'
import { tasmotaConvention } from '../../src/conventions/tasmota/convention.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { entitiesOf, heard, lines } from './support/madeOf.ts'
import { config, KEY, made, only, places } from './support/tasmotaConfig.ts'

/** A device with these inputs: mode and text of each. */
const inputs = (list: readonly (readonly [mode: number, text: string | null])[], own: JsonObject = {}): JsonObject =>
  config(
    {
      swc: Array.from({ length: 28 }, (_, at) => list[at]?.[0] ?? -1),
      swn: Array.from({ length: 28 }, (_, at) => list[at]?.[1] ?? null),
      ...own,
    },
    { '114': 1 },
  )

describe('an input that is apart from the relays', () => {
  test('is a contact or a detector by its name, or by that of the device whose only thing it is', () => {
    const all = made(
      inputs([
        [1, '현관문'],
        [2, 'Bedroom Window'],
        [15, '복도 모션'],
        [1, '주방 연기'],
      ]),
    )
    expect(lines(all)).toEqual([
      'OPENCLOSESENSOR Bedroom Window: GetCloseTime GetOpenState GetOpenTime',
      'MOTIONSENSOR 복도 모션: GetDetectedTime GetPowerState',
      'SMOKESENSOR 주방 연기: ',
      'OPENCLOSESENSOR 현관문: GetCloseTime GetOpenState GetOpenTime',
    ])
    expect(lines(made(inputs([[1, 'Switch1']], { dn: '창고문', fn: ['창고문'] })))).toEqual([
      'OPENCLOSESENSOR 창고문: GetCloseTime GetOpenState GetOpenTime',
    ])
  })

  test.each([
    ['tele/board/SENSOR', '{"Time":"now","현관문":"ON"}', 'OPENED'],
    ['tele/board/SENSOR', '{"Time":"now","현관문":"OFF"}', 'CLOSED'],
    ['stat/board/RESULT', '{"현관문":{"Action":"ON"}}', 'OPENED'],
    ['stat/board/RESULT', '{"현관문":{"Action":"TOGGLE"}}', undefined],
    ['stat/board/RESULT', '{"POWER":"ON"}', undefined],
    ['stat/board/STATUS10', '{"StatusSNS":{"현관문":"OFF"}}', 'CLOSED'],
    ['stat/board/STATUS8', '{"StatusSNS":{"Switch1":"OFF"}}', undefined],
    ['tele/board/SENSOR', '{"현관문":null}', undefined],
    ['tele/board/SENSOR', '[]', undefined],
  ])('tells on %s: %s is %s', (topic, payload, state) => {
    const door = only(inputs([[1, '현관문']]))
    expect(heard(door, 'openState', topic, payload)).toBe(state)
    expect(door.properties.get('openState')?.question).toEqual({ topic: 'cmnd/board/STATUS', payload: '10' })
  })

  test('speaks its own words, and by its command where answers go there', () => {
    const door = only(
      config(
        {
          ...{ dn: 'Door', state: ['ZU', 'AUF', 'TOGGLE', 'HOLD'] },
          ...{ swc: [-1, 1], swn: [null, null] },
        },
        { '4': 1, '114': 1 },
      ),
    )
    expect(heard(door, 'openState', 'stat/board/SWITCH2', '{"Switch2":{"Action":"AUF"}}')).toBe('OPENED')
    expect(heard(door, 'openState', 'stat/board/RESULT', '{"Switch2":{"Action":"ZU"}}')).toBe('CLOSED')
    expect(heard(door, 'openState', 'tele/board/SENSOR', '{"Switch2":"ON"}')).toBeUndefined()
  })

  test('that only tells motion is quiet again after a minute', () => {
    const detector = only(inputs([[13, '복도 모션']]))
    const read = (payload: string) => heard(detector, 'powerState', 'stat/board/RESULT', payload)
    expect([read('{"복도 모션":{"Action":"ON"}}'), read('{"복도 모션":"ON"}')]).toEqual(['감지됨', undefined])
    const { question, reverts } = detector.properties.get('powerState') ?? {}
    expect([question, reverts]).toEqual([undefined, { from: '감지됨', to: '감지 안 됨', afterMs: 60_000 }])
    expect(detector.properties.get('detectedTime')?.reverts).toBeUndefined()
  })

  test('that is neither is named with its mode, and leaves the outputs as they are', () => {
    const document = inputs(
      [
        [0, '현관문'],
        [1, null],
        [13, '현관문'],
        [1, '창고 스위치'],
      ],
      { rl: places(32, 1) },
    )
    const entities = entitiesOf(tasmotaConvention, KEY, { config: document })
    expect(entities.map(one => one.kind)).toEqual(['switch', 'other', 'other', 'other', 'other'])
    expect(entities.slice(1).flatMap(one => one.notes)).toEqual(
      [
        ['현관문', 0],
        ['Switch2', 1],
        ['현관문', 13],
        ['창고 스위치', 1],
      ].map(([name, mode]) => ({ code: 'not-read', of: `${KEY} ${name}`, detail: `SwitchMode ${mode}` })),
    )
    expect(made(document).map(one => one.type)).toEqual(['SWITCH'])
  })
})

test('an input that works a relay is nothing by itself, and is not kept', () => {
  const document = { ...inputs([[1, '현관문']], { rl: places(32, 1) }), so: { '114': 0 } }
  expect(entitiesOf(tasmotaConvention, KEY, { config: document }).map(one => one.kind)).toEqual(['switch'])
  const kept = (own: JsonObject): string => {
    const payload = new TextEncoder().encode(JSON.stringify(own))
    const come = tasmotaConvention.openAssembler().hear(`${KEY}/config`, payload, monoMs(0))
    return new TextDecoder().decode(come?.documents[0]?.payload)
  }
  expect([kept(document).includes('swc'), kept(inputs([[1, '현관문']])).includes('현관문')]).toEqual([false, true])
})

test('the first relay of a ceiling fan is its lamp', () => {
  const fan = made(config({ if: 1, rl: places(32, 1), dn: '실링팬', fn: ['메인'] }))
  expect(lines(fan)).toEqual(['LIGHT 메인: TurnOff TurnOn', 'FAN 실링팬: SetFanSpeed TurnOff TurnOn'])
})
