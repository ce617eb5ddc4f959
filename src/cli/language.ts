/** The language of what is printed: asked for, else the configuration's, else the environment's. */
import type { Language } from '../kernel/text.ts'

export const LANGUAGES: readonly Language[] = ['ko', 'ja', 'en']

export const isLanguage = (text: string | undefined): text is Language =>
  (LANGUAGES as readonly (string | undefined)[]).includes(text)

/** POSIX order: the first of these that is set and not empty decides. */
export function languageOfEnvironment(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG']
    .map(name => environment[name])
    .find(value => value !== undefined && value !== '')
  const code = locale?.slice(0, 2).toLowerCase()
  return isLanguage(code) ? code : 'en'
}
