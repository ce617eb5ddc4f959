/** What becomes of presence when logins and appliances go while the gateway runs. */
import { describe, expect, test } from 'vitest'
import { hours } from '../../src/kernel/time.ts'
import { BusError } from '../../src/ports/bus.ts'
import { nativeAppliance } from '../support/appliances.ts'
import { settle } from '../support/manualClock.ts'
import { openRig, type Rig } from '../support/rig.ts'

const announced = { name: 'L', type: 'LIGHT', interval: 1, properties: { power: {} } }
const light = (id: string) => nativeAppliance(id, announced)
const EMPTY = {
  appliances: [],
  bridges: [],
  scenes: [],
  customCommands: [],
  accounts: new Map<string, string>(),
  users: new Map(),
}
const told = (rig: Rig) => rig.published.map(({ topic, payload, retain }) => [topic, payload === '', retain])

describe('a login that a reload takes away', () => {
  test.each([
    ['removed', new Map<string, string>()],
    ['given to another', new Map([['login', 'other']])],
  ])('%s: its open session speaks for the appliance no more', async (_, accounts) => {
    const appliances = [light('lamp'), light('other')]
    const rig = await openRig({ appliances, accounts: new Map([['login', 'lamp']]) })
    rig.session('opened', 'login', 1)
    await rig.gateway.configure({ ...EMPTY, appliances, accounts })
    rig.session('closed', 'login', 0)
    await rig.clock.advance(hours(1))
    expect(rig.presence('lamp')).toBe('unknown silent-asking')
  })

  test('of a bridge: that it was closed speaks against its children no more', async () => {
    const appliances = [nativeAppliance('child', announced, { parent: 'hub' })]
    const household = { ...EMPTY, appliances, bridges: [{ id: 'hub', availability: [] }] }
    const rig = await openRig({ ...household, accounts: new Map([['login', 'hub']]) })
    rig.session('closed', 'login', 0)
    expect(rig.presence('child')).toBe('unknown parent-offline')
    await rig.gateway.configure(household)
    expect(rig.presence('child')).toBe('unknown not-heard-yet')
  })

  test('one that stays keeps its session', async () => {
    const household = { ...EMPTY, appliances: [light('lamp')], accounts: new Map([['login', 'lamp']]) }
    const rig = await openRig(household)
    rig.session('opened', 'login', 1)
    await rig.gateway.configure({ ...household, accounts: new Map(household.accounts) })
    await rig.clock.advance(hours(1))
    expect(rig.presence('lamp')).toBe('online session-open')
  })
})

describe('the retained presence of an appliance that leaves', () => {
  test('is cleared when it is withdrawn, and when it is configured no more', async () => {
    const rig = await openRig({ appliances: [light('lamp')] })
    rig.say('fan', 'config', announced)
    rig.say('fan', 'config', '')
    await rig.gateway.configure(EMPTY)
    await settle()
    expect(told(rig)).toEqual([
      ['clova2mqtt/fan/presence', true, true],
      ['clova2mqtt/lamp/presence', true, true],
    ])
  })

  test('that the bus does not take is no fault', async () => {
    const rig = await openRig({ appliances: [light('lamp')] })
    rig.onPublish(() => {
      throw new BusError('no connection')
    })
    await rig.gateway.configure(EMPTY)
    await settle()
    expect(rig.log.filter(line => line.message === 'presence could not be cleared')).toMatchObject([
      { level: 'debug', fields: { appliance: 'lamp' } },
    ])
  })
})

test('a subscription that the broker refuses is a warning, and the household is in force', async () => {
  const refuse = { run: async (): Promise<void> => undefined }
  const rig = await openRig({ subscribe: () => refuse.run() })
  refuse.run = async () => {
    throw new BusError('refused: home/#')
  }
  await rig.gateway.configure({ ...EMPTY, appliances: [light('lamp')] })
  expect(rig.presence('lamp')).toBe('unknown not-heard-yet')
  expect(rig.log.filter(line => line.level === 'warn')).toMatchObject([{ fields: { reason: 'refused: home/#' } }])
  refuse.run = async () => {
    throw new TypeError('a bug')
  }
  await expect(rig.gateway.configure(EMPTY)).rejects.toThrow('a bug')
})
