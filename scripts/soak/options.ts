/** Command line of the soak run. */
import { parseArgs } from 'node:util'

export const PARTS = ['real', 'week'] as const
export type Part = (typeof PARTS)[number]

export interface SoakOptions {
  /** Real minutes of a running gateway. */
  readonly minutes: number
  /** Between two looks at it. */
  readonly everySeconds: number
  /** Simulated days. */
  readonly days: number
  /** The simulation ends after this, however far it has come. */
  readonly weekMinutes: number
  readonly seed: number
  readonly only: readonly Part[]
  readonly json: string | undefined
}

const DEFAULTS = { minutes: 20, everySeconds: 10, days: 7, weekMinutes: 60, seed: 1 }

export const USAGE = `npm run soak -- [options]
  --only a,b         parts: real (a running gateway), week (simulated time) (both)
  --minutes N        real minutes (${DEFAULTS.minutes})
  --every N          seconds between two looks at the running gateway (${DEFAULTS.everySeconds})
  --days N           simulated days (${DEFAULTS.days})
  --week-minutes N   ends the simulation after this, however far it has come (${DEFAULTS.weekMinutes})
  --seed N           of the simulated week: who is spoken to, and when appliances beat (${DEFAULTS.seed})
  --json FILE        writes every sample
Ends with 1 when memory, handles or bytes written grow beyond their bounds. Ctrl-C judges what there is so far.`

/** @throws RangeError naming the option and what is wrong with it */
export function readOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      minutes: { type: 'string' },
      every: { type: 'string' },
      days: { type: 'string' },
      'week-minutes': { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const words = values.only?.split(',') ?? PARTS
  return {
    minutes: positive('minutes', values.minutes, DEFAULTS.minutes),
    everySeconds: positive('every', values.every, DEFAULTS.everySeconds),
    days: positive('days', values.days, DEFAULTS.days),
    weekMinutes: positive('week-minutes', values['week-minutes'], DEFAULTS.weekMinutes),
    seed: positive('seed', values.seed, DEFAULTS.seed),
    only: words.map(word => {
      const found = PARTS.find(part => part === word)
      if (found === undefined) throw new RangeError(`--only ${word}: one of ${PARTS.join(', ')} is wanted`)
      return found
    }),
    json: values.json,
  }
}

function positive(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new RangeError(`--${name} ${text}: a number above 0 is wanted`)
}
