/** The name a user probably meant: Levenshtein distance over short lists of known names. */

/** Names longer than this are not compared: the work grows with the product of both lengths. */
const MAX_CHARACTERS = 64

/** Edits from one text to the other: insertions, deletions, replacements. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}

/** The known name closest to a wrong one, letter case aside; undefined when none is closer than a third of its length. */
export function nearest(wrong: string, known: readonly string[]): string | undefined {
  if (wrong.length > MAX_CHARACTERS) return undefined
  const lower = wrong.toLowerCase()
  const ranked = known
    .map(name => ({ name, far: distance(lower, name.toLowerCase()) }))
    .sort((left, right) => left.far - right.far)
  const [best] = ranked
  return best !== undefined && best.far <= Math.ceil(best.name.length / 3) ? best.name : undefined
}
