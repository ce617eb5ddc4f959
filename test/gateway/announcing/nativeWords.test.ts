/** Tasmota and Homie through the whole gateway: found, asked, told, confirmed, gone, and one thing where two conventions tell of it. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/kernel/json.ts'
import { attributesOf, LAMP } from '../../conventions/support/homieRows.ts'
import { config, places } from '../../conventions/support/tasmotaConfig.ts'
import { takenIn } from '../../support/announcing.ts'
import { openRig, type Rig } from '../../support/rig.ts'

const TAKEN_IN = takenIn('offered', 'homeassistant', { tasmota: true, homie: true })
const DISCOVERY = 'tasmota/discovery/A0B2C3D4E5F6'
const PLUG = config({ dn: '거실 플러그', rl: places(32, 1) })
const SENSORS = { sn: { Time: 'now', ENERGY: { Power: 3, Total: 1.5 } }, ver: 1 }

const namesOf = (rig: Rig): readonly string[] => [...rig.gateway.house.all()].map(one => one.appliance.name)
const idOf = (rig: Rig): string => [...rig.gateway.house.all()][0]?.appliance.id ?? ''

async function announced(rig: Rig, ...rows: readonly (readonly [string, string | JsonObject])[]): Promise<void> {
  for (const [topic, payload] of rows) rig.hear(topic, payload, true)
  await rig.clock.advance(10_000)
}

async function openPlug(): Promise<Rig> {
  const rig = await openRig(TAKEN_IN)
  await announced(rig, [`${DISCOVERY}/config`, PLUG], [`${DISCOVERY}/sensors`, SENSORS], ['tele/board/LWT', 'Online'])
  return rig
}

/** The plug as its firmware answers. */
function answering(rig: Rig): void {
  rig.onPublish(({ topic, payload }) => {
    if (topic === 'cmnd/board/POWER1') rig.hear('stat/board/RESULT', `{"POWER":"${payload}"}`)
    if (topic === 'cmnd/board/STATE') rig.hear('stat/board/RESULT', '{"Time":"now","POWER":"OFF"}')
    if (topic === 'cmnd/board/STATUS') rig.hear(`stat/board/STATUS${payload}`, '{"StatusSNS":{"ENERGY":{"Power":7}}}')
  })
}

describe('a Tasmota plug', () => {
  test('is discovered, told, and confirmed by its result', async () => {
    const rig = await openPlug()
    answering(rig)
    const id = idOf(rig)
    expect(rig.resident(id).appliance).toMatchObject({
      type: 'SMARTPLUG',
      name: '거실 플러그',
      location: 'LIVING_ROOM',
    })
    const answer = await rig.ask({ action: 'TurnOn', applianceId: id })
    expect(answer.header.name).toBe('TurnOnConfirmation')
    expect(rig.resident(id).known.get('power')?.value).toBe('on')
    expect(rig.published.at(-1)).toMatchObject({ topic: 'cmnd/board/POWER1', payload: 'ON', qos: 0, retain: false })
  })

  test('is asked for what no broker keeps', async () => {
    const rig = await openPlug()
    answering(rig)
    const { header, payload } = await rig.ask({ action: 'GetConsumption', applianceId: idOf(rig) })
    expect(header.name).toBe('GetConsumptionResponse')
    expect(payload['consumption']).toMatchObject([{ value: 7, unit: 'W' }])
    expect(rig.published.map(({ topic, payload: text }) => `${topic} ${String(text)}`)).toContain(
      'cmnd/board/STATUS 10',
    )
  })

  test('is gone with its last will, leaves with its config, and comes back as the same', async () => {
    const rig = await openPlug()
    const id = idOf(rig)
    rig.hear('tele/board/STATE', '{"POWER":"ON"}')
    rig.hear('tele/board/LWT', 'Offline')
    await rig.clock.advance(10_000)
    expect(rig.presence(id)).toContain('offline')
    await announced(rig, [`${DISCOVERY}/config`, ''], [`${DISCOVERY}/sensors`, ''])
    expect(namesOf(rig)).toEqual([])
    await announced(rig, [`${DISCOVERY}/sensors`, SENSORS], [`${DISCOVERY}/config`, PLUG])
    expect(idOf(rig)).toBe(id)
  })

  test('is there at once after a restart, and is not written again for what it measures', async () => {
    const rig = await openPlug()
    rig.gateway.flush(true)
    const saved = JSON.stringify(rig.announced.documents())
    const again = await openRig({ ...TAKEN_IN, announced: rig.announced })
    expect(namesOf(again)).toEqual(['거실 플러그'])
    const later = { sn: { Time: 'later', ENERGY: { Power: 99, Total: 2.5 } }, ver: 1 }
    await announced(again, [`${DISCOVERY}/config`, PLUG], [`${DISCOVERY}/sensors`, later])
    again.gateway.flush(true)
    expect(again.announced.documents().map(one => one.payload)).toEqual(
      (JSON.parse(saved) as readonly { readonly payload: string }[]).map(one => one.payload),
    )
    expect(idOf(again)).toBe(idOf(rig))
  })

  test('is one with what its older firmware announced to Home Assistant', async () => {
    const rig = await openPlug()
    const id = idOf(rig)
    const legacy = {
      name: 'Plug',
      '~': 'board/',
      cmd_t: 'cmnd/board/POWER',
      stat_t: 'tele/board/STATE',
      val_tpl: '{{value_json.POWER}}',
      uniq_id: 'D4E5F6_RL_1',
      device: { identifiers: ['D4E5F6'], connections: [['mac', 'A0:B2:C3:D4:E5:F6']] },
    }
    await announced(rig, ['homeassistant/switch/D4E5F6_RL_1/config', legacy])
    expect(namesOf(rig)).toHaveLength(1)
    expect(idOf(rig)).toBe(id)
    expect(rig.resident(id).appliance.properties.has('consumption')).toBe(true)
  })
})

