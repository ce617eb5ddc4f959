/** From a discovery document to an answered directive, for a lamp and a switch: with the bus that remembers, and with real brokers. */

import { afterEach, describe, expect, test } from 'vitest'
import { StoreError } from '../../../src/ports/stores.ts'
import { hasMosquitto } from '../../adapters/mqtt/mosquitto.ts'
import { takenIn } from '../../support/announcing.ts'
import { type House, openHouse } from '../../support/house.ts'
import { memoryAnnouncementStore } from '../../support/memoryAnnouncements.ts'
import { openRig, type Rig } from '../../support/rig.ts'
import { until } from '../../support/until.ts'

const TAKEN_IN = takenIn()
const SWITCH = {
  name: 'Pump',
  uniq_id: 'p1',
  cmd_t: 'garden/pump/set',
  stat_t: 'garden/pump',
  dev: { ids: 'garden', name: '정원' },
}
const LAMP = {
  name: null,
  unique_id: 'l1',
  schema: 'json',
  command_topic: 'home/lamp/set',
  state_topic: 'home/lamp',
  brightness: true,
  brightness_scale: 254,
  supported_color_modes: ['color_temp'],
  device: { identifiers: ['0xabc'], name: '거실 조명' },
}

const idsOf = (rig: Rig): string[] => [...rig.gateway.house.all()].map(one => one.appliance.id)
const announced = async (rig: Rig, topic: string, payload: object | string, retained = true): Promise<void> => {
  rig.hear(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), retained)
  await rig.clock.advance(400)
}

describe('a switch that announces itself', () => {
  test('is discovered, told, read and confirmed by its own word', async () => {
    const rig = await openRig(TAKEN_IN)
    await announced(rig, 'homeassistant/switch/pump/config', SWITCH)
    const [id = ''] = idsOf(rig)
    expect(rig.resident(id).appliance).toMatchObject({ type: 'SWITCH', name: '정원 Pump', location: 'YARD' })
    rig.onPublish(({ topic, payload }) => {
      if (topic === 'garden/pump/set') rig.hear('garden/pump', payload)
    })
    const answer = await rig.ask({ action: 'TurnOn', applianceId: id })
    expect(answer.header.name).toBe('TurnOnConfirmation')
    expect(rig.published.at(-1)).toMatchObject({ topic: 'garden/pump/set', payload: 'ON', qos: 0, retain: false })
    expect(rig.resident(id).known.get('power')?.value).toBe('on')
  })

  test('whose state is said where it is told is believed without its word, since that could be ours', async () => {
    const rig = await openRig(TAKEN_IN)
    await announced(rig, 'homeassistant/switch/pump/config', { ...SWITCH, stat_t: SWITCH.cmd_t })
    const [id = ''] = idsOf(rig)
    expect((await rig.ask({ action: 'TurnOn', applianceId: id })).header.name).toBe('TurnOnConfirmation')
    expect(rig.resident(id).known.has('power')).toBe(false)
  })

  test('waits for approval where that is wished, is hidden, renamed and forgotten by the user', async () => {
    const rig = await openRig(takenIn('waiting'))
    await announced(rig, 'homeassistant/switch/pump/config', SWITCH)
    const registry = rig.gateway.announcements
    if (registry === undefined) throw new Error('nothing is taken in')
    const [[id = '', waiting] = []] = [...registry.listed()]
    expect([idsOf(rig), waiting?.state]).toEqual([[], 'waiting'])
    expect(await registry.decide(id, { approved: true, name: '연못 펌프' })).toMatchObject({ ok: true })
    expect(rig.resident(id).appliance.name).toBe('연못 펌프')
    expect(await registry.decide(id, { hidden: true })).toMatchObject({ ok: true })
    expect(idsOf(rig)).toEqual([])
    expect(await registry.decide(id, { hidden: null })).toMatchObject({ ok: true })
    expect(idsOf(rig)).toEqual([id])
    expect(await registry.decide(id, { colour: 'red' })).toMatchObject({ ok: false })
    expect([registry.forget(id), registry.forget(id), idsOf(rig)]).toEqual([true, false, []])
  })

  test('is back after a restart before the broker says a word, with nothing known of its presence', async () => {
    const first = await openRig(TAKEN_IN)
    await announced(first, 'homeassistant/switch/pump/config', SWITCH)
    first.gateway.flush(true)
    const second = await openRig({ ...TAKEN_IN, announced: first.announced, unreachable: true })
    const [id = ''] = idsOf(second)
    expect([idsOf(second), second.presence(id)]).toEqual([idsOf(first), 'unknown broker-unreachable'])
    const answer = await second.ask({ action: 'DiscoverAppliances' })
    expect(answer.payload['discoveredAppliances']).toHaveLength(1)
  })

  test('goes a few seconds after it was withdrawn, and stays when it comes back meanwhile', async () => {
    const rig = await openRig(TAKEN_IN)
    const topic = 'homeassistant/switch/pump/config'
    await announced(rig, topic, SWITCH)
    await announced(rig, topic, '')
    await announced(rig, topic, { ...SWITCH, name: 'Well' })
    await rig.clock.advance(20_000)
    expect(idsOf(rig)).toHaveLength(1)
    await announced(rig, topic, '')
    expect(idsOf(rig)).toHaveLength(1)
    await rig.clock.advance(6_000)
    expect(idsOf(rig)).toEqual([])
  })
})

