/** Texts that people hear or read exist in three languages; Korean is the first language of the users. */
export type Language = 'ko' | 'ja' | 'en'

/** One text in all three languages. */
export interface Text {
  readonly ko: string
  readonly ja: string
  readonly en: string
}

/** The beginning of a text, never cut within a character outside the basic plane (half of one is not valid UTF-8). */
export const clip = (text: string, maxCharacters: number): string =>
  text.length <= maxCharacters ? text : text.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, '')

/** One text in all three languages. */
export const text = (ko: string, ja: string, en: string): Text => ({ ko, ja, en })
