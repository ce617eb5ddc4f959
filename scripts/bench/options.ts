/** Command line of the benchmark. */
import { parseArgs } from 'node:util'
import { unitArguments } from './serviceUnit.ts'

export const PARTS = ['directives', 'linking', 'heartbeats', 'announced', 'writes', 'profile'] as const
export type Part = (typeof PARTS)[number]

export const BROKERS = ['embedded', 'mosquitto'] as const
export type BrokerKind = (typeof BROKERS)[number]

export interface BenchOptions {
  /** Smoke run: everything once and as short as possible; its figures mean nothing. */
  readonly quick: boolean
  /** Interleaved rounds of all systems; the table shows medians. */
  readonly rounds: number
  /** Length of the phase at 50/s; the one at 500/s takes three times as long. */
  readonly seconds: number
  readonly only: readonly Part[]
  readonly brokers: readonly BrokerKind[]
  /** Arguments for Node when it runs the gateway; without any given those of the service unit. */
  readonly gatewayNode: readonly string[]
  readonly json: string | undefined
  readonly markdown: boolean
}

/** Twenty seconds at 50/s are 1,000 directives, ten of them behind the 99th percentile; 60 s at 500/s as in the goal. */
const SECONDS = 20
/** An odd number, so that the median is one that was measured. */
const ROUNDS = 3

export const USAGE = `npm run bench -- [options]
  --quick            everything once and short: shows that it runs, measures nothing
  --rounds N         interleaved rounds (${ROUNDS})
  --seconds N        length of the 50/s phase; 500/s takes three times as long (${SECONDS})
  --only a,b         parts: ${PARTS.join(', ')}
  --brokers a,b      brokers: ${BROKERS.join(', ')}
  --gateway-node A   arguments for Node when it runs the gateway (those of the service unit)
  --json FILE        writes all figures
  --markdown         writes the tables into docs/benchmarks.md`

/** @throws RangeError naming the option and the word or number that is wrong */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
      brokers: { type: 'string' },
      'gateway-node': { type: 'string' },
      json: { type: 'string' },
      markdown: { type: 'boolean', default: false },
    },
  })
  const { quick, json, markdown } = values
  return {
    quick,
    rounds: positive('rounds', values.rounds, quick ? 1 : ROUNDS),
    seconds: positive('seconds', values.seconds, quick ? 1 : SECONDS),
    only: words('only', values.only, PARTS),
    brokers: words('brokers', values.brokers, BROKERS),
    gatewayNode: (values['gateway-node'] ?? unitArguments()).split(' ').filter(word => word !== ''),
    json,
    markdown,
  }
}

function positive(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new RangeError(`--${name} ${text}: a number above 0 is wanted`)
}

function words<T extends string>(name: string, text: string | undefined, known: readonly T[]): readonly T[] {
  if (text === undefined) return known
  return text.split(',').map(word => {
    const found = known.find(one => one === word)
    if (found === undefined) throw new RangeError(`--${name} ${word}: one of ${known.join(', ')} is wanted`)
    return found
  })
}
