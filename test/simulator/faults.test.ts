/** Every fault of the simulator against the use cases themselves, on a clock that only moves when told to. */
import { describe, expect, test } from 'vitest'
import { FAULTS, faultText, parseFault } from '../../src/adapters/simulator/faults.ts'
import { createVirtualAppliance, type VirtualAppliance } from '../../src/adapters/simulator/virtualAppliance.ts'
import type { Appliance } from '../../src/home/appliance.ts'
import { zoneOffset } from '../../src/kernel/time.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import { boundAppliance, nativeAppliance } from '../support/appliances.ts'
import { openRig, type Rig } from '../support/rig.ts'

const LAMP = nativeAppliance('lamp', { type: 'LIGHT', properties: { power: {}, brightness: {} }, interval: 30 })
const BOUND = boundAppliance('bound', 'LIGHT', {
  power: { state: 'b/state', read: { pointer: '/state' }, set: 'b/set', write: { pointer: '/state' } },
  brightness: {
    state: 'b/state',
    read: { pointer: '/level', scale: 100 / 254 },
    set: 'b/set',
    write: { pointer: '/level', scale: 100 / 254 },
  },
})

interface Play {
  readonly rig: Rig
  readonly virtual: VirtualAppliance
  readonly said: () => number
}

/** An appliance that hears what the gateway publishes and is heard by it. */
async function play(appliance: Appliance, fault = 'none', edition: Edition = 'KR'): Promise<Play> {
  const rig = await openRig({ appliances: [appliance], edition })
  let said = 0
  const virtual = createVirtualAppliance({
    appliance,
    base: 'clova2mqtt',
    clock: rig.clock,
    zone: zoneOffset('Asia/Seoul'),
    send: ({ topic, payload }) => {
      said++
      rig.hear(topic, payload)
    },
  })
  rig.onPublish(({ topic, payload }) => {
    // After the broker took it, as over a wire.
    if (virtual.topics.includes(topic)) queueMicrotask(() => virtual.receive(topic, Buffer.from(payload)))
  })
  virtual.connected()
  // What was said at the very moment of a command counts as said after it.
  await rig.clock.advance(1000)
  const parsed = parseFault(fault)
  if (parsed === undefined) throw new Error(`no fault ${fault}`)
  virtual.setFault(parsed)
  said = 0
  return { rig, virtual, said: () => said }
}

async function brighten({ rig, virtual }: Play, value = 33): Promise<string> {
  const asked = rig.ask({
    action: 'SetBrightness',
    applianceId: virtual.appliance.id,
    operands: { brightness: { value } },
  })
  await rig.clock.advance(10_000)
  const { header, payload } = await asked
  return `${header.name} ${JSON.stringify(payload)}`
}

describe('each fault has its answer', () => {
  const CASES: readonly (readonly [string, string])[] = [
    ['none', 'SetBrightnessConfirmation {"brightness":{"value":33}}'],
    ['slow:2000', 'SetBrightnessConfirmation {"brightness":{"value":33}}'],
    ['slow:5000', 'TargetOfflineError {}'],
    ['silent', 'TargetOfflineError {}'],
    ['lying', 'ActionFailedError {}'],
    ['erring:2304', 'ConditionsNotMetError {"state":"전원 꺼짐"}'],
    ['erring:1306', 'ActionTemporarilyBlockedError {}'],
    ['erring:9999', 'DriverInternalError {}'],
    ['duplicate', 'SetBrightnessConfirmation {"brightness":{"value":33}}'],
    ['ramp:800', 'SetBrightnessConfirmation {"brightness":{"value":33}}'],
  ]
  test.each(CASES)('%s: %s', async (fault, answer) => {
    expect(await brighten(await play(LAMP, fault))).toBe(answer)
  })

  test('the same faults of an appliance with topics of its own', async () => {
    expect(await brighten(await play(BOUND))).toBe('SetBrightnessConfirmation {"brightness":{"value":33}}')
    expect(await brighten(await play(BOUND, 'lying'))).toBe('ActionFailedError {}')
    expect(await brighten(await play(BOUND, 'erring'))).toBe('ActionFailedError {}')
    expect(await brighten(await play(BOUND, 'silent'))).toBe('TargetOfflineError {}')
    expect(await brighten(await play(BOUND, 'ramp'))).toBe('SetBrightnessConfirmation {"brightness":{"value":33}}')
  })

  test('a lie in the other edition has that edition’s error', async () => {
    expect(await brighten(await play(LAMP, 'lying', 'JP'))).toBe('DeviceFailureError {}')
  })

  test('the table covers every fault but the loss of the connection, which needs one', () => {
    const tried = new Set(CASES.map(([fault]) => fault.split(':')[0]))
    expect(Object.keys(FAULTS).filter(name => !tried.has(name))).toEqual(['offline'])
  })
})

describe('behaviour', () => {
  test('duplicate says everything twice, ramp reports its way', async () => {
    const once = await play(LAMP)
    const twice = await play(LAMP, 'duplicate')
    const ramp = await play(LAMP, 'ramp:800')
    await brighten(once)
    await brighten(twice)
    await brighten(ramp)
    expect([once.said(), twice.said(), ramp.said()]).toEqual([2, 4, 5])
  })

  test('a silent appliance has no heartbeat, a healthy one has', async () => {
    const healthy = await play(LAMP)
    await healthy.rig.clock.advance(61_000)
    expect(healthy.said()).toBe(2)
    const silent = await play(LAMP, 'silent')
    await silent.rig.clock.advance(61_000)
    expect(silent.said()).toBe(0)
  })

  test('a command past its expiry is ignored', async () => {
    const { virtual, said } = await play(LAMP)
    virtual.receive(
      'clova2mqtt/lamp/set',
      Buffer.from('{"id":"x","brightness":1,"expires":"2026-11-20T09:59:59+09:00"}'),
    )
    expect([said(), virtual.values().brightness]).toEqual([0, 60])
  })

  test('a fault can be taken away', async () => {
    const one = await play(LAMP, 'erring')
    expect(await brighten(one)).toContain('ConditionsNotMetError')
    one.virtual.setFault({ name: 'none', parameter: '' })
    expect(await brighten(one)).toContain('SetBrightnessConfirmation')
  })
})

describe('reading faults', () => {
  test.each([
    ['slow', 'slow:2000'],
    ['slow 300', 'slow:300'],
    ['erring:2209', 'erring:2209'],
    ['silent', 'silent'],
  ])('%s', (said, text) => {
    const fault = parseFault(said)
    expect(fault && faultText(fault)).toBe(text)
  })

  test.each(['', 'fast', 'slow:x', 'slow:999999', 'silent:5', 'erring:12', 'slow:1:2', 'constructor'])(
    '%s is none',
    said => {
      expect(parseFault(said)).toBeUndefined()
    },
  )

  test('every fault is explained in every language', () => {
    const texts = Object.values(FAULTS).flatMap(({ text }) => [text.ko, text.ja, text.en])
    expect(texts).toHaveLength(24)
    expect(texts.every(text => text.length > 1)).toBe(true)
  })
})
