/** The native contract as text: topics, states, results, heartbeats, commands and questions (DESIGN section 3). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  declaredIntervalMs,
  matchNative,
  NATIVE_FROM_APPLIANCE,
  nativeTime,
  nativeTopic,
  readNativeResult,
  readNativeValues,
  writeNativeCommand,
  writeNativeQuestion,
} from '../../src/home/native.ts'
import type { Json } from '../../src/kernel/json.ts'

const values = (payload: Json | undefined) => Object.fromEntries(readNativeValues(payload))

describe('topics', () => {
  test('every kind an appliance speaks on is taken apart again', () => {
    for (const kind of NATIVE_FROM_APPLIANCE) {
      expect(matchNative('clova2mqtt', nativeTopic('clova2mqtt', 'lamp.1', kind))).toEqual({
        applianceId: 'lamp.1',
        kind,
      })
    }
    expect(NATIVE_FROM_APPLIANCE).toEqual(['config', 'state', 'heartbeat', 'availability', 'result'])
  })

  test('a base of several levels', () => {
    expect(matchNative('house/a', 'house/a/lamp/state')).toEqual({ applianceId: 'lamp', kind: 'state' })
  })

  test.each([
    'clova2mqtt/lamp/set',
    'clova2mqtt/lamp/get',
    'clova2mqtt/lamp/presence',
    'clova2mqtt/lamp/unknown',
    'clova2mqtt/lamp',
    'clova2mqtt/lamp/',
    'clova2mqtt//state',
    'clova2mqtt/a/b/state',
    'clova2mqtt/lamp/state/x',
    'clova2mqtt/l mp/state',
    `clova2mqtt/${'a'.repeat(65)}/state`,
    'clova2mqttx/lamp/state',
    'clova2mqtt',
    'other/lamp/state',
    '',
  ])('%s is none of an appliance', topic => expect(matchNative('clova2mqtt', topic)).toBeUndefined())
})

describe('state', () => {
  test('whole, partial, and null for "I do not know"', () => {
    expect(values({ power: 'on', brightness: 50, at: 1 })).toEqual({ power: 'on', brightness: 50 })
    expect(values({ brightness: null })).toEqual({ brightness: null })
    expect(values({})).toEqual({})
  })

  test('unknown names and impossible values say nothing; the rest still counts', () => {
    expect(values({ power: 'ON', brightness: 101, colour: 1, targetTemperature: 21.54, humidity: '5' })).toEqual({
      targetTemperature: 21.5,
    })
  })

  test.each([[[]], ['on'], [5], [null], [undefined], [true]])('%j is no state', payload => {
    expect(readNativeValues(payload).size).toBe(0)
  })

  test('any JSON is read without a fault', () => {
    fc.assert(
      fc.property(fc.jsonValue(), json => {
        readNativeValues(json as Json)
        readNativeResult(json as Json)
        declaredIntervalMs(json as Json)
      }),
      { numRuns: 2000 },
    )
  })

  test('its time is what it printed', () => {
    expect(nativeTime({ at: '2026-11-20T10:00:00+09:00' })).toBe('2026-11-20T10:00:00+09:00')
    expect(nativeTime({ power: 'on' })).toBeUndefined()
  })
})

describe('result', () => {
  const read = (payload: Json) => {
    const result = readNativeResult(payload)
    return result && { ...result, values: Object.fromEntries(result.values) }
  }

  test('a success with values', () => {
    expect(read({ id: 'c7', ok: true, brightness: 50 })).toEqual({
      id: 'c7',
      error: undefined,
      values: { brightness: 50 },
    })
  })

  test('an error in both structures, the code as text or number', () => {
    expect(read({ id: 'c7', error: { code: '2304', message: 'power off' } })?.error).toEqual({
      code: '2304',
      message: 'power off',
    })
    expect(read({ id: 'c7', Error: { Code: 2304, Message: 'power off' } })?.error).toEqual({
      code: '2304',
      message: 'power off',
    })
  })

  test('ok: false without an error is an error without a code', () => {
    expect(read({ id: 'c7', ok: false })?.error).toEqual({ code: '', message: '' })
  })

  test('an id that is missing, no text or too long is none', () => {
    expect([read({ ok: true })?.id, read({ id: 5 })?.id, read({ id: 'x'.repeat(65) })?.id]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('what is no object is no result', () =>
    expect([readNativeResult([]), readNativeResult('ok')]).toEqual([undefined, undefined]))
})

describe('the declared cadence', () => {
  test.each([
    [{ interval: 30 }, 30_000],
    [{ interval: 0.5 }, 500],
    [{ interval: 2_678_400 }, 2_678_400_000],
    [{ interval: 2_678_401 }, undefined],
    [{ interval: 0 }, undefined],
    [{ interval: -1 }, undefined],
    [{ interval: '30' }, undefined],
    [{ interval: null }, undefined],
    [{}, undefined],
    [30, undefined],
    [undefined, undefined],
  ] as [Json | undefined, number | undefined][])('%j is %s ms', (payload, ms) =>
    expect(declaredIntervalMs(payload)).toBe(ms),
  )
})

describe('what the gateway says', () => {
  test('a command repeats the values at the top, with when it expires', () => {
    const command = { id: 'c7', action: 'SetBrightness', values: { brightness: 50 } }
    expect(JSON.parse(writeNativeCommand({ ...command, expires: '2026-11-20T10:00:04+09:00' }))).toEqual({
      id: 'c7',
      action: 'SetBrightness',
      brightness: 50,
      expires: '2026-11-20T10:00:04+09:00',
    })
    expect(JSON.parse(writeNativeCommand({ ...command, expires: undefined }))).not.toHaveProperty('expires')
  })

  test('a question names its properties, and a period where one is asked for', () => {
    expect(JSON.parse(writeNativeQuestion('c7', ['brightness'], undefined))).toEqual({
      id: 'c7',
      properties: ['brightness'],
    })
    expect(JSON.parse(writeNativeQuestion('c7', ['usageTime'], { start: 'a', end: 'b' }))).toEqual({
      id: 'c7',
      properties: ['usageTime'],
      period: { start: 'a', end: 'b' },
    })
  })
})
