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

test('who is there is not there any more after the delay that a sensor without a word for that names', async () => {
  const { rig, id } = await sensor('binary_sensor', { dev_cla: 'motion', off_dly: 30 })
  const asked = async () => (await rig.ask({ action: 'GetPowerState', applianceId: id })).payload
  rig.hear('s', 'ON')
  await rig.clock.advance(20_000)
  rig.hear('s', 'ON')
  await rig.clock.advance(29_000)
  rig.gateway.sweep()
  expect(await asked()).toMatchObject({
    powerState: { value: '감지됨' },
    applianceResponseTimestamp: expect.anything() as unknown,
  })
  await rig.clock.advance(2_000)
  rig.gateway.sweep()
  const answer = await asked()
  expect(answer).toMatchObject({ powerState: { value: '감지 안 됨' } })
  // Nobody said so at any time; when somebody was seen stays as it is.
  expect(answer).not.toHaveProperty('applianceResponseTimestamp')
  expect(knownOf(rig, id, 'detectedTime')).toBe('2026-11-20T10:00:21+09:00')
  rig.hear('s', 'ON')
  expect(await asked()).toMatchObject({ powerState: { value: '감지됨' } })
})

test('a door that only tells that it was opened is shut again after its delay, and was opened each time', async () => {
  const { rig, id } = await sensor('binary_sensor', { dev_cla: 'door', off_delay: '5' })
  const opened: unknown[] = []
  for (let time = 0; time < 2; time++) {
    rig.hear('s', 'ON')
    opened.push(knownOf(rig, id, 'openTimestamp'))
    expect(rig.resident(id).known.get('openState')?.value).toBe('OPENED')
    await rig.clock.advance(10_000)
    rig.gateway.sweep()
    expect(rig.resident(id).known.get('openState')?.value).toBe('CLOSED')
  }
  expect(opened).toEqual(['2026-11-20T10:00:01+09:00', '2026-11-20T10:00:11+09:00'])
  expect(knownOf(rig, id, 'closeTimestamp')).toBeUndefined()
})

test('what was retained before anybody listened is over, where a sensor names a delay', async () => {
  const { rig, id } = await sensor('binary_sensor', { dev_cla: 'motion', off_dly: 30 })
  rig.hear('s', 'ON', true)
  rig.gateway.sweep()
  expect(rig.resident(id).known.get('powerState')?.value).toBe('감지 안 됨')
})

test('of two set points the one of the mode is told, also where the mode comes with them', async () => {
  const document = { mode_cmd_t: 'm/set', mode_stat_t: 'm', mode_stat_tpl: '{{ value_json.mode }}' }
  const points = { temp_lo_cmd_t: 'lo/set', temp_hi_cmd_t: 'hi/set', temp_lo_stat_t: 'm', temp_hi_stat_t: 'm' }
  const templates = { temp_lo_stat_tpl: '{{ value_json.lo }}', temp_hi_stat_tpl: '{{ value_json.hi }}' }
  const { rig, id } = await sensor('climate', { ...document, ...points, ...templates })
  const target = (): unknown => rig.resident(id).known.get('targetTemperature')?.value
  rig.hear('m', '{"mode":"heat","lo":20,"hi":26}')
  expect(target()).toBe(20)
  rig.hear('m', '{"mode":"cool","lo":20,"hi":26}')
  expect(target()).toBe(26)
  rig.hear('m', '{"lo":19,"hi":25}')
  expect(target()).toBe(25)
  rig.onPublish(({ topic, payload }) => {
    if (topic === 'hi/set') rig.hear('m', `{"hi":${String(payload)}}`)
  })
  const operands = { targetTemperature: { value: 24 } }
  const answer = await rig.ask({ action: 'SetTargetTemperature', applianceId: id, operands })
  expect([answer.header.name, target()]).toEqual(['SetTargetTemperatureConfirmation', 24])
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
