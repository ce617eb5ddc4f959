/** Whether a run stayed flat: the slope of what was measured, by least squares, under a named bound. */

/** One measurement; bytes are totals since the start of the process. */
export interface Sample {
  readonly atSeconds: number
  /** Resident memory; undefined where it says nothing. */
  readonly rssMb: number | undefined
  readonly heapMb: number
  readonly openFiles: number
  /** What keeps the event loop alive: sockets, servers, timers. */
  readonly resources: number
  /** Written by the process, as the kernel counts; undefined where time is not the clock's. */
  readonly writtenBytes: number | undefined
  /** Written by commits, as the gateway counts them itself. */
  readonly countedBytes: number
}

export interface Bounds {
  readonly rssMbPerHour?: number
  readonly heapMbPerHour?: number
  readonly openFilesPerHour: number
  readonly resourcesPerHour: number
  readonly writtenMbPerHour: number
}

export interface Finding {
  readonly what: string
  readonly measured: number
  readonly limit: number
  readonly unit: string
  readonly met: boolean
}

/** What was written in an hour may wear the card (the budget of the storage). */
const WRITTEN_MB_PER_HOUR = 5

/**
 * Of a running process for 20 minutes. The heap is collected before each look here, too: five megabytes an hour are 36
 * bytes of each of 38 messages a second. Resident memory moves by some megabytes all the same: ten an hour is what such a
 * run can tell from that. Connections and timers come and go with directives: what stays behind of one in a thousand is 18 an hour.
 */
export const REAL_BOUNDS: Bounds = {
  rssMbPerHour: 10,
  heapMbPerHour: 5,
  openFilesPerHour: 4,
  resourcesPerHour: 18,
  writtenMbPerHour: WRITTEN_MB_PER_HOUR,
}

/**
 * Of a simulated week. The heap is collected before each look, so that it shows what is held: a tenth of a megabyte an hour
 * is less than one byte for each of 138,000 messages, and 17 MB in the week.
 */
export const WEEK_BOUNDS: Bounds = {
  heapMbPerHour: 0.1,
  openFilesPerHour: 0.05,
  resourcesPerHour: 0.1,
  writtenMbPerHour: WRITTEN_MB_PER_HOUR,
}

/** Modules and caches fill in the beginning, and code is compiled anew as it is used; a leak goes on. */
const WARM_UP_SHARE = 1 / 4
/** A line through two points says nothing about the third. */
const MIN_SAMPLES = 10

const HOUR_SECONDS = 3600

/** @throws RangeError when there are too few samples for a line */
export function judge(samples: readonly Sample[], bounds: Bounds): readonly Finding[] {
  if (samples.length < MIN_SAMPLES)
    throw new RangeError(`${samples.length} samples: at least ${MIN_SAMPLES} are needed`)
  const late = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
  const growth = (
    what: string,
    unit: string,
    limit: number | undefined,
    pick: (sample: Sample) => number | undefined,
  ): Finding[] => {
    const points = late.flatMap(sample => {
      const value = pick(sample)
      return value === undefined ? [] : [{ at: sample.atSeconds / HOUR_SECONDS, value }]
    })
    if (limit === undefined || points.length < late.length) return []
    const measured = slope(points)
    return [{ what, measured, limit, unit: `${unit} an hour`, met: measured <= limit }]
  }
  const megabytes = (bytes: number | undefined): number | undefined => (bytes === undefined ? undefined : bytes / 1e6)
  return [
    ...growth('resident memory grows by', 'MB', bounds.rssMbPerHour, one => one.rssMb),
    ...growth('heap after collection grows by', 'MB', bounds.heapMbPerHour, one => one.heapMb),
    ...growth('open files grow by', 'files', bounds.openFilesPerHour, one => one.openFiles),
    ...growth('handles of the event loop grow by', 'handles', bounds.resourcesPerHour, one => one.resources),
    ...growth('written, as the kernel counts', 'MB', bounds.writtenMbPerHour, one => megabytes(one.writtenBytes)),
    ...growth('written, as the gateway counts', 'MB', bounds.writtenMbPerHour, one => megabytes(one.countedBytes)),
  ]
}

interface Point {
  readonly at: number
  readonly value: number
}

/** Least squares: how much the value grows in one unit of `at`. */
export function slope(points: readonly Point[]): number {
  const mean = (pick: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length
  const [middle, level] = [mean(point => point.at), mean(point => point.value)]
  const spread = points.reduce((sum, { at }) => sum + (at - middle) ** 2, 0)
  return points.reduce((sum, { at, value }) => sum + (at - middle) * (value - level), 0) / spread
}
