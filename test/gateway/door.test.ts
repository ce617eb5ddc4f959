/** The door for CEK: who may pass, what is said twice, and what is counted (DESIGN section 4). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_DIRECTIVES_IN_FLIGHT } from '../../src/gateway/door.ts'
import { minutes, wallPlus } from '../../src/kernel/time.ts'
import { EDITIONS } from '../../src/protocol/edition.ts'
import { lamp } from '../support/appliances.ts'
import { checkMessage } from '../support/catalog.ts'
import { cekRequest, TEST_TOKEN } from '../support/cekRequest.ts'
import { openRig, type Rig } from '../support/rig.ts'

const nameOf = async (asked: ReturnType<Rig['ask']>): Promise<string> => (await asked).header.name
const raw = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
const header = (name: unknown, messageId?: unknown) => ({
  messageId,
  name,
  namespace: 'ClovaHome',
  payloadVersion: '1.0',
})

describe('the signature', () => {
  test('is checked over the raw bytes, and a failure says nothing and is counted', async () => {
    const seen: [string, string | undefined][] = []
    const rig = await openRig({
      verify: (body, signature) => {
        seen.push([Buffer.from(body).toString(), signature])
        return signature === 'right'
      },
    })
    const probes = [Buffer.alloc(0), Buffer.from('{"not json'), cekRequest({ action: 'DiscoverAppliances' })]
    for (const body of probes) expect(await rig.gateway.door.receive(body, 'wrong')).toEqual({ verified: false })
    expect(await rig.gateway.door.receive(probes[2] as Uint8Array, undefined)).toEqual({ verified: false })
    expect(await rig.gateway.door.receive(probes[2] as Uint8Array, 'right')).toMatchObject({ verified: true })
    expect(seen.slice(0, 2)).toEqual([
      ['', 'wrong'],
      ['{"not json', 'wrong'],
    ])
    expect(rig.gateway.door.counters()).toMatchObject({
      directives: 1,
      unverified: 4,
      missigned: 3,
      repeated: 0,
      inFlight: 0,
      lastVerifiedAt: 1000,
    })
    expect(rig.log.filter(line => line.message === 'directive')).toHaveLength(1)
  })

  test('an unverified request is never answered from memory', async () => {
    const rig = await openRig({ verify: (_, signature) => Promise.resolve(signature === 'right') })
    const body = cekRequest({ action: 'DiscoverAppliances' })
    await rig.gateway.door.receive(body, 'right')
    expect(await rig.gateway.door.receive(body, 'wrong')).toEqual({ verified: false })
  })
})

describe('messageId', () => {
  test('is repeated, and made when there is none', async () => {
    const rig = await openRig()
    expect((await rig.ask({ action: 'DiscoverAppliances', messageId: 'abc-1' })).header.messageId).toBe('abc-1')
    for (const messageId of [undefined, '', 5, null]) {
      const answer = await rig.receive(
        raw({ header: header('DiscoverAppliancesRequest', messageId), payload: { accessToken: TEST_TOKEN } }),
      )
      expect(answer?.header).toMatchObject({
        name: 'DiscoverAppliancesResponse',
        messageId: expect.stringMatching(/^uuid-\d+$/),
      })
    }
  })

  test('is repeated in an error too, even where nothing else can be read', async () => {
    const rig = await openRig()
    expect((await rig.ask({ action: 'TurnOn', applianceId: 'none', messageId: 'abc-2' })).header).toMatchObject({
      messageId: 'abc-2',
      name: 'NoSuchTargetError',
    })
    expect((await rig.receive(raw({ header: { messageId: 'abc-3' } })))?.header).toMatchObject({
      messageId: 'abc-3',
      name: 'DriverInternalError',
    })
  })
})

describe('the access token', () => {
  const discover = { action: 'DiscoverAppliances' }

  test('missing or unknown', async () => {
    const rig = await openRig()
    expect(await nameOf(rig.ask({ ...discover, token: 'unknown' }))).toBe('InvalidAccessTokenError')
    for (const accessToken of [undefined, '', null, 5, {}, 'x'.repeat(3000)]) {
      const answer = await rig.receive(
        raw({ header: header('DiscoverAppliancesRequest', 'm'), payload: { accessToken } }),
      )
      expect(answer?.header.name).toBe('InvalidAccessTokenError')
    }
  })

  test('revoked', async () => {
    const rig = await openRig()
    const id = rig.addToken('second')
    expect(await nameOf(rig.ask({ ...discover, token: 'second' }))).toBe('DiscoverAppliancesResponse')
    rig.tokens.revoke(id, rig.clock.wall())
    expect(await nameOf(rig.ask({ ...discover, token: 'second' }))).toBe('InvalidAccessTokenError')
  })

  test('expired, to the millisecond', async () => {
    const rig = await openRig()
    rig.addToken('hour', wallPlus(rig.clock.wall(), minutes(60)))
    await rig.clock.advance(minutes(60) - 1)
    expect(await nameOf(rig.ask({ ...discover, token: 'hour' }))).toBe('DiscoverAppliancesResponse')
    await rig.clock.advance(1)
    expect(await nameOf(rig.ask({ ...discover, token: 'hour' }))).toBe('ExpiredAccessTokenError')
  })

  test('expired and revoked is revoked', async () => {
    const rig = await openRig()
    const id = rig.addToken('hour', wallPlus(rig.clock.wall(), 5))
    rig.tokens.revoke(id, rig.clock.wall())
    await rig.clock.advance(10)
    expect(await nameOf(rig.ask({ ...discover, token: 'hour' }))).toBe('InvalidAccessTokenError')
  })

  test('does not expire by a clock that is not trusted', async () => {
    const rig = await openRig()
    rig.addToken('hour', wallPlus(rig.clock.wall(), minutes(60)))
    await rig.clock.advance(minutes(61))
    rig.clock.setTrusted(false)
    expect(await nameOf(rig.ask({ ...discover, token: 'hour' }))).toBe('DiscoverAppliancesResponse')
  })

  test('is checked before anything else is looked at', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    const wrong = [
      'DiscoverAppliances',
      'TurnOn',
      'NoSuchThing',
      'DiscoverScenes',
      'GetLockState',
      'HealthCheck',
      'SetBrightness',
    ]
    for (const action of wrong) {
      for (const applianceId of ['lamp', 'none', undefined]) {
        expect(await nameOf(rig.ask({ action, applianceId, token: 'unknown' }))).toBe('InvalidAccessTokenError')
      }
    }
    expect([wrong.length, rig.published]).toEqual([7, []])
  })

  test('is never logged, nor is a payload', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    await rig.ask({
      action: 'TurnOn',
      applianceId: 'lamp',
      token: 'very-secret-token',
      operands: { note: 'private-words' },
    })
    await rig.ask({
      action: 'SetBrightness',
      applianceId: 'lamp',
      operands: { brightness: { value: 900 }, note: 'private-words' },
    })
    const log = JSON.stringify(rig.log)
    expect(log).not.toMatch(/very-secret-token|private-words/)
    expect(log).not.toContain(TEST_TOKEN)
  })
})

describe('what the guides leave open', () => {
  test.each(EDITIONS)(
    '%s: unknown names and those of the other edition are UnsupportedOperationError',
    async edition => {
      const rig = await openRig({ edition, appliances: [lamp()] })
      const other = edition === 'KR' ? 'DiscoverScenes' : 'CallElevator'
      for (const action of ['NoSuchThing', other, 'constructor', '__proto__', 'turnon']) {
        expect([action, await nameOf(rig.ask({ action, applianceId: 'lamp' }))]).toEqual([
          action,
          'UnsupportedOperationError',
        ])
      }
    },
  )

  test('whatever bytes carry a valid signature, the answer is a well-formed ClovaHome message', async () => {
    const rigs = {
      KR: await openRig({ edition: 'KR', appliances: [lamp()] }),
      JP: await openRig({ edition: 'JP', appliances: [lamp()] }),
    }
    const message = fc
      .record({
        header: fc.oneof(
          fc.jsonValue(),
          fc.record({
            name: fc.oneof(fc.string(), fc.constant('SetBrightnessRequest')),
            messageId: fc.string(),
            namespace: fc.constant('ClovaHome'),
          }),
        ),
        payload: fc.oneof(
          fc.jsonValue(),
          fc.record({ accessToken: fc.constant(TEST_TOKEN), appliance: fc.jsonValue() }),
        ),
      })
      .map(raw)
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.jsonValue().map(raw),
      fc.string().map(text => raw(text)),
      message,
    )
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(...EDITIONS), async (body, edition) => {
        expect(checkMessage(await rigs[edition].receive(body), edition)).toEqual([])
      }),
      { numRuns: 800 },
    )
  })

  test('a request that is too large or too deep is answered, not parsed', async () => {
    const rig = await openRig()
    expect((await rig.receive(Buffer.alloc(70_000, 0x20)))?.header.name).toBe('DriverInternalError')
    expect((await rig.receive(raw('['.repeat(10_000))))?.header.name).toBe('DriverInternalError')
  })
})

describe('faults inside', () => {
  test('a store that fails is a DriverInternalError, and the log says which directive', async () => {
    const rig = await openRig()
    rig.tokens.find = () => {
      throw new Error('disk on fire')
    }
    expect(await nameOf(rig.ask({ action: 'DiscoverAppliances' }))).toBe('DriverInternalError')
    expect(rig.log.find(line => line.level === 'error')?.fields).toMatchObject({ name: 'DiscoverAppliancesRequest' })
  })

  test('too many directives at once: ActionTemporarilyBlockedError, and the rest goes on', async () => {
    const rig = await openRig({ appliances: [lamp()] })
    const asked = Array.from({ length: MAX_DIRECTIVES_IN_FLIGHT }, () =>
      rig.ask({ action: 'HealthCheck', applianceId: 'lamp' }),
    )
    expect(rig.gateway.door.counters().inFlight).toBe(MAX_DIRECTIVES_IN_FLIGHT)
    const extra = await rig.ask({ action: 'DiscoverAppliances', messageId: 'extra' })
    expect(extra.header).toMatchObject({ messageId: 'extra', name: 'ActionTemporarilyBlockedError' })
    expect(checkMessage(extra, 'KR')).toEqual([])
    await rig.clock.advance(3500)
    expect(new Set(await Promise.all(asked.map(nameOf)))).toEqual(new Set(['HealthCheckResponse']))
    expect(rig.gateway.door.counters().inFlight).toBe(0)
    expect(await nameOf(rig.ask({ action: 'DiscoverAppliances' }))).toBe('DiscoverAppliancesResponse')
  })
})
