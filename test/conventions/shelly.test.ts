/** Shellys in their own words: found by a word of theirs, asked who they are, told by calls and believed by their status. */
import { describe, expect, test } from 'vitest'
import { conventionsOf } from '../../src/conventions/conventions.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { openRig, type Rig, type RigOptions } from '../support/rig.ts'
import { makeShelly, type ShellyOptions } from '../support/shelly.ts'

const TAKEN_IN = { announcements: { conventions: conventionsOf({ shelly: { base: 'clova2mqtt' } }), offerNew: true } }

type Options = Omit<ShellyOptions, 'say'>

/** A gateway and Shellys on one bus; each begins by saying that it is there. */
async function homeWith(shellys: readonly Options[], options: RigOptions = {}) {
  const rig = await openRig({ ...TAKEN_IN, ...options })
  const all = shellys.map(one =>
    makeShelly({ ...one, say: (topic, payload, retain) => rig.hear(topic, payload, retain) }),
  )
  rig.onPublish(({ topic, payload }) => {
    for (const one of all) one.hear(topic, String(payload))
  })
  for (const one of all) one.begin()
  await rig.clock.advance(10_000)
  return { rig, all }
}

const appliances = (rig: Rig) => [...rig.gateway.house.all()].map(one => one.appliance)
const only = (rig: Rig) => {
  const [one, ...others] = appliances(rig)
  if (one === undefined || others.length > 0) throw new Error(`${appliances(rig).length} appliances`)
  return one
}
const called = (rig: Rig): readonly JsonObject[] =>
  rig.published
    .filter(({ topic }) => topic.endsWith('/rpc'))
    .map(({ payload }) => JSON.parse(String(payload)) as JsonObject)
    .filter(({ method }) => !String(method).includes('Get'))

const MINI: Options = {
  prefix: 'shelly1pmminig3-5432044edbc1',
  id: 'shelly1pmminig3-5432044edbc1',
  info: { name: '거실 스탠드', app: 'Mini1PMG3', ver: '1.7.4' },
  config: { 'switch:0': { id: 0, name: null } },
  status: { 'switch:0': { id: 0, output: false, apower: 11.5, temperature: { tC: 55 } } },
}

