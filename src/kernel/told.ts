/** Errors that people read: one English message for the log, and the same in every language for the command line. */
import { type Language, type Text, text } from './text.ts'

/** An error with its message in every language. */
export class ToldError extends Error {
  readonly told: Text

  /** @param said a text, or a message that has only one language: a bug, or the words of another program */
  constructor(said: Text | string, options?: ErrorOptions) {
    const told = typeof said === 'string' ? text(said, said, said) : said
    super(told.en, options)
    this.told = told
  }
}

/** What an error says in every language; in its own words where it has no others. */
export function toldBy(error: unknown): Text {
  if (error instanceof ToldError) return error.told
  const message = error instanceof Error ? error.message : String(error)
  return text(message, message, message)
}

/** What an error says in a language; in its own words where it has no other. */
export const saidIn = (error: unknown, language: Language): string => toldBy(error)[language]
