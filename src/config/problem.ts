/** What is wrong with a configuration file: where, what stands there, why it will not do, and how to put it right. */
import { filled, type Language, type Text } from '../kernel/text.ts'
import { APPLIANCE_TEXTS } from './applianceTexts.ts'
import { BINDING_TEXTS } from './bindingTexts.ts'
import { LINKING_TEXTS } from './linkingTexts.ts'
import { SETTINGS_TEXTS } from './settingsTexts.ts'
import { SOURCE_TEXTS } from './sourceTexts.ts'
import { TUNNEL_PROBLEM_TEXTS } from './tunnelTexts.ts'
import { VALUE_TEXTS } from './valueTexts.ts'

const TEXTS = {
  ...SOURCE_TEXTS,
  ...VALUE_TEXTS,
  ...SETTINGS_TEXTS,
  ...LINKING_TEXTS,
  ...TUNNEL_PROBLEM_TEXTS,
  ...APPLIANCE_TEXTS,
  ...BINDING_TEXTS,
}

export type ProblemCode = keyof typeof TEXTS

/** Every kind of problem, for tests that count them. */
export const PROBLEM_CODES = Object.keys(TEXTS) as readonly ProblemCode[]

export type ProblemParameters = Readonly<Record<string, string | number | Text>>

export interface Problem {
  readonly code: ProblemCode
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly column: number
  /** Dotted path of keys: `appliances.plug.type`; empty for the file as a whole. */
  readonly key: string
  /** What stands in the file, before variables are put in; empty when nothing does, `[redacted]` for a secret. */
  readonly value: string
  readonly message: Text
  readonly fix: Text
}

/** The place of a problem and what stands there. */
export type ProblemPlace = Pick<Problem, 'file' | 'line' | 'column' | 'key' | 'value'>

export function problemOf(code: ProblemCode, place: ProblemPlace, parameters: ProblemParameters = {}): Problem {
  const { message, fix } = TEXTS[code]
  return { code, ...place, message: filled(message, parameters), fix: filled(fix, parameters) }
}

const FIX: Text = { ko: '해결', ja: '対処', en: 'Fix' }

/** Two lines for a person: place, key, value and what is wrong; then what to do. */
export function formatProblem(problem: Problem, language: Language): string {
  const { file, line, column, key, value, message, fix } = problem
  const what = key === '' ? '' : ` ${key}${value === '' ? '' : ` = ${value}`}`
  return `${file}:${line}:${column}${what}: ${message[language]}\n  ${FIX[language]}: ${fix[language]}`
}
