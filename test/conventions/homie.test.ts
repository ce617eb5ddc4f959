/** Homie of editions 3 to 5: what nodes and properties become, are told and tell, by the table of names. */
import { describe, expect, test } from 'vitest'
import { homieConvention } from '../../src/conventions/homie/convention.ts'
import type { Appliance } from '../../src/home/appliance.ts'
import type { Json, JsonObject } from '../../src/kernel/json.ts'
import { appliancesOf, entitiesOf, heard, lines, named, sent } from './support/madeOf.ts'

const KEY = 'homie/5/dev/$description'

/** Appliances of an edition 5 description of these nodes. */
const made = (nodes: JsonObject, own: JsonObject = {}, key = KEY): readonly Appliance[] =>
  appliancesOf(entitiesOf(homieConvention, key, { homie: '5.0', version: 1, name: '거실', nodes, ...own }))

/** The only appliance of a device with one node of these properties. */
const only = (properties: JsonObject, node: JsonObject = {}): Appliance => {
  const [one, ...others] = made({ n: { ...node, properties } })
  if (one === undefined || others.length > 0) throw new Error(`${others.length + 1} appliances`)
  return one
}

const settable = (datatype: string, format?: string, unit?: string): JsonObject => ({
  datatype,
  settable: true,
  ...(format === undefined ? {} : { format }),
  ...(unit === undefined ? {} : { unit }),
})
const told = (datatype: string, unit?: string): JsonObject => ({ datatype, ...(unit === undefined ? {} : { unit }) })

describe('switches', () => {
  test('are told and tell true and false; a node of lamps is a light', () => {
    const one = only({ power: settable('boolean') })
    expect(lines([one])).toEqual(['SWITCH 거실: TurnOff TurnOn'])
    expect([sent(one, 'power', 'on'), sent(one, 'power', 'off')]).toEqual([
      'homie/5/dev/n/power/set true',
      'homie/5/dev/n/power/set false',
    ])
    const read = ['true', 'false', 'on', '1', ''].map(text => heard(one, 'power', 'homie/5/dev/n/power', text))
    expect(read).toEqual(['on', 'off', undefined, undefined, undefined])
    expect(lines([only({ state: settable('boolean') }, { type: 'Ceiling Light' })])).toEqual([
      'LIGHT 거실: TurnOff TurnOn',
    ])
  })

  test('several of one node are several; what the table does not know is out of reach', () => {
    const board = made({
      relays: { name: '보드', properties: { 'relay-1': settable('boolean'), 'relay-2': settable('boolean') } },
      admin: {
        properties: { restart: settable('boolean'), 'permit-join': settable('boolean'), ota: settable('enum', 'a,b') },
      },
    })
    expect(lines(board)).toEqual([
      'SWITCH 거실 보드 relay-1: TurnOff TurnOn',
      'SWITCH 거실 보드 relay-2: TurnOff TurnOn',
    ])
    expect(sent(named(board, '거실 보드 relay-2'), 'power', 'on')).toBe('homie/5/dev/relays/relay-2/set true')
    expect(made({ n: { properties: { power: told('boolean') } } })).toEqual([])
  })
})

