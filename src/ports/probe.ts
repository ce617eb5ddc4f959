/** A request to our own public address from outside, as far as that can be had from inside. */
import type { ProbeVerdict } from '../home/exposure.ts'

/** Path of the public listener that answers our own probes, and nobody else's (RFC 8615). */
export const PROBE_PATH = '/.well-known/clova2mqtt-probe'

/** One probe: where it goes, and what only this gateway can answer. */
export interface ProbeQuestion {
  /** `https://home.example.com` */
  readonly origin: string
  readonly nonce: string
  readonly expected: string
}

/** What came of it. */
export interface ProbeFinding {
  readonly verdict: ProbeVerdict
  /** Address, status or the system's message, one line. */
  readonly detail: string
}

/** Goes out and comes back. */
export interface Prober {
  /** Bounded in time and bytes; never rejects. */
  probe(question: ProbeQuestion): Promise<ProbeFinding>
}
