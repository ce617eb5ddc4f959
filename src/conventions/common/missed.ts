/** What a convention does not take in, kept short enough to be read: the first few by name, each told once. */
import type { Heard, NotTaken } from '../convention.ts'
import type { Note } from '../note.ts'

/** A tenth of what is refused on record: who floods one convention takes no more of the list that people read. */
const MAX_TOLD = 20

/** Longest key that is remembered: a topic as the appliances here have them. */
const MAX_KEY_CHARACTERS = 256

export interface Missed {
  /** It is not taken in: told the first time, unless too many are told already. */
  readonly miss: (key: string, why: Note) => void
  /** That has passed; nothing where it was not told. */
  readonly pass: (key: string) => void
  /** A message, with what has come since the last one. */
  readonly withMessage: (heard: Heard) => Heard
}

export function createMissed(): Missed {
  const told = new Set<string>()
  let fresh: NotTaken[] = []
  return {
    miss(key, why) {
      if (told.has(key) || told.size >= MAX_TOLD || key.length > MAX_KEY_CHARACTERS) return
      told.add(key)
      fresh.push({ key, why })
    },
    pass(key) {
      if (told.delete(key)) fresh.push({ key, why: undefined })
    },
    withMessage(heard) {
      if (fresh.length === 0) return heard
      const notTaken = fresh
      fresh = []
      return { ...heard, notTaken }
    },
  }
}
