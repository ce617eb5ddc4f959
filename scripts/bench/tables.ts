/** The figures as Markdown tables: aims first, then ratios, then what holds for this machine only. */
import { cpus, totalmem } from 'node:os'
import { aimsOf } from './aims.ts'
import { announcedSection } from './announcedTable.ts'
import type { DirectiveFigures } from './directives.ts'
import { LIMIT_LAG_MS } from './heartbeats.ts'
import { GARBAGE_PER_SECOND, type LinkingFigures, type LinkingPhase, medianPhase, medianRatio } from './linking.ts'
import { type Cell, table } from './markdown.ts'
import { PINNED } from './processes.ts'
import type { Hot, ProfileFigures } from './profile.ts'
import { medianOf, type Results, ratioOf, type SystemResult } from './results.ts'
import { unitEnvironment } from './serviceUnit.ts'

const nameOf = ({ system: { kind, broker } }: SystemResult): string =>
  kind === 'gateway' ? `**gateway**, ${broker}` : `floor ${kind}, ${broker}`

export function tablesOf(results: Results): string {
  const { directives, linking, heartbeats, announced, writes, profile } = results
  const sections = [
    machine(results),
    '### Aims\n',
    table(
      ['aim', 'limit', 'measured', ''],
      aimsOf(results).map(({ what, limit, measured, met }) => [what, limit, measured, met ? 'met' : '**not met**']),
    ),
    ...(directives === undefined ? [] : directiveSections(directives)),
    ...(linking === undefined ? [] : linkingSection(linking)),
    ...(heartbeats === undefined
      ? []
      : [
          '\n### Heartbeats of 1,000 appliances\n',
          table(
            ['highest rate sustained', 'processor per heartbeat', 'processor at 33/s', 'resident'],
            [
              [
                `${heartbeats.highestPerSecond}/s (event loop lag p99 under ${LIMIT_LAG_MS} ms)`,
                `${(heartbeats.cpuMsPerBeat * 1000).toFixed(0)} µs`,
                `${heartbeats.cpuMsPerSecond.toFixed(1)} ms/s`,
                `${heartbeats.residentMb.toFixed(0)} MB`,
              ],
            ],
          ),
        ]),
    ...(announced === undefined ? [] : announcedSection(announced)),
    ...(writes === undefined
      ? []
      : [
          '\n### Bytes written per hour, 1,000 appliances with 30 s heartbeats\n',
          table(
            ['how', 'MB per hour'],
            [
              ...(writes.watchedBytesPerHour === undefined
                ? []
                : [[`gateway watched for ${writes.watchedSeconds} s`, (writes.watchedBytesPerHour / 1e6).toFixed(2)]]),
              ['60 flushes one after another, each synced', (writes.fastBytesPerHour / 1e6).toFixed(2)],
            ],
          ),
        ]),
    ...(profile === undefined ? [] : profileSections(profile.floor, profile.gateway)),
  ]
  return `${sections.join('\n')}\n`
}

function machine({ options, loadAtStart }: Results): string {
  const pinning = PINNED ? 'server and broker pinned to one core, generator to the other' : 'nothing pinned'
  const quick = options.quick ? ' **Quick run: these figures mean nothing.**' : ''
  const memory = `${(totalmem() / 1e9).toFixed(0)} GB`
  const length = `${options.rounds} round(s), ${options.seconds} s at 50/s and ${3 * options.seconds} s at 500/s`
  const flags =
    options.gatewayNode.length === 0
      ? ''
      : `; gateway run by ${[...unitEnvironment(), 'node', ...options.gatewayNode].join(' ')}`
  const busy = `load average before the run ${loadAtStart.toFixed(2)}`
  return `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model.trim()}, ${memory}; ${pinning}; ${length}; ${busy}${flags}.${quick}\n`
}

function directiveSections(all: readonly SystemResult[]): readonly string[] {
  return [
    '\n### Ratios to the floor that also verifies, checks a token and stores\n',
    table(
      [
        'system',
        'p50 at 50/s',
        'p99 at 50/s',
        'p50 at 500/s',
        'p99 at 500/s',
        'processor per directive',
        'highest rate',
      ],
      all.map(system => ratios(system, all)),
    ),
    '\n### Absolute values, of this machine only\n',
    table(
      [
        'system',
        'p50 / p99 at 50/s, ms',
        'p50 / p99 at 500/s, ms',
        'processor per directive at 500/s, ms',
        'highest rate, /s',
        'resident at start / after, MB',
        'idle, ms/s',
        'first answer, ms',
        'failed',
      ],
      all.map(absolutes),
    ),
  ]
}

