/** Whoever may publish may announce: what a flood, a flapping publisher and nonsense cost. */

import { describe, expect, test } from 'vitest'
import {
  MAX_DOCUMENT_BYTES,
  MAX_DOCUMENTS_AT_ONCE,
  MAX_ENTITIES,
  MAX_ENTITIES_PER_DEVICE,
  MAX_WORK_MS,
} from '../../../src/gateway/announcing/bounds.ts'
import { createWorker } from '../../../src/gateway/announcing/worker.ts'
import { monoMs } from '../../../src/kernel/time.ts'
import { takenIn } from '../../support/announcing.ts'
import { lamp } from '../../support/appliances.ts'
import { manualClock } from '../../support/manualClock.ts'
import { openRig, type Rig } from '../../support/rig.ts'

const TAKEN_IN = takenIn()
const topicOf = (name: string): string => `homeassistant/switch/${name}/config`
const switchOf = (name: string, more: object = {}): string =>
  JSON.stringify({ name, uniq_id: name, cmd_t: `x/${name}/set`, stat_t: `x/${name}`, ...more })
const count = (rig: Rig): number => [...rig.gateway.house.all()].length
const codes = (rig: Rig): string[] => [...(rig.gateway.announcements?.refused().values() ?? [])].map(one => one.code)

describe('a flood', () => {
  test('is not read while it comes; a directive between is answered first, and what is over the bounds is refused', async () => {
    const rig = await openRig({ ...TAKEN_IN, appliances: [lamp('lamp')] })
    for (let at = 0; at < 10_000; at++)
      rig.hear(topicOf(`s${at}`), switchOf(`s${at}`, { pad: 'x'.repeat(4_000) }), true)
    expect(rig.gateway.announcements?.documents()).toBe(0)
    rig.onPublish(({ topic }) => {
      if (topic.endsWith('/lamp/set')) rig.say('lamp', 'state', { power: 'on' })
    })
    expect((await rig.ask({ action: 'TurnOn', applianceId: 'lamp' })).header.name).toBe('TurnOnConfirmation')
    await rig.clock.advance(5_000)
    const documents = rig.gateway.announcements?.documents() ?? 0
    expect(documents).toBeGreaterThan(3_500)
    // 16 MiB of 4 kB each.
    expect(documents).toBeLessThan(4_300)
    expect(count(rig)).toBe(1_000)
    expect(codes(rig)).toHaveLength(200)
    // The budget of lines holds for them too.
    expect(rig.log.filter(line => line.level === 'warn').length).toBeLessThan(300)
  })

  test('of one topic that changes a hundred times a second ends as its last word, announced now and then', async () => {
    const rig = await openRig(TAKEN_IN)
    let announced = 0
    const before = rig.gateway.house.topics().version()
    for (let at = 0; at < 500; at++) {
      rig.hear(topicOf('flap'), switchOf('flap', { name: `Name ${at}` }))
      await rig.clock.advance(10)
      announced = rig.gateway.house.topics().version() - before
    }
    await rig.clock.advance(3_000)
    expect([...rig.gateway.house.all()].map(one => one.appliance.name)).toEqual(['Name 499'])
    // Its topics are the same, so what is followed has changed once.
    expect(announced).toBeLessThanOrEqual(1)
  })
})

describe('work', () => {
  /** A worker with endless work, whose clock moves by so much with each piece. */
  function goesOf(stepMs: number): number[] {
    const goes: number[] = []
    let now = 1_000
    let steps = 0
    const clock = manualClock()
    const queue: (() => void)[] = []
    const worker = createWorker(
      {
        ...clock,
        mono: () => monoMs(now),
        after: (_delay, run) => {
          queue.push(run)
          return () => undefined
        },
      },
      {
        step: () => {
          steps++
          now += stepMs
          return true
        },
        dueAt: () => undefined,
        wake: () => undefined,
        idle: () => undefined,
      },
    )
    worker.nudge()
    worker.nudge()
    for (let go = 0; go < 3; go++) {
      steps = 0
      const [run, ...rest] = queue.splice(0)
      expect(rest).toEqual([])
      run?.()
      goes.push(steps)
    }
    return goes
  }

  test('is done in goes that end by number or by time, with everything else between them', () => {
    expect(goesOf(0)).toEqual([MAX_DOCUMENTS_AT_ONCE, MAX_DOCUMENTS_AT_ONCE, MAX_DOCUMENTS_AT_ONCE])
    expect(goesOf(3)).toEqual([3, 3, 3])
    expect(goesOf(MAX_WORK_MS * 5)).toEqual([1, 1, 1])
  })
})

