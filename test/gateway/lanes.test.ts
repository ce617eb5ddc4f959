import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLanes, MAX_WAITING_PER_APPLIANCE } from '../../src/gateway/lanes.ts'
import { type MonoMs, monoMs, monoPlus } from '../../src/kernel/time.ts'
import { refuse } from '../../src/protocol/errors.ts'
import { lamp } from '../support/appliances.ts'
import { cekRequest } from '../support/cekRequest.ts'
import { type FakeAppliance, obedient, silent } from '../support/fakeAppliance.ts'
import { DEADLINE_MS, type House, openHouse } from '../support/house.ts'
import { manualClock, settle } from '../support/manualClock.ts'
import { until } from '../support/until.ts'

const to = (value: number) => ({ brightness: { value } })

describe('commands of a house', () => {
  let house: House
  let one: FakeAppliance
  let other: FakeAppliance

  beforeEach(async () => {
    house = await openHouse({ appliances: [lamp('one'), lamp('other')] })
    one = await house.connect('one')
    other = await house.connect('other')
  })
  afterEach(() => house.close())

  test('to one appliance leave one at a time, in the order they came', async () => {
    one.onCommand(silent)
    const values = [10, 20, 30, 40]
    const answers = values.map(value => house.send('SetBrightness', 'one', to(value)))
    for (const [at, value] of values.entries()) {
      await one.commanded(at + 1)
      await settle()
      expect(one.commands().map(command => command['brightness'])).toEqual(values.slice(0, at + 1))
      await one.result({ id: one.commands()[at]?.['id'] ?? null, ok: true, brightness: value })
    }
    expect((await Promise.all(answers)).map(answer => answer.payload)).toEqual(values.map(to))
  })

  test('to different appliances run side by side', async () => {
    one.onCommand(silent)
    const waiting = house.send('SetBrightness', 'one', to(10))
    await one.commanded()
    expect((await house.send('SetBrightness', 'other', to(20))).payload).toEqual(to(20))
    expect(other.commands().length).toBe(1)
    await house.clock.advance(DEADLINE_MS)
    expect((await waiting).header.name).toBe('TargetOfflineError')
  })

  test('more than may wait are refused at once, the others still run', async () => {
    one.onCommand(silent)
    const count = 1 + MAX_WAITING_PER_APPLIANCE
    const answers = Array.from({ length: count }, (_, at) => house.send('SetBrightness', 'one', to(at + 1)))
    await one.commanded()
    const extra = await house.send('SetBrightness', 'one', to(99))
    expect(extra.header.name).toBe('ActionTemporarilyBlockedError')
    one.onCommand(obedient)
    await one.result({ id: one.commands()[0]?.['id'] ?? null, ok: true, brightness: 1 })
    const names = (await Promise.all(answers)).map(answer => answer.header.name)
    expect(names).toEqual(Array.from({ length: 9 }, () => 'SetBrightnessConfirmation'))
    expect(one.commands().length).toBe(9)
  })

  test('a command whose turn comes at its deadline is refused, and never leaves', async () => {
    one.onCommand(silent)
    const first = house.receive(request(10))
    const second = house.receive(request(20))
    await one.commanded()
    await house.clock.advance(DEADLINE_MS)
    const names = await Promise.all([first, second].map(async answer => nameOf(await answer)))
    // The first has shown that nobody is there; "too much at once" would send the user the wrong way.
    expect(names).toEqual(['TargetOfflineError', 'TargetOfflineError'])
    await house.clock.advance(DEADLINE_MS)
    one.onCommand(obedient)
    expect((await house.send('SetBrightness', 'one', to(30))).payload).toEqual(to(30))
    expect(one.commands().map(command => command['brightness'])).toEqual([10, 30])
  })

  test('queries do not wait behind commands', async () => {
    one.onCommand(silent)
    await one.report({ power: 'on' })
    await until(() => house.gateway().house.get('one')?.known.has('power') === true, 'the report')
    const waiting = house.send('SetBrightness', 'one', to(10))
    await one.commanded()
    expect((await house.send('GetDeviceState', 'one')).header.name).toBe('GetDeviceStateResponse')
    await house.clock.advance(DEADLINE_MS)
    await waiting
  })
})

const request = (value: number): Uint8Array =>
  cekRequest({ action: 'SetBrightness', applianceId: 'one', operands: to(value) })

const nameOf = (answer: Awaited<ReturnType<House['receive']>>): string =>
  answer.verified ? JSON.parse(answer.body.toString()).header.name : ''

const turn = (deadline: MonoMs) => ({
  applianceId: 'a',
  deadline,
  late: () => refuse('ActionTemporarilyBlockedError', 'late'),
})

describe('createLanes', () => {
  test('work that throws frees the lane', async () => {
    const clock = manualClock()
    const lanes = createLanes(clock)
    const deadline = monoPlus(clock.mono(), 1_000)
    const failed = lanes.run(turn(deadline), () => Promise.reject(new Error('it broke')))
    const next = lanes.run(turn(deadline), () => Promise.resolve('ran'))
    await expect(failed).rejects.toThrow('it broke')
    await expect(next).resolves.toBe('ran')
  })

  test('one that waits behind a command of a later deadline is refused at its own, and lets nobody past', async () => {
    const clock = manualClock()
    const lanes = createLanes(clock)
    const at = (ms: number) => turn(monoPlus(clock.mono(), ms))
    let release: () => void = () => undefined
    const order: string[] = []
    const first = lanes.run(at(9_000), () => new Promise<void>(resolve => (release = resolve)))
    const second = lanes.run(at(1_000), async () => void order.push('second')).catch(error => order.push(error.why.en))
    const third = lanes.run(at(9_000), async () => void order.push('third'))
    await clock.advance(999)
    expect(order).toEqual([])
    await clock.advance(10)
    expect(order).toEqual(['late'])
    release()
    await Promise.all([first, second, third])
    expect([order, clock.pendingTimers()]).toEqual([['late', 'third'], 0])
  })

  test('a refusal for a full lane leaves the lane as it was', async () => {
    const lanes = createLanes(manualClock())
    const far = monoMs(1e9)
    let release: () => void = () => undefined
    const first = lanes.run(turn(far), () => new Promise<void>(resolve => (release = resolve)))
    const rest = Array.from({ length: MAX_WAITING_PER_APPLIANCE }, (_, at) =>
      lanes.run(turn(far), () => Promise.resolve(at)),
    )
    for (let tries = 0; tries < 3; tries++) {
      await expect(lanes.run(turn(far), () => Promise.resolve())).rejects.toMatchObject({
        error: 'ActionTemporarilyBlockedError',
      })
    }
    release()
    await first
    expect(await Promise.all(rest)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    await expect(lanes.run(turn(far), () => Promise.resolve('free'))).resolves.toBe('free')
  })
})
