/** When something was, as it may be told to others by what the clock shows now. */
import { type Moment, tellable } from '../home/moment.ts'
import type { WallMs } from '../kernel/time.ts'
import type { GatewayContext } from './context.ts'

/** Undefined when nobody can say, or when it was stamped by a clock that could not be trusted, or was ahead. */
export const toldMoment = ({ clock }: Pick<GatewayContext, 'clock'>, moment: Moment | undefined): WallMs | undefined =>
  tellable(moment, { wall: clock.wall(), trusted: clock.wallTrusted() })
