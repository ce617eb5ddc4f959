import { describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import { baseProperty, fulfils, planChange, planCommand, visible } from '../../src/home/plan.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { interfaceOf } from '../../src/protocol/catalog.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import { type ActionName, INTERFACES } from '../../src/protocol/interfaces.ts'
import type { Directive, Operands } from '../../src/protocol/request.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'

const directive = (action: ActionName, operands: Operands = {}): Directive => {
  const asked = interfaceOf(action)
  return { interface: asked, applianceId: 'it', property: asked.property, operands }
}
const native = (type: string, properties: JsonObject, actions: readonly string[] = []): Appliance =>
  nativeAppliance('it', { type, properties, actions })

const AC = native('AIRCONDITIONER', {
  power: {},
  fanSpeed: {},
  targetTemperature: { min: 18, max: 30, step: 0.5 },
  mode: { values: ['cool', 'heat', 'auto'], released: 'auto' },
})
const TV = native('SMARTTV', {
  power: {},
  channel: {},
  volume: { min: 0, max: 40, step: 2 },
  muted: {},
  inputSource: { values: ['TV', 'HDMI1'] },
})

const plan = (appliance: Appliance, asked: Directive, base?: Json, edition: Edition = 'KR'): unknown => {
  try {
    return planChange(asked, appliance, edition, base)
  } catch (error) {
    return (error as { error?: string }).error ?? error
  }
}

describe('planChange', () => {
  const ROWS: readonly (readonly [Appliance, ActionName, Operands, Json | undefined, unknown])[] = [
    [AC, 'TurnOn', {}, undefined, { power: 'on' }],
    [AC, 'TurnOff', {}, undefined, { power: 'off' }],
    [AC, 'ChangePower', {}, 'on', { power: 'off' }],
    [AC, 'ChangePower', {}, undefined, 'ValueNotFoundError'],
    [AC, 'SetTargetTemperature', { targetTemperature: 22.5 }, undefined, { targetTemperature: 22.5 }],
    [AC, 'SetTargetTemperature', { targetTemperature: 17.5 }, undefined, 'ValueOutOfRangeError'],
    [AC, 'SetTargetTemperature', { targetTemperature: 22.3 }, undefined, 'ValueNotSupportedError'],
    [AC, 'IncrementTargetTemperature', { delta: 0.5 }, 22.5, { targetTemperature: 23 }],
    [AC, 'IncrementTargetTemperature', { delta: 0.5 }, 30, 'ValueOutOfRangeError'],
    [AC, 'DecrementTargetTemperature', { delta: 12 }, 30, { targetTemperature: 18 }],
    [AC, 'DecrementTargetTemperature', { delta: 0 }, 30, 'ValueNotSupportedError'],
    [AC, 'DecrementTargetTemperature', { delta: -1 }, 30, 'ValueNotSupportedError'],
    [AC, 'IncrementTargetTemperature', { delta: 1 }, undefined, 'ValueNotFoundError'],
    [AC, 'IncrementFanSpeed', { delta: 1 }, 2, { fanSpeed: 3 }],
    [AC, 'IncrementFanSpeed', { delta: 1 }, 3, 'ValueOutOfRangeError'],
    [AC, 'IncrementFanSpeed', { delta: 0.5 }, 1, 'ValueNotSupportedError'],
    [AC, 'ChangeFanSpeed', {}, 3, { fanSpeed: 1 }],
    [AC, 'ChangeMode', {}, 'auto', { mode: 'cool' }],
    [AC, 'SetMode', { mode: 'heat' }, undefined, { mode: 'heat' }],
    [AC, 'SetMode', { mode: 'sleep' }, undefined, 'UnsupportedOperationError'],
    [AC, 'ReleaseMode', { releasedMode: 'cool' }, undefined, { mode: 'auto' }],
    [TV, 'Mute', {}, undefined, { muted: true }],
    [TV, 'Unmute', {}, undefined, { muted: false }],
    [TV, 'SetChannel', { channel: 11 }, undefined, { channel: 11 }],
    [TV, 'SetChannel', { channel: 11, subChannel: 2 }, undefined, { channel: 11, subChannel: 2 }],
    [TV, 'SetChannel', { channel: -1 }, undefined, 'ValueNotSupportedError'],
    [TV, 'IncrementVolume', { delta: 4 }, 10, { volume: 14 }],
    // Without a delta of its own the step is the appliance's.
    [TV, 'IncrementVolume', {}, 10, { volume: 12 }],
    [TV, 'IncrementVolume', { delta: 1 }, 10, 'ValueNotSupportedError'],
    [TV, 'ChangeInputSource', { count: 3 }, 'TV', { inputSource: 'HDMI1' }],
    [TV, 'ChangeInputSource', { count: 0 }, 'TV', 'ValueNotSupportedError'],
    [TV, 'ChangeInputSource', {}, 'Radio', 'ValueNotFoundError'],
    [native('ROBOTVACUUM', {}, ['Charge']), 'Charge', {}, undefined, {}],
    [
      native('FAN', { oscillation: {} }),
      'StartOscillation',
      { direction: 'vertical' },
      undefined,
      { oscillation: 'vertical' },
    ],
    [
      native('FAN', { oscillation: {} }),
      'StartOscillation',
      { direction: 'inwards' },
      undefined,
      'ValueNotSupportedError',
    ],
    [native('SMARTCURTAIN', { openState: {} }), 'Open', {}, undefined, { openState: 'OPENED' }],
  ]
  test.each(ROWS)('%o %s %j from %j: %j', (appliance, action, operands, base, expected) => {
    expect(plan(appliance, directive(action, operands), base)).toEqual(expected)
  })
  test('their number', () => expect(ROWS.length).toBe(36))

  test('sums carry no binary dust', () => {
    const lab = native('THERMOSTAT', { targetTemperature: { min: 0, max: 50 } })
    for (let tenth = 1; tenth < 300; tenth++) {
      const changed = plan(lab, directive('IncrementTargetTemperature', { delta: 0.1 }), tenth / 10)
      expect(changed).toEqual({ targetTemperature: (tenth + 1) / 10 })
    }
  })
})

describe('baseProperty', () => {
  test('is needed by what is relative, and only where it can be read', () => {
    const relative = (Object.keys(INTERFACES) as ActionName[]).filter(action =>
      ['increment', 'decrement', 'switch'].includes(interfaceOf(action).family),
    )
    expect(relative.length).toBe(16)
    for (const action of relative) {
      const property = interfaceOf(action).property as string
      const readable = native('LIGHT', { [property]: {} })
      expect(baseProperty(directive(action), readable)).toBe(property)
      expect(baseProperty(directive(action), native('LIGHT', {}))).toBeUndefined()
    }
    expect(baseProperty(directive('SetBrightness'), native('LIGHT', { brightness: {} }))).toBeUndefined()
  })

  test('is not needed by an action bound by hand: it is sent as it is', () => {
    const own = { topic: 't', payload: 'VOL+' } as const
    const remote = { ...TV, actions: new Map([['IncrementVolume', own]]) }
    expect(baseProperty(directive('IncrementVolume'), remote)).toBeUndefined()
    expect(plan(remote, directive('IncrementVolume', { delta: 2 }))).toEqual({})
    expect(plan(remote, directive('IncrementVolume', { delta: 0 }))).toBe('ValueNotSupportedError')
  })
})

describe('planCommand', () => {
  const context = { base: 'c2m', id: 'id-1', expires: undefined }
  const messages = (appliance: Appliance, asked: Directive, desired: JsonObject) => {
    const { messages, native: isNative } = planCommand(asked, appliance, desired, context)
    return [isNative, ...messages.map(({ topic, payload }) => `${topic} ${payload}`)]
  }

  test('natively: one envelope, absolute, with the id', () => {
    expect(messages(AC, directive('IncrementTargetTemperature', { delta: 1 }), { targetTemperature: 23 })).toEqual([
      true,
      'c2m/it/set {"id":"id-1","action":"SetTargetTemperature","targetTemperature":23}',
    ])
    expect(
      messages(TV, directive('SetChannel', { channel: 11, subChannel: 2 }), { channel: 11, subChannel: 2 }),
    ).toEqual([true, 'c2m/it/set {"id":"id-1","action":"SetChannel","channel":11,"subChannel":2}'])
    expect(messages(AC, directive('ChangePower'), { power: 'off' })[1]).toContain('"action":"TurnOff","power":"off"')
  })

  test('natively with an expiry', () => {
    const planned = planCommand(directive('TurnOn'), AC, { power: 'on' }, { ...context, expires: 'then' })
    expect(JSON.parse(planned.messages[0]?.payload ?? '')).toEqual({
      id: 'id-1',
      action: 'TurnOn',
      power: 'on',
      expires: 'then',
    })
  })

  test('a native action carries what it was asked with', () => {
    const oven = native('OVEN', {}, ['Preheat'])
    expect(messages(oven, directive('Preheat', { targetTemperature: 180 }), {})).toEqual([
      true,
      'c2m/it/set {"id":"id-1","action":"Preheat","targetTemperature":180}',
    ])
  })

  test('on topics of its own: a message per property', () => {
    const tv = boundAppliance('it', 'SMARTTV', {
      channel: { set: 'tv/ch' },
      subChannel: { set: 'tv/sub' },
    })
    const planned = planCommand(directive('SetChannel'), tv, { channel: 11, subChannel: 2 }, context)
    expect(planned).toEqual({
      native: false,
      messages: [
        { topic: 'tv/ch', payload: '11' },
        { topic: 'tv/sub', payload: '2' },
      ],
    })
  })

  test('an action bound by hand fills its template, unknown places stay', () => {
    const own = {
      topic: 'ir',
      payload: '{"key":"VOL","by":{delta},"id":"{id}","x":"{other}"}',
    } as const
    const remote = boundAppliance('it', 'SMARTTV', {}, { actions: new Map([['IncrementVolume', own]]) })
    expect(messages(remote, directive('IncrementVolume', { delta: 2 }), {})).toEqual([
      false,
      'ir {"key":"VOL","by":2,"id":"id-1","x":"{other}"}',
    ])
  })

  test('nothing bound is refused', () => {
    const sensor = boundAppliance('it', 'LIGHT', { brightness: { state: 's' } })
    expect(() => planCommand(directive('SetBrightness'), sensor, { brightness: 5 }, context)).toThrow(
      'UnsupportedOperationError',
    )
  })
})

describe('visible and fulfils', () => {
  const lamp = boundAppliance('it', 'LIGHT', {
    power: { state: 's', set: 'c' },
    brightness: { set: 'c', get: 'g' },
    mode: { set: 'c' },
  })

  test('a change is seen where a state is said; a question alone shows nothing by itself', () => {
    expect(visible(lamp, { power: 'on', brightness: 5, mode: 'sleep' })).toEqual(['power'])
    expect(visible(AC, { power: 'on', targetTemperature: 20 })).toEqual(['power', 'targetTemperature'])
    expect(visible(lamp, {})).toEqual([])
  })

  test('the coarsest step decides what is near enough', () => {
    const heater = native('HEATER', { targetTemperature: { step: 1 } })
    expect(fulfils(heater, 'targetTemperature', 22, 22.5)).toBe(true)
    expect(fulfils(heater, 'targetTemperature', 22, 22.6)).toBe(false)
    expect(fulfils(AC, 'mode', 'cool', 'heat')).toBe(false)
    const words = boundAppliance('it', 'FAN', {
      fanSpeed: { state: 's', set: 'c', write: { step: 5, map: new Map([['1', 'low']]) } },
    })
    expect(fulfils(words, 'fanSpeed', 1, 2)).toBe(false)
  })
})
