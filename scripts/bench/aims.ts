/** What the gateway is held to, and how it stands. */
import { ANNOUNCED, type AnnouncedFigures, growthMb, medianAnnounced } from './announced.ts'
import { LIMIT_P99_MS } from './directives.ts'
import { GARBAGE_PER_SECOND, medianRatio } from './linking.ts'
import { medianOf, type Results, ratioOf, type SystemResult } from './results.ts'

export interface Aim {
  readonly what: string
  readonly limit: string
  readonly measured: string
  readonly met: boolean
}

const MB_PER_HOUR = 5

/** The aims of the parts that were run, for the embedded broker. */
export function aimsOf({ directives, linking, announced, writes }: Results): readonly Aim[] {
  const find = (kind: string): SystemResult | undefined =>
    directives?.find(({ system }) => system.kind === kind && system.broker === 'embedded')
  const [floor, gateway] = [find('full'), find('gateway')]
  const written = writes?.watchedBytesPerHour ?? writes?.fastBytesPerHour
  return [
    ...(floor === undefined || gateway === undefined ? [] : directiveAims(floor, gateway)),
    ...(linking === undefined
      ? []
      : [
          atMost(
            `p99 at 50/s beside ${GARBAGE_PER_SECOND}/s of garbage, to the run without`,
            medianRatio(linking, one => one.p99Ms),
            1.5,
            ' x',
          ),
        ]),
    ...(announced === undefined ? [] : announcedAims(announced)),
    ...(written === undefined
      ? []
      : [atMost('written per hour, 1,000 appliances with 30 s heartbeats', written / 1e6, MB_PER_HOUR, ' MB')]),
  ]
}

function announcedAims(figures: AnnouncedFigures): readonly Aim[] {
  const of = (pick: Parameters<typeof medianAnnounced>[2]): number => medianAnnounced(figures, 'gateway', pick)
  const house = `${ANNOUNCED.toLocaleString('en')} announced appliances`
  return [
    atMost(`first document to complete discovery of ${house}`, of(one => one.completeMs) / 1_000, 3, ' s'),
    atMost(`memory that ${house} take`, of(growthMb), 40, ' MB'),
    atMost(
      'longest wait for the event loop in a storm of announcements',
      of(one => one.storm.lagMaxMs),
      50,
      ' ms',
    ),
  ]
}

function directiveAims(floor: SystemResult, gateway: SystemResult): readonly Aim[] {
  const ratio = (what: string, pick: Parameters<typeof ratioOf>[2], limit: number): Aim =>
    atMost(what, ratioOf(gateway, floor, pick), limit, ' x')
  const own = (what: string, pick: Parameters<typeof medianOf>[1], limit: number, unit: string): Aim =>
    atMost(what, medianOf(gateway, pick), limit, unit)
  const highest = ({ rounds }: SystemResult): number => rounds[0]?.once?.highestPerSecond ?? Number.NaN
  return [
    ratio('p50 at 50/s', one => one.at50.p50Ms, 1.15),
    ratio('p50 at 500/s', one => one.at500.p50Ms, 1.3),
    ratio('p99 at 50/s', one => one.at50.p99Ms, 1.5),
    ratio('p99 at 500/s', one => one.at500.p99Ms, 1.5),
    ratio('processor per directive at 500/s', one => one.at500.cpuMsPerDirective, 1.4),
    atLeast(`highest rate with p99 under ${LIMIT_P99_MS} ms`, highest(gateway) / highest(floor), 0.7, ' x'),
    own('resident at start', one => one.residentAtStartMb, 85, ' MB'),
    own('resident after the 500/s phase', one => one.residentAfterMb, 105, ' MB'),
    own('idle processor', one => one.once?.idleCpuMsPerSecond ?? Number.NaN, 1, ' ms/s'),
    own('start to first answer', one => one.firstAnswerMs, 1_000, ' ms'),
  ]
}

const atMost = (what: string, value: number, limit: number, unit: string): Aim => ({
  what,
  limit: `≤ ${limit}${unit}`,
  measured: `${value.toPrecision(3)}${unit}`,
  met: value <= limit,
})

const atLeast = (what: string, value: number, limit: number, unit: string): Aim => ({
  what,
  limit: `≥ ${limit}${unit}`,
  measured: `${value.toPrecision(3)}${unit}`,
  met: value >= limit,
})
