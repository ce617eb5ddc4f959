/** Hands out the questions of our own probes and answers exactly these: to anybody else the path is not there. */
import { createHmac, randomBytes } from 'node:crypto'

/** A question that is on its way. */
export interface OpenProbe {
  readonly nonce: string
  readonly expected: string
  /** The question is answered no more. */
  readonly close: () => void
}

/** Both ends of a probe, which meet in one process. */
export interface ProbeDesk {
  /** @throws Error when too many are on their way */
  open(): OpenProbe
  /** Undefined for every nonce that is not on its way. */
  answer(nonce: string): string | undefined
}

/** The watch sends one at a time, a person at the command line another; with room for one that hangs. */
const MAX_OPEN = 4

/** 128 bits: nobody guesses one in the seconds for which it is answered. */
const NONCE_BYTES = 16

/**
 * The key is made at each start and used for nothing else, and what is signed was made here: there is no question of a
 * stranger that it answers, so it is no oracle. Work for a stranger is one look-up in a map of four.
 */
export function createProbeDesk(): ProbeDesk {
  const key = randomBytes(32)
  const open = new Map<string, string>()
  return {
    open() {
      if (open.size >= MAX_OPEN) throw new Error(`${MAX_OPEN} probes are on their way already`)
      const nonce = randomBytes(NONCE_BYTES).toString('hex')
      const expected = createHmac('sha256', key).update(`clova2mqtt probe ${nonce}`).digest('hex')
      open.set(nonce, expected)
      return { nonce, expected, close: () => void open.delete(nonce) }
    },
    answer: nonce => open.get(nonce),
  }
}
