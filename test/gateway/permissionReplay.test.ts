/** A repeat is answered from memory only as far as the rights of its user reach now. */
import { describe, expect, test } from 'vitest'
import type { Scene } from '../../src/gateway/scenes.ts'
import type { AccessRule } from '../../src/home/permission.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import { lamp } from '../support/appliances.ts'
import { type CekRequest, cekRequest } from '../support/cekRequest.ts'
import { openRig, type Rig, type RigOptions } from '../support/rig.ts'

const SCENES: readonly Scene[] = [
  {
    id: 'evening',
    name: 'evening',
    needsUserConfirmation: false,
    actions: [{ applianceId: 'lamp', action: 'TurnOn' }],
  },
]
const HOME = {
  appliances: [lamp('lamp', { tags: ['kids'] }), lamp('other')],
  bridges: [],
  scenes: SCENES,
  customCommands: [],
  accounts: new Map<string, string>(),
  users: new Map<string, AccessRule>(),
}

/** Lamps that do at once what they are told. */
async function open(edition: Edition, more: RigOptions = {}): Promise<Rig> {
  const rig = await openRig({ ...HOME, edition, linked: { t: 'kid' }, ...more })
  rig.onPublish(({ topic, payload }) => {
    if (!topic.endsWith('/set')) return
    const { id, brightness = 40 } = JSON.parse(payload)
    const [, appliance = ''] = topic.split('/')
    queueMicrotask(() => rig.say(appliance, 'result', { id, ok: true, power: 'on', brightness }))
  })
  rig.say('lamp', 'state', { power: 'on', brightness: 40 })
  return rig
}

const configure = (rig: Rig, rule: AccessRule | undefined, more: Partial<typeof HOME> = {}): Promise<void> =>
  rig.gateway.configure({ ...HOME, ...more, users: rule === undefined ? new Map() : new Map([['kid', rule]]) })

const text = async (rig: Rig, request: CekRequest): Promise<string> => {
  const answer = await rig.gateway.door.receive(cekRequest({ messageId: 'm', token: 't', ...request }), undefined)
  return answer.verified ? answer.body.toString() : ''
}

const ONLY_OTHER: AccessRule = { only: [{ by: 'id', value: 'other' }] }
const KIDS: AccessRule = { only: [{ by: 'tag', value: 'kids' }] }

const REQUESTS: readonly [Edition, CekRequest][] = [
  ['KR', { action: 'TurnOn', applianceId: 'lamp' }],
  ['KR', { action: 'SetBrightness', applianceId: 'lamp', operands: { brightness: { value: 40 } } }],
  ['KR', { action: 'IncrementBrightness', applianceId: 'lamp', operands: { deltaBrightness: { value: 10 } } }],
  ['KR', { action: 'GetDeviceState', applianceId: 'lamp' }],
  ['KR', { action: 'HealthCheck', applianceId: 'lamp' }],
  ['JP', { action: 'TurnOn', applianceId: 'lamp' }],
  ['JP', { action: 'ActionScene', operands: { scene: { sceneId: 'evening' } } }],
]

/** What the very first request of this kind would get. */
const absentLike = ({ action, applianceId, operands }: CekRequest): CekRequest =>
  applianceId === undefined
    ? { action, operands: { scene: { sceneId: 'absent' } } }
    : { action, applianceId: 'absent', ...(operands === undefined ? {} : { operands }) }

describe('a repeat after the rights were taken away', () => {
  test.each(REQUESTS)('%s %j: refused as if it was never there', async (edition, request) => {
    const rig = await open(edition)
    const first = text(rig, request)
    await rig.clock.advance(3500)
    expect(await first).not.toContain('Error')
    expect(await text(rig, request)).toBe(await first)
    const sent = rig.published.length
    await configure(rig, ONLY_OTHER)
    const again = await text(rig, request)
    expect(again).toContain('"NoSuchTargetError"')
    expect(again).toBe(await text(rig, absentLike(request)))
    expect([rig.published.length, rig.gateway.door.counters().repeated]).toEqual([sent, 2])
  })
  test('rows', () => expect(REQUESTS).toHaveLength(7))

  test('with the rights of before it is answered from memory again: nothing is done twice', async () => {
    const rig = await open('KR')
    const request = { action: 'TurnOn', applianceId: 'lamp' }
    const first = await text(rig, request)
    await configure(rig, ONLY_OTHER)
    await text(rig, request)
    await configure(rig, KIDS)
    expect([await text(rig, request), rig.published.length]).toEqual([first, 1])
  })

  test('because the appliance moved out of them, or left', async () => {
    const rig = await open('KR', { users: new Map([['kid', KIDS]]) })
    const request = { action: 'HealthCheck', applianceId: 'lamp' }
    expect(await text(rig, request)).toContain('HealthCheckResponse')
    await configure(rig, KIDS, { appliances: [lamp('lamp'), lamp('other')] })
    const foreign = await text(rig, request)
    await configure(rig, KIDS, { appliances: [lamp('other')] })
    expect([foreign, await text(rig, request)]).toEqual([await text(rig, absentLike(request)), foreign])
  })

  test('a scene that grew is not there any more', async () => {
    const rig = await open('JP', { users: new Map([['kid', KIDS]]) })
    const request = { action: 'ActionScene', operands: { scene: { sceneId: 'evening' } } }
    expect(await text(rig, request)).toContain('ActionSceneConfirmation')
    const [evening] = SCENES as [Scene]
    const actions = [...evening.actions, { applianceId: 'other', action: 'TurnOn' }]
    await configure(rig, KIDS, { scenes: [{ ...evening, actions }] })
    expect(await text(rig, request)).toContain('NoSuchTargetError')
  })
})

describe('a repeated discovery', () => {
  test.each([
    ['KR', 'DiscoverAppliances', ['"lamp"', '"other"']],
    ['JP', 'DiscoverAppliances', ['"lamp"', '"other"']],
    ['JP', 'DiscoverScenes', ['"evening"']],
  ] as const)('%s %s: tells what the user may see now', async (edition, action, ids) => {
    const rig = await open(edition)
    for (const id of ids) expect(await text(rig, { action })).toContain(id)
    await configure(rig, ONLY_OTHER)
    const lines = (): readonly unknown[] =>
      rig.log.filter(line => line.message === 'directive').map(line => line.fields)
    const before = lines().length
    const again = await text(rig, { action })
    expect(lines().slice(before)).toMatchObject([{ name: `${action}Request`, user: 'kid' }])
    expect(again).toBe((await text(rig, { action, messageId: 'n' })).replace('"n"', '"m"'))
    for (const id of ids) expect(again.includes(id)).toBe(id === '"other"')
  })

  test('the second of two users does not get the first one’s', async () => {
    const rig = await open('KR', { linked: { t: 'mother', k: 'kid' }, users: new Map([['kid', ONLY_OTHER]]) })
    expect(await text(rig, { action: 'DiscoverAppliances' })).toContain('"lamp"')
    expect(await text(rig, { action: 'DiscoverAppliances', token: 'k' })).not.toContain('"lamp"')
    expect(await text(rig, { action: 'DiscoverAppliances' })).toContain('"lamp"')
  })
})

describe('a repeat of a user with rules whose request', () => {
  test('cannot be read is refused like the first time', async () => {
    const rig = await open('KR', { users: new Map([['kid', KIDS]]) })
    const request = { action: 'SetBrightness', applianceId: 'lamp', operands: { brightness: { value: 'much' } } }
    expect(await text(rig, request)).toBe(await text(rig, request))
    expect(rig.gateway.door.counters().repeated).toBe(1)
  })
})
