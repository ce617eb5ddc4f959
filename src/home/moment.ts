/** When a value was true: by the appliance's own clock where it prints one that can be believed, else by arrival. */
import type { Json } from '../kernel/json.ts'
import { days, minutes, parseTimestamp, type WallMs, wallMs, type ZoneOffset } from '../kernel/time.ts'

export interface Moment {
  readonly wall: WallMs
  /** `appliance`: the appliance printed it. `arrival`: our clock when it came. `untrusted`: our clock, not believed then. */
  readonly origin: 'appliance' | 'arrival' | 'untrusted'
}

/** An appliance's clock may be this much ahead of ours before its word is no longer believed. */
const FUTURE_TOLERANCE_MS = minutes(5)

/** A report older than this is not a late report but a clock that was never set (1970, 2000, build dates). */
const PAST_TOLERANCE_MS = days(366)

/** 2023-11-14, before this program existed: an earlier time is a clock that was never set, whoever else is unsure. */
const EARLIEST_MS = 1_700_000_000_000

/** Unix times in seconds are below this for the next 7,000 years, in milliseconds above it since 1978. */
const SECONDS_LIMIT = 250_000_000_000

/** Reads an appliance's own time: ISO 8601 with or without a zone, or Unix seconds or milliseconds. */
function readTime(said: Json | undefined, zone: ZoneOffset): WallMs | undefined {
  if (typeof said === 'string') return parseTimestamp(said, zone)
  if (typeof said !== 'number' || !Number.isFinite(said)) return undefined
  return wallMs(said < SECONDS_LIMIT ? said * 1000 : said)
}

/** Our own clock at the arrival of a report. */
export interface ArrivalClock {
  readonly wall: WallMs
  readonly trusted: boolean
  readonly zone: ZoneOffset
}

/**
 * The moment of a report.
 * @param said the appliance's own time as it stands in the payload
 * @param live false for a replayed message: its arrival then says nothing about its values
 * @returns undefined when nobody can say
 */
export function momentOf(said: Json | undefined, live: boolean, now: ArrivalClock): Moment | undefined {
  const own = readTime(said, now.zone)
  // Without a clock of ours there is little to hold an appliance's clock against; it is then believed on its own.
  const plausible =
    own !== undefined &&
    (now.trusted ? own <= now.wall + FUTURE_TOLERANCE_MS && own >= now.wall - PAST_TOLERANCE_MS : own >= EARLIEST_MS)
  if (plausible) return { wall: own, origin: 'appliance' }
  if (!live) return undefined
  return { wall: now.wall, origin: now.trusted ? 'arrival' : 'untrusted' }
}

/**
 * The moment as it may be told to CLOVA; nothing when it was stamped by a clock that could not be trusted, or lies ahead of
 * a clock that can: then that one was set back since, and had been wrong.
 */
export function tellable(moment: Moment | undefined, now: Pick<ArrivalClock, 'wall' | 'trusted'>): WallMs | undefined {
  const told = moment === undefined || moment.origin === 'untrusted' ? undefined : moment.wall
  return told !== undefined && now.trusted && told > now.wall + FUTURE_TOLERANCE_MS ? undefined : told
}