describe('a relay', () => {
  test('is found, asked, switched and confirmed by what it tells', async () => {
    const { rig, all } = await homeWith([MINI])
    const { id, type, name, manufacturer, model, version } = only(rig)
    expect([type, name, manufacturer, model, version]).toEqual(['LIGHT', '거실 스탠드', 'Shelly', 'Mini1PMG3', '1.7.4'])
    expect(all[0]?.calls.slice(0, 3)).toEqual(['Shelly.GetDeviceInfo', 'Shelly.GetConfig', 'Shelly.GetStatus'])
    const answer = await rig.ask({ action: 'TurnOn', applianceId: id })
    expect(answer.header.name).toBe('TurnOnConfirmation')
    expect(called(rig)).toEqual([
      { id: 'set', src: `clova2mqtt/shelly/${MINI.id}`, method: 'Switch.Set', params: { id: 0, on: true } },
    ])
    expect(rig.resident(id).known.get('power')?.value).toBe('on')
    expect(rig.published.every(({ qos, retain }) => qos === 0 && !retain)).toBe(true)
  })

  test('that is on already tells no change, and is confirmed by its answer to the question behind the call', async () => {
    const { rig, all } = await homeWith([MINI])
    const { id } = only(rig)
    await rig.ask({ action: 'TurnOn', applianceId: id })
    const before = all[0]?.calls.length ?? 0
    expect((await rig.ask({ action: 'TurnOn', applianceId: id })).header.name).toBe('TurnOnConfirmation')
    expect(all[0]?.calls.slice(before)).toEqual(['Switch.Set', 'Switch.GetStatus'])
  })

  test('that does not do it is not confirmed, though it took the call', async () => {
    const { rig } = await homeWith([MINI])
    const { id } = only(rig)
    rig.onPublish(({ topic, payload }) => {
      const { id: of, src, method } = JSON.parse(String(payload)) as { id: unknown; src: string; method: string }
      if (topic !== `${MINI.prefix}/rpc`) return
      const result = method === 'Switch.Set' ? { was_on: false } : { id: 0, output: false }
      rig.hear(`${src}/rpc`, { id: of as string, src: MINI.id, dst: src, result })
    })
    const asking = rig.ask({ action: 'TurnOn', applianceId: id })
    await rig.clock.advance(4_000)
    expect((await asking).header.name).toBe('ActionFailedError')
  })

  test('tells what somebody does by hand, with changed members only, and keeps the others', async () => {
    const { rig, all } = await homeWith([MINI])
    const { id } = only(rig)
    all[0]?.change('switch:0', { output: true })
    all[0]?.change('switch:0', { apower: 60.5 })
    rig.hear(`${MINI.prefix}/events/rpc`, {
      src: MINI.id,
      method: 'NotifyStatus',
      params: { ts: 1, mqtt: { connected: true } },
    })
    rig.hear(`${MINI.prefix}/events/rpc`, { src: MINI.id, method: 'NotifyEvent', params: { events: [] } })
    expect(rig.resident(id).known.get('power')?.value).toBe('on')
    rig.hear(`${MINI.prefix}/status/switch:0`, { id: 0, output: false, apower: 0 })
    expect(rig.resident(id).known.get('power')?.value).toBe('off')
  })

  test('goes with its last will and comes back with its birth', async () => {
    const { rig } = await homeWith([MINI])
    const { id } = only(rig)
    rig.hear(`${MINI.prefix}/online`, 'false')
    await rig.clock.advance(30_000)
    expect(rig.presence(id)).toContain('offline')
    rig.hear(`${MINI.prefix}/online`, 'true')
    expect(rig.presence(id)).toContain('online')
  })

  test('is there at once after a restart, asked nothing twice, and written only once', async () => {
    const { rig } = await homeWith([MINI])
    rig.gateway.announcements?.flush()
    const [stored] = rig.announced.documents()
    const before = only(rig)
    const later = await openRig({ ...TAKEN_IN, announced: rig.announced })
    expect(only(later)).toMatchObject({ id: before.id, name: before.name, type: before.type })
    expect(stored?.payload).not.toMatch(/11\.5|false.*output|55/)
    const { rig: third } = await homeWith([{ ...MINI, status: { 'switch:0': { id: 0, output: true, apower: 3 } } }], {
      announced: rig.announced,
    })
    third.gateway.announcements?.flush()
    expect(third.announced.documents()).toEqual([stored])
  })

  test('keeps its id when its prefix is renamed, and is told on the new one', async () => {
    const { rig } = await homeWith([MINI])
    const { id } = only(rig)
    rig.gateway.announcements?.flush()
    const renamed = { ...MINI, prefix: 'home/living/stand' }
    const { rig: later } = await homeWith([renamed], { announced: rig.announced })
    expect(only(later).id).toBe(id)
    await later.ask({ action: 'TurnOn', applianceId: id })
    expect(later.published.at(-1)?.topic).toBe('home/living/stand/rpc')
    later.gateway.announcements?.flush()
    expect(later.announced.documents()).toHaveLength(1)
  })

  test('without calls over MQTT is read, and nothing is offered that it would not do', async () => {
    const { rig, all } = await homeWith([{ ...MINI, deaf: true }])
    all[0]?.change('switch:0', { output: true })
    await rig.clock.advance(5_000)
    expect(appliances(rig)).toEqual([])
    const notes = [...(rig.gateway.announcements?.leftOut().values() ?? [])].flat()
    expect(notes.map(one => one.code)).toContain('left-out-no-command')
    expect(called(rig)).toEqual([])
  })
})

test('a house of a hundred is known within half a minute, though each is asked three times', async () => {
  const many = Array.from({ length: 100 }, (_, at): Options => {
    const id = `shellyplus1-3ce90e2f${(0x1000 + at).toString(16)}`
    return { ...MINI, prefix: id, id, info: { name: `Lamp ${at}` } }
  })
  const { rig } = await homeWith(many)
  expect(appliances(rig).length).toBeGreaterThanOrEqual(40)
  for (let second = 0; second < 20; second++) {
    rig.hear('weather/rain', '0')
    await rig.clock.advance(1_000)
  }
  expect(appliances(rig)).toHaveLength(100)
})

