/** Moments of sensors that print none: when a door was opened, when somebody was seen; and values that expire. */

import { expect, test } from 'vitest'
import { takenIn } from '../../support/announcing.ts'
import { openRig, type Rig } from '../../support/rig.ts'

const TAKEN_IN = takenIn()

async function sensor(component: string, document: object): Promise<{ rig: Rig; id: string }> {
  const rig = await openRig(TAKEN_IN)
  rig.hear(`homeassistant/${component}/x/config`, JSON.stringify({ name: '현관', stat_t: 's', ...document }), true)
  await rig.clock.advance(1_000)
  const [id = ''] = [...rig.gateway.house.all()].map(one => one.appliance.id)
  return { rig, id }
}

const knownOf = (rig: Rig, id: string, name: 'openTimestamp' | 'closeTimestamp' | 'detectedTime'): unknown =>
  rig.resident(id).known.get(name)?.value

test('a door: the moment of a change, not of a first word, a repetition or a replay', async () => {
  const { rig, id } = await sensor('binary_sensor', { dev_cla: 'door' })
  rig.hear('s', 'ON', true)
  rig.hear('s', 'ON')
  expect(knownOf(rig, id, 'openTimestamp')).toBeUndefined()
  await rig.clock.advance(60_000)
  rig.hear('s', 'OFF')
  expect(knownOf(rig, id, 'closeTimestamp')).toBe('2026-11-20T10:01:01+09:00')
  await rig.clock.advance(60_000)
  rig.hear('s', 'OFF')
  rig.hear('s', 'ON')
  const answer = await rig.ask({ action: 'GetOpenTime', applianceId: id })
  expect(answer.payload).toMatchObject({ openTimestamp: '2026-11-20T10:02:01+09:00' })
  expect(knownOf(rig, id, 'closeTimestamp')).toBe('2026-11-20T10:01:01+09:00')
})

test('motion: every time somebody is seen, while the clock can be believed', async () => {
  const { rig, id } = await sensor('binary_sensor', { dev_cla: 'motion' })
  rig.hear('s', 'ON')
  expect(knownOf(rig, id, 'detectedTime')).toBe('2026-11-20T10:00:01+09:00')
  await rig.clock.advance(10_000)
  rig.hear('s', 'ON')
  expect(knownOf(rig, id, 'detectedTime')).toBe('2026-11-20T10:00:11+09:00')
  rig.clock.setTrusted(false)
  await rig.clock.advance(10_000)
  rig.hear('s', 'ON')
  expect(knownOf(rig, id, 'detectedTime')).toBe('2026-11-20T10:00:11+09:00')
})

test('a value that says how long it holds is unknown after that', async () => {
  const { rig, id } = await sensor('sensor', { dev_cla: 'humidity', exp_aft: 60 })
  rig.hear('s', '40')
  await rig.clock.advance(59_000)
  rig.gateway.sweep()
  expect(rig.resident(id).known.get('humidity')?.value).toBe(40)
  await rig.clock.advance(2_000)
  rig.gateway.sweep()
  expect(rig.resident(id).known.has('humidity')).toBe(false)
})

test('several topics that count together: a bridge that goes takes its appliance along, and brings it back', async () => {
  const { rig, id } = await sensor('sensor', {
    dev_cla: 'humidity',
    avty: [{ t: 'bridge', val_tpl: '{{ value_json.state }}' }, { t: 'own' }],
    avty_mode: 'all',
  })
  rig.hear('s', '40')
  await rig.clock.advance(5_000)
  rig.hear('bridge', '{"state":"offline"}')
  rig.hear('own', 'online')
  await rig.clock.advance(5_000)
  expect(rig.presence(id)).toContain('offline last-will')
  rig.hear('bridge', '{"state":"nonsense"}')
  expect(rig.presence(id)).toContain('offline last-will')
  rig.hear('bridge', '{"state":"online"}')
  expect(rig.presence(id)).not.toContain('offline')
  rig.hear('own', 'offline')
  await rig.clock.advance(5_000)
  expect(rig.presence(id)).toContain('offline last-will')
})
