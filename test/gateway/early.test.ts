/** What an appliance said natively before its announcement came: a broker replays in any order. */
import { describe, expect, test } from 'vitest'
import { openRig } from '../support/rig.ts'

const FAN = { name: 'Fan', type: 'FAN', properties: { power: {} }, interval: 40 }

describe('what came before an announcement', () => {
  test('is told when it was retained, with its own time, and is no sign of life', async () => {
    const rig = await openRig({ appliances: [] })
    rig.say('fan', 'state', { power: 'on', at: '2026-11-20T09:00:00+09:00' }, true)
    rig.say('fan', 'availability', 'online', true)
    rig.say('fan', 'config', FAN, true)
    expect(rig.resident('fan').known.get('power')).toMatchObject({ value: 'on', moment: { origin: 'appliance' } })
    expect([rig.presence('fan'), rig.resident('fan').evidence.heard]).toEqual(['unknown not-heard-yet', undefined])
  })

  test('says that it is gone when its last will was replayed first', async () => {
    const rig = await openRig({ appliances: [] })
    rig.say('fan', 'availability', 'offline', true)
    rig.say('fan', 'config', FAN, true)
    expect(rig.presence('fan')).toBe('offline last-will')
  })

  test('is told when it was said live, the newest of it, without a time and without life', async () => {
    const rig = await openRig({ appliances: [] })
    rig.say('fan', 'state', { power: 'on' })
    rig.say('fan', 'state', { power: 'off' })
    rig.say('fan', 'heartbeat', '')
    rig.say('fan', 'config', FAN, true)
    const known = rig.resident('fan').known.get('power')
    expect([known?.value, known?.heardAt, known?.moment]).toEqual(['off', undefined, undefined])
    expect(rig.presence('fan')).toBe('unknown not-heard-yet')
  })

  test('is told once: it does not come back when the announcement is withdrawn and comes again', async () => {
    const rig = await openRig({ appliances: [] })
    rig.say('fan', 'state', { power: 'on' }, true)
    rig.say('fan', 'config', FAN)
    rig.say('fan', 'state', { power: 'off' })
    rig.gateway.flush(true)
    rig.say('fan', 'config', '')
    rig.say('fan', 'config', FAN)
    // What it knew went with it, and what is older than that does not come in its place.
    expect(rig.resident('fan').known.get('power')).toBeUndefined()
  })

  test('is nothing for an announcement that was refused, and waits for the next', async () => {
    const rig = await openRig({ appliances: [] })
    rig.say('fan', 'state', { power: 'on' }, true)
    rig.say('fan', 'config', { type: 'NONSENSE' }, true)
    rig.say('fan', 'config', FAN, true)
    expect(rig.resident('fan').known.get('power')?.value).toBe('on')
  })
})
