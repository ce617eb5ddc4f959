/** Every publisher of the fixtures against the reviewed table: who there is, what is sent, what is read; in any order, live and late. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openRig } from '../support/rig.ts'
import { announcedPage } from './support/announcedPage.ts'
import { whoTable } from './support/announcedTable.ts'
import {
  EVERYTHING,
  fixturesMissing,
  isDocument,
  PUBLISHERS,
  play,
  retainedOnly,
  rowsOf,
  shuffled,
} from './support/playback.ts'

const skipped = fixturesMissing ? ' (skipped: no fixtures, set CLOVA2MQTT_FIXTURES)' : ''
const ORDERS = [1, 7, 42]

describe.skipIf(fixturesMissing)(`appliances that announce themselves${skipped}`, () => {
  test('become what the table says (npx tsx scripts/announcedTable.ts writes it anew)', async () => {
    const page = await announcedPage()
    expect(page).toBe(readFileSync(new URL('announced.txt', import.meta.url), 'utf8'))
    expect(page.match(/^[A-Z_]+ "/gm)).toHaveLength(76)
    expect(page.match(/ -> /g)?.length).toBeGreaterThan(100)
    expect(page.match(/ = /g)?.length).toBeGreaterThan(50)
  })

  test.each(PUBLISHERS)('are the same in whatever order they come, and at a late start: %s', async name => {
    const rows = rowsOf(name)
    const asWritten = await whoTable(await play(rows, 'live'))
    expect(asWritten.length).toBeGreaterThan(2)
    for (const seed of ORDERS) {
      const documents = shuffled(rows.filter(isDocument), seed)
      const others = shuffled(
        rows.filter(row => !isDocument(row)),
        seed,
      )
      expect(withoutNumbers(await whoTable(await play([...documents, ...others], 'live')))).toEqual(
        withoutNumbers(asWritten),
      )
      const late = await play(shuffled(retainedOnly(rows), seed), 'late')
      expect(withoutNumbers(await whoTable(late))).toEqual(withoutNumbers(asWritten))
    }
  })

  test('all publishers of one house together are all of them, each once, with names that differ', async () => {
    const apart: string[] = []
    for (const name of PUBLISHERS) apart.push(...(await whoTable(await play(rowsOf(name), 'live'))))
    const rig = await play(PUBLISHERS.flatMap(rowsOf), 'live')
    const together = await whoTable(rig)
    expect(withoutNumbers(together)).toEqual(withoutNumbers([...new Set(apart)].sort(byId)))
    const names = [...rig.gateway.house.all()].map(one => one.appliance.name)
    expect([names.length, new Set(names).size]).toEqual([57, 57])
  })

  test('all together are the same in whatever order they come, at a late start, and after a restart', async () => {
    const rows = PUBLISHERS.flatMap(rowsOf)
    const asWritten = withoutIds(await whoTable(await play(rows, 'live')))
    // What no broker keeps can only be found by who hears it: the same publishers at a late start are each other's measure.
    const asKept = withoutIds(await whoTable(await play(retainedOnly(rows), 'late')))
    expect([asWritten.length, asKept.length]).toEqual([57, 57])
    for (const seed of ORDERS) {
      const documents = shuffled(rows.filter(isDocument), seed)
      const others = shuffled(
        rows.filter(row => !isDocument(row)),
        seed,
      )
      expect(withoutIds(await whoTable(await play([...documents, ...others], 'live')))).toEqual(asWritten)
      const late = await play(shuffled(retainedOnly(rows), seed), 'late')
      expect(withoutIds(await whoTable(late))).toEqual(asKept)
      late.gateway.flush(true)
      const again = await openRig({ ...EVERYTHING, announced: late.announced })
      expect(await whoTable(again)).toEqual(await whoTable(late))
    }
  })

  test('reach no bridge: nothing can be published to where it is restarted or opened to newcomers', async () => {
    const rig = await play(rowsOf('zigbee2mqtt-2.12.1-homeassistant'), 'live')
    const topics = [...rig.gateway.house.all()].flatMap(({ appliance }) =>
      [...appliance.properties.values()].flatMap(({ command }) =>
        typeof command === 'object' && 'compose' in command ? command.topics : [],
      ),
    )
    expect(topics.length).toBeGreaterThan(20)
    expect(topics.filter(topic => topic.includes('bridge/'))).toEqual([])
  })
})

const byId = (one: string, other: string): number => (idOf(one) < idOf(other) ? -1 : 1)
const idOf = (line: string): string => / (auto-\w+) /.exec(line)?.[1] ?? ''

/** What two conventions tell of has the id of whoever came first. */
const withoutIds = (lines: readonly string[]): readonly string[] =>
  withoutNumbers(lines)
    .map(line => line.replace(/ auto-\w+ /, ' '))
    .sort()

/** Which of two equal names gets the number depends on who came first. */
const withoutNumbers = (lines: readonly string[]): readonly string[] => lines.map(line => line.replace(/ \d+"/, '"'))
