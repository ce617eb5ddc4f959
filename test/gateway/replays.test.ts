/** What a broker retained of an appliance before it came into the house is heard after it came: nobody would say it again. */
import { describe, expect, test } from 'vitest'
import { minutes, seconds } from '../../src/kernel/time.ts'
import { BusError } from '../../src/ports/bus.ts'
import { hasMosquitto } from '../adapters/mqtt/mosquitto.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { openHouse } from '../support/house.ts'
import { openRig, type RigOptions } from '../support/rig.ts'
import { until } from '../support/until.ts'

const FAN = { name: 'Fan', type: 'FAN', properties: { power: {} }, interval: 40 }
const native = (id: string) => nativeAppliance(id, { type: 'FAN', properties: { power: {} } })
const topicsOf = (...ids: string[]): string[] =>
  ids.flatMap(id => [`clova2mqtt/${id}/state`, `clova2mqtt/${id}/availability`])

/** A rig that remembers what was asked for again, with the second it was asked in. */
async function openAsking(options: RigOptions = {}) {
  const asked: { readonly at: number; readonly topics: readonly string[] }[] = []
  const rig = await openRig({
    ...options,
    replay: async topics => void asked.push({ at: rig.clock.mono() / 1000 - startedAt, topics }),
  })
  const startedAt = rig.clock.mono() / 1000
  return { rig, asked }
}

describe('what is retained of a new appliance is asked for again', () => {
  test('once for all that come together, and not again when they announce themselves again', async () => {
    const { rig, asked } = await openAsking()
    rig.say('a', 'config', FAN, true)
    await rig.clock.advance(seconds(1))
    rig.say('b', 'config', FAN)
    rig.say('a', 'config', { ...FAN, name: 'Other' })
    await rig.clock.advance(minutes(5))
    rig.say('b', 'config', FAN)
    await rig.clock.advance(minutes(5))
    expect(asked).toEqual([{ at: 2, topics: topicsOf('a', 'b') }])
  })

  test('at most once a minute, however many come', async () => {
    const { rig, asked } = await openAsking()
    for (let second = 0; second < 150; second++) {
      rig.say(`fan${second}`, 'config', FAN)
      await rig.clock.advance(seconds(1))
    }
    await rig.clock.advance(minutes(3))
    expect(asked.map(({ at }) => at)).toEqual([2, 62, 122, 182])
    expect(asked.flatMap(({ topics }) => topics)).toHaveLength(300)
  })

  test('not of one that left meanwhile, nor at a broker that is lost', async () => {
    const { rig, asked } = await openAsking()
    rig.say('a', 'config', FAN)
    rig.say('a', 'config', '')
    await rig.clock.advance(seconds(5))
    rig.say('b', 'config', FAN)
    rig.connection(false)
    await rig.clock.advance(seconds(5))
    expect(asked).toEqual([])
  })

  test('of one that a new configuration brings, unless its topics are its own', async () => {
    const { rig, asked } = await openAsking({ appliances: [native('old')] })
    await rig.clock.advance(minutes(1))
    const appliances = [native('old'), native('new'), boundAppliance('own', 'LIGHT', { power: { state: 'own/power' } })]
    await rig.gateway.configure({
      ...{ appliances, bridges: [], scenes: [], customCommands: [] },
      ...{ accounts: new Map(), users: new Map() },
    })
    await rig.clock.advance(minutes(1))
    expect(asked).toEqual([{ at: 62, topics: topicsOf('new') }])
  })

  test('and a broker that does not tell it costs nothing', async () => {
    const rig = await openRig({ replay: () => Promise.reject(new BusError('refused')) })
    rig.say('a', 'config', FAN)
    await rig.clock.advance(seconds(5))
    expect(rig.log.filter(line => line.level === 'error')).toEqual([])
  })
})

describe.each([
  ['embedded', false],
  ['outside', !hasMosquitto],
] as const)('a state that was retained before the announcement (%s)', (broker, isSkipped) => {
  test.skipIf(isSkipped)('is known soon after it, is no sign of life, and hides no will', async () => {
    const house = await openHouse({ broker, logins: ['fan', 'late'] })
    const resident = (id: string) => house.gateway().house.get(id)
    try {
      const fan = await house.connect('fan')
      await fan.say('state', '{"power":"on","at":"2026-11-20T09:58:00+09:00"}', true)
      await fan.say('config', JSON.stringify(FAN), true)
      const late = await house.connect('late')
      await late.say('state', '{"power":"off"}', true)
      await late.say('availability', 'offline', true)
      await until(() => resident('fan') !== undefined, 'it is announced')
      await house.stop()
      // Announced while the gateway was away, and told by a broker that tells states first.
      await house.start()
      await until(() => resident('fan') !== undefined, 'it is announced again')
      house.gateway().inbound.message({
        topic: 'clova2mqtt/late/config',
        payload: Buffer.from(JSON.stringify(FAN)),
        retained: true,
      })
      await house.clock.advance(seconds(2))
      await until(() => resident('late')?.known.has('power') === true, 'its state')
      await until(() => resident('late')?.evidence.lastWill !== undefined, 'its will')
      expect(resident('fan')?.known.get('power')).toMatchObject({ value: 'on', moment: { origin: 'appliance' } })
      expect(resident('late')?.known.get('power')).toEqual({ value: 'off', moment: undefined, heardAt: undefined })
      const late2 = resident('late')
      if (late2 === undefined) throw new Error('it left')
      expect(house.gateway().house.presence(late2, house.clock.mono())).toMatchObject({
        word: 'offline',
        rulesOut: false,
        reason: { code: 'last-will', replayed: true },
      })
    } finally {
      await house.close()
    }
  })
})
