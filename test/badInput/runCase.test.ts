/** The checks after each row, on gateways that fail them. */
import { describe, expect, test } from 'vitest'
import type { BadCase, HttpTools, MqttTools, OauthTools } from './badCase.ts'
import { TOKENS, UNSPEAKABLE } from './home.ts'
import type { OpenBench } from './openBench.ts'
import { runCase } from './runCase.ts'

const line = (level: string, text: string): string => `${JSON.stringify({ level, msg: text })}\n`

/** A bench whose row writes these lines; everything else is well unless it is said to be otherwise. */
function bench(said: readonly string[], other: Partial<OpenBench> = {}): { one: BadCase; bench: OpenBench } {
  const lines: string[] = []
  const one: BadCase = {
    id: 'http-x',
    surface: 'http',
    sent: 'x',
    answer: 'y',
    run: async () => {
      lines.push(...said)
      return 'y'
    },
  }
  const unused = {} as HttpTools & MqttTools & OauthTools
  const made: OpenBench = {
    http: unused,
    oauth: unused,
    mqtt: unused,
    lines,
    unspeakable: UNSPEAKABLE,
    configText: '',
    tokens: TOKENS,
    lampCommands: () => [],
    reload: async () => '',
    cli: async () => '',
    goodDirective: async () => 'fine',
    held: () => ({ waiters: 0, inFlight: 0, queued: 0, retainedBytes: 0 }),
    close: async () => undefined,
    ...other,
  }
  return { one, bench: made }
}

const held = { waiters: 0, inFlight: 0, queued: 0, retainedBytes: 0 }

const FAILING: readonly (readonly [string, readonly string[], Partial<OpenBench>])[] = [
  ['a good directive was answered: 503', [], { goodDirective: async () => '503' }],
  ['11 log lines', Array.from({ length: 11 }, () => line('info', 'x')), {}],
  ['held: 1 waiters', [], { held: () => ({ ...held, waiters: 1 }) }],
  ['held: 0 waiters, 2 directives', [], { held: () => ({ ...held, inFlight: 2 }) }],
  ['9000000 bytes of retained', [], { held: () => ({ ...held, retainedBytes: 9_000_000 }) }],
  ['a secret in the log', [line('info', `token ${TOKENS.good}`)], {}],
  ['a log line of', [line('info', 'x'.repeat(3_000))], {}],
  ['a log line that is not one', ['{"a":1}\n{"b":2}\n'], {}],
  ['an error in the log', [line('error', 'x')], {}],
]

describe('what is checked after each row', () => {
  test.each(FAILING)('finds: %s', async (found, lines, other) => {
    const { one, bench: made } = bench(lines, other)
    const { answer, afterwards } = await runCase(one, made, process.memoryUsage.rss(), 0)
    expect(answer).toBe('y')
    expect(afterwards).toEqual([expect.stringContaining(found)])
  })

  test('finds: memory that grew', async () => {
    const { one, bench: made } = bench([])
    const { afterwards } = await runCase(one, made, process.memoryUsage.rss() - 400 * 1024 * 1024)
    expect(afterwards).toEqual([expect.stringContaining('MiB more memory')])
  })

  test('finds nothing when all is well', async () => {
    const { one, bench: made } = bench([line('warn', 'x')])
    expect(await runCase(one, made, process.memoryUsage.rss())).toEqual({ answer: 'y', afterwards: [] })
  })
})