describe('lamps', () => {
  const lamp = only({
    on: settable('boolean'),
    dim: settable('integer', '0:255'),
    color: settable('color', 'rgb,hsv'),
    'color-temperature': settable('integer', '2700:6500', 'K'),
  })

  const ON = 'homie/5/dev/n/on/set true'

  test('have brightness in their own range and steps, never nothing for something', () => {
    expect(lines([lamp])).toEqual(['LIGHT 거실: SetBrightness SetColor SetColorTemperature TurnOff TurnOn'])
    expect([1, 50, 100].map(value => sent(lamp, 'brightness', value))).toEqual(
      [3, 128, 255].map(raw => `homie/5/dev/n/dim/set ${raw} & ${ON}`),
    )
    // One that is on at nothing would stay dark when it is turned on.
    expect(sent(lamp, 'brightness', 0)).toBe('homie/5/dev/n/on/set false')
    expect(heard(lamp, 'brightness', 'homie/5/dev/n/dim', '128')).toBe(50)
    expect(heard(lamp, 'brightness', 'homie/5/dev/n/dim', '256')).toBeUndefined()
    const stepped = only({ dim: settable('integer', '0:100:25', '%') })
    expect([3, 40, 90].map(value => sent(stepped, 'brightness', value))).toEqual(
      [25, 50, 100].map(raw => `homie/5/dev/n/dim/set ${raw}`),
    )
    const parts = only({ brightness: settable('float', '0:1') })
    expect([sent(parts, 'brightness', 35), sent(parts, 'brightness', 1)]).toEqual([
      'homie/5/dev/n/brightness/set 0.35',
      'homie/5/dev/n/brightness/set 0.01',
    ])
    expect(heard(parts, 'brightness', 'homie/5/dev/n/brightness', '0.351')).toBe(35)
  })

  test('that are only dimmed are off at nothing, and come back as they were', () => {
    const one = only({ dim: settable('integer', '0:100') })
    expect([sent(one, 'power', 'off'), sent(one, 'power', 'on'), sent(one, 'power', 'on', { brightness: 30 })]).toEqual(
      [0, 100, 30].map(raw => `homie/5/dev/n/dim/set ${raw}`),
    )
    expect(['0', '7', 'x'].map(text => heard(one, 'power', 'homie/5/dev/n/dim', text))).toEqual([
      'off',
      'on',
      undefined,
    ])
  })

  test('take colours in the way they name, with the brightness where it belongs', () => {
    const colour: Json = { hue: 120, saturation: 100, brightness: 50 }
    expect(sent(lamp, 'color', colour)).toBe(
      `homie/5/dev/n/dim/set 128 & homie/5/dev/n/color/set hsv,120,100,100 & ${ON}`,
    )
    expect(sent(only({ color: settable('color', 'rgb') }), 'color', colour)).toBe('homie/5/dev/n/color/set rgb,0,128,0')
    expect(sent(only({ color: settable('color', 'xyz') }), 'color', colour)).toBe('homie/5/dev/n/color/set xyz,0.3,0.6')
    const read = ['rgb,0,255,0', 'hsv,120,100,3', 'xyz,0.3,0.6', '1,2', 'hsv,x,1,1', 'rgb,-1,0,0', 'hsv,1,200,0', '']
    expect(read.map(text => heard(lamp, 'color', 'homie/5/dev/n/color', text))).toEqual([
      ...[1, 2, 3].map(() => ({ hue: 120, saturation: 100 })),
      ...[4, 5, 6, 7, 8].map(() => undefined),
    ])
    expect(made({ n: { properties: { color: settable('color', 'cmyk') } } })).toEqual([])
  })

  test('count colour temperature in kelvin or mired, by unit or range', () => {
    expect(lamp.properties.get('colorTemperature')?.limits).toEqual({ min: 2700, max: 6500 })
    expect(sent(lamp, 'colorTemperature', 3000)).toBe(`homie/5/dev/n/color-temperature/set 3000 & ${ON}`)
    const mired = only({ ct: settable('integer', '153:500'), on: settable('boolean') })
    expect(mired.properties.get('colorTemperature')?.limits).toEqual({ min: 2000, max: 6536 })
    expect(sent(mired, 'colorTemperature', 4000)).toBe(`homie/5/dev/n/ct/set 250 & ${ON}`)
    expect(heard(mired, 'colorTemperature', 'homie/5/dev/n/ct', '250')).toBe(4000)
  })
})

