/** The same bytes again: the same answer, and nothing is done twice (DESIGN section 4). */
import { describe, expect, test } from 'vitest'
import { minutes } from '../../src/kernel/time.ts'
import { lamp } from '../support/appliances.ts'
import { cekRequest, TEST_TOKEN } from '../support/cekRequest.ts'
import { settle } from '../support/manualClock.ts'
import { openRig, type Rig } from '../support/rig.ts'

/** A rig whose lamp does at once what it is told. */
async function obedientRig(): Promise<Rig> {
  const rig = await openRig({ appliances: [lamp()] })
  rig.onPublish(({ topic, payload }) => {
    if (topic !== 'clova2mqtt/lamp/set') return
    const { id, brightness, power } = JSON.parse(payload)
    queueMicrotask(() => rig.say('lamp', 'result', { id, ok: true, brightness, power }))
  })
  rig.say('lamp', 'state', { power: 'on', brightness: 40 })
  await rig.clock.advance(1)
  return rig
}

const brighter = cekRequest({
  action: 'IncrementBrightness',
  applianceId: 'lamp',
  operands: { deltaBrightness: { value: 10 } },
  messageId: 'm-1',
})
const commands = (rig: Rig): unknown[] =>
  rig.published.filter(one => one.topic.endsWith('/set')).map(one => JSON.parse(one.payload).brightness)

describe('the same bytes', () => {
  test('within ten minutes: the same answer and no second increment', async () => {
    const rig = await obedientRig()
    const first = await rig.receive(brighter)
    expect(first).toMatchObject({
      header: { name: 'IncrementBrightnessConfirmation', messageId: 'm-1' },
      payload: { brightness: { value: 50 }, previousState: { brightness: { value: 40 } } },
    })
    await rig.clock.advance(minutes(10) - 1)
    expect(await rig.receive(Buffer.from(brighter))).toEqual(first)
    expect(commands(rig)).toEqual([50])
    expect(rig.gateway.door.counters()).toMatchObject({ directives: 1, repeated: 1 })
    expect(rig.log.some(line => line.message.includes('answered from memory'))).toBe(true)
  })

  test('after ten minutes it is executed again', async () => {
    const rig = await obedientRig()
    await rig.receive(brighter)
    await rig.clock.advance(minutes(10))
    rig.say('lamp', 'state', { brightness: 50 })
    await rig.clock.advance(1)
    expect((await rig.receive(brighter))?.payload).toMatchObject({ brightness: { value: 60 } })
    expect(commands(rig)).toEqual([50, 60])
  })

  test('a repeat does not lengthen the ten minutes', async () => {
    const rig = await obedientRig()
    await rig.receive(brighter)
    await rig.clock.advance(minutes(6))
    await rig.receive(brighter)
    await rig.clock.advance(minutes(6))
    rig.say('lamp', 'state', { brightness: 50 })
    await rig.receive(brighter)
    expect(commands(rig)).toEqual([50, 60])
  })

  test('the wall clock does not move the ten minutes', async () => {
    const rig = await obedientRig()
    await rig.receive(brighter)
    rig.clock.stepWall((rig.clock.wall() + minutes(600)) as ReturnType<typeof rig.clock.wall>)
    await rig.receive(brighter)
    expect(commands(rig)).toEqual([50])
  })

  test('while the first still runs: both get its answer', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', { power: 'on', brightness: 40 })
    await rig.clock.advance(1)
    const both = [rig.receive(brighter), rig.receive(brighter)]
    await settle()
    expect(commands(rig)).toEqual([50])
    expect(rig.gateway.door.counters()).toMatchObject({ directives: 1, repeated: 1, inFlight: 1 })
    const { id } = JSON.parse(rig.published.at(-1)?.payload ?? '')
    rig.say('lamp', 'result', { id, ok: true, brightness: 50 })
    const [first, second] = await Promise.all(both)
    expect(second).toEqual(first)
    expect(first?.header.name).toBe('IncrementBrightnessConfirmation')
  })

  test('an error is repeated as well: what failed is not tried behind the user’s back', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', { brightness: 40 })
    await rig.clock.advance(1)
    const first = rig.receive(brighter)
    await rig.clock.advance(3500)
    expect((await first)?.header.name).toBe('TargetOfflineError')
    expect((await rig.receive(brighter))?.header.name).toBe('TargetOfflineError')
    expect(commands(rig)).toEqual([50])
  })

  test('the same id with another body is processed and logged', async () => {
    const rig = await obedientRig()
    await rig.receive(brighter)
    const other = await rig.ask({
      action: 'SetBrightness',
      applianceId: 'lamp',
      operands: { brightness: { value: 7 } },
      messageId: 'm-1',
    })
    expect(other).toMatchObject({
      header: { messageId: 'm-1', name: 'SetBrightnessConfirmation' },
      payload: { brightness: { value: 7 } },
    })
    expect(commands(rig)).toEqual([50, 7])
    expect(rig.log.filter(line => line.message === 'directive')).toHaveLength(2)
    const again = rig.log.filter(line => line.message === 'a message id came again with another body')
    expect(again.map(line => [line.level, line.fields])).toEqual([['info', { name: 'SetBrightnessRequest' }]])
  })

  test('the same id with another body is no longer news after ten minutes, and the same body never is', async () => {
    const rig = await obedientRig()
    const health = (applianceId: string) => rig.ask({ action: 'HealthCheck', applianceId, messageId: 'm-1' })
    await rig.receive(brighter)
    await rig.receive(brighter)
    await rig.clock.advance(minutes(10))
    await health('lamp')
    const news = () => rig.log.filter(line => line.message.includes('message id')).length
    expect(news()).toBe(0)
    await health('none')
    expect(news()).toBe(1)
  })
})