describe('what else there is', () => {
  test('a cover opens, is stopped, and is open wherever it stands', async () => {
    const { rig, all } = await homeWith([
      {
        ...{ prefix: 'shelly17', id: 'shellyplus2pm-3ce90e2f7c35', info: { app: 'Plus2PM', name: '안방 커튼' } },
        ...{ config: { 'cover:0': { name: null } } },
        status: { 'cover:0': { id: 0, state: 'closed', apower: 0, pos_control: true, current_pos: 0 } },
      },
    ])
    const { id, type } = only(rig)
    expect(type).toBe('SMARTCURTAIN')
    const asking = rig.ask({ action: 'Open', applianceId: id })
    await rig.clock.advance(4_000)
    expect((await asking).header.name).toBe('OpenConfirmation')
    all[0]?.change('cover:0', { state: 'stopped', current_pos: 49 })
    expect(rig.resident(id).known.get('openState')?.value).toBe('OPENED')
    await rig.ask({ action: 'Stop', applianceId: id })
    expect(called(rig).map(({ method, params }) => [method, params])).toEqual([
      ['Cover.Open', { id: 0 }],
      ['Cover.Stop', { id: 0 }],
    ])
    all[0]?.change('cover:0', { state: 'closed', current_pos: 0 })
    expect(rig.resident(id).known.get('openState')?.value).toBe('CLOSED')
  })

  test('lamps: brightness, white and colours', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'bulb', id: 'shellyduobulbg3-90706948e251', info: { name: '주방 등', app: 'DuoBulbG3' } },
        config: { 'cct:0': { ct_range: [2700, 6500] } },
        status: { 'cct:0': { id: 0, output: true, brightness: 60, ct: 4000, apower: 5 } },
      },
    ])
    const lamp = only(rig)
    expect(lamp.properties.get('colorTemperature')?.limits).toEqual({ min: 2700, max: 6500 })
    const set = (action: string, operands: JsonObject) => rig.ask({ action, applianceId: lamp.id, operands })
    expect((await set('SetBrightness', { brightness: { value: 30 } })).header.name).toBe('SetBrightnessConfirmation')
    expect((await set('SetColorTemperature', { colorTemperature: { value: 3000 } })).header.name).toBe(
      'SetColorTemperatureConfirmation',
    )
    expect(called(rig).map(({ params }) => params)).toEqual([
      { id: 0, on: true, brightness: 30 },
      { id: 0, on: true, ct: 3000 },
    ])
    const { rig: other } = await homeWith([
      {
        ...{ prefix: 'strip', id: 'shellyplusrgbwpm-90706948e252', info: { name: '띠 조명' } },
        status: { 'rgbw:0': { id: 0, output: true, brightness: 60, rgb: [255, 0, 0], white: 0 } },
      },
    ])
    const { id } = only(other)
    const colour = { color: { hue: 120, saturation: 100, brightness: 50 } }
    expect((await other.ask({ action: 'SetColor', applianceId: id, operands: colour })).header.name).toBe(
      'SetColorConfirmation',
    )
    expect(called(other)[0]).toMatchObject({
      method: 'RGBW.Set',
      params: { id: 0, on: true, brightness: 50, rgb: [0, 255, 0] },
    })
  })

  test('a lamp that fades is where it is going', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'dimmer', id: 'shellydimmerg3-90706948e253', info: { name: '복도 등' } },
        status: { 'light:0': { id: 0, output: true, brightness: 10 } },
      },
    ])
    const { id } = only(rig)
    const transition = { target: { output: true, brightness: 80 }, started_at: 1, duration: 3 }
    rig.hear('dimmer/status/light:0', { id: 0, output: true, brightness: 12, transition })
    expect(rig.resident(id).known.get('brightness')?.value).toBe(80)
  })

  test('two relays have names, one a name of its own, and each its own meter', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'shellyplus2pm-Einfahrt', id: 'shellyplus2pm-3ce90e2f7c34', info: { app: 'Plus2PM' } },
        config: { 'switch:0': { name: null }, 'switch:1': { name: 'Pump' } },
        status: { 'switch:0': { output: false, apower: 1 }, 'switch:1': { output: true, apower: 2 } },
      },
    ])
    expect(appliances(rig).map(one => one.name)).toEqual(['Einfahrt switch 1', 'Einfahrt Pump'])
    expect(new Set(appliances(rig).map(one => one.id)).size).toBe(2)
  })

  test('a sensor on a battery that wakes up is asked while it is awake, and its sleep is no absence', async () => {
    const rig = await openRig(TAKEN_IN)
    const id = 'shellyhtg3-5432044edbc9'
    const status = {
      'temperature:0': { id: 0, tC: 22.5, tF: 72.5 },
      'humidity:0': { id: 0, rh: 41 },
      'devicepower:0': { id: 0, battery: { V: 5.5, percent: 88 }, external: { present: false } },
    }
    rig.hear('ht/events/rpc', { src: id, dst: 'ht/events', method: 'NotifyFullStatus', params: { ts: 1, ...status } })
    await rig.clock.advance(5_000)
    const appliance = only(rig)
    expect(appliance.type).toBe('AIRSENSOR')
    rig.hear('ht/events/rpc', { src: id, dst: 'ht/events', method: 'NotifyFullStatus', params: { ts: 2, ...status } })
    rig.hear('ht/online', 'false', true)
    await rig.clock.advance(60_000)
    expect(rig.resident(appliance.id).known.get('humidity')?.value).toBe(41)
    expect(rig.presence(appliance.id)).not.toContain('offline')
  })

  test('smoke, meters and water: what CLOVA has a word for', async () => {
    const { rig } = await homeWith([
      {
        ...{ prefix: 'smoke', id: 'shellyplussmoke-3ce90e2f7c36', info: { name: '주방 연기' } },
        status: { 'smoke:0': { alarm: false }, 'flood:0': { alarm: true }, 'em:0': { total_act_power: 812 } },
      },
    ])
    expect(appliances(rig).map(one => one.type)).toEqual(['SMOKESENSOR'])
  })
})