describe('thermostats', () => {
  test('have set point, mode and thermometer of their node, also in Fahrenheit', () => {
    const one = only({
      setpoint: settable('float', '41:95:1', '°F'),
      temperature: told('float', '°F'),
      mode: settable('enum', 'OFF,Heat,auto,vacation'),
    })
    expect(lines([one])).toEqual([
      'THERMOSTAT 거실: GetCurrentTemperature GetTargetTemperature SetTargetTemperature TurnOff TurnOn',
    ])
    expect(one.properties.get('targetTemperature')?.limits).toEqual({ min: 5, max: 35 })
    expect(sent(one, 'targetTemperature', 21)).toBe('homie/5/dev/n/setpoint/set 70')
    expect(heard(one, 'targetTemperature', 'homie/5/dev/n/setpoint', '70')).toBe(21.1)
    const { command } = one.properties.get('targetTemperature') ?? {}
    const reached = typeof command === 'object' && 'compose' in command ? command.reached : undefined
    expect([reached?.(21, 21.1), reached?.(21, 22)]).toEqual([true, false])
    expect(heard(one, 'currentTemperature', 'homie/5/dev/n/temperature', '68')).toBe(20)
    expect([sent(one, 'power', 'off'), sent(one, 'power', 'on')]).toEqual([
      'homie/5/dev/n/mode/set OFF',
      'homie/5/dev/n/mode/set Heat',
    ])
    expect(['OFF', 'vacation', 'away'].map(text => heard(one, 'power', 'homie/5/dev/n/mode', text))).toEqual([
      'off',
      'on',
      undefined,
    ])
  })

  test('that cool are air conditioners, with the modes that have a word on both sides', () => {
    const one = only({
      'target-temperature': settable('integer', '18:30'),
      mode: settable('enum', 'cool,dry,fan_only,strange'),
      power: settable('boolean'),
    })
    expect(one.type).toBe('AIRCONDITIONER')
    expect(one.properties.get('mode')?.limits.values).toEqual(['cool', 'dehumidify', 'fan'])
    expect(sent(one, 'mode', 'dehumidify')).toBe('homie/5/dev/n/mode/set dry')
    expect(sent(one, 'power', 'off')).toBe('homie/5/dev/n/power/set false')
  })
})

describe('what moves, blows and locks', () => {
  test('a curtain is told by words or a position, and read from a position where there is one', () => {
    const words = only({ action: settable('enum', 'open,close,stop'), position: settable('integer', '0:100', '%') })
    expect(lines([words])).toEqual(['SMARTCURTAIN 거실: Close Open Stop'])
    expect(sent(words, 'openState', 'CLOSED')).toBe('homie/5/dev/n/action/set close')
    expect(heard(words, 'openState', 'homie/5/dev/n/position', '0')).toBe('CLOSED')
    const position = only({ position: settable('integer') })
    expect([sent(position, 'openState', 'OPENED'), sent(position, 'openState', 'CLOSED')]).toEqual([
      'homie/5/dev/n/position/set 100',
      'homie/5/dev/n/position/set 0',
    ])
    const state = only({ state: settable('enum', 'OPEN,CLOSED') })
    expect(sent(state, 'openState', 'CLOSED')).toBe('homie/5/dev/n/state/set CLOSED')
    expect(['OPEN', 'CLOSED', 'opening'].map(text => heard(state, 'openState', 'homie/5/dev/n/state', text))).toEqual([
      'OPENED',
      'CLOSED',
      undefined,
    ])
  })

  test('a fan has three speeds of words or steps, and is off at nothing', () => {
    const steps = only({ speed: settable('integer', '0:5') })
    expect(lines([steps])).toEqual(['FAN 거실: SetFanSpeed TurnOff TurnOn'])
    expect([1, 2, 3].map(value => sent(steps, 'fanSpeed', value))).toEqual(
      [1, 3, 5].map(raw => `homie/5/dev/n/speed/set ${raw}`),
    )
    expect(['0', '2', '5', '6'].map(text => heard(steps, 'fanSpeed', 'homie/5/dev/n/speed', text))).toEqual([
      undefined,
      2,
      3,
      undefined,
    ])
    expect(heard(steps, 'power', 'homie/5/dev/n/speed', '0')).toBe('off')
    const words = only({ speed: settable('enum', 'off,low,high') })
    expect([sent(words, 'power', 'off'), sent(words, 'fanSpeed', 3), sent(words, 'power', 'on')]).toEqual(
      ['off', 'high', 'low'].map(word => `homie/5/dev/n/speed/set ${word}`),
    )
  })

  test('a lock is locked by voice, and opened only after it is allowed', () => {
    const one = only({ lock: settable('boolean') })
    expect(lines([one])).toEqual(['SMARTLOCK 거실: GetLockState SetLockState'])
    expect(sent(one, 'lockState', 'LOCKED')).toBe('homie/5/dev/n/lock/set true')
    expect(heard(one, 'lockState', 'homie/5/dev/n/lock', 'false')).toBe('UNLOCKED')
    expect(one.allow).toEqual(new Set())
  })
})

