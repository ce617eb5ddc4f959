/**
 * Retained messages of the embedded broker: a log that only grows at its end and is cleaned from its beginning.
 *
 * A table with one row per topic would write a page of 4 KiB for each state that changed, because topics that change are
 * scattered among announcements that do not. Appended, what changed lies side by side. Measured for 1,000 appliances
 * that announced themselves and change their retained state every five minutes, per hour of flushes each written back by
 * itself: 3.9 MB as a log, 55 MB as a table.
 *
 * What a power cut takes is what came since the last flush, and what the kernel had not written back. Announcements are
 * dearer: an appliance speaks its state again, but one that was announced by hand (`mosquitto_pub -r`) would stay away
 * for good. They are on the card within {@link URGENT_MS}, and those that come later in the same minute with its flush. The gateway's own words are not kept at all: it says them
 * again, and until then they would be an old presence that nobody vouches for.
 */
import { seconds } from '../../kernel/time.ts'
import type { Cancel, Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'
import type { Database, Durability } from './database.ts'
import { costOf, MAX_APPENDED_COST, type RetainedChange, type RetainedRow, retainedLog } from './retainedLog.ts'

/** How long an announcement may wait for others: a bridge announces a house within this. */
export const URGENT_MS = seconds(5)

/** Between two parts of a large flush: room for a directive that has come in meanwhile. */
const PART_GAP_MS = 20

export interface RetainedStoreOptions {
  readonly clock: Clock
  readonly log: Log
  /** Bounds of the broker: what is on disk beyond them (they were lowered) is forgotten, oldest first. */
  readonly maxMessages: number
  /** Of topics and payloads together, as the broker counts. */
  readonly maxBytes: number
  /** Logins that are there: what others left is forgotten, or an appliance whose login was taken away would stay. */
  readonly isKnown: (account: string) => boolean
  /** Topics of announcements. */
  readonly isUrgent: (topic: string) => boolean
}

/** Has the shape of the embedded broker's `RetainedPersistence`; `put` and `remove` only note and never throw. */
export interface RetainedStore {
  /** What was kept, oldest change first. Throws StoreError. */
  load(): readonly RetainedRow[]
  put(message: Omit<RetainedRow, 'account'> & { readonly account: string | undefined }): void
  remove(topic: string): void
  /**
   * Writes what changed since the last flush; on failure it stays noted for the next one, and the log says so once.
   * Call it after the flush of the telemetry: replayed at the next start it never overrules a stored value, so it must not
   * be the newer of the two.
   */
  flush(): void
  /** Whether the last attempt to write failed. */
  failing(): boolean
  /** Flushes, and writes nothing any more. */
  close(): void
}

export function openRetainedStore(database: Database, options: RetainedStoreOptions): RetainedStore {
  const { clock, log, isUrgent } = options
  const onDisk = retainedLog(database)
  /** Undefined: removed. At most one entry per topic that the broker holds or the disk does. */
  const pending = new Map<string, RetainedRow | undefined>()
  let failing = false
  let hurried = false
  let soon: Cancel | undefined
  let rest: Cancel | undefined

  const write = (durability: Durability, changes: readonly RetainedChange[]): boolean => {
    try {
      const wrote = onDisk.append(durability, changes)
      for (const [topic] of changes) pending.delete(topic)
      if (failing) log.info('retained messages are kept again', { file: database.file })
      failing = false
      return wrote
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      if (!failing) log.error('retained messages cannot be kept; going on from memory', { reason: error.message })
      failing = true
      return false
    }
  }
  /** A part at a time, so that directives come in between; the last one as durable as asked, which covers the others. */
  const writeParts = (durability: Durability, wanted: (topic: string) => boolean): void => {
    rest?.()
    rest = undefined
    const { part, more } = firstPart(pending, wanted)
    if (part.length === 0) return
    const wrote = write(more ? 'batched' : durability, part)
    hurried ||= wrote && durability === 'durable'
    if (more && !failing) rest = clock.after(PART_GAP_MS, () => writeParts(durability, wanted))
  }
  const note = (topic: string, row: RetainedRow | undefined): void => {
    // Something that came and went between two flushes leaves no trace.
    if (row === undefined && !onDisk.holds(topic)) pending.delete(topic)
    else pending.set(topic, row)
    // Once between two flushes: an appliance that changes its announcement all the time must not wear the card.
    if (!isUrgent(topic) || soon !== undefined || hurried) return
    soon = clock.after(URGENT_MS, () => {
      soon = undefined
      // A flush that is under way goes on with this.
      writeParts('durable', rest === undefined ? isUrgent : () => true)
    })
  }

  return {
    load() {
      const rows = onDisk.load()
      const kept = withinBounds(
        rows.filter(({ account }) => options.isKnown(account)),
        options,
      )
      const forgotten = rows.length - kept.length
      if (forgotten > 0) {
        const reason = 'their login is gone, or the broker may hold fewer'
        log.warn('retained messages forgotten', { forgotten, kept: kept.length, reason })
        const topics = new Set(kept.map(({ topic }) => topic))
        for (const { topic } of rows) if (!topics.has(topic)) pending.set(topic, undefined)
      }
      return kept
    },
    // What the gateway itself says replaces what an appliance had said there, and is not kept.
    put: ({ account, ...message }) => note(message.topic, account === undefined ? undefined : { ...message, account }),
    remove: topic => note(topic, undefined),
    flush() {
      hurried = false
      writeParts('batched', () => true)
    },
    failing: () => failing,
    close() {
      soon?.()
      do writeParts('batched', () => true)
      while (pending.size > 0 && !failing)
      rest?.()
    },
  }
}

/** As many changes as one transaction takes, oldest first, and whether there are more. */
function firstPart(
  pending: ReadonlyMap<string, RetainedRow | undefined>,
  wanted: (topic: string) => boolean,
): { readonly part: readonly RetainedChange[]; readonly more: boolean } {
  const part: RetainedChange[] = []
  let cost = 0
  for (const change of pending) {
    if (!wanted(change[0])) continue
    cost += costOf(change)
    if (part.length > 0 && cost > MAX_APPENDED_COST) return { part, more: true }
    part.push(change)
  }
  return { part, more: false }
}

/** The newest that fit, in their order. */
function withinBounds(
  rows: readonly RetainedRow[],
  { maxMessages, maxBytes }: RetainedStoreOptions,
): readonly RetainedRow[] {
  let first = rows.length
  let bytes = 0
  for (const { topic, payload } of rows.toReversed()) {
    bytes += topic.length + payload.length
    if (rows.length - first >= maxMessages || bytes > maxBytes) break
    first--
  }
  return rows.slice(first)
}