describe('nonsense', () => {
  test.each([
    ['not JSON', '{', 'document-bad'],
    ['not an object', '[]', 'document-bad'],
    ['too deep', '['.repeat(40), 'document-bad'],
    ['not UTF-8', Uint8Array.of(0xff, 0xfe), 'document-bad'],
    ['too large', `{"x":"${'y'.repeat(MAX_DOCUMENT_BYTES)}"}`, 'document-too-large'],
  ])('%s is refused with its reason, and what was there stays', async (_name, payload, code) => {
    const rig = await openRig(TAKEN_IN)
    rig.hear(topicOf('a'), switchOf('a'), true)
    await rig.clock.advance(1_000)
    rig.hear(topicOf('a'), payload)
    await rig.clock.advance(1_000)
    expect([count(rig), codes(rig)]).toEqual([1, [code]])
  })

  test('names as long as a document are cut, in discovery and for whoever looks through them', async () => {
    const rig = await openRig(TAKEN_IN)
    const long = (letter: string): string => letter.repeat(4_000)
    const dev = { ids: 'd', name: long('d'), mf: long('m'), mdl: long('o'), sw: long('v'), sa: long('a') }
    rig.hear(topicOf('a'), switchOf('a', { name: long('n'), icon: long('i'), dev }), true)
    await rig.clock.advance(1_000)
    const { payload } = await rig.ask({ action: 'DiscoverAppliances' })
    expect(JSON.stringify(payload).length).toBeLessThan(1_500)
    expect(payload).toMatchObject({
      discoveredAppliances: [
        { friendlyName: 'd'.repeat(100), friendlyDescription: 'd'.repeat(100), manufacturerName: 'm'.repeat(100) },
      ],
    })
  })

  test('an announced appliance never takes the place of a configured one, nor its topics', async () => {
    const rig = await openRig(TAKEN_IN)
    rig.hear(topicOf('a'), switchOf('a', { cmd_t: 'clova2mqtt/lamp/set' }), true)
    rig.hear(topicOf('b'), switchOf('b', { cmd_t: 'homeassistant/switch/other/config' }), true)
    rig.hear(topicOf('c'), switchOf('c', { cmd_t: 'homeassistant/status' }), true)
    await rig.clock.advance(1_000)
    expect(count(rig)).toBe(0)
    const notes = [...(rig.gateway.announcements?.leftOut().values() ?? [])].flat().map(one => one.code)
    // What was done about it, and why it could not be told anything.
    expect(notes).toEqual(Array.from({ length: 3 }, () => ['left-out-no-command', 'topic-refused']).flat())
  })
})

describe('too many entities', () => {
  const flat = (device: string, count: number, part = 's'): string =>
    JSON.stringify({
      dev: { ids: [device], name: device },
      o: { name: 'flat' },
      cmps: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `${part}${at}`,
          { p: 'switch', name: `Lamp ${at}`, uniq_id: `${device}${part}${at}`, cmd_t: `x/${at}` },
        ]),
      ),
    })

  test('of one device are left out, and the device says so', async () => {
    const rig = await openRig(TAKEN_IN)
    for (const part of [1, 2, 3]) {
      rig.hear(`homeassistant/device/a${part}/config`, flat('a', 100, `p${part}x`), true)
    }
    await rig.clock.advance(3_000)
    expect(count(rig)).toBe(MAX_ENTITIES_PER_DEVICE)
    const notes = [...(rig.gateway.announcements?.listed().values() ?? [])].flatMap(one => one.notes)
    expect(notes.filter(one => one.code === 'house-full')).toHaveLength(MAX_ENTITIES_PER_DEVICE)
  })

  test('of all documents together are refused with their document', async () => {
    const rig = await openRig(TAKEN_IN)
    const documents = Math.ceil(MAX_ENTITIES / 128) + 3
    for (let at = 0; at < documents; at++) rig.hear(`homeassistant/device/d${at}/config`, flat(`d${at}`, 128), true)
    await rig.clock.advance(10_000)
    expect(rig.gateway.announcements?.documents()).toBe(Math.floor(MAX_ENTITIES / 128))
    expect(codes(rig)).toEqual(Array.from({ length: 3 }, () => 'house-full'))
  })
})
