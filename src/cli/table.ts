/** Tables for terminals: columns line up although Hangul, Kana and ideographs take two places. */

/** East Asian Wide and Fullwidth (Unicode 16 EastAsianWidth.txt), and emoji; ranges merged where nothing narrow lies between. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

/** Marks that stand on the character before them. */
const ZERO_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200d\ufeff]/u

const widthOf = (character: string): number => (ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1)

/** Columns a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)))

/** Places where a payload or a sentence is better cut than in the middle of a word. */
const BREAKS: ReadonlySet<string> = new Set([',', ' ', '/', ':', '{', '['])

/** A break is taken where it leaves at most this share of the line empty. */
const MAX_LOSS = 0.4

/** Cuts a text into lines of at most this width; more than `maxLines` end with an ellipsis. */
export function wrap(text: string, width: number, maxLines: number): readonly string[] {
  const lines = text.split('\n').flatMap(line => cut(line, width))
  if (lines.length <= maxLines) return lines
  const kept = lines.slice(0, maxLines)
  const last = kept[maxLines - 1] ?? ''
  const room = displayWidth(last) < width ? last : [...last].slice(0, -2).join('')
  return [...kept.slice(0, -1), `${room}…`]
}

function cut(line: string, width: number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const character of line) {
    if (displayWidth(current) + widthOf(character) > width) {
      const at = breakAt(current, width)
      lines.push(current.slice(0, at))
      current = current.slice(at)
    }
    current += character
  }
  return [...lines, current]
}

/** Where to cut a full line: after its last break, unless that leaves too much of it empty. */
function breakAt(line: string, width: number): number {
  for (let at = line.length; at > 0; at--) {
    if (displayWidth(line.slice(0, at)) < width * (1 - MAX_LOSS)) break
    if (BREAKS.has(line[at - 1] ?? '')) return at
  }
  return line.length
}

/** A table as wide as its contents: for lists. */
export function listTable(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = header.map((title, at) =>
    Math.max(displayWidth(title), ...rows.map(row => displayWidth(row[at] ?? ''))),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => padTo(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(header), ...rows.map(line)]
}

/** One row of a table of fixed widths; its cells are wrapped, so it may take several lines. */
export function rowLines(cells: readonly string[], widths: readonly number[], maxLines: number): readonly string[] {
  const wrapped = cells.map((cell, at) => wrap(cell, widths[at] ?? 1, maxLines))
  const height = Math.max(...wrapped.map(lines => lines.length))
  return Array.from({ length: height }, (_, row) =>
    wrapped
      .map((lines, at) => padTo(lines[row] ?? '', widths[at] ?? 0))
      .join(' │ ')
      .trimEnd(),
  )
}
