/** Announcements as the gateway hears them: they come, change, go, and are bounded (DESIGN section 3). */

import { describe, expect, test } from 'vitest'
import { MAX_ANNOUNCEMENT_BYTES } from '../../src/home/announcement.ts'
import { ANNOUNCEMENT_TEXTS } from '../../src/home/announcementTexts.ts'
import { MAX_APPLIANCES } from '../../src/home/appliance.ts'
import { filled } from '../../src/kernel/text.ts'
import { lamp } from '../support/appliances.ts'
import { openHouse } from '../support/house.ts'
import { openRig, type Rig } from '../support/rig.ts'
import { until } from '../support/until.ts'

const EMPTY = { appliances: [], bridges: [], scenes: [], customCommands: [], accounts: new Map(), users: new Map() }
const fan = { name: 'Fan', type: 'FAN', properties: { power: {}, fanSpeed: {} }, interval: 30 }
const ids = (rig: Rig): string[] => [...rig.gateway.house.all()].map(one => one.appliance.id)
const logged = (rig: Rig) =>
  rig.log.filter(line => line.message.startsWith('announcement')).map(line => line.fields['reason'])

describe('announcements', () => {
  test('a live one adds an appliance and is a sign of life; a replayed one only adds it', async () => {
    const rig = await openRig()
    rig.say('fan', 'config', fan)
    rig.say('fan2', 'config', { ...fan, name: 'Second' }, true)
    expect([ids(rig), rig.presence('fan'), rig.presence('fan2')]).toEqual([
      ['fan', 'fan2'],
      'online heard',
      'unknown not-heard-yet',
    ])
    expect((await rig.ask({ action: 'DiscoverAppliances' })).payload['discoveredAppliances']).toHaveLength(2)
  })

  test('a new one changes the appliance and keeps what is known of it', async () => {
    const rig = await openRig()
    rig.say('fan', 'config', fan)
    rig.say('fan', 'state', { power: 'on', fanSpeed: 2 })
    rig.say('fan', 'config', { ...fan, name: 'Big fan' })
    expect(rig.resident('fan').appliance.name).toBe('Big fan')
    expect(rig.resident('fan').known.get('fanSpeed')?.value).toBe(2)
  })

  test('an empty payload removes it; what it says afterwards is nobody’s', async () => {
    const rig = await openRig()
    rig.say('fan', 'config', fan)
    rig.say('fan', 'config', '')
    rig.say('fan', 'state', { power: 'on' })
    rig.say('nobody', 'config', '')
    expect([ids(rig), rig.gateway.counters().unmatched, rig.gateway.counters().announcementsRefused]).toEqual([
      [],
      1,
      0,
    ])
  })

  test('a malformed one is refused, counted and explained, and the appliance stays as it was', async () => {
    const rig = await openRig()
    rig.say('fan', 'config', fan)
    for (const bad of ['nonsense', '[]', '{"type":"FAN"}', '{"name":"x","type":"?"}']) rig.say('fan', 'config', bad)
    expect([rig.gateway.counters().announcementsRefused, rig.resident('fan').appliance.name]).toEqual([4, 'Fan'])
    expect(logged(rig)).toEqual([
      'not JSON of at most 16384 bytes',
      'not a JSON object',
      'name is missing',
      'type "?" is no appliance type',
    ])
  })

  test('is told in the log in the language of the home', async () => {
    for (const [language, why] of [
      ['ko', 'name이 없음'],
      ['ja', 'name がない'],
    ] as const) {
      const rig = await openRig({ language })
      rig.say('fan', 'config', { type: 'FAN' })
      expect(logged(rig)).toEqual([why])
    }
  })

  test('the size is bounded to the byte', async () => {
    const rig = await openRig()
    const sized = (bytes: number): string => {
      const bare = JSON.stringify({ ...fan, pad: '' }).length
      return JSON.stringify({ ...fan, pad: 'x'.repeat(bytes - bare) })
    }
    rig.say('fits', 'config', sized(MAX_ANNOUNCEMENT_BYTES))
    rig.say('too-long', 'config', sized(MAX_ANNOUNCEMENT_BYTES + 1))
    expect(ids(rig)).toEqual(['fits'])
  })

  test('a configured appliance wins over an announcement and cannot be withdrawn by one', async () => {
    const rig = await openRig({ appliances: [lamp('lamp', { name: 'Configured' })] })
    rig.say('lamp', 'config', { name: 'Impostor', type: 'SMARTLOCK' }, true)
    expect(rig.presence('lamp')).toBe('unknown not-heard-yet')
    rig.say('lamp', 'config', { name: 'Impostor', type: 'SMARTLOCK' })
    rig.say('lamp', 'config', '')
    // Its description is not wanted, but that it sent one is a sign of life like any live message.
    expect(rig.presence('lamp')).toBe('online heard')
    expect([rig.resident('lamp').appliance.name, rig.gateway.counters().announcementsRefused]).toEqual([
      'Configured',
      0,
    ])
  })

  test('an announced appliance that is configured later is the configured one from then on', async () => {
    const rig = await openRig()
    rig.say('lamp', 'config', { name: 'Announced', type: 'LIGHT', properties: { power: {} } })
    rig.say('lamp', 'state', { power: 'on' })
    await rig.gateway.configure({ ...EMPTY, appliances: [lamp('lamp', { name: 'Configured' })] })
    expect([rig.resident('lamp').appliance.name, rig.resident('lamp').known.get('power')?.value]).toEqual([
      'Configured',
      'on',
    ])
  })

  test('one that is configured no more is again what it announced, unless it has taken that back', async () => {
    const rig = await openRig({ appliances: [lamp('early'), lamp('back')] })
    rig.say('early', 'config', fan, true)
    rig.say('late', 'config', fan)
    rig.say('back', 'config', fan)
    rig.say('back', 'config', '')
    rig.say('early', 'state', { power: 'on' })
    await rig.gateway.configure({ ...EMPTY, appliances: [lamp('early'), lamp('late'), lamp('back')] })
    await rig.gateway.configure(EMPTY)
    expect(ids(rig).sort()).toEqual(['early', 'late'])
    expect([rig.resident('early').appliance.name, rig.resident('late').appliance.name]).toEqual(['Fan', 'Fan'])
    expect(rig.resident('early').known.get('power')?.value).toBe('on')
    rig.say('early', 'config', '')
    expect(ids(rig)).toEqual(['late'])
  })

  test('silence counts after as many intervals as the house is configured for', async () => {
    const rig = await openRig({ misses: 5 })
    rig.say('fan', 'config', fan)
    await rig.clock.advance(150_000)
    expect(rig.presence('fan')).toBe('online heard')
    await rig.clock.advance(1)
    expect(rig.presence('fan')).toBe('unknown silent-asking')
  })

  test('a house holds a thousand appliances; the next is not taken, a change of one still is', async () => {
    const rig = await openRig()
    for (let at = 0; at < MAX_APPLIANCES; at++) rig.say(`fan${at}`, 'config', fan)
    rig.say('one-too-many', 'config', fan)
    rig.say('fan7', 'config', { ...fan, name: 'Changed' })
    expect([ids(rig).length, rig.gateway.house.get('one-too-many'), rig.resident('fan7').appliance.name]).toEqual([
      1000,
      undefined,
      'Changed',
    ])
    expect([...rig.gateway.refusals()]).toEqual([['one-too-many', filled(ANNOUNCEMENT_TEXTS.noRoom, { max: 1000 })]])
    rig.say('fan8', 'config', '')
    rig.say('one-too-many', 'config', fan)
    expect(rig.gateway.refusals().size).toBe(0)
    expect(ids(rig)).toHaveLength(1000)
    expect(rig.gateway.house.get('one-too-many')).toBeDefined()
  })
})

describe('over a real broker', () => {
  test('a retained announcement outlives the restart of the gateway, and brings back what was known', async () => {
    const house = await openHouse({ logins: ['fan'] })
    try {
      const fake = await house.connect('fan')
      await fake.say('config', JSON.stringify(fan), true)
      await fake.report({ power: 'on', fanSpeed: 2, at: '2026-11-20T09:58:00+09:00' })
      await until(() => house.gateway().house.get('fan')?.known.has('fanSpeed') === true, 'the state is heard')
      await house.restart()
      await until(() => house.gateway().house.get('fan') !== undefined, 'it is announced again')
      const resident = house.gateway().house.get('fan')
      expect(resident?.known.get('fanSpeed')).toMatchObject({
        value: 2,
        heardAt: undefined,
        moment: { origin: 'appliance' },
      })
      const again = await house.connect('fan')
      await again.say('config', '', true)
      await until(() => house.gateway().house.get('fan') === undefined, 'it is withdrawn')
      await house.restart()
      expect([...house.gateway().house.all()]).toEqual([])
    } finally {
      await house.close()
    }
  })
})
