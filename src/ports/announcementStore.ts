/** Where announcements and what the user decided about them outlive the process. */
import type { Override } from '../home/override.ts'
import type { WallMs } from '../kernel/time.ts'

/** A document as it was announced. */
export interface StoredAnnouncement {
  readonly topic: string
  readonly payload: string
  /** When it was last told in this form, by a clock that may have been wrong. */
  readonly at: WallMs
}

export interface AnnouncementStore {
  /** All documents in the order in which they first came. */
  documents(): readonly StoredAnnouncement[]
  /** One transaction, handed to the kernel; throws {@link StoreError} when nothing could be written. */
  saveDocuments(saved: readonly StoredAnnouncement[], removed: readonly string[]): void
  /** Ids that are kept for another identity of the same appliance, by the id which that identity makes; oldest first. */
  ids(): ReadonlyMap<string, string>
  /** One transaction, handed to the kernel; undefined forgets one. Throws {@link StoreError}. */
  saveIds(ids: ReadonlyMap<string, string | undefined>): void
  overrides(): ReadonlyMap<string, Override>
  /** All or none of them, on the card before it returns; undefined takes a decision back. Throws {@link StoreError}. */
  saveOverrides(overrides: ReadonlyMap<string, Override | undefined>): void
}
