/** Writes what was announced a part at a time, so that neither a burst nor a disk that hangs holds up a directive. */
import type { AnnouncementStore } from '../../ports/announcementStore.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'
import { MAX_UNSAVED_BYTES, SAVED_AT_ONCE_BYTES } from './bounds.ts'
import type { Documents } from './documents.ts'
import type { Roster } from './roster.ts'

/** Between two parts: room for a directive that has come in meanwhile. */
const PART_GAP_MS = 20

export interface Saving {
  /** Writes what has changed; `all` hands everything over at once, when nothing comes after. */
  readonly flush: (all?: boolean) => void
  /** Begins to write before the next flush when something was withdrawn, or too much to be held in memory waits. */
  readonly look: () => void
}

/** What is saved, and where. */
export interface SavingParts {
  readonly clock: Clock
  readonly log: Log
  readonly store: AnnouncementStore
  readonly documents: Pick<Documents, 'changes' | 'unsaved' | 'unsavedBytes' | 'hasRemoved'>
  readonly ids: Roster['ids']
}

export function createSaving({ clock, log, store, documents, ids }: SavingParts): Saving {
  let isBusy = false
  let isFailing = false
  const save = (maxBytes: number): void => {
    const part = documents.changes(maxBytes)
    const kept = ids.changes()
    if (part.saved.length + part.removed.length + kept.size === 0) return
    isBusy = true
    const done = (failure: StoreError | undefined): void => {
      isBusy = false
      isFailing = failure !== undefined
      if (failure === undefined) {
        if (documents.unsavedBytes() > 0 || documents.hasRemoved()) clock.after(PART_GAP_MS, () => flush())
        return
      }
      documents.unsaved(part)
      ids.unsaved(kept)
      // The telemetry tells that the database takes nothing; the next flush tries it again.
      log.debug('announcements could not be written', { reason: failure.message })
    }
    try {
      store.save({ ...part, ids: kept }, done)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      done(error)
    }
  }
  const flush = (all = false): void => {
    if (all) save(Number.MAX_SAFE_INTEGER)
    else if (!isBusy) save(SAVED_AT_ONCE_BYTES)
  }
  return {
    flush,
    look() {
      if (isBusy || isFailing) return
      if (documents.hasRemoved() || documents.unsavedBytes() > MAX_UNSAVED_BYTES) flush()
    },
  }
}
