/** Shellys in their own words: found by a word of theirs, asked who they are, told by calls and believed by their status. */
import { describe, expect, test } from 'vitest'
import { openRig } from '../support/rig.ts'
import { appliances, called, homeWith, type Options, only, TAKEN_IN } from './support/shellyHome.ts'

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

  test('tells when it was, by its own clock, unless that was never set', async () => {
    const { rig } = await homeWith([MINI])
    const { id } = only(rig)
    const momentOf = (ts: number) => {
      const params = { ts, 'switch:0': { id: 0, output: true } }
      rig.hear(`${MINI.prefix}/events/rpc`, { src: MINI.id, method: 'NotifyStatus', params })
      const { moment } = rig.resident(id).known.get('power') ?? {}
      return moment && [moment.origin, Math.round(rig.clock.wall() - moment.wall)]
    }
    expect(momentOf(rig.clock.wall() / 1000 - 2.5)).toEqual(['appliance', 2_500])
    expect(momentOf(17.25)).toEqual(['arrival', 0])
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

test('a house of a hundred is known within half a minute, though each is asked three times and nobody says more', async () => {
  const many = Array.from({ length: 100 }, (_, at): Options => {
    const id = `shellyplus1-3ce90e2f${(0x1000 + at).toString(16)}`
    return { ...MINI, prefix: id, id, info: { name: `Lamp ${at}` } }
  })
  const { rig } = await homeWith(many)
  expect(appliances(rig).length).toBeGreaterThanOrEqual(40)
  await rig.clock.advance(25_000)
  expect(appliances(rig)).toHaveLength(100)
})
