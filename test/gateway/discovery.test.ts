/** Discovery in both editions: every field filled, only what the appliance can do, and nothing broken breaks it. */
import { describe, expect, test } from 'vitest'
import type { Appliance } from '../../src/home/appliance.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { APPLIANCE_TYPES, type ApplianceTypeName } from '../../src/protocol/applianceTypes.ts'
import { EDITIONS } from '../../src/protocol/edition.ts'
import { PROPERTIES } from '../../src/protocol/properties.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { type Content, catalog, checkMessage } from '../support/catalog.ts'
import { openRig, type Rig } from '../support/rig.ts'

const discover = async (rig: Rig) => {
  const answer = await rig.ask({ action: 'DiscoverAppliances' })
  const { discoveredAppliances, customCommands } = answer.payload as unknown as {
    discoveredAppliances: Content[]
    customCommands: Content[]
  }
  return {
    answer,
    listed: discoveredAppliances,
    customCommands,
    find: (id: string) => discoveredAppliances.find(one => one['applianceId'] === id),
  }
}

const described = {
  name: '거실등',
  type: 'LIGHT',
  description: 'Ceiling',
  manufacturer: 'Own',
  model: 'L1',
  version: '1.0',
  location: 'LIVING_ROOM',
  properties: { power: {}, brightness: { min: 10, max: 90 } },
}
const full = (more: Partial<Appliance> = {}): Appliance =>
  nativeAppliance('lamp', described, { tags: ['light'], confirm: ['TurnOff', 'Open'], ...more })

describe('one appliance, every field', () => {
  const common = {
    applianceId: 'lamp',
    applianceTypes: ['LIGHT'],
    friendlyName: '거실등',
    friendlyDescription: 'Ceiling',
    isIr: false,
    manufacturerName: 'Own',
    modelName: 'L1',
    version: '1.0',
    location: 'LIVING_ROOM',
    tags: ['light'],
  }

  test('KR, with the limits of its actions', async () => {
    const { find, customCommands } = await discover(await openRig({ appliances: [full()] }))
    const { actions, ...rest } = find('lamp') as Content
    expect(rest).toEqual({
      ...common,
      additionalApplianceDetails: {
        actionDetails: [
          { action: 'SetBrightness', allowableValue: { type: 'boundedNumber', minValue: 10, maxValue: 90 } },
        ],
      },
    })
    expect([...(actions as string[])].sort()).toEqual(
      [
        'ChangePower',
        'DecrementBrightness',
        'GetDeviceState',
        'HealthCheck',
        'IncrementBrightness',
        'SetBrightness',
        'TurnOff',
        'TurnOn',
      ].filter(one => catalog.applianceTypes['LIGHT']?.actions.KR?.includes(one)),
    )
    expect(customCommands).toEqual([])
  })

  test('JP, with reachability and the confirmations it needs', async () => {
    const { find } = await discover(await openRig({ edition: 'JP', appliances: [full()] }))
    const { actions, ...rest } = find('lamp') as Content
    expect(rest).toEqual({ ...common, isReachable: true, actionsNeededUserConfirmation: ['TurnOff'] })
    expect(actions).not.toContain('ChangePower')
  })

  test('JP: only known absence is not reachable', async () => {
    const rig = await openRig({ edition: 'JP', appliances: [lamp('on'), lamp('off'), lamp('unknown')] })
    rig.say('on', 'heartbeat', '')
    rig.session('closed', 'off', 0)
    const { listed } = await discover(rig)
    expect(listed.map(one => [one['applianceId'], one['isReachable']])).toEqual([
      ['on', true],
      ['off', false],
      ['unknown', true],
    ])
  })

  test('values with a list become that list', async () => {
    const fan = nativeAppliance('fan', {
      type: 'FAN',
      properties: { fanSpeed: { values: [1, 3] }, mode: { values: ['sleep', 'baby'] } },
    })
    const { find } = await discover(await openRig({ appliances: [fan] }))
    const { actionDetails } = (find('fan') as { additionalApplianceDetails: Content }).additionalApplianceDetails
    expect(actionDetails).toContainEqual({
      action: 'SetFanSpeed',
      allowableValue: { type: 'number', enumValues: [1, 3] },
    })
    expect(actionDetails).toContainEqual({
      action: 'SetMode',
      allowableValue: { type: 'string', enumValues: ['sleep', 'baby'] },
    })
  })
})

