/** Presence through the real gateway and the embedded broker: sessions, pings, wills, heartbeats. */
import { connect as connectSocket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ANSWER_MS } from '../../src/gateway/inquiry.ts'
import { LAST_WILL_HOLD_MS } from '../../src/home/presence.ts'
import { seconds } from '../../src/kernel/time.ts'
import { lamp, nativeAppliance } from '../support/appliances.ts'
import type { House } from '../support/house.ts'
import { openHouse } from '../support/house.ts'
import { settle } from '../support/manualClock.ts'
import { until } from '../support/until.ts'

let house: House
afterEach(() => house.close())

const presence = (id = 'lamp'): string => {
  const resident = house.gateway().house.get(id)
  if (resident === undefined) throw new Error(`there is no ${id}`)
  const { word, reason, rulesOut } = house.gateway().house.presence(resident, house.clock.mono())
  return `${word} ${reason.code}${rulesOut ? '!' : ''}`
}
const becomes = (word: string, id = 'lamp') =>
  until(() => presence(id) === word, `${id} is ${word}, not ${presence(id)}`)
const heardBy = () => house.gateway().house.get('lamp')?.evidence.heard

/** CONNECT of MQTT 3.1.1 (section 3.1) with a login, a clean session and a keep-alive of one second. */
function connectPacket(clientId: string, name: string, password: string): Buffer {
  const text = (value: string): number[] => [0, value.length, ...Buffer.from(value)]
  const body = [...text('MQTT'), 4, 0b1100_0010, 0, 1, ...text(clientId), ...text(name), ...text(password)]
  return Buffer.from([0x10, body.length, ...body])
}

const will = { topic: 'clova2mqtt/lamp/availability', payload: Buffer.from('offline'), qos: 1 as const, retain: true }

describe('an appliance with a login of its own', () => {
  test('is online while its session is open, and offline at once when it closes', async () => {
    house = await openHouse({
      appliances: [nativeAppliance('lamp', { type: 'LIGHT', interval: 1, properties: { power: {} } })],
    })
    const fake = await house.connect('lamp')
    await house.clock.advance(seconds(60))
    expect(presence()).toBe('online session-open')
    await fake.leave()
    await becomes('offline session-closed!')
    expect((await house.send('TurnOn', 'lamp')).header.name).toBe('TargetOfflineError')
    await house.connect('lamp')
    expect(presence()).toBe('online session-open')
  })

  test('a ping is a sign of life', async () => {
    house = await openHouse({ appliances: [lamp()] })
    const fake = await house.connect('lamp')
    await house.clock.advance(seconds(10))
    fake.client.sendPing()
    await until(() => heardBy()?.by === 'ping', 'the ping')
    expect(heardBy()?.at).toBe(house.clock.mono())
  })

  test('a keep-alive that runs out closes it', async () => {
    house = await openHouse({ appliances: [lamp()] })
    // A frozen appliance: its socket stays open and says nothing. (MQTT.js would give up by itself in the same moment.)
    const socket = connectSocket(Number(new URL(house.url()).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume().write(connectPacket('frozen', 'lamp', 'secret of lamp'))
    await becomes('online session-open')
    await becomes('offline session-closed!')
    expect(house.gateway().house.get('lamp')?.evidence.session).toMatchObject({ open: false, timedOut: true })
    socket.destroy()
  })

  test('a broken connection: closed session and last will, offline at once', async () => {
    house = await openHouse({ appliances: [lamp()] })
    const fake = await house.connect('lamp', { connection: { will } })
    await fake.cut()
    await becomes('offline session-closed!')
  })

  test('the will of a session that was taken over does not make the new one offline', async () => {
    house = await openHouse({ appliances: [lamp()] })
    await house.connect('lamp', { connection: { will } })
    const second = await house.connect('lamp', { connection: { will } })
    await until(() => house.gateway().house.get('lamp')?.evidence.session?.open === true, 'the new session')
    await settle()
    await house.clock.advance(LAST_WILL_HOLD_MS)
    expect(presence()).toBe('online session-open')
    expect((await house.send('TurnOn', 'lamp')).header.name).toBe('TurnOnConfirmation')
    expect(second.commands()).toHaveLength(1)
  })

  test('a login that is nobody’s says nothing of appliances', async () => {
    house = await openHouse({ appliances: [lamp()], logins: ['visitor'] })
    await house.connect('visitor')
    expect(presence()).toBe('unknown not-heard-yet')
  })

  test('a bridge whose session closes makes its children unknown', async () => {
    house = await openHouse({
      appliances: [lamp('lamp', { parent: 'hub' })],
      bridges: [{ id: 'hub', availability: [] }],
    })
    const hub = await house.connect('hub')
    await (await house.connect('lamp')).say('heartbeat', '')
    await becomes('online session-open')
    await hub.leave()
    await becomes('unknown parent-offline')
  })
})

describe('an appliance behind another login', () => {
  const accounts = new Map([['shared', 'nobody']])
  const shared = () =>
    openHouse({
      appliances: [
        nativeAppliance(
          'lamp',
          { type: 'LIGHT', interval: 30, properties: { power: {} } },
          { availability: [{ topic: 'home/lamp/lwt', online: ['online'], offline: ['offline'] }] },
        ),
      ],
      accounts,
    })

  test('heartbeats keep it online; three missed ones are too many', async () => {
    house = await shared()
    const fake = await house.connect('shared')
    await fake.publish('home/lamp/lwt', 'online')
    await becomes('online heard')
    await house.clock.advance(seconds(90))
    expect(presence()).toBe('online heard')
    await house.clock.advance(1)
    expect(presence()).toBe('unknown silent-asking')
    house.gateway().sweep()
    await house.clock.advance(ANSWER_MS)
    expect(presence()).toBe('offline silent')
    await fake.publish('home/lamp/lwt', 'online')
    await becomes('online heard')
  })

  test('a will is held, then believed, then overruled by the next message', async () => {
    house = await shared()
    const fake = await house.connect('shared')
    await fake.publish('home/lamp/lwt', 'online')
    await becomes('online heard')
    await house.clock.advance(1)
    await fake.publish('home/lamp/lwt', 'offline', true)
    await becomes('unknown last-will-held')
    await house.clock.advance(LAST_WILL_HOLD_MS)
    expect(presence()).toBe('offline last-will!')
    expect((await house.send('TurnOn', 'lamp')).header.name).toBe('TargetOfflineError')
    await fake.publish('home/lamp/lwt', 'online')
    await becomes('online heard')
  })
})
