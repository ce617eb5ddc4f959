/** What a command is given, and the ways in which it ends. */
import { filled, type Language, type Text } from '../kernel/text.ts'
import { ToldError } from '../kernel/told.ts'

/** The outside of a command: where it prints and what surrounds it. */
export interface Io {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** Width of the terminal in columns; undefined when the output is none. */
  readonly columns: number | undefined
}

export type OptionValue = string | boolean | readonly (string | boolean)[] | undefined

export interface Invocation {
  readonly io: Io
  readonly language: Language
  /** Whether `--lang` chose the language; else a configuration may. */
  readonly languageChosen: boolean
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, OptionValue>>
}

export type Run = (invocation: Invocation) => Promise<number>

/** `again`: ended in order and wants to be started again (EX_TEMPFAIL of sysexits(3)). */
export const EXIT = { ok: 0, failed: 1, usage: 2, again: 75 } as const

/** The command line itself is wrong; ends with 2 and a word on where to look. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command could not do it; the message says why and what to do. Ends with 1. */
export class CommandError extends ToldError {
  override readonly name = 'CommandError'
}

export const textOption = ({ options }: Invocation, name: string): string | undefined => {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

export const flagOption = ({ options }: Invocation, name: string): boolean => options[name] === true

export const listOption = ({ options }: Invocation, name: string): readonly string[] => {
  const value = options[name]
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
}

/** Prints what a command found or did: as JSON where that was asked for, else in the lines that people read. */
export function print(invocation: Invocation, plain: unknown, lines: () => readonly string[]): void {
  const { out } = invocation.io
  if (flagOption(invocation, 'json')) out(JSON.stringify(plain, null, 2))
  else for (const line of lines()) out(line)
}

/** A sentence in the language of the invocation with its `{name}` places filled. */
export function say(
  { language }: Pick<Invocation, 'language'>,
  text: Text,
  values: Readonly<Record<string, string | number | Text>> = {},
): string {
  return filled(text, values)[language]
}