describe('a Homie lamp', () => {
  test('is discovered, told and confirmed, and unreachable while it is lost', async () => {
    const rig = await openRig(TAKEN_IN)
    await announced(rig, ...LAMP, ['homie/lamp-1/light/on', 'false'])
    const id = idOf(rig)
    expect(rig.resident(id).appliance).toMatchObject({ type: 'LIGHT', name: '서재 조명', location: 'LIBRARY' })
    rig.onPublish(({ topic, payload }) => {
      if (topic === 'homie/lamp-1/light/on/set') rig.hear('homie/lamp-1/light/on', String(payload))
    })
    expect((await rig.ask({ action: 'TurnOn', applianceId: id })).header.name).toBe('TurnOnConfirmation')
    expect(rig.resident(id).known.get('power')?.value).toBe('on')
    rig.hear('homie/lamp-1/$state', 'lost')
    await rig.clock.advance(10_000)
    expect(rig.presence(id)).toContain('offline')
    rig.hear('homie/lamp-1/$state', 'sleeping')
    await rig.clock.advance(100)
    expect(rig.presence(id)).toContain('online')
    await announced(rig, ['homie/lamp-1/$homie', ''])
    expect(namesOf(rig)).toEqual([])
  })

  test('a child goes and comes with its root', async () => {
    const rig = await openRig(TAKEN_IN)
    const nodes = { n: { properties: { on: { datatype: 'boolean', settable: true } } } }
    const child = { homie: '5.0', name: '등', nodes, root: 'hub', parent: 'hub' }
    await announced(rig, ['homie/5/child/$description', child], ['homie/5/child/$state', 'ready'])
    const id = idOf(rig)
    rig.hear('homie/5/child/$state', 'ready')
    rig.hear('homie/5/hub/$state', 'lost')
    await rig.clock.advance(10_000)
    expect(rig.presence(id)).toContain('offline')
    rig.hear('homie/5/hub/$state', 'ready')
    await rig.clock.advance(100)
    expect(rig.presence(id)).not.toContain('offline')
  })

  test('nobody is published to below our own topics or to an attribute', async () => {
    const rig = await openRig(TAKEN_IN)
    await announced(
      rig,
      ...attributesOf('clova2mqtt/lamp', 'Ours', { n: { properties: { on: ['boolean', true] } } }),
      [`${DISCOVERY}/config`, config({ rl: places(8, 1), ft: 'clova2mqtt/%prefix%/%topic%/' })],
      [
        'tasmota/discovery/B1B2C3D4E5F6/config',
        config({ rl: places(8, 1), ft: 'tasmota/discovery/%prefix%/%topic%/' }),
      ],
    )
    expect(namesOf(rig)).toEqual([])
    const why = [...(rig.gateway.announcements?.leftOut().values() ?? [])].flat().map(one => one.code)
    expect(why).toEqual(expect.arrayContaining(['left-out-no-command']))
  })
})
