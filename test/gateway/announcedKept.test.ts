/** Retained messages in the database: what a house knows after a restart, before anybody in it has spoken. */
import { afterEach, describe, expect, test } from 'vitest'
import { minutes, seconds } from '../../src/kernel/time.ts'
import { nativeAppliance } from '../support/appliances.ts'
import { type House, type HouseOptions, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const fan = { name: 'Fan', type: 'FAN', properties: { power: {}, fanSpeed: {} }, interval: 30 }

let house: House
afterEach(() => house.close())

const open = async (options: HouseOptions = {}): Promise<void> => {
  house = await openHouse({ retained: 'database', logins: ['fan', 'reader'], ...options })
}
const resident = (id = 'fan') => house.gateway().house.get(id)
const presence = (id = 'fan'): string => {
  const found = resident(id)
  if (found === undefined) throw new Error(`there is no ${id}`)
  const { word, reason } = house.gateway().house.presence(found, house.clock.mono())
  return `${word} ${reason.code}`
}
const discovered = async (): Promise<readonly unknown[]> => {
  const { payload } = await house.send('DiscoverAppliances')
  const found = payload['discoveredAppliances']
  return Array.isArray(found) ? found.map(one => Object(one).applianceId) : []
}

async function announceFan(): Promise<Awaited<ReturnType<House['connect']>>> {
  const fake = await house.connect('fan')
  await fake.say('config', JSON.stringify(fan), true)
  await until(() => resident() !== undefined, 'the announcement')
  return fake
}

describe('an announced appliance', () => {
  test('is in discovery after a restart before it spoke, with presence unknown and its values of before', async () => {
    await open()
    const fake = await announceFan()
    await fake.say('state', JSON.stringify({ power: 'on', fanSpeed: 2, at: '2026-11-20T09:58:00+09:00' }), true)
    await until(() => resident()?.known.has('fanSpeed') === true, 'the state')
    house.gateway().sweep()
    expect(presence()).toMatch(/^online /)
    await house.stop()
    await house.clock.advance(minutes(600))
    await house.start()
    expect([await discovered(), presence()]).toEqual([['fan'], 'unknown not-heard-yet'])
    expect(resident()?.known.get('fanSpeed')).toMatchObject({
      value: 2,
      heardAt: undefined,
      moment: { origin: 'appliance' },
    })
    house.gateway().sweep()
    // The old word is the last that was told: nothing new is known.
    expect(house.log.filter(({ message }) => message === 'presence')).toHaveLength(1)
    // What was retained renewed nothing: its silence runs from the start.
    await house.clock.advance(seconds(91))
    expect(presence()).toMatch(/ silent/)
    const again = await house.connect('fan')
    await again.report({ power: 'off' })
    await until(() => presence().startsWith('online'), 'a live report')
  })

  test('that was withdrawn stays so, and one that was changed comes as it was changed', async () => {
    await open()
    const fake = await announceFan()
    await fake.say('config', JSON.stringify({ ...fan, name: 'Big fan' }), true)
    await until(() => resident()?.appliance.name === 'Big fan', 'the change')
    await house.restart()
    expect(resident()?.appliance.name).toBe('Big fan')
    const again = await house.connect('fan')
    await again.say('config', '', true)
    await until(() => resident() === undefined, 'the withdrawal')
    await house.restart()
    expect(await discovered()).toEqual([])
  })

  test('whose state came after the last flush is after a power cut what both stores knew before', async () => {
    await open()
    const fake = await announceFan()
    await fake.say('state', '{"power":"on","fanSpeed":1}', true)
    await until(() => resident()?.known.get('fanSpeed')?.value === 1, 'the first state')
    await house.restart()
    const again = await house.connect('fan')
    await again.say('state', '{"power":"on","fanSpeed":3}', true)
    await until(() => resident()?.known.get('fanSpeed')?.value === 3, 'the second state')
    await house.restart({ flush: false })
    const known = resident()?.known.get('fanSpeed')
    expect([await discovered(), known?.value, known?.moment?.origin]).toEqual([['fan'], 1, 'arrival'])
  })
})

describe('what else is retained', () => {
  test('a last will from before is believed, as one of unknown age', async () => {
    await open({ appliances: [nativeAppliance('lamp', { type: 'LIGHT', properties: { power: {} } })] })
    const will = {
      topic: 'clova2mqtt/lamp/availability',
      payload: Buffer.from('offline'),
      qos: 1 as const,
      retain: true,
    }
    const fake = await house.connect('lamp', { connection: { will } })
    await fake.cut()
    await until(() => resident('lamp')?.evidence.lastWill !== undefined, 'the will')
    await house.restart()
    expect([presence('lamp'), resident('lamp')?.evidence.lastWill?.replayed]).toEqual(['offline last-will', true])
    expect(resident('lamp')?.evidence.heard).toBeUndefined()
  })

  test('is told to whoever subscribes after the restart, but not the presence of before it', async () => {
    await open()
    const fake = await announceFan()
    await fake.publish('home/fan/note', 'kept', true)
    house.gateway().sweep()
    await house.restart()
    const reader = await house.connect('reader', { follows: ['home/#', 'clova2mqtt/reader/#'] })
    await until(() => reader.received.length > 0, 'the retained message')
    expect(reader.received.map(({ topic, text }) => `${topic} ${text}`)).toEqual(['home/fan/note kept'])
  })

  test('keeps whose it is: what an account may hold is counted on after the restart', async () => {
    await open()
    const fake = await house.connect('fan')
    const publish = async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to; at++) await fake.publish(`home/fan/${at}`, 'x'.repeat(200_000), true)
    }
    await publish(0, 31)
    await house.restart()
    const again = await house.connect('fan')
    for (let at = 31; at < 33; at++) await again.publish(`home/fan/${at}`, 'x'.repeat(200_000), true)
    const reader = await house.connect('reader', { follows: ['home/fan/+'] })
    // 6 MiB for one account: 31 of 200 kB.
    await until(() => reader.received.length === 31, 'the retained messages')
    expect(house.log.map(({ message }) => message)).toContain('retained MQTT message delivered but not kept: no room')
  })
})
