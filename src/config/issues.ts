/** Issues of the schema library as problems of ours. */
import type { z } from 'zod'
import { nearest } from './nearest.ts'
import type { Path, Report } from './report.ts'
import type { Wrong } from './scalars.ts'

type Issue = z.core.$ZodIssue

const pathOf = (issue: Issue): Path => issue.path.map(step => (typeof step === 'number' ? step : String(step)))

/** Reports every issue below a path. */
export function reportIssues(issues: readonly Issue[], report: Report, above: Path = []): void {
  for (const issue of issues) reportIssue(issue, report, [...above, ...pathOf(issue)])
}

function reportIssue(issue: Issue, report: Report, path: Path): void {
  switch (issue.code) {
    case 'custom': {
      const { problem, parameters } = issue.params as unknown as Wrong
      report.problem(problem, path, problem === 'missing' ? missing(path) : parameters)
      break
    }
    case 'unrecognized_keys':
      reportUnknownKeys(issue.keys, issue.message, report, path)
      break
    case 'invalid_union':
      reportUnion(issue.errors, report, path)
      break
    case 'too_big':
      report.problem('tooMany', path, { max: Number(issue.maximum) })
      break
    case 'too_small':
      report.problem('empty', path)
      break
    case 'invalid_type':
      if (isMissing(issue)) report.problem('missing', path, missing(path))
      else report.problem(issue.expected === 'array' ? 'wantList' : 'wantMap', path)
      break
    default:
      report.problem('wantMap', path)
  }
}

const missing = (path: Path): { missing: string } => ({ missing: String(path.at(-1) ?? '') })

const isMissing = (issue: Issue): boolean => issue.message.endsWith('received undefined')

function reportUnknownKeys(wrong: readonly string[], known: string, report: Report, path: Path): void {
  const names = JSON.parse(known) as readonly string[]
  for (const key of wrong) {
    const near = nearest(key, names)
    if (near === undefined) report.problem('unknownKey', [...path, key], { list: names.join(', ') }, 'key')
    else report.problem('meantKey', [...path, key], { near }, 'key')
  }
}

/** Of a choice of forms, the one whose outer form is right tells what is wrong inside. */
function reportUnion(branches: readonly (readonly Issue[])[], report: Report, path: Path): void {
  const misfits = (branch: readonly Issue[]): boolean =>
    branch.some(issue => issue.path.length === 0 && issue.code !== 'unrecognized_keys' && issue.code !== 'too_big')
  const names = (branch: readonly Issue[]): boolean =>
    branch.some(issue => issue.code === 'custom' && ['meant', 'notOneOf'].includes(issue.params?.['problem']))
  const fitting = branches.find(branch => !misfits(branch)) ?? branches.find(names)
  if (fitting === undefined) report.problem('wantMap', path)
  else reportIssues(fitting, report, path)
}
