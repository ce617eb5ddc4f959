/** Announcements that are forgotten with the process; passes the contract of the real store. */
import type { Override } from '../../src/home/override.ts'
import type { AnnouncementStore, StoredAnnouncement } from '../../src/ports/announcementStore.ts'

export function memoryAnnouncementStore(): AnnouncementStore {
  const documents = new Map<string, StoredAnnouncement>()
  const ids = new Map<string, string>()
  const overrides = new Map<string, Override>()
  return {
    documents: () => [...documents.values()],
    ids: () => new Map(ids),
    save({ saved, removed, ids: changed }, done) {
      for (const document of saved) documents.set(document.topic, document)
      for (const topic of removed) documents.delete(topic)
      for (const [made, told] of changed) {
        ids.delete(made)
        if (told !== undefined) ids.set(made, told)
      }
      done(undefined)
    },
    overrides: () => new Map(overrides),
    async saveOverrides(changes) {
      for (const [id, override] of changes) {
        if (override === undefined) overrides.delete(id)
        else overrides.set(id, override)
      }
    },
  }
}
