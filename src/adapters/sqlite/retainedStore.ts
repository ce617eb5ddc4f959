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
import type { StoreError } from '../../ports/stores.ts'
import type { Database } from './database.ts'
import {
  type Appended,
  costOf,
  MAX_APPENDED_COST,
  type RetainedChange,
  type RetainedLog,
  type RetainedRow,
  retainedLog,
} from './retainedLog.ts'
import type { Durability } from './writeOrder.ts'

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
   * What the disk is taking already is not waited for: then it comes with the next.
   */
  flush(): void
  /** Whether the last attempt to write failed. */
  failing(): boolean
  /** Flushes, and writes nothing any more; `done` is told when that holds, or cannot be. */
  close(done?: () => void): void
}

export function openRetainedStore(database: Database, options: RetainedStoreOptions): RetainedStore {
  const { clock, log, isUrgent } = options
  const onDisk = retainedLog(database)
  /** Undefined: removed. At most one entry per topic that the broker holds or the disk does. */
  const pending = new Map<string, RetainedRow | undefined>()
  /** Topics of the part that the disk is taking. */
  const writing = new Set<string>()
  let failing = false
  const judge = judging(log, database.file)
  /** Who closes waits for that part. */
  const waiting: (() => void)[] = []
  let closed = false
  let hurried = false
  let soon: Cancel | undefined
  let rest: Cancel | undefined

  /** A part at a time, so that directives come in between; the last one as durable as asked, which covers the others. */
  const writeParts = (durability: Durability, wanted: (topic: string) => boolean): void => {
    // The disk hangs: what is wanted now comes with the next flush.
    if (writing.size > 0) return
    rest?.()
    rest = undefined
    const { part, more } = firstPart(pending, wanted)
    if (part.length === 0) return
    writePart({ onDisk, pending, writing }, more ? 'batched' : durability, part, (failure, wrote) => {
      failing = judge(failure)
      hurried ||= wrote && !failing && durability === 'durable'
      for (const goOn of waiting.splice(0)) goOn()
      if (more && !failing && !closed) rest = clock.after(PART_GAP_MS, () => writeParts(durability, wanted))
    })
  }
  const hurry = (): void => {
    soon = clock.after(URGENT_MS, () => {
      soon = undefined
      if (writing.size > 0) hurry()
      // A flush that is under way goes on with this.
      else writeParts('durable', rest === undefined ? isUrgent : () => true)
    })
  }
  const note = (topic: string, row: RetainedRow | undefined): void => {
    // Something that came and went between two flushes leaves no trace.
    if (row === undefined && !onDisk.holds(topic) && !writing.has(topic)) pending.delete(topic)
    else pending.set(topic, row)
    // Once between two flushes: an appliance that changes its announcement all the time must not wear the card.
    if (!isUrgent(topic) || soon !== undefined || hurried) return
    hurry()
  }

  return {
    load: () => loadKept(onDisk, options, topic => pending.set(topic, undefined)),
    // What the gateway itself says replaces what an appliance had said there, and is not kept.
    put: ({ account, ...message }) => note(message.topic, account === undefined ? undefined : { ...message, account }),
    remove: topic => note(topic, undefined),
    flush() {
      hurried = false
      writeParts('batched', () => true)
    },
    failing: () => failing,
    close(done = () => undefined) {
      soon?.()
      rest?.()
      closed = true
      let tried = false
      const finish = (): void => {
        if (writing.size > 0) waiting.push(finish)
        else if (pending.size > 0 && !(tried && failing)) {
          tried = true
          writeParts('batched', () => true)
          finish()
        } else done()
      }
      finish()
    },
  }
}

interface Pending {
  readonly onDisk: RetainedLog
  readonly pending: Map<string, RetainedRow | undefined>
  readonly writing: Set<string>
}

/** Hands a part over; what came for the same topics meanwhile is still to be written. */
function writePart(
  { onDisk, pending, writing }: Pending,
  durability: Durability,
  part: readonly RetainedChange[],
  done: Appended,
): void {
  for (const [topic] of part) writing.add(topic)
  onDisk.append(durability, part, (failure, wrote) => {
    writing.clear()
    if (failure === undefined) for (const [topic, row] of part) if (pending.get(topic) === row) pending.delete(topic)
    done(failure, wrote)
  })
}

/** Says once that writing fails, and once that it goes again; returns whether it fails. */
function judging(log: Log, file: string): (failure: StoreError | undefined) => boolean {
  let failing = false
  return failure => {
    if (failure === undefined && failing) log.info('retained messages are kept again', { file })
    if (failure !== undefined && !failing) {
      log.error('retained messages cannot be kept; going on from memory', { reason: failure.message })
    }
    failing = failure !== undefined
    return failing
  }
}

/** What is on disk without that of logins that are gone, and within the bounds of the broker. */
function loadKept(
  onDisk: RetainedLog,
  options: RetainedStoreOptions,
  forget: (topic: string) => void,
): readonly RetainedRow[] {
  const rows = onDisk.load()
  const kept = withinBounds(
    rows.filter(({ account }) => options.isKnown(account)),
    options,
  )
  const forgotten = rows.length - kept.length
  if (forgotten > 0) {
    const reason = 'their login is gone, or the broker may hold fewer'
    options.log.warn('retained messages forgotten', { forgotten, kept: kept.length, reason })
    const topics = new Set(kept.map(({ topic }) => topic))
    for (const { topic } of rows) if (!topics.has(topic)) forget(topic)
  }
  return kept
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