describe('every type with everything it could have', () => {
  const everything = Object.fromEntries(Object.keys(PROPERTIES).map(name => [name, {}])) as JsonObject
  const types = Object.keys(APPLIANCE_TYPES) as ApplianceTypeName[]

  test.each(EDITIONS)('%s: actions within the guides’ list of the type, and the answer conforms', async edition => {
    const all = (type: ApplianceTypeName): Appliance =>
      nativeAppliance(type, {
        type,
        properties: everything,
        actions: Object.values(APPLIANCE_TYPES[type].actions).flat(),
      })
    const here = types.filter(type => APPLIANCE_TYPES[type].actions[edition].length > 0)
    const { answer, listed } = await discover(await openRig({ edition, appliances: types.map(all) }))
    expect(checkMessage(answer, edition)).toEqual([])
    expect(listed.map(one => one['applianceId'])).toEqual(here)
    for (const one of listed) {
      const allowed = catalog.applianceTypes[String(one['applianceId'])]?.actions[edition] ?? []
      expect(allowed).toEqual(expect.arrayContaining(one['actions'] as string[]))
    }
    expect(here.length).toBeGreaterThan(20)
  })

  test('an appliance without bindings offers its health alone', async () => {
    const { find } = await discover(await openRig({ appliances: [nativeAppliance('bare', { type: 'LIGHT' })] }))
    expect(find('bare')?.['actions']).toEqual(['HealthCheck'])
  })
})

describe('what is broken', () => {
  test('an appliance that cannot be told is left out and named; the others are listed', async () => {
    const broken = { ...lamp('broken'), properties: undefined } as unknown as Appliance
    const rig = await openRig({ unreachable: true })
    await rig.gateway.configure({
      appliances: [lamp('good')],
      bridges: [],
      scenes: [],
      customCommands: [],
      accounts: new Map(),
      users: new Map(),
    })
    rig.gateway.house.announce({ ...broken, properties: new Map() })
    rig.resident('broken').appliance = broken
    const { answer, listed } = await discover(rig)
    expect(listed.map(one => one['applianceId'])).toEqual(['good'])
    expect(checkMessage(answer, 'KR')).toEqual([])
    expect(rig.log.find(line => line.level === 'error')?.fields).toMatchObject({ appliance: 'broken' })
  })

  test('offline, half-described and never heard are listed all the same', async () => {
    const rig = await openRig({
      appliances: [lamp('off'), nativeAppliance('half', { type: 'LIGHT', properties: { humidity: {} } })],
    })
    rig.session('timedOut', 'off', 0)
    expect((await discover(rig)).listed).toHaveLength(2)
  })

  test('an action that is withheld is not offered, nor one that is not allowed by voice', async () => {
    const lock = nativeAppliance('lock', { type: 'SMARTLOCK', properties: { lockState: {} } })
    const { find } = await discover(await openRig({ appliances: [full({ except: new Set(['TurnOff']) }), lock] }))
    expect(find('lamp')?.['actions']).not.toContain('TurnOff')
    expect(find('lock')?.['additionalApplianceDetails']).toEqual({
      actionDetails: [{ action: 'SetLockState', allowableValue: { type: 'string', enumValues: ['LOCKED'] } }],
    })
  })
})

describe('custom commands and scenes', () => {
  const command = (name: string, applianceId: string) => ({ name, actions: [{ applianceId, action: 'TurnOn' }] })

  test('a custom command is told when all its appliances are', async () => {
    const rig = await openRig({
      appliances: [lamp()],
      customCommands: [command('good', 'lamp'), command('gone', 'none')],
    })
    const { customCommands, answer } = await discover(rig)
    expect(customCommands).toEqual([command('good', 'lamp')])
    expect(checkMessage(answer, 'KR')).toEqual([])
  })

  test('JP scenes', async () => {
    const scenes = [{ id: 's1', name: 'おやすみ', needsUserConfirmation: true, actions: [] }]
    const rig = await openRig({ edition: 'JP', scenes })
    const answer = await rig.ask({ action: 'DiscoverScenes' })
    expect(answer.payload).toEqual({
      discoveredScenes: [
        { sceneId: 's1', sceneName: 'おやすみ', needsUserConfirmation: true, additionalSceneDetails: {} },
      ],
    })
    expect(checkMessage(answer, 'JP')).toEqual([])
    expect((await (await openRig({ edition: 'JP' })).ask({ action: 'DiscoverScenes' })).payload).toEqual({
      discoveredScenes: [],
    })
  })

  test('an empty house is an answer', async () => {
    for (const edition of EDITIONS) {
      const { answer, listed } = await discover(await openRig({ edition }))
      expect([listed, checkMessage(answer, edition)]).toEqual([[], []])
    }
  })
})
