/** Retained messages on disk: topics in one table, and their payloads in another that is a log. */
import { StoreError } from '../../ports/stores.ts'
import type { Database } from './database.ts'
import type { Column, Durability, PlannedWrite } from './writeOrder.ts'

/** A message as it is kept. */
export interface RetainedRow {
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: 0 | 1 | 2
  /** Login that published it. */
  readonly account: string
}

/** A topic with what it now holds; undefined: nothing any more. */
export type RetainedChange = readonly [topic: string, row: RetainedRow | undefined]

/** Told what became of an append, and whether there was anything left to write. */
export type Appended = (failure: StoreError | undefined, wrote: boolean) => void

/** Payloads are appended and never changed; the last of a topic holds, and the beginning of the log is cleaned. */
export interface RetainedLog {
  /** The message of each topic, in order of writing. Throws StoreError. */
  load(): readonly RetainedRow[]
  holds(topic: string): boolean
  /**
   * One transaction; what is on disk already is left out. `done` is told, possibly before this returns. Only one at a
   * time: the next may not come before.
   * @param changes together no dearer than {@link MAX_APPENDED_COST}, or a single one
   */
  append(durability: Durability, changes: readonly RetainedChange[], done: Appended): void
}

/**
 * Payloads that were replaced may take as much room as those that hold, and this: one is then moved at most once for
 * every time that as much was appended as there is, so cleaning at most doubles what is written.
 */
const SLACK_BYTES = 262_144

/**
 * What one transaction may append, in bytes of payload and {@link ROW_COST_BYTES} for each. About 250
 * states, or a list of all Zigbee appliances: 4 ms on a desktop processor, 10 with cleaning; a directive waits no
 * longer than four times that on a Pi. Cleaning goes in steps of this as well: a little with every flush would write the
 * same few pages again and again.
 */
export const MAX_APPENDED_COST = 262_144

/** A row takes as long as so many bytes of payload. */
const ROW_COST_BYTES = 1_024

/** Payloads read at once while cleaning; of the largest frames of the broker (1 MiB) they are 16 MiB of memory. */
const CLEAN_ROWS = 16

/** What a payload takes beside itself: id, key, lengths, its share of the page. Only for the sums here. */
const ROW_OVERHEAD_BYTES = 16

/** What a change costs, against {@link MAX_APPENDED_COST}. */
export const costOf = ([, row]: RetainedChange): number => ROW_COST_BYTES + (row?.payload.length ?? 0)

interface Head {
  readonly key: number
  readonly topic: string
  readonly account: string
  readonly qos: number
}

interface Line {
  readonly id: number
  readonly topic: number
  readonly payload: Buffer
}

/** A topic on disk, and where its payload is. */
interface Place extends Head {
  readonly id: number
  readonly bytes: number
}

interface Sums {
  /** Of all payloads in the log. */
  total: number
  /** Of those that hold. */
  live: number
}

/** What is where, in memory; a transaction is planned with a copy, which takes over when it was committed. */
interface Index {
  readonly byTopic: Map<string, Place>
  readonly byKey: Map<number, Place>
  readonly sums: Sums
  nextKey: number
  nextId: number
}

/** An index as it will be, and the statements that make the tables so. */
interface Draft extends Index {
  readonly writes: (PlannedWrite & { readonly rows: Column[][] })[]
}

export function retainedLog(database: Database): RetainedLog {
  const sql = statements(database)
  let index = emptyIndex()

  /** Moves what still holds from the beginning to the end; reads what was committed, behind which the draft goes on. */
  const clean = (draft: Draft, maxCost: number): void => {
    const { sums } = draft
    if (sums.total <= 2 * sums.live + SLACK_BYTES) return
    let through = 0
    for (let left = maxCost; left > 0 && sums.total > 2 * sums.live; ) {
      const lines = sql.oldest.all(through, CLEAN_ROWS)
      const last = lines.at(-1)
      if (last === undefined) break
      for (const { id, topic, payload } of lines) {
        left -= payload.length + ROW_COST_BYTES
        sums.total -= payload.length + ROW_OVERHEAD_BYTES
        const holder = draft.byKey.get(topic)
        if (holder?.id === id) place(draft, holder, payload)
      }
      through = last.id
    }
    if (through > 0) plan(draft, REMOVE_THROUGH, [through])
  }
  const isOnDisk = ([topic, row]: RetainedChange): boolean => {
    const before = index.byTopic.get(topic)
    if (row === undefined || before === undefined) return row === undefined && before === undefined
    if (before.account !== row.account || before.qos !== row.qos) return false
    return sql.line.get(before.id)?.payload.equals(row.payload) === true
  }

  /** Undefined when everything is on disk already. */
  const planned = (changes: readonly RetainedChange[]): Draft | undefined =>
    database.read(() => {
      const draft: Draft = { ...copyOf(index), writes: [] }
      const news = changes.filter(change => !isOnDisk(change))
      if (news.length === 0) return undefined
      for (const [topic, row] of news) {
        if (row === undefined) remove(draft, topic)
        else put(draft, topic, row)
      }
      clean(draft, 2 * MAX_APPENDED_COST)
      return draft
    })

  return {
    load() {
      const loaded = database.read(() => readAll(sql))
      index = loaded.index
      return loaded.rows
    },
    holds: topic => index.byTopic.has(topic),
    append(durability, changes, done) {
      try {
        const draft = planned(changes)
        if (draft === undefined) {
          done(undefined, false)
          return
        }
        const { writes, ...next } = draft
        database.later(durability, writes, failure => {
          if (failure === undefined) index = next
          done(failure, true)
        })
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        done(error, false)
      }
    },
  }
}

