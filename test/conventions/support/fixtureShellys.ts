/** The Shellys of the fixtures as they would answer: their own status messages tell which components they have. */
import type { JsonObject } from '../../../src/kernel/json.ts'
import { makeShelly, type Shelly } from '../../support/shelly.ts'

/** A row of a fixture. */
interface Row {
  readonly topic: string
  readonly payload: string | JsonObject
  readonly retain: boolean
}

type Say = (row: Row) => void

const asObject = (payload: Row['payload']): JsonObject =>
  typeof payload === 'string' ? (JSON.parse(payload) as JsonObject) : payload

/**
 * The ones that say in these rows that they are there.
 * @param all rows in which their status is; who only sends notifications does not answer
 */
export function fixtureShellys(rows: readonly Row[], all: readonly Row[], say: Say): readonly Shelly[] {
  const there = new Set(rows.map(({ topic }) => topic))
  const found = new Map<string, Record<string, JsonObject>>()
  const ids = new Map<string, string>()
  for (const { topic, payload } of all) {
    const [, prefix = '', component] = /^(shelly[^/]*)\/(?:status\/([a-z]+:\d+)|events\/rpc)$/.exec(topic) ?? []
    if (prefix === '' || !there.has(`${prefix}/online`)) continue
    if (component === undefined) ids.set(prefix, String(asObject(payload)['src']))
    else found.set(prefix, { ...found.get(prefix), [component]: asObject(payload) })
  }
  return [...found].map(([prefix, status]) =>
    makeShelly({
      ...{ prefix, id: ids.get(prefix) ?? prefix, status },
      say: (topic, payload, retain) => say({ topic, payload, retain }),
    }),
  )
}
