/** A row of the doctor: what it looks at, everything it may say about it, and how it finds out. */
import type { Text } from '../../kernel/text.ts'
import type { Patient } from './patient.ts'

/** `skipped`: cannot be looked at now, and so is neither good nor bad. */
export type Level = 'ok' | 'warning' | 'failure' | 'skipped'

/** One thing a check may say. What is not `ok` says what to do next. */
export type Saying =
  | { readonly level: 'ok' | 'skipped'; readonly what: Text }
  | { readonly level: 'warning' | 'failure'; readonly what: Text; readonly next: Text }

export interface Verdict<Code extends string> {
  readonly code: Code
  /** Fill the places of the texts. */
  readonly values?: Readonly<Record<string, string | number>>
}

type Looked<Code extends string> = Verdict<Code> | readonly Verdict<Code>[]

/** What a check looks at; without it the row is skipped. */
export type Need = 'config' | 'gateway'

export interface CheckRow<Code extends string> {
  readonly id: string
  readonly title: Text
  readonly needs: readonly Need[]
  readonly sayings: Readonly<Record<Code, Saying>>
  readonly look: (patient: Patient) => Looked<Code> | Promise<Looked<Code>>
}

/** What a row says this time. */
export interface Found {
  readonly code: string
  readonly saying: Saying
  readonly values: Readonly<Record<string, string | number>>
}

/** One line of the result, in the language it was asked for. */
export interface Line {
  readonly id: string
  /** Which of the things the row may say; for scripts. */
  readonly code: string
  readonly level: Level
  readonly title: string
  /** What was found. */
  readonly text: string
  /** What to do about it. */
  readonly next?: string
}

/** A row whatever it may say. */
export interface Check {
  readonly id: string
  readonly title: Text
  readonly needs: readonly Need[]
  readonly sayings: Readonly<Record<string, Saying>>
  readonly examine: (patient: Patient) => Promise<readonly Found[]>
}

/** Makes a row; the compiler holds the codes against the sayings. */
export function check<Code extends string>({ id, title, needs, sayings, look }: CheckRow<Code>): Check {
  return {
    id,
    title,
    needs,
    sayings,
    async examine(patient) {
      const looked = await look(patient)
      const verdicts: readonly Verdict<Code>[] = 'code' in looked ? [looked] : looked
      return verdicts.map(({ code, values = {} }) => ({ code, saying: sayings[code], values }))
    },
  }
}
