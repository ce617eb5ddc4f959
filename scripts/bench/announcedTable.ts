/** The table of appliances that announce themselves. */
import { ANNOUNCED, type AnnouncedFigures, type AnnouncedRound, growthMb, medianAnnounced, STORM } from './announced.ts'
import { type Cell, table } from './markdown.ts'
import { median } from './statistics.ts'

export function announcedSection(figures: AnnouncedFigures): readonly string[] {
  const { documents = 0, megabytes = 0 } = figures.rounds[0]?.gateway ?? {}
  const picks: readonly (readonly [(round: AnnouncedRound) => number, digits: number])[] = [
    [one => one.completeMs, 0],
    [one => one.cpuMs, 0],
    [growthMb, 0],
    [one => one.storm.lagP99Ms, 1],
    [one => one.storm.lagMaxMs, 1],
    [one => one.residentAfterStormMb - one.residentAtStartMb, 0],
  ]
  const row = (which: 'floor' | 'gateway'): readonly Cell[] =>
    picks.map(([pick, digits]) => medianAnnounced(figures, which, pick).toFixed(digits))
  const ratios = picks.map(([pick]) =>
    median(figures.rounds.map(({ floor, gateway }) => pick(gateway) / pick(floor))).toFixed(2),
  )
  const storm = `${STORM.documents.toLocaleString('en')} documents of ${STORM.bytes / 1_000} kB at once`
  return [
    `\n### ${ANNOUNCED.toLocaleString('en')} appliances that announce themselves\n`,
    `${documents} documents, ${megabytes.toFixed(1)} MB; then a storm: ${storm}, and one that changes ${STORM.flapsPerSecond} times a second.\n`,
    table(
      [
        '',
        'first document to complete discovery, ms',
        'processor until then, ms',
        'memory taken, MB',
        'wait for the event loop in the storm, p99, ms',
        'longest, ms',
        'memory taken after the storm, MB',
      ],
      [
        ['floor that also keeps documents', ...row('floor')],
        ['gateway', ...row('gateway')],
        ['ratio', ...ratios],
      ],
    ),
  ]
}
