/** What was made of the last few texts: all entities of a device look again and again at the same names. */

/**
 * Texts that are remembered: what a device says of itself and what is made of one entity's names are a dozen. Most are
 * 300 characters; one that is a piece of a larger document may keep its 32 kB, and all of them a megabyte.
 */
const MAX_REMEMBERED = 32

/** The same function of a text, which does not do again what it did a moment ago. */
export function remembered<Made>(make: (text: string) => Made): (text: string) => Made {
  const last = new Map<string, { readonly made: Made }>()
  return text => {
    const known = last.get(text)
    if (known !== undefined) return known.made
    const made = make(text)
    last.set(text, { made })
    const [oldest] = last.size > MAX_REMEMBERED ? last.keys() : []
    if (oldest !== undefined) last.delete(oldest)
    return made
  }
}
