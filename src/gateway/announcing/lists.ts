/** Long messages that hold many documents: gone through one document a turn, the newest of each kind only. */
import type { HeardDocument, HeardList, NotTaken } from '../../conventions/convention.ts'

export interface Lists {
  readonly put: (list: HeardList) => void
  /** Goes on by one turn; false when there is nothing to go through. */
  readonly next: () => boolean
}

export interface ListsOptions {
  /** A document of a list; an empty one where a whole list has it no longer. */
  readonly take: (document: HeardDocument) => void
  readonly miss: (one: NotTaken) => void
  /** Keys of the documents that are held. */
  readonly held: () => Iterable<string>
}

interface Going {
  readonly list: HeardList
  readonly seen: Set<string>
}

const NOTHING = new Uint8Array()

export function createLists({ take, miss, held }: ListsOptions): Lists {
  const waiting = new Map<string, Going>()
  const withdraw = (prefixes: readonly string[], seen: ReadonlySet<string>): void => {
    if (prefixes.length === 0) return
    const gone = [...held()].filter(key => !seen.has(key) && prefixes.some(prefix => key.startsWith(prefix)))
    for (const key of gone) take({ key, payload: NOTHING })
  }
  return {
    put(list) {
      waiting.set(list.of, { list, seen: new Set() })
    },
    next() {
      for (const { list, seen } of waiting.values()) {
        const turn = list.documents.next()
        if (turn.done === true) {
          waiting.delete(list.of)
          withdraw(turn.value, seen)
        } else if (turn.value !== undefined && 'why' in turn.value) {
          miss(turn.value)
        } else if (turn.value !== undefined) {
          seen.add(turn.value.key)
          take(turn.value)
        }
        return true
      }
      return false
    },
  }
}
