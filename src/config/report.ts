/** Collects the problems and warnings of one file, and finds the place of each. */
import type { Language } from '../kernel/text.ts'
import { formatProblem, type Problem, type ProblemCode, type ProblemParameters, problemOf } from './problem.ts'

export type Path = readonly (string | number)[]

/** Where something stands and what stands there. */
export interface Spot {
  readonly line: number
  readonly column: number
  /** Scalars only: the text of the file, before variables are put in. */
  readonly text: string
}

/** Place of a path: of the key itself, or of its value. The nearest enclosing place when the path is not there. */
export type Locate = (path: Path, what: 'key' | 'value') => Spot

export interface Report {
  /** A problem with the text itself, where there are no keys yet. */
  fault(code: ProblemCode, spot: Spot, parameters?: ProblemParameters): void
  problem(code: ProblemCode, path: Path, parameters?: ProblemParameters, what?: 'key' | 'value'): void
  warning(code: ProblemCode, path: Path, parameters?: ProblemParameters): void
  /** In the order of the file. */
  problems(): readonly Problem[]
  /** Warnings as they are printed. */
  warnings(language: Language): readonly string[]
}

/** More than a screen of problems helps nobody, and a broken file must not cost memory without end. */
const MAX_ENTRIES = 100

/** Longest value that a message repeats. */
const MAX_VALUE_CHARACTERS = 80

const SECRET_KEYS: ReadonlySet<string | number> = new Set(['password'])

/** A value that may be shown: no password, and no login inside a URL. */
function shown(path: Path, text: string): string {
  if (text === '') return ''
  if (path.some(step => SECRET_KEYS.has(step))) return '[redacted]'
  const open = text.replace(/\/\/[^/]*@/, '//[redacted]@').replace(/\s+/g, ' ')
  return open.length > MAX_VALUE_CHARACTERS ? `${open.slice(0, MAX_VALUE_CHARACTERS)}…` : open
}

const byPlace = (left: Problem, right: Problem): number => left.line - right.line || left.column - right.column

export function openReport(file: string, locate: Locate): Report {
  const problems: Problem[] = []
  const warnings: Problem[] = []
  const add = (
    list: Problem[],
    code: ProblemCode,
    path: Path,
    parameters: ProblemParameters | undefined,
    what: 'key' | 'value',
  ): void => {
    if (list.length >= MAX_ENTRIES) return
    const { line, column, text } = locate(path, what)
    const key = path.join('.')
    // A map that both a state and a command use is read twice.
    if (list.some(one => one.code === code && one.key === key && one.line === line && one.column === column)) return
    const value = what === 'key' ? '' : shown(path, text)
    list.push(problemOf(code, { file, line, column, key, value }, parameters))
  }
  return {
    fault(code, spot, parameters) {
      const place = { file, line: spot.line, column: spot.column, key: '', value: '' }
      if (problems.length < MAX_ENTRIES) problems.push(problemOf(code, place, parameters))
    },
    problem: (code, path, parameters, what = 'value') => add(problems, code, path, parameters, what),
    warning: (code, path, parameters) => add(warnings, code, path, parameters, 'value'),
    problems: () => problems.toSorted(byPlace),
    warnings: language => warnings.toSorted(byPlace).map(one => formatProblem(one, language)),
  }
}
