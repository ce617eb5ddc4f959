/** What `status` says of the way in, from the evidence to the line, in three languages. */
import { describe, expect, test } from 'vitest'
import type { Invocation } from '../../src/cli/invocation.ts'
import { exposureLine, tunnelLine } from '../../src/cli/statusExposure.ts'
import { exposureView } from '../../src/compose/exposureView.ts'
import type { Exposure, ProbeRecord } from '../../src/home/exposure.ts'
import { member } from '../../src/kernel/json.ts'
import { monoMs } from '../../src/kernel/time.ts'
import type { TunnelHealth } from '../../src/ports/tunnel.ts'

const NOW = monoMs(1_000_000)

function shown(exposure: Exposure, health: Partial<TunnelHealth>, language: 'ko' | 'ja' | 'en' = 'en') {
  const probe: ProbeRecord = {
    verdict: 'edge',
    at: monoMs(990_000),
    failures: 2,
    failingSince: undefined,
    goodAt: undefined,
  }
  const view = exposureView(
    {
      tunnel: {
        start: () => undefined,
        stop: async () => undefined,
        restart: () => undefined,
        publicUrl: () => undefined,
        health: () => ({
          kind: 'ssh',
          state: 'up',
          since: monoMs(400_000),
          cause: undefined,
          detail: undefined,
          restarts: 0,
          ...health,
        }),
      },
      watch: {
        start: () => undefined,
        stop: () => undefined,
        tunnelChanged: () => undefined,
        view: () => ({ exposure, publicUrl: 'https://home.example', probe: { ...probe, detail: '203.0.113.10: 502' } }),
      },
      start: () => undefined,
      stop: async () => undefined,
    },
    NOW,
  )
  const invocation: Invocation = {
    language,
    languageChosen: true,
    positionals: [],
    options: {},
    io: { out: () => undefined, err: () => undefined, env: {}, columns: undefined },
  }
  return { view, lines: [exposureLine(view, invocation), tunnelLine(member(view, 'tunnel'), invocation)] }
}

describe('the lines', () => {
  test('all is well', () => {
    expect(shown({ word: 'reachable', by: 'directive', agoMs: 12_000 }, { cause: 'linkLost' }).lines).toEqual([
      'https://home.example: reachable, a request of CLOVA came 12 s ago',
      'ssh: stands',
    ])
  })

  test('an outage, with its cause and the restarts', () => {
    const down = { state: 'down', cause: 'linkLost', restarts: 3, detail: 'Broken pipe' } as const
    expect(shown({ word: 'unreachable', by: 'probe', cause: 'linkLost' }, down).lines).toEqual([
      'https://home.example: not reachable, the link was lost: the line, a change of address, or a restart of the server',
      'ssh: does not stand (+3), the link was lost: the line, a change of address, or a restart of the server',
    ])
    expect(shown({ word: 'unreachable', by: 'probe', cause: 'edge' }, down, 'ko').lines[1]).toMatch(
      /^ssh: 끊김 \(\+3\), 연결이 끊김/,
    )
    expect(shown({ word: 'unreachable', by: 'probe', cause: 'edge' }, down, 'ja').lines[0]).toMatch(
      /届かない、?,? ?トンネルの外側/,
    )
  })
})

test('as JSON: durations with their unit, nothing that is no longer so', () => {
  const { view } = shown(
    { word: 'unreachable', by: 'probe', cause: 'edge', agoMs: 5 },
    { cause: 'linkLost', detail: 'old' },
  )
  expect(view).toMatchObject({
    word: 'unreachable',
    by: 'probe',
    cause: 'edge',
    publicUrl: 'https://home.example',
    probe: { verdict: 'edge', agoMs: 10_000, detail: '203.0.113.10: 502' },
    tunnel: { kind: 'ssh', state: 'up', forMs: 600_000, restarts: 0, url: null, cause: null, detail: null, text: null },
  })
})
