/** The same hardware told by two conventions is one appliance, under one id, whoever of them tells of it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/kernel/json.ts'
import { openRig, type Rig } from '../../support/rig.ts'
import type { MadeEntity } from './madeConvention.ts'
import {
  ANNOUNCED,
  all,
  codesOf,
  HASS,
  hass,
  ids,
  lightPart,
  native,
  power,
  restarted,
  SEPARATED,
  say,
  settle,
} from './oneLamp.ts'

type Said = readonly (readonly [topic: string, document: JsonObject | ''])[]

const STEPS: Readonly<Record<string, Said>> = {
  hass: [[HASS, hass()]],
  native: [['native/1', native()]],
  'no hass': [[HASS, '']],
  'no native': [['native/1', '']],
  both: [
    ['native/1', native()],
    [HASS, hass()],
  ],
  restart: [],
}

const thereAfter = (there: ReadonlySet<string>, said: Said): ReadonlySet<string> =>
  new Set([
    ...[...there].filter(one => !said.some(([topic]) => topic === one)),
    ...said.flatMap(([topic, document]) => (document === '' ? [] : [topic])),
  ])

async function hearAll(rig: Rig, said: Said): Promise<Said> {
  for (const [topic, document] of said) rig.hear(topic, document, true)
  await settle(rig)
  return said
}

describe('the same hardware', () => {
  test.each([
    ['Home Assistant first', [HASS, 'native/1']],
    ['native first', ['native/1', HASS]],
  ])(
    'keeps the id it was first told under, its decisions and its values, by whatever is told later: %s',
    async (_name, topics) => {
      const documents: Record<string, JsonObject> = { [HASS]: hass(), 'native/1': native() }
      const [first = '', second = ''] = topics
      let rig = await openRig(ANNOUNCED)
      await say(rig, first, documents[first] ?? '')
      const [id = ''] = ids(rig)
      await rig.gateway.announcements?.decide(id, { location: 'KITCHEN' })
      rig.hear('lamps/1/state', first === HASS ? 'ON' : 'on')
      const since = rig.resident(id).since
      await say(rig, second, documents[second] ?? '')
      const check = (): void => {
        expect(ids(rig)).toEqual([id])
        expect(all(rig)[0]?.location).toBe('KITCHEN')
      }
      check()
      // It has never left: what was known of it still is.
      expect([rig.resident(id).since, rig.resident(id).known.has('power')]).toEqual([since, true])
      expect(all(rig)[0]?.name).toBe('거실등')
      expect(codesOf(rig, id)).toContain('same-hardware')
      expect(codesOf(rig, id).includes('id-kept')).toBe(first !== HASS)
      rig = await restarted(rig)
      check()
      await say(rig, first, '')
      check()
      rig = await restarted(rig)
      check()
      await say(rig, first, documents[first] ?? '')
      await say(rig, second, '')
      check()
      await say(rig, first, '')
      expect(ids(rig)).toEqual([])
      // Even when both were gone, whoever comes first is who it was.
      rig = await restarted(rig)
      await say(rig, second, documents[second] ?? '')
      check()
    },
  )

  test('is one whatever comes and goes in whatever order, over restarts', async () => {
    const steps = fc.array(fc.constantFrom(...Object.keys(STEPS)), { maxLength: 12 })
    let joined = 0
    const run = async (names: readonly string[]): Promise<void> => {
      let rig = await openRig(ANNOUNCED)
      let there: ReadonlySet<string> = new Set()
      let known: string | undefined
      for (const name of names) {
        if (name === 'restart') rig = await restarted(rig)
        there = thereAfter(there, await hearAll(rig, STEPS[name] ?? []))
        expect(ids(rig)).toEqual([known ?? ids(rig)[0]].slice(0, there.size))
        // Before it was told by both at once nobody can know that it is the same.
        if (there.size === 2) known = ids(rig)[0]
      }
      if (known !== undefined) joined++
    }
    await fc.assert(fc.asyncProperty(steps, run), { numRuns: 60 })
    expect(joined).toBeGreaterThan(5)
  })

  test('keeps the id about which the user has decided, when both were appliances before anybody knew', async () => {
    const rig = await openRig(ANNOUNCED)
    await say(rig, HASS, hass({ dev: { ids: ['lamp-1'], name: '거실등' } }))
    await say(rig, 'native/1', native())
    const [one = '', other = ''] = ids(rig)
    await rig.gateway.announcements?.decide(other, { name: '내 조명' })
    await say(rig, HASS, hass())
    expect(all(rig).map(({ id, name }) => [id, name])).toEqual([[other, '내 조명']])
    await say(rig, 'native/1', '')
    expect(ids(rig)).toEqual([other])
    expect(one).not.toBe(other)
  })

  test('is commanded as Home Assistant says, and what that does not say is filled in', async () => {
    const rig = await openRig(ANNOUNCED)
    const brightness = { state: 'lamps/1/level', command: 'lamps/1/dim' }
    const parts: readonly MadeEntity[] = [
      lightPart({ properties: { power, brightness }, question: 'lamps/1/get' }),
      {
        part: 'fan',
        kind: 'fan',
        name: '팬',
        properties: { power: { state: 'lamps/1/fan', command: 'lamps/1/fan/set' } },
      },
      { part: 'led', kind: 'switch', name: 'LED indicator', properties: { power } },
    ]
    rig.hear('native/1', native(parts), true)
    rig.hear(HASS, hass(), true)
    await settle(rig)
    const [lamp, fan, ...rest] = all(rig)
    expect([lamp?.type, lamp?.name, fan?.type, fan?.name, rest]).toEqual(['LIGHT', '거실등', 'FAN', '거실등 팬', []])
    expect([...(lamp?.properties.keys() ?? [])].sort()).toEqual(['brightness', 'power'])
    expect(lamp?.properties.get('power')?.question).toEqual({ topic: 'lamps/1/get', payload: '' })
    expect(codesOf(rig, lamp?.id)).toEqual(expect.arrayContaining(['same-hardware', 'gap-filled']))
    expect(codesOf(rig, fan?.id)).toContain('gap-filled')
    rig.onPublish(({ payload }) => rig.hear('lamps/1/state', payload))
    await rig.ask({ action: 'TurnOn', applianceId: lamp?.id ?? '' })
    expect(rig.published.filter(one => one.topic === 'lamps/1/set').map(one => one.payload)).toEqual(['ON'])
    // Forgetting it forgets both, or it would be back at once.
    rig.gateway.announcements?.forget(lamp?.id ?? '')
    await settle(rig)
    expect(ids(rig)).toEqual([])
  })

  test('with several outputs is joined output by output, also where they are called differently', async () => {
    const rig = await openRig(ANNOUNCED)
    for (const at of [1, 2]) {
      const dev = { ids: ['lamp-1'], cns: [['mac', SEPARATED]], name: '주방' }
      const topics = { cmd_t: `lamps/1/POWER${at}`, stat_t: `lamps/1/S${at}` }
      rig.hear(`homeassistant/light/L_${at}/config`, { name: `전등 ${at}`, uniq_id: `L_${at}`, ...topics, dev }, true)
    }
    const relay = (at: number): MadeEntity => ({
      ...{ part: `relay${at}`, kind: 'switch' },
      properties: { power: { state: `lamps/1/S${at}`, command: `lamps/1/POWER${at}` } },
    })
    rig.hear('native/1', native([relay(2), relay(3), relay(1)]), true)
    await settle(rig)
    const pairs = all(rig).map(({ id, type }) => [type, rig.gateway.announcements?.listed().get(id)?.entities])
    expect(pairs).toEqual([
      ['LIGHT', ['homeassistant/light/L_1/config', 'native/1#relay1']],
      ['LIGHT', ['homeassistant/light/L_2/config', 'native/1#relay2']],
      ['SWITCH', ['native/1#relay3']],
    ])
  })

  test('is known by the key of its device, too, where it has no address: a group', async () => {
    const rig = await openRig(ANNOUNCED)
    rig.hear('native/1', native([lightPart()], { id: 'bridge_group_7', known: [] }), true)
    rig.hear(HASS, hass({ dev: { ids: ['bridge_group_7'], name: '거실 전체' } }), true)
    await settle(rig)
    expect(all(rig).map(one => one.name)).toEqual(['거실 전체'])
    await say(rig, HASS, hass({ cmd_t: 'evil/set', dev: { ids: ['bridge_group_7'], name: '거실 전체' } }))
    expect(ids(rig)).toHaveLength(2)
  })
})