describe('the memory is bounded', () => {
  const filler = (at: number): Uint8Array =>
    cekRequest({ action: 'TurnOn', applianceId: 'none', messageId: `filler-${at}` })

  test('by count: the oldest of more than a thousand is forgotten, the others are not', async () => {
    const rig = await obedientRig()
    await rig.receive(brighter)
    for (let at = 0; at < 999; at++) await rig.receive(filler(at))
    await rig.receive(brighter)
    expect(commands(rig)).toEqual([50])
    for (let at = 999; at < 1001; at++) await rig.receive(filler(at))
    await rig.receive(brighter)
    expect(commands(rig)).toEqual([50, 60])
    const { repeated } = rig.gateway.door.counters()
    await rig.receive(filler(1000))
    expect(rig.gateway.door.counters().repeated).toBe(repeated + 1)
  })

  test('by characters: large answers push the old ones out', async () => {
    const lamps = Array.from({ length: 300 }, (_, at) => lamp(`lamp${at}`, { description: 'x'.repeat(500) }))
    const rig = await openRig({ appliances: lamps })
    const discover = (at: number) => rig.ask({ action: 'DiscoverAppliances', messageId: `d-${at}` })
    const size = JSON.stringify(await discover(0)).length
    const fitting = Math.floor(2_000_000 / size)
    for (let at = 1; at < fitting; at++) await discover(at)
    await discover(0)
    expect(rig.gateway.door.counters().repeated).toBe(1)
    await discover(fitting)
    await discover(0)
    expect([rig.gateway.door.counters().repeated, fitting > 3]).toEqual([1, true])
    // Only as much is forgotten as must be: the newest are still there.
    await discover(fitting)
    expect(rig.gateway.door.counters().repeated).toBe(2)
  })
})

describe('the log line of a directive', () => {
  const lines = (rig: Rig) => rig.log.filter(line => line.message === 'directive').map(line => line.fields)

  test('has name, outcome, appliance and the stages in milliseconds', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    rig.say('lamp', 'state', { power: 'off' })
    await rig.clock.advance(1)
    const answer = rig.ask({ action: 'TurnOn', applianceId: 'lamp' })
    await settle()
    await rig.clock.advance(120)
    const { id } = JSON.parse(rig.published.at(-1)?.payload ?? '')
    rig.say('lamp', 'result', { id, ok: true, power: 'on' })
    await answer
    expect(lines(rig)).toEqual([
      {
        name: 'TurnOnRequest',
        outcome: 'TurnOnConfirmation',
        appliance: 'lamp',
        waitMs: 0,
        sendMs: 0,
        applianceMs: 120,
        totalMs: 120,
      },
    ])
  })

  test('says why an error was sent, in the edition’s own word', async () => {
    const rig = await openRig({ edition: 'JP', appliances: [lamp()] })
    await rig.ask({ action: 'TurnOn', applianceId: 'none' })
    await rig.receive(Buffer.from('nonsense'))
    expect(lines(rig)).toEqual([
      { name: 'TurnOnRequest', outcome: 'NoSuchTargetError', appliance: 'none', why: 'no such appliance', totalMs: 0 },
      { name: '(unreadable)', outcome: 'DriverInternalError', why: 'the body is not JSON', totalMs: 0 },
    ])
    expect(JSON.stringify(rig.log)).not.toContain(TEST_TOKEN)
  })

  test('an alive appliance that contradicts: ActionFailedError in KR, DeviceFailureError in JP', async () => {
    for (const [edition, outcome] of [
      ['KR', 'ActionFailedError'],
      ['JP', 'DeviceFailureError'],
    ] as const) {
      const rig = await openRig({ edition, appliances: [lamp()] })
      rig.say('lamp', 'state', { brightness: 40 })
      await rig.clock.advance(1)
      const answer = rig.ask({ action: 'SetBrightness', applianceId: 'lamp', operands: { brightness: { value: 50 } } })
      await settle()
      await rig.clock.advance(1)
      rig.say('lamp', 'state', { brightness: 40 })
      await rig.clock.advance(3500)
      expect([(await answer).header.name, lines(rig)[0]?.['outcome']]).toEqual([outcome, outcome])
    }
  })
})