describe('sensors', () => {
  test('are read by name, datatype and unit', () => {
    const air = made({
      air: { properties: { temperature: told('float', '°F'), humidity: told('float', '%'), 'pm2-5': told('integer') } },
      door: { name: '문', properties: { open: told('boolean') } },
      hall: { name: '복도', properties: { motion: told('boolean') } },
    })
    expect(lines(air)).toEqual([
      'AIRSENSOR 거실: GetCurrentTemperature GetHumidity GetUltraFineDust',
      'OPENCLOSESENSOR 거실 문 open: GetCloseTime GetOpenState GetOpenTime',
      'MOTIONSENSOR 거실 복도 motion: GetDetectedTime GetPowerState',
    ])
    expect(heard(named(air, '거실'), 'currentTemperature', 'homie/5/dev/air/temperature', '68')).toBe(20)
    expect(heard(named(air, '거실 문 open'), 'openState', 'homie/5/dev/door/open', 'true')).toBe('OPENED')
  })

  test('of a plug belong to it; those of several rooms are things of their own', () => {
    const plug = only({ on: settable('boolean'), power: told('float', 'W') })
    expect(lines([plug])).toEqual(['SMARTPLUG 거실: GetConsumption TurnOff TurnOn'])
    const rooms = made({
      one: { name: '안방', properties: { temperature: told('float') } },
      two: { name: '서재', properties: { temperature: told('float') } },
    })
    expect(rooms.map(one => one.name)).toEqual(['거실 서재', '거실 안방'])
  })
})

describe('a device', () => {
  test('is there while its state says so, asleep or not, and gone with its root', () => {
    const [alone] = made({ n: { properties: { on: settable('boolean') } } })
    expect(alone?.availability).toEqual([
      {
        topic: 'homie/5/dev/$state',
        online: ['ready', 'alert', 'sleeping'],
        offline: ['disconnected', 'lost'],
      },
    ])
    const [child] = made({ n: { properties: { on: settable('boolean') } } }, { root: 'hub', parent: 'shelf' })
    expect(child?.availability.map(one => one.topic)).toEqual(['homie/5/dev/$state', 'homie/5/hub/$state'])
    expect(child?.availabilityMode).toBe('all')
    const [other] = made(
      { n: { properties: { on: settable('boolean') } } },
      { parent: 'hub' },
      'huis/5/dev/$description',
    )
    expect(other?.availability.map(one => one.topic)).toEqual(['huis/5/dev/$state', 'huis/5/hub/$state'])
  })

  test('keeps its ids over new names, and is known by a MAC address where its id is one', () => {
    const nodes = (name: string): JsonObject => ({
      a: { name, type: name, properties: { on: { ...settable('boolean'), name } } },
      b: { name, properties: { on: settable('boolean'), temperature: told('float') } },
    })
    const ids = (name: string): readonly string[] =>
      made(nodes(name), { name })
        .map(one => one.id)
        .sort()
    expect(ids('one')).toEqual(ids('다른 이름'))
    expect(ids('one')).toHaveLength(3)
    const [entity] = entitiesOf(homieConvention, 'homie/C431F278DF53/$homie', { homie: '3.0.1', nodes: nodes('x') })
    expect(entity?.device?.alsoKnownAs).toEqual(['mac:c431f278df53'])
    expect(entity?.device?.name).toBe('C431F278DF53')
  })
})
