/** Everything one run of the benchmark found. */
import type { AnnouncedFigures } from './announced.ts'
import type { DirectiveFigures } from './directives.ts'
import type { HeartbeatFigures } from './heartbeats.ts'
import type { LinkingFigures } from './linking.ts'
import type { BenchOptions } from './options.ts'
import type { ProfileFigures } from './profile.ts'
import { median } from './statistics.ts'
import type { System } from './systems.ts'
import type { WriteFigures } from './writes.ts'

export interface SystemResult {
  readonly system: System
  readonly rounds: readonly DirectiveFigures[]
}

export interface Results {
  readonly options: BenchOptions
  /** Load average of the machine before anything was started: above 0.3 the figures are those of a shared machine. */
  readonly loadAtStart: number
  readonly directives: readonly SystemResult[] | undefined
  readonly linking: LinkingFigures | undefined
  readonly heartbeats: HeartbeatFigures | undefined
  readonly announced: AnnouncedFigures | undefined
  readonly writes: WriteFigures | undefined
  readonly profile: { readonly floor: ProfileFigures; readonly gateway: ProfileFigures } | undefined
}

/** Median over the rounds. */
export const medianOf = ({ rounds }: SystemResult, pick: (figures: DirectiveFigures) => number): number =>
  median(rounds.map(pick))

/** Median of the ratios of each round, so that a slow minute counts on both sides. */
export const ratioOf = (
  system: SystemResult,
  floor: SystemResult,
  pick: (figures: DirectiveFigures) => number,
): number =>
  median(
    system.rounds.map((figures, at) => {
      const below = floor.rounds[at]
      return below === undefined ? Number.NaN : pick(figures) / pick(below)
    }),
  )
