import { afterEach, describe, expect, test } from 'vitest'
import { hasMosquitto } from '../adapters/mqtt/mosquitto.ts'
import { boundAppliance, lamp } from '../support/appliances.ts'
import { type FakeAppliance, silent } from '../support/fakeAppliance.ts'
import { DEADLINE_MS, type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const to = (value: number) => ({ brightness: { value } })
/** The broker keeps the session and its QoS 1 subscriptions while the appliance is away. */
const PERSISTENT = { connection: { clean: false, clientId: 'sleeper' }, qos: 1 } as const

/** On topics of its own, which the appliance subscribes to with QoS 1: a broker keeps those for a sleeping session. */
const eager = boundAppliance('lamp', 'LIGHT', {
  brightness: { state: 'home/lamp', set: 'home/lamp/set' },
})

const BROKERS = [
  ['embedded', true],
  ['outside', hasMosquitto],
] as const

for (const [broker, isHere] of BROKERS) {
  describe.skipIf(!isHere)(`no command arrives late, ${broker} broker${isHere ? '' : ' (needs mosquitto)'}`, () => {
    let house: House
    afterEach(() => house.close())

    /** The login is nobody's, so that the gateway does not know that the appliance has left, and tries. */
    const open = async (appliance = lamp()): Promise<FakeAppliance> => {
      house = await openHouse({ broker, appliances: [appliance], accounts: new Map(), logins: ['lamp'] })
      return house.connect('lamp', { ...PERSISTENT, follows: ['home/lamp/set'] })
    }
    /** Comes back, and is commanded once more: what was kept for it would have come before. */
    const comesBack = async (): Promise<string[]> => {
      const back = await house.connect('lamp', { ...PERSISTENT, follows: ['home/lamp/set'] })
      back.onMessage(({ topic, text }) => (topic === 'home/lamp/set' ? back.publish('home/lamp', text) : undefined))
      expect((await house.send('SetBrightness', 'lamp', to(99))).payload).toEqual(to(99))
      return back.received.map(({ json, text }) => String(json['brightness'] ?? text))
    }
    const refuseAfterDeadline = async (value: number): Promise<void> => {
      const sent = house.log.length
      const answer = house.send('SetBrightness', 'lamp', to(value))
      await until(() => house.gateway().counters().waiters > 0 || house.log.length > sent, 'the command has left')
      await house.clock.advance(DEADLINE_MS)
      expect((await answer).header.name).toBe('TargetOfflineError')
    }

    test('an appliance with a persistent session that returns after the deadline', async () => {
      const fake = await open()
      await fake.leave()
      await refuseAfterDeadline(10)
      expect(await comesBack()).toEqual(['99'])
    })

    test('the same on topics of its own at QoS 1', async () => {
      const fake = await open(eager)
      await fake.leave()
      await refuseAfterDeadline(10)
      expect(await comesBack()).toEqual(['99'])
    })

    test('an appliance that returns within the deadline hears nothing either: it is refused, not half done', async () => {
      const fake = await open()
      await fake.leave()
      const answer = house.send('SetBrightness', 'lamp', to(10))
      await until(() => house.gateway().counters().waiters > 0, 'the command has left')
      const back = await house.connect('lamp', PERSISTENT)
      await house.clock.advance(DEADLINE_MS)
      expect((await answer).header.name).toBe('TargetOfflineError')
      expect(back.received).toEqual([])
    })

    test('a gateway that restarts between the command and the return of the appliance', async () => {
      const fake = await open()
      await fake.leave()
      void house.send('SetBrightness', 'lamp', to(10))
      await until(() => house.gateway().counters().waiters > 0, 'the command has left')
      await house.restart({ flush: false })
      expect(await comesBack()).toEqual(['99'])
    })

    test('a slow appliance: its late result and report confirm nothing, and its state is learned', async () => {
      const fake = await open()
      fake.onCommand(silent)
      const first = await house.sendPastDeadline(() => fake.commanded(1), 'SetBrightness', 'lamp', to(50))
      expect(first.header.name).toBe('TargetOfflineError')
      const second = house.send('SetBrightness', 'lamp', to(80))
      await fake.commanded(2)
      await fake.result({ id: fake.commands()[0]?.['id'] ?? null, ok: true, brightness: 50 })
      await fake.report({ brightness: 50 })
      const known = () => house.gateway().house.get('lamp')?.known.get('brightness')?.value
      await until(() => known() === 50, 'the late report')
      await house.clock.advance(DEADLINE_MS)
      expect((await second).header.name).toBe('ActionFailedError')
      expect(known()).toBe(50)
    })

    test('a command is never retained', async () => {
      const fake = await open()
      await house.send('SetBrightness', 'lamp', to(50))
      await fake.leave()
      const other = await house.connect('lamp', { follows: ['home/lamp/set'] })
      expect((await house.send('SetBrightness', 'lamp', to(99))).payload).toEqual(to(99))
      expect(other.commands().map(one => one['brightness'])).toEqual([99])
    })
  })
}
