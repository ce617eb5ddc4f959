/** Documents that move to another topic (`migrate_discovery`): the old one stays until all that it told is told elsewhere. */
import type { HeldDocument } from './book.ts'

export interface Moving {
  /** What this document tells is about to be told elsewhere, or is already. */
  readonly begin: (topic: string) => void
  /** A document is held now; one that it takes the place of goes, so that nothing is there twice. */
  readonly arrived: (document: HeldDocument) => void
}

/**
 * Each is looked at with every document that comes: a device has some 60 entities, and a house moves device by device.
 * One that is forgotten stays until its publisher empties it, as it does when it has moved.
 */
const MAX_MOVING = 512

/** @param held the documents there are */
export function createMoving(held: ReadonlyMap<string, HeldDocument>, drop: (topic: string) => void): Moving {
  const moving = new Set<string>()
  /** Looks through all documents, which is done once for each that says that it moves, and for each that may be its heir. */
  const leave = (topic: string): void => {
    const old = held.get(topic)
    const left = new Set(old?.entities.map(one => one.identity))
    for (const document of held.values()) {
      if (document !== old) for (const { identity } of document.entities) left.delete(identity)
      if (left.size === 0) break
    }
    if (left.size > 0) return
    moving.delete(topic)
    drop(topic)
  }
  return {
    begin(topic) {
      if (!held.has(topic)) return
      moving.add(topic)
      const [oldest] = moving
      if (moving.size > MAX_MOVING && oldest !== undefined) moving.delete(oldest)
      leave(topic)
    },
    arrived({ topic, entities }) {
      // Told there again, it stays there.
      moving.delete(topic)
      if (moving.size === 0) return
      const told = new Set(entities.map(one => one.identity))
      for (const one of [...moving]) {
        if (!held.has(one)) moving.delete(one)
        else if (held.get(one)?.entities.some(({ identity }) => told.has(identity)) === true) leave(one)
      }
    },
  }
}
