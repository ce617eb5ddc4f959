/** The watch over the way in: when it probes, what it says, and when it has the tunnel started anew. */
import { describe, expect, test } from 'vitest'
import { externalTunnel } from '../../../src/adapters/tunnel/external.ts'
import { createProbeDesk } from '../../../src/gateway/exposure/probeDesk.ts'
import { superviseTunnel } from '../../../src/gateway/exposure/superviseTunnel.ts'
import { watchExposure } from '../../../src/gateway/exposure/watchExposure.ts'
import type { ProbeVerdict } from '../../../src/home/exposure.ts'
import { type MonoMs, minutes } from '../../../src/kernel/time.ts'
import type { ProbeQuestion } from '../../../src/ports/probe.ts'
import { memoryLog } from '../../adapters/log/memoryLog.ts'
import { manualClock } from '../../support/manualClock.ts'
import { fakeProvider } from './fakeProvider.ts'

interface Setting {
  readonly publicUrl?: string | undefined
  readonly external?: boolean
  readonly isPrivate?: boolean
}

function watched({ publicUrl = 'https://home.example', external = false, isPrivate = false }: Setting = {}) {
  const clock = manualClock()
  const log = memoryLog()
  const fake = fakeProvider()
  const desk = createProbeDesk()
  const asked: { readonly at: number; readonly question: ProbeQuestion }[] = []
  const state: { verdict: ProbeVerdict; signedAt: MonoMs | undefined } = { verdict: 'me', signedAt: undefined }
  const supervised = superviseTunnel({
    provider: fake.provider,
    clock,
    log,
    language: 'en',
    random: () => 0.5,
    changed: () => watch.tunnelChanged(),
  })
  const tunnel = external ? externalTunnel(clock) : supervised
  const watch = watchExposure({
    clock,
    log,
    language: 'en',
    tunnel,
    desk,
    prober: {
      async probe(question) {
        asked.push({ at: clock.mono(), question })
        // The question is answered only while it is on its way.
        expect(desk.answer(question.nonce)).toBe(question.expected)
        return { verdict: state.verdict, detail: 'a detail' }
      },
    },
    publicUrl: isPrivate ? undefined : publicUrl,
    everyMs: minutes(5),
    signedAt: () => state.signedAt,
  })
  watch.start()
  tunnel.start()
  const said = (): readonly string[] =>
    log.lines
      .filter(({ message }) => message.startsWith('CLOVA'))
      .map(({ message, fields }) => [message, fields?.['by'], fields?.['cause']].filter(Boolean).join(', '))
  return { clock, log, watch, asked, state, said, desk, tunnel, ...fake }
}

describe('probes', () => {
  test('go out after the start, every five minutes while well, and their nonce is forgotten', async () => {
    const { clock, asked, last, desk, said } = watched()
    last().events.up()
    await clock.advance(minutes(16))
    expect(asked.length).toBe(4)
    expect(new Set(asked.map(one => one.question.nonce)).size).toBe(4)
    for (const { question } of asked) expect(desk.answer(question.nonce)).toBeUndefined()
    expect(said()).toEqual(['CLOVA can reach this home, probe'])
  })

  test('nothing is sent while no address is known', async () => {
    const { clock, asked, last } = watched({ isPrivate: true })
    last().events.up()
    await clock.advance(minutes(60))
    expect(asked).toEqual([])
    // A tunnel that names its address is tried there.
    last().events.down('notConnected', '')
    last().events.up('https://quick.example')
    await clock.advance(minutes(1))
    expect(asked.map(one => one.question.origin)).toEqual(['https://quick.example'])
  })

  test('a signed request stands in for one, but for the first', async () => {
    const { clock, asked, last, state, said } = watched()
    last().events.up()
    await clock.advance(1000)
    for (let minute = 0; minute < 60; minute++) {
      state.signedAt = clock.mono()
      await clock.advance(minutes(1))
    }
    expect([asked.length, said()]).toEqual([1, ['CLOVA can reach this home, directive']])
    await clock.advance(minutes(5))
    expect(asked.length).toBe(2)
  })

  test('a fall of the tunnel is tried at once, whatever was planned', async () => {
    const { clock, asked, last, state } = watched()
    last().events.up()
    await clock.advance(minutes(1))
    state.signedAt = clock.mono()
    const before = asked.length
    last().end({ cause: 'linkLost', detail: '' })
    await clock.advance(3000)
    expect(asked.length).toBe(before + 1)
  })
})

