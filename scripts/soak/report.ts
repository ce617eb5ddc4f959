/** The outcome of a soak run as Markdown. */
import { cpus, loadavg } from 'node:os'
import type { PartDone } from './part.ts'
import type { Finding, Sample } from './verdict.ts'

export const TITLES = {
  real: 'A running gateway with 1,000 appliances',
  week: 'Simulated time, the same house',
} as const

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`

/** One part: what was sent, what it was like in between, and what grew. */
export function reportOf(
  title: string,
  { samples, hours, heartbeats, directives, failed }: PartDone,
  findings: readonly Finding[],
): string {
  const row = ({ what, limit, measured, unit, met }: Finding): string =>
    line([what, `≤ ${limit} ${unit}`, `${measured.toPrecision(3)} ${unit}`, met ? 'met' : '**not met**'])
  const range = (pick: (sample: Sample) => number | undefined, digits: number): string => {
    const values = samples.flatMap(sample => pick(sample) ?? [])
    if (values.length === 0) return ''
    const [low, high] = [Math.min(...values), Math.max(...values)]
    return `${values[0]?.toFixed(digits)} / ${values.at(-1)?.toFixed(digits)} / ${low.toFixed(digits)} to ${high.toFixed(digits)}`
  }
  return [
    `#### ${title}`,
    '',
    `${hours.toFixed(2)} hours, ${heartbeats} heartbeats, ${directives} directives, ${failed} not confirmed; ${samples.length} looks.`,
    '',
    line(['what', 'limit', 'measured over the last three quarters', '']),
    line(['---', '---', '---', '---']),
    ...findings.map(row),
    line(['directives not confirmed', '0', failed, failed === 0 ? 'met' : '**not met**']),
    '',
    line(['', 'first / last / range']),
    line(['---', '---']),
    ...[
      ['resident memory, MB', range(one => one.rssMb, 1)],
      ['heap, MB', range(one => one.heapMb, 2)],
      ['open files', range(one => one.openFiles, 0)],
      ['handles of the event loop', range(one => one.resources, 0)],
    ]
      .filter(([, values]) => values !== '')
      .map(line),
    '',
  ].join('\n')
}

export const machine = (): string =>
  `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model.trim()}; load average at the start ${loadavg()[0]?.toFixed(2)}.`