function ratios(system: SystemResult, all: readonly SystemResult[]): readonly Cell[] {
  const floor = all.find(one => one.system.kind === 'full' && one.system.broker === system.system.broker) ?? system
  const to = (pick: (figures: DirectiveFigures) => number): string => ratioOf(system, floor, pick).toFixed(2)
  const highest = (one: SystemResult): number => one.rounds[0]?.once?.highestPerSecond ?? Number.NaN
  return [
    nameOf(system),
    to(one => one.at50.p50Ms),
    to(one => one.at50.p99Ms),
    to(one => one.at500.p50Ms),
    to(one => one.at500.p99Ms),
    to(one => one.at500.cpuMsPerDirective),
    (highest(system) / highest(floor)).toFixed(2),
  ]
}

function absolutes(system: SystemResult): readonly Cell[] {
  const of = (pick: (figures: DirectiveFigures) => number, digits: number): string =>
    medianOf(system, pick).toFixed(digits)
  const first = system.rounds[0]?.once
  return [
    nameOf(system),
    `${of(one => one.at50.p50Ms, 2)} / ${of(one => one.at50.p99Ms, 1)}`,
    `${of(one => one.at500.p50Ms, 2)} / ${of(one => one.at500.p99Ms, 1)}`,
    of(one => one.at500.cpuMsPerDirective, 3),
    first?.highestPerSecond ?? '',
    `${of(one => one.residentAtStartMb, 0)} / ${of(one => one.residentAfterMb, 0)}`,
    first?.idleCpuMsPerSecond.toFixed(2) ?? '',
    of(one => one.firstAnswerMs, 0),
    system.rounds.reduce((sum, { at50, at500 }) => sum + at50.failed + at500.failed, 0),
  ]
}

function linkingSection(linking: LinkingFigures): readonly string[] {
  const figures = (which: 'alone' | 'beside'): readonly Cell[] => {
    const of = (pick: (phase: LinkingPhase) => number): number => medianPhase(linking, which, pick)
    const failed = linking.rounds.reduce((sum, round) => sum + round[which].failed, 0)
    return [
      of(one => one.p50Ms).toFixed(2),
      of(one => one.p99Ms).toFixed(1),
      of(one => one.cpuMsPerSecond).toFixed(0),
      failed,
    ]
  }
  const ratios = [(one: LinkingPhase) => one.p50Ms, (one: LinkingPhase) => one.p99Ms].map(pick =>
    medianRatio(linking, pick).toFixed(2),
  )
  const answers = Object.entries(linking.rounds.at(-1)?.beside.garbage ?? {}).sort()
  return [
    `\n### Directives at 50/s beside ${GARBAGE_PER_SECOND} requests a second of garbage for account linking\n`,
    table(
      ['', 'p50, ms', 'p99, ms', 'processor, ms/s', 'failed'],
      [
        ['alone', ...figures('alone')],
        ['beside the garbage', ...figures('beside')],
        ['ratio', ...ratios, '', ''],
      ],
    ),
    `\nThe garbage was answered: ${answers.map(([what, count]) => `${what} (${count})`).join(', ')}.`,
  ]
}

function profileSections(floor: ProfileFigures, gateway: ProfileFigures): readonly string[] {
  const names = [...new Set([...gateway.groups, ...floor.groups].map(({ name }) => name))]
  const busy = gateway.groups.reduce((sum, { ms }) => sum + ms, 0)
  const share = (groups: readonly Hot[], name: string): string => {
    const total = groups.reduce((sum, { ms }) => sum + ms, 0)
    return `${(((groups.find(one => one.name === name)?.ms ?? 0) / total) * 100).toFixed(0)} %`
  }
  return [
    '\n### Where the time goes: shares of the busy time at 500/s, embedded broker, by the profiler\n',
    table(
      ['part', 'gateway', 'floor full'],
      names.map(name => [name, share(gateway.groups, name), share(floor.groups, name)]),
    ),
    '\nFunctions of the gateway with the most time of their own:\n',
    table(
      ['function', 'share'],
      gateway.functions.slice(0, 12).map(({ name, ms }) => [`\`${name}\``, `${((ms / busy) * 100).toFixed(1)} %`]),
    ),
  ]
}
