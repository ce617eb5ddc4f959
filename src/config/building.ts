/** What every builder of a part of the configuration needs, and small helpers they share. */
import type { Edition } from '../protocol/edition.ts'
import type { Key } from './readYaml.ts'
import type { Path, Report } from './report.ts'
import { unknownWord, type Wrong } from './scalars.ts'

export interface Building {
  readonly report: Report
  readonly edition: Edition
  /** First levels of our own topics. */
  readonly base: string
  /** Keys of a map in the order of the file. */
  keys(path: Path): readonly Key[]
}

/** A member of an object, or none: for optional members under exactOptionalPropertyTypes. */
export const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })

export const reportWrong = (report: Report, path: Path, { problem, parameters }: Wrong, what: 'key' | 'value'): void =>
  report.problem(problem, path, parameters, what)

/** Whether a name is one of the known ones; if not, that is a problem with the nearest one named. */
export function isKnown(
  report: Report,
  path: Path,
  name: string,
  known: readonly string[],
  what: 'key' | 'value' = 'value',
): boolean {
  if (known.includes(name)) return true
  reportWrong(report, path, unknownWord(name, known), what)
  return false
}
