/** Tickets of the doctor: one body, once, for seconds; what comes with one is no request of CLOVA and commands nothing. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createTrialDesk, TICKET_MS } from '../../../src/gateway/exposure/trialDesk.ts'
import { lamp } from '../../support/appliances.ts'
import { cekRequest } from '../../support/cekRequest.ts'
import { manualClock } from '../../support/manualClock.ts'
import { openRig } from '../../support/rig.ts'

const body = Buffer.from('{"a":1}')
const hash = createHash('sha256').update(body).digest('hex')

describe('a ticket', () => {
  test('lets exactly its body in, and once', () => {
    const desk = createTrialDesk(manualClock())
    const ticket = desk.issue(hash)
    expect(ticket).toMatch(/^[\w-]{43}$/)
    expect(desk.take(body, undefined)).toBe(false)
    expect(desk.take(body, `${ticket}x`)).toBe(false)
    expect(desk.take(body, ticket)).toBe(true)
    expect(desk.take(body, ticket)).toBe(false)
  })

  test('is used up by another body', () => {
    const desk = createTrialDesk(manualClock())
    const ticket = desk.issue(hash)
    expect(desk.take(Buffer.from('{"a":2}'), ticket)).toBe(false)
    expect(desk.take(body, ticket)).toBe(false)
  })

  test('ends after some seconds', async () => {
    const clock = manualClock()
    const desk = createTrialDesk(clock)
    const [early, late] = [desk.issue(hash), desk.issue(hash)]
    await clock.advance(TICKET_MS - 1)
    expect(desk.take(body, early)).toBe(true)
    await clock.advance(1)
    expect(desk.take(body, late)).toBe(false)
  })

  test('there are only so many, and those that ended make room', async () => {
    const clock = manualClock()
    const desk = createTrialDesk(clock)
    for (let n = 0; n < 4; n++) desk.issue(hash)
    expect(desk.issue(hash)).toBeUndefined()
    await clock.advance(TICKET_MS)
    expect(desk.take(body, desk.issue(hash))).toBe(true)
  })
})

describe('at the door', () => {
  const opened = async () => {
    const clock = manualClock()
    const trials = createTrialDesk(clock)
    const rig = await openRig({ clock, trials, verify: () => false, appliances: [lamp()] })
    const withTicket = async (request: Uint8Array) =>
      rig.receive(request, trials.issue(createHash('sha256').update(request).digest('hex')))
    return { rig, trials, withTicket }
  }

  test('a discovery is answered, and does not count as a request of CLOVA', async () => {
    const { rig, withTicket } = await opened()
    expect((await withTicket(cekRequest({ action: 'DiscoverAppliances' })))?.header.name).toBe(
      'DiscoverAppliancesResponse',
    )
    expect(rig.gateway.door.counters()).toMatchObject({ directives: 1, unverified: 0, lastVerifiedAt: undefined })
  })

  test('the access token is looked at all the same', async () => {
    const { withTicket } = await opened()
    const answer = await withTicket(cekRequest({ action: 'DiscoverAppliances', token: 'nobody' }))
    expect(answer?.header.name).toBe('InvalidAccessTokenError')
  })

  test('a command is refused like one without a signature, and nothing is published', async () => {
    const { rig, withTicket } = await opened()
    const before = rig.published.length
    expect(await withTicket(cekRequest({ action: 'TurnOn', applianceId: 'lamp' }))).toBeUndefined()
    expect(rig.published.length).toBe(before)
    expect(rig.gateway.door.counters()).toMatchObject({ directives: 0, unverified: 1 })
  })

  test('another body than the one it is for is not let in', async () => {
    const { rig, trials } = await opened()
    expect(await rig.receive(cekRequest({ action: 'DiscoverAppliances' }), trials.issue(hash))).toBeUndefined()
  })
})
