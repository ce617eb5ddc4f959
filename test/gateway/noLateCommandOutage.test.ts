import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hasMosquitto } from '../adapters/mqtt/mosquitto.ts'
import { boundAppliance, lamp } from '../support/appliances.ts'
import { type FakeAppliance, silent } from '../support/fakeAppliance.ts'
import { DEADLINE_MS, type House, openHouse } from '../support/house.ts'
import { until } from '../support/until.ts'

const to = (value: number) => ({ brightness: { value } })
const PERSISTENT = { connection: { clean: false, clientId: 'sleeper' }, qos: 1 } as const

const APPLIANCES = [
  lamp(),
  boundAppliance('dimmer', 'LIGHT', {
    brightness: { state: 'home/dimmer', set: 'home/dimmer/set' },
  }),
]

describe.skipIf(!hasMosquitto)('no command arrives late when the broker goes away (needs mosquitto)', () => {
  let house: House
  let fake: FakeAppliance
  let dimmer: FakeAppliance

  const connect = async (): Promise<void> => {
    fake = await house.connect('lamp', PERSISTENT)
    dimmer = await house.connect('dimmer', {
      connection: { clean: false, clientId: 'dimmer' },
      qos: 1,
      follows: ['home/dimmer/set'],
    })
    dimmer.onMessage(({ text }) => dimmer.publish('home/dimmer', text))
  }
  const returns = async (): Promise<void> => {
    await house.mosquitto().restart()
    await house.connected()
    await connect()
    expect((await house.send('SetBrightness', 'lamp', to(99))).payload).toEqual(to(99))
    expect((await house.send('SetBrightness', 'dimmer', to(99))).payload).toEqual(to(99))
  }
  const nothingLate = (): void => {
    expect(fake.commands().map(one => one['brightness'])).toEqual([99])
    expect(dimmer.received.map(one => one.text)).toEqual(['99'])
  }
  const lost = (): Promise<void> => until(() => !house.bus().connected(), 'the broker is lost')

  beforeEach(async () => {
    house = await openHouse({ broker: 'outside', appliances: APPLIANCES })
    await connect()
  })
  afterEach(() => house.close())

  test('a broker that freezes with the command, dies and returns', async () => {
    house.mosquitto().signal('SIGSTOP')
    const answers = [house.send('SetBrightness', 'lamp', to(10)), house.send('SetBrightness', 'dimmer', to(20))]
    await until(() => house.gateway().counters().waiters === 2, 'both commands have left')
    await house.clock.advance(DEADLINE_MS)
    const names = (await Promise.all(answers)).map(answer => answer.header.name)
    expect(names).toEqual(['TargetOfflineError', 'TargetOfflineError'])
    await house.mosquitto().kill()
    await lost()
    await returns()
    nothingLate()
  })

  test('a broker that dies in the middle of a command', async () => {
    fake.onCommand(silent)
    const answer = house.send('SetBrightness', 'lamp', to(10))
    await fake.commanded()
    await house.mosquitto().kill()
    await lost()
    await house.clock.advance(DEADLINE_MS)
    expect((await answer).header.name).toBe('TargetOfflineError')
    await returns()
    nothingLate()
  })

  test('while it is away a command is refused at once, before any deadline, and kept nowhere', async () => {
    await house.mosquitto().kill()
    await lost()
    const before = house.clock.mono()
    for (const [at, id] of ['lamp', 'dimmer', 'lamp', 'dimmer'].entries()) {
      expect((await house.send('SetBrightness', id, to(at + 1))).header.name).toBe('TargetOfflineError')
    }
    // A millisecond per request is the test's own.
    expect(house.clock.mono() - before).toBe(4)
    expect(house.gateway().counters().waiters).toBe(0)
    await returns()
    nothingLate()
  })

  test("an outage is nobody's silence: what was refused without a broker is not held against the appliance", async () => {
    await house.mosquitto().kill()
    await lost()
    await house.send('SetBrightness', 'lamp', to(1))
    expect(house.gateway().house.get('lamp')?.evidence.unanswered).toBeUndefined()
  })

  test('a question is refused as well, and kept nowhere', async () => {
    await house.mosquitto().kill()
    await lost()
    expect((await house.send('IncrementBrightness', 'lamp', { deltaBrightness: { value: 5 } })).header.name).toBe(
      'TargetOfflineError',
    )
    await returns()
    expect(fake.questions()).toEqual([])
    nothingLate()
  })

  test('what a frozen broker has swallowed says itself until when it is good', async () => {
    house.mosquitto().signal('SIGSTOP')
    const deadline = house.clock.wall() + 1 + DEADLINE_MS
    const answer = house.send('SetBrightness', 'lamp', to(10))
    await until(() => house.gateway().counters().waiters === 1, 'the command has left')
    await house.clock.advance(DEADLINE_MS)
    expect((await answer).header.name).toBe('TargetOfflineError')
    // No program can call back bytes that a frozen broker holds; this is what `expires` is for.
    house.mosquitto().signal('SIGCONT')
    await fake.commanded()
    const expires = Date.parse(String(fake.commands()[0]?.['expires']))
    expect(expires - deadline).toBe(0)
  })
})
