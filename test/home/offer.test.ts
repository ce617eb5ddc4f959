import { describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import { statesOf } from '../../src/home/deviceState.ts'
import { canDo, offeredInterfaces, offerOf } from '../../src/home/offer.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { APPLIANCE_TYPES, type ApplianceTypeName } from '../../src/protocol/applianceTypes.ts'
import { ALL_INTERFACES, interfacesOfType } from '../../src/protocol/catalog.ts'
import { applianceInfo } from '../../src/protocol/discovery.ts'
import { EDITIONS, type Edition } from '../../src/protocol/edition.ts'
import { PROPERTIES } from '../../src/protocol/properties.ts'
import { type BoundProperty, boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { catalog } from '../support/catalog.ts'

const make = (type: string, properties: JsonObject, more: Partial<Appliance> = {}): Appliance =>
  nativeAppliance('it', { type, properties }, more)
const actions = (appliance: Appliance, edition: Edition = 'KR'): readonly string[] =>
  offeredInterfaces(appliance, edition).map(one => one.action)

/** Everything a type could have: all properties, all its actions that are no property. */
function complete(type: ApplianceTypeName, edition: Edition): Appliance {
  const properties: Record<string, JsonObject> = Object.fromEntries(Object.keys(PROPERTIES).map(name => [name, {}]))
  properties['mode'] = { values: ['auto', 'sleep'], released: 'auto' }
  properties['inputSource'] = { values: ['TV', 'HDMI1'] }
  const own = interfacesOfType(type, edition).flatMap(one => (one.property === undefined ? [one.action] : []))
  return nativeAppliance('it', { type, properties, actions: own }, { allow: new Set(['unlock', 'open']) })
}

describe('what an appliance offers', () => {
  test('every type with everything offers exactly the actions the catalog lists for it', () => {
    let checked = 0
    for (const edition of EDITIONS) {
      for (const type of Object.keys(APPLIANCE_TYPES) as ApplianceTypeName[]) {
        const listed = catalog.applianceTypes[type]?.actions[edition] ?? []
        expect([...actions(complete(type, edition), edition)].sort(), `${edition} ${type}`).toEqual([...listed].sort())
        checked += listed.length
      }
    }
    expect(checked).toBe(607)
  })

  test('every type with nothing offers its health check at most', () => {
    for (const edition of EDITIONS) {
      for (const type of Object.keys(APPLIANCE_TYPES) as ApplianceTypeName[]) {
        expect(actions(make(type, {}), edition).filter(action => action !== 'HealthCheck')).toEqual([])
      }
    }
  })

  const ROWS: readonly (readonly [string, Appliance, Edition, readonly string[]])[] = [
    ['a switch', make('SWITCH', { power: {} }), 'KR', ['GetDeviceState', 'HealthCheck', 'TurnOff', 'TurnOn']],
    ['the same in JP', make('SWITCH', { power: {} }), 'JP', ['HealthCheck', 'TurnOff', 'TurnOn']],
    ['what can only be read', make('SWITCH', { power: { readonly: true } }), 'JP', ['HealthCheck']],
    [
      'a dimmer nobody hears',
      boundAppliance('it', 'LIGHT', { brightness: { set: 'c' } }),
      'JP',
      ['HealthCheck', 'SetBrightness'],
    ],
    [
      'a dimmer',
      boundAppliance('it', 'LIGHT', { brightness: { set: 'c', state: 's' } }),
      'JP',
      ['DecrementBrightness', 'HealthCheck', 'IncrementBrightness', 'SetBrightness'],
    ],
    [
      'one value is nothing to switch between',
      make('AIRCONDITIONER', { mode: { values: ['cool'] } }),
      'KR',
      ['GetDeviceState', 'HealthCheck', 'SetMode'],
    ],
    [
      'no list of modes, no switch',
      make('AIRPURIFIER', { mode: {} }),
      'KR',
      ['GetDeviceState', 'HealthCheck', 'SetMode'],
    ],
    ['a released mode', make('FAN', { mode: { released: 'auto' } }), 'JP', ['HealthCheck', 'ReleaseMode', 'SetMode']],
    [
      'a gate without allow',
      make('SMARTCURTAIN', { openState: {} }, { entrance: true }),
      'JP',
      ['Close', 'GetDeviceState', 'GetOpenState', 'HealthCheck'],
    ],
    [
      'a fridge by parts',
      make('REFRIGERATOR', { freezerTargetTemperature: {} }),
      'KR',
      ['GetDeviceState', 'HealthCheck', 'SetTargetTemperature'],
    ],
    [
      'a fridge by parts, JP',
      make('REFRIGERATOR', { freezerTargetTemperature: {} }),
      'JP',
      ['GetDeviceState', 'HealthCheck', 'SetFreezerTargetTemperature'],
    ],
    [
      'what was excepted',
      make('SWITCH', { power: {} }, { except: new Set(['TurnOff', 'GetDeviceState']) }),
      'KR',
      ['HealthCheck', 'TurnOn'],
    ],
    [
      'what its type has not',
      make('SMOKESENSOR', { brightness: {}, power: {} }),
      'JP',
      ['GetDeviceState', 'HealthCheck'],
    ],
  ]
  test.each(ROWS)('%s', (_name, appliance, edition, offered) => {
    expect([...actions(appliance, edition)].sort()).toEqual(offered)
  })
  test('their number', () => expect(ROWS.length).toBe(13))

  test('a lock is offered to be set only where it tells its state afterwards', () => {
    const lock = (binding: BoundProperty, more: Partial<Appliance> = {}) =>
      actions(boundAppliance('it', 'SMARTLOCK', { lockState: binding }, more)).includes('SetLockState')
    expect(lock({ set: 'c', state: 's' })).toBe(true)
    expect(lock({ set: 'c' })).toBe(false)
    expect(lock({ set: 'c', get: 'g' })).toBe(false)
    expect(lock({ set: 'c', state: 's' }, { isIr: true })).toBe(false)
    const own = { topic: 't', payload: 'lock' } as const
    expect(lock({}, { actions: new Map([['SetLockState', own]]) })).toBe(false)
    expect(lock({ state: 's' }, { actions: new Map([['SetLockState', own]]) })).toBe(true)
    expect(lock({}, { actions: new Map([['SetLockState', 'native']]) })).toBe(true)
  })

  test('scenes and discovery are nothing an appliance does', () => {
    const others = ALL_INTERFACES.filter(one => one.target !== 'appliance')
    expect(others.map(one => one.action)).toEqual(['DiscoverAppliances', 'DiscoverScenes', 'ActionScene'])
    for (const one of others) expect(canDo(complete('LIGHT', 'JP'), 'JP', one)).toBe(false)
  })

  test('the limits of set actions, by action', () => {
    const light = make('LIGHT', { brightness: { min: 10 }, mode: { values: ['sleep', 'reading'] }, color: {} })
    expect([...offerOf(light, 'KR', true).limits]).toEqual([
      ['SetBrightness', { type: 'boundedNumber', minValue: 10, maxValue: 100 }],
      ['SetMode', { type: 'string', enumValues: ['sleep', 'reading'] }],
    ])
  })

  test('JP: confirmation by the user is asked for only what is offered', () => {
    const lock = make('SMARTLOCK', { lockState: {} }, { confirm: ['SetLockState', 'TurnOn'] })
    expect(applianceInfo(offerOf(lock, 'JP', false), 'JP')).toMatchObject({
      isReachable: false,
      actionsNeededUserConfirmation: ['SetLockState'],
    })
  })

  test('a summary is offered where there is something to sum up', () => {
    expect(statesOf(make('LIGHT', { power: {}, color: {} }))).toEqual(['power'])
    expect(actions(make('LIGHT', { color: {} }))).not.toContain('GetDeviceState')
    expect(actions(make('LIGHT', { power: {} }))).toContain('GetDeviceState')
  })
})