function place(draft: Draft, head: Head, payload: Buffer): void {
  const id = draft.nextId++
  plan(draft, ADD_LINE, [id, head.key, payload])
  const bytes = payload.length + ROW_OVERHEAD_BYTES
  draft.sums.total += bytes
  hold(draft, { ...head, id, bytes })
}

function put(draft: Draft, topic: string, { payload, account, qos }: RetainedRow): void {
  const before = draft.byTopic.get(topic)
  const head: Head = { key: before?.key ?? draft.nextKey++, topic, account, qos }
  if (before === undefined) plan(draft, ADD_HEAD, [head.key, topic, account, qos])
  else if (before.account !== account || before.qos !== qos) plan(draft, CHANGE_HEAD, [account, qos, head.key])
  place(draft, head, asBuffer(payload))
}

function remove(draft: Draft, topic: string): void {
  const before = release(draft, topic)
  if (before !== undefined) plan(draft, REMOVE_HEAD, [before.key])
}

/** Statements of one kind that follow one another are one. */
function plan({ writes }: Draft, sql: string, row: Column[]): void {
  const last = writes.at(-1)
  if (last?.sql === sql) last.rows.push(row)
  else writes.push({ sql, rows: [row] })
}

const emptyIndex = (): Index => ({
  byTopic: new Map(),
  byKey: new Map(),
  sums: { total: 0, live: 0 },
  nextKey: 1,
  nextId: 1,
})

/** Copying 5,000 entries takes 0.5 ms, once a minute; a rolled-back transaction then has changed nothing. */
const copyOf = ({ byTopic, byKey, sums, nextKey, nextId }: Index): Index => ({
  byTopic: new Map(byTopic),
  byKey: new Map(byKey),
  sums: { ...sums },
  nextKey,
  nextId,
})

/** The topic's payload is there from now on; it becomes the newest of all. */
function hold(index: Index, place: Place): void {
  release(index, place.topic)
  index.byTopic.set(place.topic, place)
  index.byKey.set(place.key, place)
  index.sums.live += place.bytes
}

function release(index: Index, topic: string): Place | undefined {
  const before = index.byTopic.get(topic)
  if (before === undefined) return undefined
  index.byTopic.delete(topic)
  index.byKey.delete(before.key)
  index.sums.live -= before.bytes
  return before
}

type Statements = ReturnType<typeof statements>

function readAll({ heads, lines }: Statements): { readonly rows: readonly RetainedRow[]; readonly index: Index } {
  const index = emptyIndex()
  const topics = new Map(heads.all().map(head => [head.key, head]))
  for (const key of topics.keys()) index.nextKey = Math.max(index.nextKey, key + 1)
  const rows = new Map<string, RetainedRow>()
  for (const { id, topic: key, payload } of lines.iterate()) {
    const bytes = payload.length + ROW_OVERHEAD_BYTES
    index.sums.total += bytes
    index.nextId = id + 1
    const head = topics.get(key)
    if (head === undefined) continue
    const { topic, account, qos } = head
    rows.delete(topic)
    rows.set(topic, { topic, account, payload, qos: asQos(qos) })
    hold(index, { ...head, id, bytes })
  }
  return { rows: [...rows.values()], index }
}

function statements(database: Database) {
  return {
    heads: database.prepare<[], Head>('SELECT key, topic, account, qos FROM retained_topic'),
    lines: database.prepare<[], Line>('SELECT id, topic, payload FROM retained ORDER BY id'),
    line: database.prepare<[id: number], Line>('SELECT id, topic, payload FROM retained WHERE id = ?'),
    oldest: database.prepare<[after: number, count: number], Line>(
      'SELECT id, topic, payload FROM retained WHERE id > ? ORDER BY id LIMIT ?',
    ),
  }
}

const ADD_HEAD = 'INSERT INTO retained_topic (key, topic, account, qos) VALUES (?, ?, ?, ?)'
const CHANGE_HEAD = 'UPDATE retained_topic SET account = ?, qos = ? WHERE key = ?'
const REMOVE_HEAD = 'DELETE FROM retained_topic WHERE key = ?'
const ADD_LINE = 'INSERT INTO retained (id, topic, payload) VALUES (?, ?, ?)'
const REMOVE_THROUGH = 'DELETE FROM retained WHERE id <= ?'

const asQos = (qos: number): 0 | 1 | 2 => (qos === 1 || qos === 2 ? qos : 0)

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength)
