/** What the door takes account of before it answers: time, the token as it is now, and what may be forgotten. */
import { describe, expect, test } from 'vitest'
import { MAX_DIRECTIVES_IN_FLIGHT } from '../../src/gateway/door.ts'
import { minutes, wallPlus } from '../../src/kernel/time.ts'
import { lamp } from '../support/appliances.ts'
import { cekRequest } from '../support/cekRequest.ts'
import { settle } from '../support/manualClock.ts'
import { openRig, type Rig } from '../support/rig.ts'

const turnOn = (messageId: string, token?: string): Uint8Array =>
  cekRequest({ action: 'TurnOn', applianceId: 'lamp', messageId, ...(token === undefined ? {} : { token }) })
const commands = (rig: Rig): number => rig.published.filter(one => one.topic.endsWith('/set')).length

/** Lamps that do at once what they are told. */
function obey(rig: Rig): void {
  rig.onPublish(({ topic, payload }) => {
    const { id } = JSON.parse(payload)
    const [, appliance = ''] = topic.split('/')
    queueMicrotask(() => rig.say(appliance, 'result', { id, ok: true, power: 'on' }))
  })
}

describe('the deadline counts from the arrival', () => {
  /** A rig whose verification takes until the test says so. */
  const slow = async () => {
    let verified: (right: boolean) => void = () => undefined
    const verify = (): Promise<boolean> =>
      new Promise(resolve => {
        verified = resolve
      })
    return { rig: await openRig({ appliances: [lamp()], verify }), verified: () => verified(true) }
  }

  test('what verification took is missing from the rest', async () => {
    const { rig, verified } = await slow()
    const from = rig.clock.mono()
    let answeredAt: number | undefined
    const answer = rig.receive(turnOn('m')).finally(() => {
      answeredAt = rig.clock.mono()
    })
    await rig.clock.advance(2000)
    verified()
    await settle()
    expect([commands(rig), rig.published.at(-1)?.notAfter]).toEqual([1, from + 3500])
    await rig.clock.advance(1500)
    expect([(await answer)?.header.name, answeredAt]).toEqual(['TargetOfflineError', from + 3500])
    expect(rig.log.at(-1)?.fields).toMatchObject({ waitMs: 2000, totalMs: 3500 })
  })

  test.each(['TurnOn', 'GetDeviceState', 'HealthCheck'])('%s: used up, nothing is published', async action => {
    const { rig, verified } = await slow()
    const answer = rig.ask({ action, applianceId: 'lamp' })
    await rig.clock.advance(3500)
    verified()
    expect((await answer).header.name).toBe('ActionTemporarilyBlockedError')
    expect(rig.published).toEqual([])
  })

  test('discovery is answered all the same', async () => {
    const { rig, verified } = await slow()
    const answer = rig.ask({ action: 'DiscoverAppliances' })
    await rig.clock.advance(4000)
    verified()
    expect((await answer).header.name).toBe('DiscoverAppliancesResponse')
  })
})

describe('a repeat is authorized as it is now', () => {
  test('a token that was revoked meanwhile gets the refusal, not the memory', async () => {
    const rig = await openRig()
    const id = rig.addToken('second')
    const body = cekRequest({ action: 'DiscoverAppliances', token: 'second', messageId: 'm-7' })
    expect((await rig.receive(body))?.header.name).toBe('DiscoverAppliancesResponse')
    rig.tokens.revoke(id, rig.clock.wall())
    expect((await rig.receive(body))?.header).toMatchObject({ name: 'InvalidAccessTokenError', messageId: 'm-7' })
    expect(rig.log.at(-1)?.fields).toMatchObject({ outcome: 'InvalidAccessTokenError', why: `token ${id} is revoked` })
  })

  test('so does one that has expired, and a store that fails is no way around it', async () => {
    const rig = await openRig()
    rig.addToken('short', wallPlus(rig.clock.wall(), minutes(1)))
    const body = cekRequest({ action: 'DiscoverAppliances', token: 'short' })
    await rig.receive(body)
    await rig.clock.advance(minutes(1))
    expect((await rig.receive(body))?.header.name).toBe('ExpiredAccessTokenError')
    rig.tokens.find = () => {
      throw new Error('disk on fire')
    }
    expect((await rig.receive(body))?.header.name).toBe('DriverInternalError')
  })

  test('what cannot be read has no token: it is answered from memory', async () => {
    const rig = await openRig()
    const first = await rig.receive(Buffer.from('nonsense'))
    expect(await rig.receive(Buffer.from('nonsense'))).toEqual(first)
    expect(rig.gateway.door.counters()).toMatchObject({ directives: 1, repeated: 1 })
  })
})

describe('what is remembered', () => {
  test('not that there were too many: the same request is done a moment later', async () => {
    const rig = await openRig({ appliances: [lamp(), lamp('other')] })
    const asked = Array.from({ length: MAX_DIRECTIVES_IN_FLIGHT }, () =>
      rig.ask({ action: 'HealthCheck', applianceId: 'other' }),
    )
    expect((await rig.receive(turnOn('m')))?.header.name).toBe('ActionTemporarilyBlockedError')
    await rig.clock.advance(3500)
    await Promise.all(asked)
    obey(rig)
    expect((await rig.receive(turnOn('m')))?.header.name).toBe('TurnOnConfirmation')
    expect([commands(rig), rig.gateway.door.counters().repeated]).toEqual([1, 0])
  })

  test('a command, however many and large the answers of discovery after it', async () => {
    const lamps = Array.from({ length: 300 }, (_, at) => lamp(`lamp${at}`, { description: 'x'.repeat(500) }))
    const rig = await openRig({ appliances: [lamp(), ...lamps] })
    obey(rig)
    await rig.receive(turnOn('m'))
    let characters = 0
    for (let at = 0; characters < 4_000_000; at++) {
      characters += JSON.stringify(await rig.ask({ action: 'DiscoverAppliances', messageId: `d-${at}` })).length
    }
    for (let at = 0; at < 1001; at++) await rig.ask({ action: 'GetPhase', applianceId: 'none', messageId: `q-${at}` })
    expect((await rig.receive(turnOn('m')))?.header.name).toBe('TurnOnConfirmation')
    expect(commands(rig)).toBe(1)
  })

  test('what is still in flight, however many come after it', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    const first = rig.receive(turnOn('m'))
    await settle()
    for (let at = 0; at < 1001; at++) await rig.ask({ action: 'TurnOn', applianceId: 'none', messageId: `f-${at}` })
    const second = rig.receive(turnOn('m'))
    await rig.clock.advance(3500)
    expect(await second).toEqual(await first)
    expect([commands(rig), rig.gateway.door.counters().repeated]).toEqual([1, 1])
  })
})
