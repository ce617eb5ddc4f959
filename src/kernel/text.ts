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

/** A sentence with its `{name}` places filled; a place without a value stays as it is. */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{([a-zA-Z]{1,20})\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  )

/** A text with its `{name}` places filled in every language, by values or by texts. */
export function filled(one: Text, values: Readonly<Record<string, string | number | Text>>): Text {
  const said = (language: Language): string =>
    fill(
      one[language],
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? value[language] : value]),
      ),
    )
  return text(said('ko'), said('ja'), said('en'))
}
