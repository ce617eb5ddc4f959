/** docs/simulation.md: the faults of its table are those of the list, and what found them is an invariant. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FILES } from '../tidy/files.ts'
import { FAULTS } from './faultList.ts'
import { INVARIANTS } from './world.ts'

const PAGE = readFileSync(new URL('../../docs/simulation.md', import.meta.url), 'utf8')

/** The cells of the tables below a heading, without their heads. */
const rowsBelow = (heading: string): readonly (readonly string[])[] => {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`)
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter(line => line.startsWith('| '))
  return lines.slice(2).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
}

describe('the page of the simulation', () => {
  const faults = rowsBelow('Planted faults')

  test('has every planted fault, in the order of the list, and their count', () => {
    expect(faults.map(([name]) => name)).toEqual(FAULTS.map(({ name }) => name))
    expect(PAGE).toContain(`\`surroundingFaults.ts\`: ${FAULTS.length})`)
  })

  test('says of each by how many seeds, and by which invariant', () => {
    // Some are watched all the time, where things happen, and have no function of their own.
    const watched = FILES.filter(({ path }) => path.startsWith('test/sim/')).flatMap(({ text }) =>
      [...text.matchAll(/recorder\.break\('(\w+)'/g)].map(([, name = '']) => name),
    )
    const names = new Set([...INVARIANTS.map(({ name }) => name), ...watched])
    for (const [name, seeds = '', by = ''] of faults) {
      expect(seeds, name).toMatch(/^(?:[1-9]\d{0,2}|kept run)$/)
      expect(names, name).toContain(by.replaceAll('`', ''))
    }
  })

  test('names files that there are', () => {
    const named = rowsBelow('What is checked').flatMap(([files = '']) => [...files.matchAll(/`(\w+\.ts)`/g)])
    expect(named.length).toBeGreaterThanOrEqual(10)
    for (const [, file = ''] of named)
      expect(
        FILES.some(({ path }) => path === `test/sim/${file}`),
        file,
      ).toBe(true)
  })
})
