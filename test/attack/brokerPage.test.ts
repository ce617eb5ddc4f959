/** docs/broker.md: every attack of its table has the test that it names. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SUITE } from '../adapters/mqtt/interop/interopCase.ts'
import { FILES } from '../tidy/files.ts'
import { ATTACK_KINDS } from './kinds.ts'

const PAGE = readFileSync(new URL('../../docs/broker.md', import.meta.url), 'utf8')

/** Rows of the table below a heading, without its head. */
const rowsBelow = (heading: string): readonly (readonly string[])[] => {
  const [, section = ''] = PAGE.split(`## ${heading}\n`)
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter(line => line.startsWith('| '))
  return lines.slice(2).map(line =>
    line
      .split('|')
      .map(cell => cell.trim())
      .slice(1, -1),
  )
}

/** Everything that belongs to a test file: itself, and the tables that it runs. */
const textOf = (name: string): string =>
  FILES.filter(({ path }) => path.startsWith('test/') && path.endsWith(`/${name}.test.ts`))
    .concat(
      FILES.filter(({ path }) => /^test\/(?:adapters\/mqtt\/interop|attack)\/\w+Cases\.ts$|kinds\.ts$/.test(path)),
    )
    .map(({ text }) => text)
    .join('\n')

describe('the page of the broker', () => {
  const rows = rowsBelow('Attacks')

  test.each(rows.map(([attack = '', , named = '']) => ({ attack, named })))('$attack: $named', ({ named }) => {
    const [, file = '', words = ''] = /^`(\w+)`: (.+)$/.exec(named) ?? []
    expect(FILES.some(({ path }) => path.endsWith(`/${file}.test.ts`))).toBe(true)
    expect(words !== '' && textOf(file).includes(words)).toBe(true)
  })

  test('has them all, and the cases of the suite', () => {
    expect(rows).toHaveLength(31)
    expect(SUITE.filter(suite => !PAGE.includes(`\`${suite}\``))).toEqual([])
    expect(PAGE).toContain(ATTACK_KINDS.length === 16 ? 'in sixteen ways' : `in ${ATTACK_KINDS.length} ways`)
  })
})