test('a withdrawal is in the database at once, and stays noted while that takes nothing', async () => {
  const store = memoryAnnouncementStore()
  let full = false
  const saved: (readonly string[])[] = []
  const announcements = {
    ...store,
    save: (...[changes, done]: Parameters<typeof store.save>) => {
      saved.push(changes.removed)
      if (full) throw new StoreError('the disk is full')
      store.save(changes, done)
    },
  }
  const rig = await openRig({ ...TAKEN_IN, announced: announcements })
  const topic = 'homeassistant/switch/pump/config'
  await announced(rig, topic, SWITCH)
  rig.gateway.flush(true)
  expect(store.documents().map(one => one.topic)).toEqual([topic])
  full = true
  await announced(rig, topic, '')
  await rig.clock.advance(6_000)
  expect([idsOf(rig), saved.at(-1), store.documents().length]).toEqual([[], [topic], 1])
  full = false
  rig.gateway.flush()
  expect([saved.at(-1), store.documents()]).toEqual([[topic], []])
  // Announced and withdrawn once more, with a database that works: no flush is needed.
  await announced(rig, topic, SWITCH)
  rig.gateway.flush(true)
  await announced(rig, topic, '')
  await rig.clock.advance(6_000)
  expect(store.documents()).toEqual([])
})

test('what was said on a shared topic before an appliance came to it is told to it, and is no sign of life', async () => {
  const rig = await openRig(TAKEN_IN)
  const on = (part: string) => ({
    ...SWITCH,
    name: part,
    uniq_id: part,
    stat_t: 'relay',
    val_tpl: `{{ value_json.${part} }}`,
  })
  await announced(rig, 'homeassistant/switch/a/config', on('a'))
  rig.hear('relay', { a: 'ON', b: 'OFF' })
  await announced(rig, 'homeassistant/switch/b/config', on('b'))
  const values = [...rig.gateway.house.all()].map(one => one.known.get('power'))
  expect(values.map(one => one?.value)).toEqual(['on', 'off'])
  expect(values.map(one => one?.heardAt === undefined)).toEqual([false, true])
})

describe.each(['embedded', 'outside'] as const)('a lamp on a real broker, %s', kind => {
  let house: House | undefined
  afterEach(async () => house?.close())
  const isHere = kind === 'embedded' || hasMosquitto

  test.skipIf(!isHere)(
    `is taken in from a retained document and confirms a brightness${isHere ? '' : ' (needs mosquitto)'}`,
    async () => {
      // Logins of this house may publish below `home`, so that is where discovery is.
      house = await openHouse({ ...takenIn('offered', 'home'), broker: kind, logins: ['publisher'] })
      const at = house
      const lamp = await at.connect('publisher', { follows: ['home/lamp/set'] })
      await lamp.publish('home/light/lamp/config', JSON.stringify(LAMP), true)
      await until(() => {
        void at.clock.advance(100)
        return [...at.gateway().house.all()].length === 1
      }, 'the lamp is in the house')
      const [resident] = [...at.gateway().house.all()]
      const id = resident?.appliance.id ?? ''
      lamp.onMessage(async ({ topic, json }, fake) => {
        if (topic === 'home/lamp/set') await fake.publish('home/lamp', JSON.stringify({ ...json, color_temp: 370 }))
      })
      const answer = await at.send('SetBrightness', id, { brightness: { value: 30 } })
      expect(answer.header.name).toBe('SetBrightnessConfirmation')
      expect(answer.payload).toMatchObject({ brightness: { value: 30 } })
      await lamp.leave()
    },
  )
})
