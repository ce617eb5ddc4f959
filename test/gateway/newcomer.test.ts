/** An appliance that comes into the house while the gateway runs: nobody listened to it before. */
import { expect, test } from 'vitest'
import { boundAppliance } from '../support/appliances.ts'
import { openRig } from '../support/rig.ts'

test('its silence counts from its coming, not from when the broker came up', async () => {
  const plug = boundAppliance(
    'plug',
    'SMARTPLUG',
    { power: { state: 'p/s', set: 'p/c' } },
    { cadence: { intervalMs: 10_000, misses: 3, silentOk: false } },
  )
  const rig = await openRig({ appliances: [] })
  await rig.clock.advance(3_600_000)
  const house = { bridges: [], scenes: [], customCommands: [], accounts: new Map(), users: new Map() }
  await rig.gateway.configure({ ...house, appliances: [plug] })
  expect(rig.presence('plug')).toBe('unknown not-heard-yet')
  await rig.clock.advance(30_000)
  expect(rig.presence('plug')).toBe('unknown not-heard-yet')
  await rig.clock.advance(1)
  expect(rig.presence('plug')).toBe('offline silent')
})
