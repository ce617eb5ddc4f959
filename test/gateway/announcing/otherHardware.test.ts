/** What is not the same hardware stays apart: no accident, no claim and no trick joins it, hides it or takes it over. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/kernel/json.ts'
import { openRig, type Rig } from '../../support/rig.ts'
import {
  ANNOUNCED,
  all,
  codesOf,
  HASS,
  hass,
  ids,
  lightPart,
  native,
  restarted,
  SEPARATED,
  say,
  settle,
} from './oneLamp.ts'

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
    ).toEqual(['ESP', '안방등', '주방등'])
    expect(all(rig).flatMap(one => codesOf(rig, one.id))).toContain('address-shared')
    // And again one, with the id it had, once the other is gone.
    await say(rig, 'homeassistant/light/x2/config', '')
    expect(all(rig).map(one => one.name)).toEqual(['안방등'])
  })

  test('by a claim: a stranger that names the address of an appliance neither takes it over nor hides it', async () => {
    const rig = await separate({ 'native/1': native() })
    const [id = ''] = ids(rig)
    await rig.gateway.announcements?.decide(id, { name: '내 조명' })
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
    await rig.gateway.announcements?.decide(id, { allow: ['unlock'] })
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
    const rig = await openRig(ANNOUNCED)
    for (let at = 0; at < 40; at++) {
      const dev = { ids: [`x${at}`], cns: [['mac', SEPARATED]], name: `조명 ${at}` }
      rig.hear(`homeassistant/light/x${at}/config`, hass({ uniq_id: `x${at}`, dev }), true)
    }
    rig.hear('native/1', native(), true)
    await settle(rig)
    expect(ids(rig)).toHaveLength(41)
  })

  test('by an identity that is somebody else’s: who had the id keeps it, also over a restart', async () => {
    const identity = ['light', 'lamp', 'lamp-1'].join('\n')
    let rig = await separate({ 'native/1': native([lightPart({ identity })], { id: 'lamp-1' }) })
    const [id = ''] = ids(rig)
    const commanded = (): readonly string[] =>
      [...rig.resident(id).appliance.properties.values()].flatMap(one =>
        typeof one.command === 'object' && 'compose' in one.command ? one.command.topics : [],
      )
    await say(rig, HASS, hass({ cmd_t: 'evil/set', stat_t: 'evil/state' }))
    expect([ids(rig).length, commanded()]).toEqual([2, ['lamps/1/set']])
    rig = await restarted(rig)
    expect([ids(rig).length, commanded()]).toEqual([2, ['lamps/1/set']])
    // The real one is the same appliance.
    await say(rig, HASS, hass())
    expect([ids(rig), commanded()]).toEqual([[id], ['lamps/1/set']])
  })
})
