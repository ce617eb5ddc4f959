/** Fixtures of publishers played to a gateway over a broker that keeps what is retained: live, or found at a late start. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '../../../src/kernel/json.ts'
import { matchesFilter } from '../../../src/kernel/topicFilter.ts'
import type { Edition } from '../../../src/protocol/edition.ts'
import { takenIn } from '../../support/announcing.ts'
import { openRig, type Rig } from '../../support/rig.ts'
import { fixtureShellys } from './fixtureShellys.ts'

export interface Row {
  readonly topic: string
  readonly payload: string | JsonObject
  readonly retain: boolean
}

const FOLDER =
  process.env['CLOVA2MQTT_FIXTURES'] ?? fileURLToPath(new URL('../../../../shared/fixtures', import.meta.url))

export const fixturesMissing = !existsSync(join(FOLDER, 'mqtt'))

/** Publishers of the fixtures that announce themselves in a way that is read. */
export const PUBLISHERS = [
  'ha-device-discovery',
  'homie-5',
  'kocom-wallpad-mqtt-bridge',
  'shelly-gen2-homeassistant',
  'shelly-gen2-native',
  'tasmota-legacy-homeassistant',
  'tasmota-native',
  'zigbee2mqtt-2.12.1-bridge',
  'zigbee2mqtt-2.12.1-homeassistant',
] as const

export const rowsOf = (name: string): readonly Row[] =>
  JSON.parse(readFileSync(join(FOLDER, 'mqtt', `${name}.json`), 'utf8')) as readonly Row[]

export const isDocument = ({ topic }: Row): boolean =>
  (topic.startsWith('homeassistant/') && topic.endsWith('/config')) ||
  /\/bridge\/(?:devices|groups)$|^tasmota\/discovery\/|\/\$description$/.test(topic)

/** Another order, the same for the same seed. */
export function shuffled<T>(rows: readonly T[], seed: number): readonly T[] {
  let state = seed
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  return rows
    .map(row => ({ row, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(one => one.row)
}

/** What is not there when the gateway comes later. */
export const retainedOnly = (rows: readonly Row[]): readonly Row[] => rows.filter(row => row.retain)

/** A broker of one gateway: it keeps what is retained, and replays it to what is subscribed later. */
function miniBroker() {
  const kept = new Map<string, Row>()
  let followed: readonly string[] = []
  let rig: Rig | undefined
  const matches = (filters: readonly string[], topic: string): boolean =>
    filters.some(filter => matchesFilter(filter, topic))
  const replay = (filters: readonly string[]): void => {
    for (const { topic, payload } of kept.values()) if (matches(filters, topic)) rig?.hear(topic, payload, true)
  }
  return {
    keep: (row: Row): void => void kept.set(row.topic, row),
    publish(row: Row): void {
      if (row.retain) kept.set(row.topic, row)
      if (matches(followed, row.topic)) rig?.hear(row.topic, row.payload)
    },
    async subscribe(filters: readonly string[]): Promise<void> {
      const added = filters.filter(filter => !followed.includes(filter))
      followed = [...filters]
      await Promise.resolve()
      replay(added)
    },
    connect(to: Rig): void {
      rig = to
      replay(followed)
    },
  }
}

/** Settings of a gateway that listens to every convention. */
export const EVERYTHING = takenIn('offered', 'homeassistant', {
  zigbee2mqtt: { bases: ['zigbee2mqtt'] },
  tasmota: true,
  homie: true,
  shelly: { base: 'clova2mqtt' },
})

/**
 * Plays rows to a new gateway.
 * @param how `live`: it is there while they are published. `late`: it finds what the broker has kept
 */
export async function play(rows: readonly Row[], how: 'live' | 'late', edition: Edition = 'KR'): Promise<Rig> {
  const broker = miniBroker()
  if (how === 'late') for (const row of rows) broker.keep(row)
  const rig = await openRig({ edition, ...EVERYTHING, subscribe: broker.subscribe })
  const shellys = fixtureShellys(
    rows,
    ['shelly-gen2-native', 'shelly-gen2-homeassistant'].flatMap(rowsOf),
    broker.publish,
  )
  rig.onPublish(({ topic, payload }) => {
    for (const one of shellys) one.hear(topic, String(payload))
  })
  broker.connect(rig)
  await rig.clock.advance(3_000)
  if (how === 'live') {
    for (const row of rows) {
      broker.publish(row)
      // Documents come in bursts; a pause lets what they are about be followed.
      if (isDocument(row)) await rig.clock.advance(100)
    }
    await rig.clock.advance(3_000)
    // What is not kept is said again sooner or later.
    for (const row of rows) if (!isDocument(row)) broker.publish(row)
  }
  await rig.clock.advance(10_000)
  return rig
}
