/** What a part of the soak run is told, and what it gives back. */
import type { SoakOptions } from './options.ts'
import type { Sample } from './verdict.ts'

export interface Progress {
  /** One line on the terminal that replaces itself. */
  readonly show: (line: string) => void
  /** Ends the part early; what was measured so far still counts. */
  readonly stopped: AbortSignal
}

export interface PartDone {
  readonly samples: readonly Sample[]
  /** Hours of its own time. */
  readonly hours: number
  readonly heartbeats: number
  readonly directives: number
  /** Directives that were not answered with their confirmation. */
  readonly failed: number
}

export type Part = (options: SoakOptions, progress: Progress) => Promise<PartDone>

/** The largest house (DESIGN section 7) at its usual pace. */
export const APPLIANCES = 1_000
export const HEARTBEAT_SECONDS = 30
export const DIRECTIVES_PER_SECOND = 5
