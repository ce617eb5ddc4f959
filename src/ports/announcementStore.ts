/** Where announcements and what the user decided about them outlive the process. */
import type { Override } from '../home/override.ts'
import type { WallMs } from '../kernel/time.ts'
import type { Written } from './stores.ts'

/** A document as it was announced. */
export interface StoredAnnouncement {
  readonly topic: string
  readonly payload: string
  /** When it was last told in this form, by a clock that may have been wrong. */
  readonly at: WallMs
}

/** What has changed since it was last saved. */
export interface AnnouncementChanges {
  readonly saved: readonly StoredAnnouncement[]
  /** Documents that are forgotten. */
  readonly removed: readonly string[]
  /** Ids that are kept, undefined: not any more. */
  readonly ids: ReadonlyMap<string, string | undefined>
}

export interface AnnouncementStore {
  /** All documents in the order in which they first came. */
  documents(): readonly StoredAnnouncement[]
  /** Ids that are kept for another identity of the same appliance, by the id which that identity makes; oldest first. */
  ids(): ReadonlyMap<string, string>
  /**
   * One transaction, handed to the kernel, and with something removed on the card when `done` is told; off the event loop where the store can; `done` is told what became of it,
   * possibly before this returns.
   */
  save(changes: AnnouncementChanges, done: Written): void
  overrides(): ReadonlyMap<string, Override>
  /** All or none of them, on the card when it resolves; undefined takes one back. Rejects with {@link StoreError}. */
  saveOverrides(overrides: ReadonlyMap<string, Override | undefined>): Promise<void>
}
