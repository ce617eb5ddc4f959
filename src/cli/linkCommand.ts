/** What the actions of `clova2mqtt link` work on. */
import type { LinkDeskHandle } from '../compose/openLinkDesk.ts'
import type { Config } from '../config/config.ts'
import type { WallMs } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Invocation } from './invocation.ts'

export interface LinkCommand {
  readonly invocation: Invocation
  readonly config: Config
  readonly desk: LinkDeskHandle
  readonly clock: Clock
  /** A moment in the home's time. */
  readonly time: (at: WallMs) => string
}
