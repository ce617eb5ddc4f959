/** What a convention does not take in is on record with the reason, bounded; and what it has to ask needs no message to go on. */

import { describe, expect, test } from 'vitest'
import { DOCUMENT_TEXTS } from '../../../src/conventions/documentTexts.ts'
import { MAX_REFUSED } from '../../../src/gateway/announcing/bounds.ts'
import { config } from '../../conventions/support/tasmotaConfig.ts'
import { takenIn } from '../../support/announcing.ts'
import { openRig, type Rig } from '../../support/rig.ts'

const TAKEN_IN = takenIn('offered', 'homeassistant', {
  ...{ tasmota: true, homie: true, shelly: { base: 'clova2mqtt' } },
  zigbee2mqtt: { bases: ['zigbee2mqtt'] },
})

const refused = (rig: Rig) => rig.gateway.announcements?.refused() ?? new Map()

describe('what is not taken in', () => {
  test('is on record, told once in the log, and gone when it has passed', async () => {
    const rig = await openRig(TAKEN_IN)
    const topic = 'zigbee2mqtt/bridge/info'
    for (let turn = 0; turn < 3; turn++) rig.hear(topic, { config: { advanced: { output: 'attribute' } } })
    expect([...refused(rig)]).toEqual([
      [topic, { code: 'not-read', of: 'states of zigbee2mqtt', detail: 'advanced.output: attribute' }],
    ])
    const told = rig.log.filter(one => one.message === 'something announced is not read').map(one => one.fields)
    expect(told).toEqual([{ reason: 'not read: states of zigbee2mqtt (advanced.output: attribute)' }])
    rig.hear(topic, { config: { advanced: { output: 'json' } } })
    expect(refused(rig).size).toBe(0)
  })

  test('is told in the log in the language of the home', async () => {
    for (const [language, reason] of [
      ['ko', '문서를 읽을 수 없음: homeassistant/switch/a/config (JSON이 아님)'],
      ['ja', '文書が読めない: homeassistant/switch/a/config（JSON ではない）'],
    ] as const) {
      const rig = await openRig({ ...TAKEN_IN, language })
      rig.hear('homeassistant/switch/a/config', '{')
      await rig.clock.advance(1_000)
      expect(rig.log.flatMap(one => (one.message === 'an announcement was refused' ? [one.fields] : []))).toEqual([
        { reason },
      ])
    }
  })

  test('out of a long list is on record, too, until the list is whole', async () => {
    const rig = await openRig(TAKEN_IN)
    rig.hear('zigbee2mqtt/bridge/devices', '[{"ieee_address":"0x01"},')
    await rig.clock.advance(1_000)
    expect([...refused(rig).values()].map(one => one.detail)).toEqual([DOCUMENT_TEXTS.endless])
    rig.hear('zigbee2mqtt/bridge/devices', '[]')
    await rig.clock.advance(1_000)
    expect(refused(rig).size).toBe(0)
  })

  test('of a flood leaves room for what others say', async () => {
    const rig = await openRig(TAKEN_IN)
    for (let at = 0; at < 3_000; at++) {
      rig.hear(`tasmota/discovery/${at}/config`, config())
      rig.hear(`home/homie/${at}/$homie`, '4.0')
      rig.hear(`shellies/shelly1-${(0xaa0000 + at).toString(16).toUpperCase()}/online`, 'true')
    }
    const codes = [...refused(rig).values()].map(one => one.code)
    expect(codes).toHaveLength(60)
    expect(codes.length).toBeLessThan(MAX_REFUSED)
  })
})

test('a Shelly that answers no calls is named once its time is over, until it answers', async () => {
  const rig = await openRig(TAKEN_IN)
  const id = 'shellyplus1-a8032ab12345'
  rig.hear(`${id}/online`, 'true', true)
  rig.hear('lamp/online', 'true', true)
  await rig.clock.advance(10_000)
  expect(refused(rig).size).toBe(0)
  await rig.clock.advance(10)
  expect([...refused(rig)]).toEqual([[id, { code: 'not-read', of: id, detail: 'it answers no calls' }]])
  await rig.clock.advance(60_000)
  rig.onPublish(({ topic, payload }) => {
    if (topic !== `${id}/rpc`) return
    const call = JSON.parse(String(payload)) as { id: number; src: string }
    rig.hear(`${call.src}/rpc`, { id: call.id, src: id, result: { id, gen: 2, mac: 'A8032AB12345' } })
  })
  rig.hear(`${id}/online`, 'true')
  expect(refused(rig).size).toBe(0)
})

describe('questions beyond a burst', () => {
  const asked = (rig: Rig): number => rig.published.filter(({ topic }) => topic.endsWith('/rpc')).length

  test('are put one after another without a further word from anybody', async () => {
    const rig = await openRig(TAKEN_IN)
    for (let at = 0; at < 200; at++) rig.hear(`shelly-${at}/online`, 'true', true)
    expect(asked(rig)).toBe(120)
    await rig.clock.advance(1_000)
    expect(asked(rig)).toBe(128)
    await rig.clock.advance(9_000)
    expect(asked(rig)).toBe(200)
    expect(new Set(rig.published.map(({ topic }) => topic).filter(topic => topic.endsWith('/rpc'))).size).toBe(200)
    await rig.clock.advance(60_000)
    expect(asked(rig)).toBe(200)
  })

  test('wait while the broker is away, and go on with the first word behind that', async () => {
    const rig = await openRig(TAKEN_IN)
    for (let at = 0; at < 200; at++) rig.hear(`shelly-${at}/online`, 'true', true)
    rig.connection(false)
    await rig.clock.advance(60_000)
    expect(asked(rig)).toBe(120)
    rig.connection(true)
    rig.hear('shelly-199/online', 'true', true)
    await rig.clock.advance(1_000)
    expect(asked(rig)).toBe(200)
  })
})
