/** Tables in Markdown, and putting them into docs/benchmarks.md, between the markers. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = join(import.meta.dirname, '../../docs/benchmarks.md')
const BEGIN = '<!-- tables: written by `npm run bench -- --markdown` -->'
const END = '<!-- end of tables -->'

/** @throws Error when the page has lost its markers */
export function writeTables(tables: string): void {
  const page = readFileSync(FILE, 'utf8')
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`${FILE}: the markers "${BEGIN}" and "${END}" are not there`)
  writeFileSync(FILE, `${page.slice(0, begin + BEGIN.length)}\n\n${tables}\n${page.slice(end)}`)
}

/** What stands in a table. */
export type Cell = string | number

/** A table with a head. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
