/** The same hardware told by two conventions is one appliance: by its address and its topics, never by accident or by a claim. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hassConvention } from '../../../src/conventions/hass/convention.ts'
import type { JsonObject } from '../../../src/kernel/json.ts'
import { memoryAnnouncementStore } from '../../support/memoryAnnouncements.ts'
import { openRig, type Rig } from '../../support/rig.ts'
import { asPayload, type MadeDocument, type MadeEntity, madeConvention } from './madeConvention.ts'

const ANNOUNCED = {
  announcements: { conventions: [hassConvention('homeassistant'), madeConvention('native')], offerNew: true },
}
const MAC = 'mac:c049ef8cf4e0'
const SEPARATED = 'C0:49:EF:8C:F4:E0'
const HASS = 'homeassistant/light/lamp/config'

const hass = (more: JsonObject = {}): JsonObject => ({
  name: null,
  uniq_id: 'lamp',
  cmd_t: 'lamps/1/set',
  stat_t: 'lamps/1/state',
  dev: { ids: ['lamp-1'], cns: [['mac', SEPARATED]], name: '거실등' },
  ...more,
})
const power = { state: 'lamps/1/state', command: 'lamps/1/set' }
const native = (entities: readonly MadeEntity[] = [lightPart()], more: Partial<MadeDocument> = {}): JsonObject =>
  asPayload({ id: 'n1', name: 'ESP_8CF4E0', known: [MAC], entities, ...more })
function lightPart(more: Partial<MadeEntity> = {}): MadeEntity {
  return { part: 'light', kind: 'light', properties: { power }, ...more }
}

const all = (rig: Rig) => [...rig.gateway.house.all()].map(one => one.appliance)
const ids = (rig: Rig): string[] => all(rig).map(one => one.id)
const settle = (rig: Rig): Promise<void> => rig.clock.advance(10_000)
const say = async (rig: Rig, topic: string, document: JsonObject | ''): Promise<void> => {
  rig.hear(topic, document, true)
  await settle(rig)
}
const codesOf = (rig: Rig, id = ''): string[] =>
  rig.gateway.announcements
    ?.listed()
    .get(id)
    ?.notes.map(one => one.code) ?? []
const restarted = async (rig: Rig): Promise<Rig> => {
  rig.gateway.flush(true)
  return openRig({ ...ANNOUNCED, announced: rig.announced })
}

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
      rig.gateway.announcements?.decide(id, { location: 'KITCHEN' })
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
    await fc.assert(
      fc.asyncProperty(steps, async names => {
        let rig = await openRig(ANNOUNCED)
        let there: ReadonlySet<string> = new Set()
        let known: string | undefined
        for (const name of names) {
          if (name === 'restart') rig = await restarted(rig)
          for (const [topic, document] of STEPS[name] ?? []) rig.hear(topic, document, true)
          there = thereAfter(there, STEPS[name] ?? [])
          await settle(rig)
          expect(ids(rig)).toHaveLength(Math.min(1, there.size))
          expect(ids(rig)).toEqual(ids(rig).map(id => known ?? id))
          // Before it was told by both at once nobody can know that it is the same.
          if (there.size === 2) known = ids(rig)[0]
        }
        if (known !== undefined) joined++
      }),
      { numRuns: 60 },
    )
    expect(joined).toBeGreaterThan(20)
  })

  test('keeps the id about which the user has decided, when both were appliances before anybody knew', async () => {
    const rig = await openRig(ANNOUNCED)
    await say(rig, HASS, hass({ dev: { ids: ['lamp-1'], name: '거실등' } }))
    await say(rig, 'native/1', native())
    const [one = '', other = ''] = ids(rig)
    rig.gateway.announcements?.decide(other, { name: '내 조명' })
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
})

describe('is not joined', () => {
  const separate = async (documents: Readonly<Record<string, JsonObject>>): Promise<Rig> => {
    const rig = await openRig(ANNOUNCED)
    for (const [topic, document] of Object.entries(documents)) await say(rig, topic, document)
    return rig
  }

  test.each([
    ['all zero', '00:00:00:00:00:00', 'mac:000000000000'],
    ['all ones', 'ff:ff:ff:ff:ff:ff', 'mac:ffffffffffff'],
    ['of many', '01:00:5e:00:00:fb', 'mac:01005e0000fb'],
    ['of a manual', 'aa:bb:cc:dd:ee:ff', 'mac:aabbccddeeff'],
    ['no address', 'lamp', 'mac:lamp'],
  ])('by an address that tells nothing: %s', async (_name, address, key) => {
    const dev = { ids: ['lamp-1'], cns: [['mac', address]], name: '거실등' }
    const rig = await separate({ [HASS]: hass({ dev }), 'native/1': native(undefined, { known: [key] }) })
    expect(ids(rig)).toHaveLength(2)
  })

  test('by the address of a bridge that several devices name', async () => {
    const flat = (at: number, name: string): JsonObject =>
      hass({ uniq_id: `x${at}`, dev: { ids: [`x${at}`], cns: [['mac', SEPARATED]], name } })
    const rig = await separate({
      'homeassistant/light/x1/config': flat(1, '안방등'),
      'native/1': native(),
      'homeassistant/light/x2/config': flat(2, '주방등'),
    })
    expect(
      all(rig)
        .map(one => one.name)
        .sort(),
    ).toEqual(['ESP 8CF4E0', '안방등', '주방등'])
    expect(all(rig).flatMap(one => codesOf(rig, one.id))).toContain('address-shared')
    // And again one, with the id it had, once the other is gone.
    await say(rig, 'homeassistant/light/x2/config', '')
    expect(all(rig).map(one => one.name)).toEqual(['안방등'])
  })

  test('by a claim: a stranger that names the address of an appliance neither takes it over nor hides it', async () => {
    const rig = await separate({ 'native/1': native() })
    const [id = ''] = ids(rig)
    rig.gateway.announcements?.decide(id, { name: '내 조명' })
    const before = all(rig)[0]
    const evil = {
      cmd_t: 'evil/set',
      stat_t: 'evil/state',
      dev: { ids: ['evil'], cns: [['mac', SEPARATED]], name: '거실' },
    }
    for (const topic of ['homeassistant/light/evil/config', 'homeassistant/climate/evil/config']) {
      await say(rig, topic, hass({ ...evil, uniq_id: topic, mode_cmd_t: 'evil/mode', modes: ['off', 'heat'] }))
    }
    for (const more of [{ ent_cat: 'config' }, { en: false }, { cmd_t: 'lamps/1/set', ent_cat: 'diagnostic' }]) {
      await say(rig, 'homeassistant/switch/evil/config', hass({ ...evil, uniq_id: 'evil', ...more }))
    }
    expect(rig.resident(id).appliance).toEqual(before)
    const told = [...(rig.gateway.announcements?.listed().values() ?? [])].flatMap(one => one.notes)
    expect(told.map(one => one.code)).toContain('address-elsewhere')
  })

  test('any more, once its topics lead elsewhere: the id is again of whom it was first', async () => {
    const rig = await separate({ 'native/1': native(), [HASS]: hass() })
    const [id = ''] = ids(rig)
    rig.gateway.announcements?.decide(id, { allow: ['unlock'] })
    await say(rig, HASS, hass({ cmd_t: 'evil/set' }))
    expect(ids(rig)).toHaveLength(2)
    const topics = [...rig.resident(id).appliance.properties.values()].flatMap(one =>
      typeof one.command === 'object' && 'compose' in one.command ? one.command.topics : [],
    )
    expect(topics).toEqual(['lamps/1/set'])
    const other = all(rig).find(one => one.id !== id)
    expect([other?.name, other?.allow.size]).toEqual(['거실등', 0])
  })

  test('and no switch that a device has of its own is made the power of an air conditioner somebody claims it to be', async () => {
    const rig = await separate({ 'native/1': native([lightPart({ part: 'switch', kind: 'switch' })]) })
    await say(
      rig,
      'homeassistant/climate/evil/config',
      hass({ uniq_id: 'c', mode_cmd_t: 'lamps/1/mode', mode_stat_t: 'lamps/1/state', modes: ['off', 'cool'] }),
    )
    expect(
      all(rig)
        .map(one => one.type)
        .sort(),
    ).toEqual(['AIRCONDITIONER', 'LIGHT'])
  })

  test('in more than bounded work, however many claim one address', async () => {
    const rig = await openRig({ ...ANNOUNCED, announced: memoryAnnouncementStore() })
    for (let at = 0; at < 40; at++) {
      const dev = { ids: [`x${at}`], cns: [['mac', SEPARATED]], name: `조명 ${at}` }
      rig.hear(`homeassistant/light/x${at}/config`, hass({ uniq_id: `x${at}`, dev }), true)
    }
    rig.hear('native/1', native(), true)
    await settle(rig)
    expect(ids(rig)).toHaveLength(41)
  })
})
