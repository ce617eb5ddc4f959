/** Retained documents of appliances that are long gone: how old they are, who is left out of discovery, and who comes back. */
import { expect, test } from 'vitest'
import { GONE_MS } from '../../../src/gateway/announcing/absence.ts'
import { days } from '../../../src/kernel/time.ts'
import { takenIn } from '../../support/announcing.ts'
import { openRig, type Rig } from '../../support/rig.ts'

const TOPIC = 'homeassistant/switch/fan/config'
const FAN = { name: 'Fan', uniq_id: 'fan', cmd_t: 'fan/set', stat_t: 'fan/state', avty_t: 'fan/online' }

const found = async (rig: Rig): Promise<number> => {
  const { payload } = await rig.ask({ action: 'DiscoverAppliances' })
  return (payload['discoveredAppliances'] as unknown as readonly unknown[]).length
}
const idOf = (rig: Rig): string => [...rig.gateway.house.all()][0]?.appliance.id ?? ''

/** The documents of one run are those of the next; what is retained is heard again. */
async function later(rig: Rig, ms: number, availability: 'online' | 'offline'): Promise<Rig> {
  await rig.clock.advance(10_000)
  rig.gateway.sweep()
  rig.gateway.flush(true)
  await rig.clock.advance(ms)
  const next = await openRig({ ...takenIn(), announced: rig.announced, telemetry: rig.telemetry, clock: rig.clock })
  next.hear(TOPIC, FAN, true)
  next.hear('fan/online', availability, true)
  await next.clock.advance(10_000)
  return next
}

test('what was never there, or not for so long, is left out of discovery, shown with its age, and back with its first word', async () => {
  let rig = await openRig(takenIn())
  const at = rig.clock.wall()
  rig.hear(TOPIC, FAN, true)
  rig = await later(rig, days(30), 'offline')
  const id = idOf(rig)
  // What is announced again in the same form is as old as it was.
  expect(rig.gateway.announcements?.absence(id)).toEqual({ toldAt: expect.closeTo(at, -4), goneSince: undefined })
  expect(await found(rig)).toBe(1)
  rig = await later(rig, GONE_MS - days(30), 'offline')
  expect(await found(rig)).toBe(0)
  expect(rig.gateway.announcements?.absence(id)?.goneSince).toBeCloseTo(at, -4)
  // It has not left: whoever still knows it may try, and with its first word it is there.
  expect(rig.resident(id).appliance.id).toBe(id)
  rig.hear('fan/online', 'online')
  rig.hear('fan/state', 'ON')
  expect(await found(rig)).toBe(1)
  rig = await later(rig, days(30), 'offline')
  expect(await found(rig)).toBe(1)
  rig = await later(rig, GONE_MS, 'offline')
  expect(await found(rig)).toBe(0)
  await rig.gateway.announcements?.decide(id, { approved: true })
  expect(await found(rig)).toBe(1)
})

test('one that is online, or whose publisher says nothing of it, never goes by its age', async () => {
  let rig = await openRig(takenIn())
  rig.hear(TOPIC, FAN, true)
  rig.hear('homeassistant/switch/mute/config', { name: 'Mute', uniq_id: 'm', cmd_t: 'm/set', stat_t: 'm' }, true)
  rig = await later(rig, 3 * GONE_MS, 'online')
  expect(await found(rig)).toBe(2)
})
