/** Users of one home, over a real broker: what each is listed, may command, run and ask. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Scene, SceneAction } from '../../src/gateway/scenes.ts'
import type { AccessRule } from '../../src/home/permission.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { cekRequest, TEST_TOKEN } from '../support/cekRequest.ts'
import { type Answer, type House, type HouseOptions, openHouse } from '../support/house.ts'

const APPLIANCES = [
  lamp('kid-lamp', { location: 'SMALL_CHILD_ROOM', tags: ['kids'] }),
  lamp('hall', { location: 'HALLWAY', tags: ['kids'] }),
  nativeAppliance('ac', {
    type: 'AIRCONDITIONER',
    location: 'LIVING_ROOM',
    properties: { power: {}, targetTemperature: { min: 18, max: 30 }, currentTemperature: {} },
  }),
  nativeAppliance('door', { type: 'SMARTLOCK', location: 'ENTRANCE', properties: { lockState: {} } }),
]

const LINKED = { kid: 'kid', mother: 'mother', guest: 'guest' }

const KID: AccessRule = { only: [{ by: 'tag', value: 'kids' }], except: [{ by: 'id', value: 'hall' }] }
const GUEST: AccessRule = { except: [{ by: 'location', value: 'ENTRANCE' }] }
const USERS = new Map([
  ['kid', KID],
  ['guest', GUEST],
])

const on = (applianceId: string): SceneAction => ({ applianceId, action: 'TurnOn' })
const scene = (id: string, ...actions: SceneAction[]): Scene => ({
  id,
  name: id,
  needsUserConfirmation: false,
  actions,
})
const SCENES = [
  scene('own', on('kid-lamp')),
  scene('mixed', on('kid-lamp'), on('ac')),
  scene('others', on('ac')),
  scene('stale', on('kid-lamp'), on('gone')),
  scene('empty'),
]

const command = (name: string, ...ids: string[]) => ({
  name,
  actions: ids.map(applianceId => ({ applianceId, action: 'TurnOn' })),
})
const COMMANDS = [
  command('mine', 'kid-lamp'),
  command('ours', 'kid-lamp', 'hall'),
  command('all', 'kid-lamp', 'hall', 'ac', 'door'),
]

describe('users of a home', () => {
  let house: House
  afterEach(() => house.close())

  const open = async (more: HouseOptions = {}) => {
    house = await openHouse({
      ...{ appliances: APPLIANCES, scenes: SCENES, customCommands: COMMANDS, linked: LINKED, users: USERS },
      ...more,
    })
  }
  const send = async (token: string, action: string, applianceId?: string, operands: JsonObject = {}) => {
    await house.clock.advance(1)
    const answer = await house.receive(cekRequest({ action, applianceId, operands, token }))
    return JSON.parse(answer.verified ? answer.body.toString() : '') as Answer
  }
  const listed = async (token: string): Promise<[string, string]> => {
    const { payload } = await send(token, 'DiscoverAppliances')
    const found = payload as { discoveredAppliances: { applianceId: string }[]; customCommands?: { name: string }[] }
    const names = (list: readonly string[] = []): string => list.join(' ')
    return [
      names(found.discoveredAppliances.map(one => one.applianceId)),
      names(found.customCommands?.map(one => one.name)),
    ]
  }
  const run = async (token: string, sceneId: string): Promise<string> =>
    (await send(token, 'ActionScene', undefined, { scene: { sceneId } })).header.name
  const scenesOf = async (token: string): Promise<readonly string[]> =>
    ((await send(token, 'DiscoverScenes')).payload as { discoveredScenes: { sceneId: string }[] }).discoveredScenes.map(
      one => one.sceneId,
    )

  test('are listed what they may use, and the commands all of whose appliances they may use', async () => {
    await open()
    expect({
      kid: await listed('kid'),
      guest: await listed('guest'),
      mother: await listed('mother'),
      manual: await listed(TEST_TOKEN),
    }).toEqual({
      kid: ['kid-lamp', 'mine'],
      guest: ['kid-lamp hall ac', 'mine ours'],
      mother: ['kid-lamp hall ac door', 'mine ours all'],
      manual: ['kid-lamp hall ac door', 'mine ours all'],
    })
  })

  test('command, ask and check what is theirs; nothing of it reaches the others', async () => {
    await open()
    const own = await house.connect('kid-lamp')
    const ac = await house.connect('ac')
    await ac.say('state', JSON.stringify({ power: 'on', currentTemperature: 22 }))
    const rows = [
      ['TurnOn', 'ac', {}],
      ['SetTargetTemperature', 'ac', { targetTemperature: { value: 24 } }],
      ['IncrementTargetTemperature', 'ac', { deltaTemperature: { value: 1 } }],
      ['GetCurrentTemperature', 'ac', {}],
      ['GetDeviceState', 'ac', {}],
      ['HealthCheck', 'ac', {}],
    ] as const
    for (const [action, id, operands] of rows) {
      const [foreign, absent] = [await send('kid', action, id, operands), await send('kid', action, 'absent', operands)]
      expect([foreign.header.name, foreign.payload]).toEqual(['NoSuchTargetError', absent.payload])
    }
    expect(ac.commands()).toEqual([])
    expect((await send('kid', 'TurnOn', 'kid-lamp')).header.name).toBe('TurnOnConfirmation')
    expect((await send('kid', 'HealthCheck', 'kid-lamp')).payload['isReachable']).toBe(true)
    expect((await send('guest', 'TurnOn', 'ac')).header.name).toBe('TurnOnConfirmation')
    expect((await send('mother', 'TurnOn', 'kid-lamp')).header.name).toBe('TurnOnConfirmation')
    expect([own.commands().length, ac.commands().length]).toEqual([2, 1])
  })

  test('run the scenes all of whose appliances they may use; others are not there, and nothing of them is done', async () => {
    await open({ edition: 'JP' })
    const own = await house.connect('kid-lamp')
    const ac = await house.connect('ac')
    expect([await scenesOf('kid'), await scenesOf('guest'), await scenesOf('mother')]).toEqual([
      ['own', 'empty'],
      ['own', 'mixed', 'others', 'empty'],
      ['own', 'mixed', 'others', 'stale', 'empty'],
    ])
    const absent = await send('kid', 'ActionScene', undefined, { scene: { sceneId: 'absent' } })
    for (const sceneId of ['mixed', 'others', 'stale']) {
      const answer = await send('kid', 'ActionScene', undefined, { scene: { sceneId } })
      expect([answer.header.name, answer.payload]).toEqual(['NoSuchTargetError', absent.payload])
    }
    expect([own.commands(), ac.commands()]).toEqual([[], []])
    expect(await run('kid', 'own')).toBe('ActionSceneConfirmation')
    expect(await run('mother', 'mixed')).toBe('ActionSceneConfirmation')
    const lines = house.log.filter(line => line.message === 'directive').slice(-3)
    expect(lines.map(({ fields }) => fields?.['user'])).toEqual(['mother', 'mother', 'mother'])
    expect([own.commands().length, ac.commands().length]).toEqual([2, 1])
  })

  test('lose and get rights with the next configuration', async () => {
    await open({ edition: 'JP' })
    const own = await house.connect('kid-lamp')
    expect([(await listed('kid'))[0], await run('kid', 'own')]).toEqual(['kid-lamp', 'ActionSceneConfirmation'])
    await house.configure({ users: new Map([['kid', { only: [{ by: 'id', value: 'ac' }] }]]) })
    expect([(await listed('kid'))[0], await scenesOf('kid')]).toEqual(['ac', ['others', 'empty']])
    expect([await run('kid', 'own'), (await send('kid', 'TurnOn', 'kid-lamp')).header.name]).toEqual([
      'NoSuchTargetError',
      'NoSuchTargetError',
    ])
    expect(own.commands()).toHaveLength(1)
    expect((await listed('guest'))[0]).toBe('kid-lamp hall ac door')
    await house.configure({ users: new Map() })
    expect((await listed('kid'))[0]).toBe('kid-lamp hall ac door')
  })

  test('follow an appliance that changes its room or its tags', async () => {
    await open()
    const [kidLamp, ...others] = APPLIANCES
    const moved = { ...(kidLamp as (typeof APPLIANCES)[number]), tags: [] }
    await house.configure({ appliances: [moved, ...others] })
    expect([(await listed('kid'))[0], (await send('kid', 'HealthCheck', 'kid-lamp')).header.name]).toEqual([
      '',
      'NoSuchTargetError',
    ])
  })
})
