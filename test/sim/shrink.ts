/** Makes a failing run small: removes events as long as the same invariant still breaks (delta debugging, Zeller 2002). */
import type { SimEvent } from './plan.ts'

/** A run takes some 50 ms: a minute of shrinking at most. */
const MAX_RUNS = 600

/** @param breaks whether these events still break what the whole list broke */
export async function shrink(
  whole: readonly SimEvent[],
  breaks: (events: readonly SimEvent[]) => Promise<boolean>,
): Promise<readonly SimEvent[]> {
  let runs = 0
  const stillBreaks = (events: readonly SimEvent[]): Promise<boolean> => {
    runs++
    return breaks(events)
  }
  let events = whole
  for (let parts = 2; events.length > 1 && runs < MAX_RUNS; ) {
    const size = Math.ceil(events.length / parts)
    const smaller = await firstThatBreaks(events, size, stillBreaks, () => runs < MAX_RUNS)
    if (smaller !== undefined) {
      events = smaller
      parts = Math.max(2, parts - 1)
    } else if (size === 1) break
    else parts = Math.min(events.length, parts * 2)
  }
  return events
}

/** The events without one stretch of a size, the last stretches first: what comes after the failure goes at once. */
async function firstThatBreaks(
  events: readonly SimEvent[],
  size: number,
  breaks: (events: readonly SimEvent[]) => Promise<boolean>,
  goesOn: () => boolean,
): Promise<readonly SimEvent[] | undefined> {
  for (let end = events.length; end > 0 && goesOn(); end -= size) {
    const rest = [...events.slice(0, Math.max(0, end - size)), ...events.slice(end)]
    if (rest.length > 0 && (await breaks(rest))) return rest
  }
  return undefined
}
