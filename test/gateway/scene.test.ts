import { afterEach, describe, expect, test } from 'vitest'
import { FILE } from '../../src/config/applianceSchema.ts'
import { MAX_SCENE_ACTIONS, type Scene, type SceneAction } from '../../src/gateway/scenes.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import { refusing, silent } from '../support/fakeAppliance.ts'
import { DEADLINE_MS, type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const APPLIANCES = [
  lamp('lamp'),
  nativeAppliance('ac', { type: 'AIRCONDITIONER', properties: { power: {}, targetTemperature: { min: 18, max: 30 } } }),
  nativeAppliance('door', { type: 'SMARTLOCK', properties: { lockState: {} } }),
]

const scene = (id: string, ...actions: SceneAction[]): Scene => ({
  id,
  name: id,
  needsUserConfirmation: false,
  actions,
})

const SCENES = [
  scene(
    'evening',
    { applianceId: 'lamp', action: 'TurnOn' },
    { applianceId: 'lamp', action: 'SetBrightness', value: 30 },
    { applianceId: 'ac', action: 'SetTargetTemperature', value: 22 },
  ),
  scene('empty'),
  scene('nobody', { applianceId: 'nobody', action: 'TurnOn' }, { applianceId: 'lamp', action: 'TurnOff' }),
  scene('cannot', { applianceId: 'lamp', action: 'Charge' }),
  scene('no action', { applianceId: 'lamp', action: 'Explode' }),
  scene('too hot', { applianceId: 'ac', action: 'SetTargetTemperature', value: 40 }),
  scene('unlock', { applianceId: 'door', action: 'SetLockState', value: 'UNLOCKED' }),
]

describe('scenes (JP)', () => {
  let house: House
  afterEach(() => house.close())

  const open = async () => {
    house = await openHouse({ edition: 'JP', appliances: APPLIANCES, scenes: SCENES })
    return { light: await house.connect('lamp'), ac: await house.connect('ac') }
  }
  const brightness = (value: number) => ({ applianceId: 'lamp', action: 'SetBrightness', value })
  /** By appliance, those without one (the directive's own) last: appliances run side by side. */
  const lines = () =>
    house.log
      .filter(line => line.message === 'directive')
      .map(line => line.fields)
      .sort((a, b) => String(b?.['appliance'] ?? '').localeCompare(String(a?.['appliance'] ?? '')))
  const run = (sceneId: string) => house.send('ActionScene', undefined, { scene: { sceneId } })

  test('run all their actions, those of one appliance in order', async () => {
    const { light, ac } = await open()
    const answer = await run('evening')
    expect([answer.header.name, answer.payload]).toEqual(['ActionSceneConfirmation', {}])
    expect(light.commands()).toMatchObject([{ action: 'TurnOn' }, { action: 'SetBrightness', brightness: 30 }])
    expect(ac.commands()).toMatchObject([{ action: 'SetTargetTemperature', targetTemperature: 22 }])
  })

  test('run appliances side by side: one that is silent does not hold up the others', async () => {
    const { light, ac } = await open()
    ac.onCommand(silent)
    const answer = run('evening')
    await light.commanded(2)
    await ac.commanded()
    await house.clock.advance(DEADLINE_MS)
    expect((await answer).header.name).toBe('TargetOfflineError')
  })

  test('tell the refusal of an action that failed, and run the others all the same', async () => {
    const { light, ac } = await open()
    light.onCommand(refusing('2304'))
    const answer = await run('evening')
    expect([answer.header.name, answer.payload]).toEqual(['ConditionsNotMetError', { state: '電源オフ' }])
    expect([light.commands().length, ac.commands().length]).toEqual([2, 1])
    expect((await run('nobody')).header.name).toBe('NoSuchTargetError')
    expect(light.commands().at(-1)).toMatchObject({ action: 'TurnOff' })
  })

  test.each([
    ['unheard-of', 'NoSuchTargetError'],
    ['cannot', 'UnsupportedOperationError'],
    ['no action', 'UnsupportedOperationError'],
    ['too hot', 'ValueOutOfRangeError'],
    ['unlock', 'ValueNotSupportedError'],
    ['empty', 'ActionSceneConfirmation'],
  ])('%s: %s', async (sceneId, name) => {
    await open()
    expect((await run(sceneId)).header.name).toBe(name)
  })

  test('an appliance that has left is refused, not tried', async () => {
    const { light } = await open()
    await light.leave()
    await until(() => house.gateway().house.get('lamp')?.evidence.session?.open === false, 'it has left')
    expect((await run('evening')).header.name).toBe('TargetOfflineError')
    expect(light.commands()).toEqual([])
  })

  test('an action without its value is refused, not guessed', async () => {
    const { light } = await open()
    await house.configure({ scenes: [scene('half', { applianceId: 'lamp', action: 'SetBrightness' })] })
    expect((await run('half')).header.name).toBe('ValueNotSupportedError')
    expect(light.commands()).toEqual([])
  })

  test('as many actions of one appliance as a scene may have run in order, none is refused for waiting', async () => {
    const { light } = await open()
    const actions = Array.from({ length: MAX_SCENE_ACTIONS }, (_, at) => brightness(at + 1))
    await house.configure({ scenes: [scene('long', ...actions)] })
    expect((await run('long')).header.name).toBe('ActionSceneConfirmation')
    expect(light.commands().map(one => one['brightness'])).toEqual(actions.map(one => one.value))
  })

  test('more actions than a scene may have: refused and told, none is left out in silence', async () => {
    const { light } = await open()
    const actions = Array.from({ length: MAX_SCENE_ACTIONS + 1 }, (_, at) => brightness(at + 1))
    await house.configure({ scenes: [scene('too long', ...actions)] })
    expect((await run('too long')).header.name).toBe('UnsupportedOperationError')
    expect(light.commands()).toEqual([])
    expect(lines().at(-1)?.['why']).toBe('the scene has 51 actions, more than 50')
  })

  test('the configuration refuses the same number', () => {
    const faults = (length: number): readonly string[] => {
      const actions = Array.from({ length }, () => ({ appliance: 'lamp', action: 'TurnOn' }))
      const { error } = FILE.safeParse({ scenes: { evening: { name: 'evening', actions } } })
      return (error?.issues ?? []).map(one => one.path.join('.')).filter(path => path.startsWith('scenes'))
    }
    expect([faults(MAX_SCENE_ACTIONS), faults(MAX_SCENE_ACTIONS + 1)]).toEqual([[], ['scenes.evening.actions']])
  })

  test('log a line for each action, and one for the directive', async () => {
    const { light } = await open()
    light.onCommand(refusing('2304'))
    await run('evening')
    expect(lines()).toMatchObject([
      { name: 'TurnOn', scene: 'evening', appliance: 'lamp', outcome: 'ConditionsNotMetError' },
      { name: 'SetBrightness', scene: 'evening', appliance: 'lamp', outcome: 'ConditionsNotMetError' },
      {
        name: 'SetTargetTemperature',
        scene: 'evening',
        appliance: 'ac',
        outcome: 'SetTargetTemperatureConfirmation',
        totalMs: expect.any(Number),
      },
      { name: 'ActionSceneRequest', outcome: 'ConditionsNotMetError' },
    ])
  })

  test('KR has no scenes', async () => {
    house = await openHouse({ appliances: APPLIANCES, scenes: SCENES })
    expect((await run('empty')).header.name).toBe('UnsupportedOperationError')
  })
})
