/** The documents that are held, within their bounds, those that were refused, and what of them the database does not know yet. */
import type { DescribedEntity } from '../../conventions/entity.ts'
import type { Note } from '../../conventions/note.ts'
import type { WallMs } from '../../kernel/time.ts'
import type { AnnouncementChanges, StoredAnnouncement } from '../../ports/announcementStore.ts'
import { MAX_ENTITIES, MAX_REFUSED, MAX_TOTAL_BYTES } from './bounds.ts'
import type { Change } from './devices.ts'

/** One document as it is held. */
export interface HeldDocument {
  readonly topic: string
  readonly bytes: number
  readonly hash: string
  readonly entities: readonly DescribedEntity[]
  /** Place of its convention among those that are listened to. */
  readonly rank: number
  /** When it was last told in this form, by a clock that may have been wrong. */
  readonly at: WallMs
}

/** What the database does not know yet. */
export type DocumentChanges = Pick<AnnouncementChanges, 'saved' | 'removed'>

export interface Book {
  readonly held: ReadonlyMap<string, HeldDocument>
  readonly refused: ReadonlyMap<string, Note>
  /** @param isNew whether the database does not know it in this form */
  readonly hold: (document: HeldDocument, text: string, isNew: boolean) => void
  readonly drop: (topic: string) => void
  readonly refuse: (topic: string, why: Note) => void
  /** What was refused under this key has passed. */
  readonly pardon: (topic: string) => void
  readonly hasRoom: (topic: string, bytes: number) => boolean
  /** Whether so many entities may take the place of those that a document had. */
  readonly hasRoomFor: (topic: string, entities: number) => boolean
  /** What has changed and was not given yet: one document at least, and as many as fit into so many bytes. */
  readonly changes: (maxBytes: number) => DocumentChanges
  /** These could not be saved; they are changes again. */
  readonly unsaved: (changes: DocumentChanges) => void
  /** Bytes of the documents that wait to be saved. */
  readonly unsavedBytes: () => number
  /** Whether the database does not know of a withdrawal yet: nobody would ever say that again. */
  readonly hasRemoved: () => boolean
}

export interface BookOptions {
  /** Told of a document that is not taken, and why. */
  readonly refused: (why: Note) => void
  /** Told of entities that came, changed or went. */
  readonly changed: (change: Change) => void
}

export function createBook({ changed, refused: tell }: BookOptions): Book {
  const held = new Map<string, HeldDocument>()
  const refused = new Map<string, Note>()
  const pending = createPending()
  let total = 0
  let entityCount = 0
  return {
    held,
    refused,
    hold(document, text, isNew) {
      const { topic, bytes, entities, rank, at } = document
      const before = held.get(topic)
      // Replaced in its place: the order of first arrival decides which of two equal names stays as it is.
      held.set(topic, document)
      total += bytes - (before?.bytes ?? 0)
      entityCount += entities.length - (before?.entities.length ?? 0)
      refused.delete(topic)
      if (isNew) pending.save({ topic, payload: text, at })
      changed({ before: before?.entities ?? [], after: entities, rank })
    },
    drop(topic) {
      const document = held.get(topic)
      if (document === undefined) return
      held.delete(topic)
      total -= document.bytes
      entityCount -= document.entities.length
      pending.remove(topic)
      changed({ before: document.entities, after: [], rank: document.rank })
    },
    refuse(topic, why) {
      if (!refused.delete(topic)) tell(why)
      refused.set(topic, why)
      const [oldest] = refused.keys()
      if (refused.size > MAX_REFUSED && oldest !== undefined) refused.delete(oldest)
    },
    pardon: topic => void refused.delete(topic),
    hasRoomFor: (topic, count) => entityCount - (held.get(topic)?.entities.length ?? 0) + count <= MAX_ENTITIES,
    hasRoom: (topic, bytes) => total - (held.get(topic)?.bytes ?? 0) + bytes <= MAX_TOTAL_BYTES,
    changes: pending.take,
    unsaved({ saved, removed }) {
      // What has changed again meanwhile is noted already, in its newer form.
      for (const one of saved) if (!pending.has(one.topic) && held.has(one.topic)) pending.save(one)
      for (const topic of removed) if (!held.has(topic)) pending.remove(topic)
    },
    unsavedBytes: pending.bytes,
    hasRemoved: pending.hasRemoved,
  }
}

/** What the database has to be told; of one document the newest only. */
function createPending() {
  const saved = new Map<string, StoredAnnouncement>()
  const removed = new Set<string>()
  let bytes = 0
  const forget = (topic: string): void => {
    bytes -= saved.get(topic)?.payload.length ?? 0
    saved.delete(topic)
  }
  return {
    bytes: (): number => bytes,
    hasRemoved: (): boolean => removed.size > 0,
    has: (topic: string): boolean => saved.has(topic) || removed.has(topic),
    save(document: StoredAnnouncement): void {
      forget(document.topic)
      removed.delete(document.topic)
      saved.set(document.topic, document)
      bytes += document.payload.length
    },
    remove(topic: string): void {
      forget(topic)
      removed.add(topic)
    },
    take(maxBytes: number): DocumentChanges {
      const part: StoredAnnouncement[] = []
      let size = 0
      for (const document of saved.values()) {
        size += document.payload.length
        if (part.length > 0 && size > maxBytes) break
        part.push(document)
      }
      for (const { topic } of part) forget(topic)
      const gone = [...removed]
      removed.clear()
      return { saved: part, removed: gone }
    },
  }
}