describe('what is said', () => {
  test('one lost probe is nothing, two are an outage, told once with its cause, and its end', async () => {
    const { clock, last, state, said, asked } = watched()
    last().events.up()
    await clock.advance(minutes(1))
    const sent = asked.length
    state.verdict = 'timeout'
    while (asked.length === sent) await clock.advance(1000)
    state.verdict = 'me'
    await clock.advance(minutes(5))
    expect(said()).toHaveLength(1)
    expect(asked.length).toBeGreaterThan(sent + 1)
    state.verdict = 'page'
    await clock.advance(minutes(60))
    state.verdict = 'me'
    await clock.advance(minutes(1))
    expect(said()).toEqual([
      'CLOVA can reach this home, probe',
      'CLOVA cannot reach this home, probe, page',
      'CLOVA can reach this home, probe',
    ])
  })

  test('causes that take turns are each told once in an outage', async () => {
    const { clock, last, state, said } = watched()
    last().events.up()
    await clock.advance(minutes(1))
    for (let n = 0; n < 100; n++) {
      state.verdict = n % 2 === 0 ? 'expired' : 'noName'
      await clock.advance(30_000)
    }
    expect(said().slice(1).sort()).toEqual([
      'CLOVA cannot reach this home, probe, expired',
      'CLOVA cannot reach this home, probe, noName',
    ])
  })

  test('a router without hairpin is no outage; one that had worked is', async () => {
    const home = watched({ external: true })
    home.state.verdict = 'refused'
    await home.clock.advance(minutes(60))
    expect(home.said()).toEqual([])
    expect(home.watch.view().exposure).toMatchObject({ word: 'unknown', cause: 'hairpin' })
    home.state.verdict = 'me'
    await home.clock.advance(minutes(6))
    home.state.verdict = 'refused'
    await home.clock.advance(minutes(6))
    expect(home.said()).toEqual(['CLOVA can reach this home, probe', 'CLOVA cannot reach this home, probe, refused'])
  })

  test('an address of the tunnel that is not the configured one is told once', async () => {
    const { clock, last, log } = watched()
    last().events.up('https://other.example')
    await clock.advance(minutes(10))
    const told = log.lines.filter(one => one.message.includes('another address'))
    expect(told.map(one => one.fields)).toEqual([
      { tunnel: 'https://other.example', configured: 'https://home.example' },
    ])
  })
})

describe('a tunnel that says it stands while nothing comes through', () => {
  const started = async (verdict: ProbeVerdict, worked: boolean) => {
    const home = watched()
    home.state.verdict = worked ? 'me' : verdict
    home.last().events.up()
    await home.clock.advance(minutes(1))
    home.state.verdict = verdict
    for (let n = 0; n < 58; n++) {
      await home.clock.advance(minutes(0.5))
      home.last().events.up()
    }
    return home.runs.length
  }

  test('is started anew, at most every ten minutes', async () => {
    expect(await started('edge', true)).toBe(1 + 3)
  })

  test('is left alone when it never worked, or when it cannot be its fault', async () => {
    expect(await started('edge', false)).toBe(1)
    expect(await started('expired', true)).toBe(1)
  })
})

test('a stop leaves no timer, and a probe that comes back later changes nothing', async () => {
  const { clock, watch, last, said, tunnel } = watched()
  last().events.up()
  await clock.advance(2000)
  watch.stop()
  await tunnel.stop()
  const before = said().length
  await clock.advance(minutes(60))
  expect([clock.pendingTimers(), said().length]).toEqual([0, before])
})
