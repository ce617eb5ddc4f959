/** A run of a provider's program, with the likeliest cause of its end found in what it last said. */
import type { TunnelCause } from '../../home/exposure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { TunnelRun } from '../../ports/tunnel.ts'
import { type ProgramEnd, runProgram } from './runProgram.ts'

/** The first pattern that fits a line names its cause; of complaints close to each other the first of the table does. */
export type CauseTable = readonly (readonly [RegExp, TunnelCause])[]

export interface RunOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly clock: Clock
  readonly causes: CauseTable
  /** Lines that name no cause, whatever stands in them. */
  readonly chatter?: RegExp
  /** Sees every line, with the cause that stands in it. */
  readonly line: (line: string, cause: TunnelCause | undefined) => void
  /** The run is over: whatever looked after it can go. */
  readonly over: () => void
}

interface Complaint {
  readonly cause: TunnelCause
  readonly line: string
  readonly rank: number
  readonly at: number
}

/** Lines that one failure prints; what was complained of before them is another story. */
const RECENT_LINES = 10

export function beginRun({ program, args, clock, causes, chatter, line, over }: RunOptions): TunnelRun {
  let said: Complaint | undefined
  let lines = 0
  const running = runProgram({
    program,
    args,
    clock,
    line: text => {
      lines++
      const rank = chatter?.test(text) === true ? -1 : causes.findIndex(([pattern]) => pattern.test(text))
      const cause = causes[rank]?.[1]
      // "Connection closed" comes after nearly every other complaint.
      const isWeaker = said !== undefined && said.rank < rank && lines - said.at < RECENT_LINES
      if (cause !== undefined && !isWeaker) said = { cause, line: text, rank, at: lines }
      line(text, cause)
    },
  })
  const ended = running.ended.then(({ kind, detail }: ProgramEnd) => {
    over()
    if (kind !== 'exit') return { cause: 'programMissing' as const, detail }
    return said === undefined ? { cause: 'ended' as const, detail } : { cause: said.cause, detail: said.line }
  })
  return {
    ended,
    async stop(graceMs) {
      over()
      await running.stop(graceMs)
      await ended
    },
  }
}
