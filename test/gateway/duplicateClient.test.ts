/** Two clients of one id: a named fault, told once, and a presence that does not flap. */
import { describe, expect, test } from 'vitest'
import { seconds } from '../../src/kernel/time.ts'
import type { SessionEvent } from '../../src/ports/bus.ts'
import { lamp } from '../support/appliances.ts'
import { settle } from '../support/manualClock.ts'
import { openRig, type Rig } from '../support/rig.ts'

const session = (rig: Rig, event: Partial<SessionEvent>) =>
  rig.gateway.inbound.session({ kind: 'opened', account: 'lamp', clientId: 'esp', sessions: 1, ...event })

/** What the broker tells when another client of the id comes: the newcomer, the end of the old one, and its will. */
function takeOver(rig: Rig): void {
  session(rig, { sessions: 2, tookOver: true })
  session(rig, { kind: 'closed', sessions: 1 })
  rig.say('lamp', 'availability', 'offline')
}
const faults = (rig: Rig) => rig.log.filter(line => line.fields['fault'] === 'duplicate-client')
const presences = (rig: Rig) => rig.log.filter(line => line.message === 'presence').map(line => line.fields['presence'])

describe('a client id that is taken over again and again', () => {
  test('is a fault that is told once, and the presence stands still', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    session(rig, {})
    rig.gateway.sweep()
    for (let round = 0; round < 40; round++) {
      await rig.clock.advance(seconds(5))
      takeOver(rig)
      rig.gateway.sweep()
      await rig.clock.advance(10)
      if (round >= 2) expect(rig.presence('lamp')).toBe('online duplicate-client')
      rig.gateway.sweep()
      await settle()
    }
    expect(faults(rig)).toMatchObject([
      { level: 'warn', fields: { account: 'lamp', clientId: 'esp', takeovers: 3, withinMs: 10_020 } },
    ])
    // The two take-overs before it was one: their wills were held for a moment, as those of any other.
    expect(presences(rig)[0]).toBe('online')
    expect(presences(rig).slice(3)).toEqual([])
    expect(rig.resident('lamp').evidence.takeovers).toHaveLength(3)
  })

  test('ends a minute after the last; another one is told again', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    session(rig, {})
    for (let round = 0; round < 3; round++) takeOver(rig)
    await rig.clock.advance(seconds(60))
    expect(rig.presence('lamp')).toBe('online duplicate-client')
    await rig.clock.advance(1)
    expect(rig.presence('lamp')).toBe('online session-open')
    for (let round = 0; round < 3; round++) takeOver(rig)
    expect(faults(rig)).toHaveLength(2)
  })

  test('the moment between two of them is not told as offline, and a real end is', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    session(rig, {})
    for (let round = 0; round < 3; round++) takeOver(rig)
    rig.gateway.sweep()
    session(rig, { kind: 'closed', sessions: 0 })
    await rig.clock.advance(seconds(10))
    rig.gateway.sweep()
    expect([rig.presence('lamp'), presences(rig)]).toEqual(['offline session-closed!', ['online']])
    await rig.clock.advance(seconds(10))
    rig.gateway.sweep()
    expect(presences(rig)).toEqual(['online', 'offline'])
  })

  test('a connection that was lost without a word and replaced is none', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    session(rig, {})
    for (let round = 0; round < 20; round++) {
      await rig.clock.advance(seconds(31))
      takeOver(rig)
    }
    expect([faults(rig), rig.presence('lamp')]).toEqual([[], 'unknown last-will-held'])
  })

  test('of a bridge is told as well', async () => {
    const rig = await openRig({ appliances: [], bridges: [{ id: 'lamp', availability: [] }] })
    for (let round = 0; round < 3; round++) session(rig, { sessions: 1, tookOver: true })
    expect(faults(rig)).toHaveLength(1)
  })
})

test('logins end with a broker that is lost: the next one has to open them anew', async () => {
  const rig = await openRig({ appliances: [lamp()] })
  session(rig, {})
  rig.connection(false)
  await rig.clock.advance(1)
  rig.connection(true)
  expect(rig.presence('lamp')).toBe('unknown not-heard-yet')
  session(rig, {})
  expect(rig.presence('lamp')).toBe('online session-open')
})
