/** The documents that are announced now, read one by one in small goes: what each describes, and what was refused. */
import { hash as digest } from 'node:crypto'
import type { Convention, NotTaken, ReadingTools } from '../../conventions/convention.ts'
import { type Note, note } from '../../conventions/note.ts'
import { decodeText, JSON_TEXTS, parseJson } from '../../kernel/json.ts'
import { type MonoMs, monoPlus } from '../../kernel/time.ts'
import type { StoredAnnouncement } from '../../ports/announcementStore.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Book, createBook, type HeldDocument } from './book.ts'
import { bounded } from './bounded.ts'
import { MAX_DOCUMENT_BYTES, MAX_DOCUMENTS, REMOVAL_HOLD_MS } from './bounds.ts'
import type { Change } from './devices.ts'
import { createMoving, type Moving } from './moving.ts'
import { createSharing } from './sharing.ts'

/** The deepest document in the wild has five levels. */
const MAX_DEPTH = 16

export interface Documents extends Pick<Book, 'changes' | 'unsaved' | 'unsavedBytes' | 'hasRemoved'> {
  /** Takes a document of one of the conventions; an empty one withdraws it. Nothing is read yet. */
  readonly take: (key: string, payload: Uint8Array) => void
  /** Notes what a convention did not take in, or that this has passed. */
  readonly miss: (one: NotTaken) => void
  /** Reads the next one that waits; false when none does. */
  readonly readNext: () => boolean
  /** When the next removal is due. */
  readonly dueAt: () => MonoMs | undefined
  /** Takes out what was withdrawn long enough ago. */
  readonly expire: (now: MonoMs) => void
  readonly forget: (topic: string) => void
  /** The document in which an entity was announced. */
  readonly documentOf: (entityKey: string) => string
  /** Reads what the database remembers, at once and without writing it again. */
  readonly restore: (stored: readonly StoredAnnouncement[]) => void
  readonly all: () => ReadonlyMap<string, HeldDocument>
  readonly refused: () => ReadonlyMap<string, Note>
}

export interface DocumentsOptions {
  readonly conventions: readonly Convention[]
  readonly clock: Clock
  readonly tools: ReadingTools
  /** Told of a document that is not taken, and why. */
  readonly refused: (why: Note) => void
  /** Told of entities that came, changed or went. */
  readonly changed: (change: Change) => void
}

const hashOf = (bytes: Uint8Array): string => digest('sha1', bytes, 'base64')

/** Makes the book of documents; nothing is read before somebody asks for the next. */
export function createDocuments(options: DocumentsOptions): Documents {
  const { clock } = options
  const book = createBook(options)
  const queue = createQueue()
  const removals = new Map<string, MonoMs>()
  const drop = (topic: string): void => {
    queue.drop(topic)
    removals.delete(topic)
    book.drop(topic)
  }
  const read = readInto(book, createMoving(book.held, drop), options)
  /** A hash costs as much as the rest of taking a document in: only what is there already is compared. */
  const isHeld = (topic: string, payload: Uint8Array): boolean => {
    const before = book.held.get(topic)
    return before !== undefined && before.bytes === payload.length && before.hash === hashOf(payload)
  }
  const isNew = (topic: string): boolean => !book.held.has(topic) && !queue.has(topic)

  return {
    take(topic, payload) {
      if (payload.length === 0) {
        queue.drop(topic)
        if (book.held.has(topic) && !removals.has(topic)) removals.set(topic, monoPlus(clock.mono(), REMOVAL_HOLD_MS))
        return
      }
      removals.delete(topic)
      if (payload.length > MAX_DOCUMENT_BYTES) {
        book.refuse(topic, note('document-too-large', topic, String(payload.length)))
      } else if (isHeld(topic, payload)) queue.drop(topic)
      else if (
        !book.hasRoom(topic, queue.bytes() + payload.length) ||
        (isNew(topic) && book.held.size + queue.size() >= MAX_DOCUMENTS)
      ) {
        book.refuse(topic, note('house-full', topic))
      } else queue.put(topic, payload)
    },
    miss({ key, why }) {
      if (why === undefined) book.pardon(key)
      else book.refuse(key, why)
    },
    readNext() {
      const next = queue.take()
      if (next !== undefined) read(...next)
      return next !== undefined
    },
    dueAt() {
      const [first] = removals.values()
      return first
    },
    expire(now) {
      for (const [topic, at] of removals) if (at <= now) drop(topic)
    },
    forget: drop,
    documentOf(entityKey) {
      let key = entityKey
      while (!book.held.has(key) && key.includes('#')) key = key.slice(0, key.lastIndexOf('#'))
      return key
    },
    restore(stored) {
      const encoder = new TextEncoder()
      for (const one of stored) read(one.topic, encoder.encode(one.payload), one)
    },
    all: () => book.held,
    refused: () => book.refused,
    changes: book.changes,
    unsaved: book.unsaved,
    unsavedBytes: book.unsavedBytes,
    hasRemoved: book.hasRemoved,
  }
}

const textOf = (payload: Uint8Array, stored: StoredAnnouncement | undefined): string | undefined =>
  stored === undefined ? decodeText(payload) : stored.payload

/** Reads a document and holds what it describes, or notes why not. */
function readInto(book: Book, moving: Moving, { conventions, clock, tools }: DocumentsOptions) {
  const share = createSharing()
  /** @param stored what the database knows of it; undefined: it was told just now */
  return (topic: string, payload: Uint8Array, stored?: StoredAnnouncement): void => {
    const rank = conventions.findIndex(one => one.owns(topic))
    const convention = conventions[rank]
    // It was stored while a convention was listened to that is switched off now.
    if (convention === undefined) return
    const json = parseJson(payload, { maxBytes: MAX_DOCUMENT_BYTES, maxDepth: MAX_DEPTH })
    const text = textOf(payload, stored)
    if (text === undefined || !json.ok) {
      book.refuse(topic, note('document-bad', topic, json.ok ? JSON_TEXTS.notUtf8 : json.reason))
      return
    }
    const announced = convention.read(topic, json.value, tools)
    // The same entity is about to come on another topic: until then it stays as it is.
    if (announced.kind === 'moves') moving.begin(topic)
    else if (announced.kind === 'bad') book.refuse(topic, note('document-bad', topic, announced.reason))
    else if (!book.hasRoomFor(topic, announced.entities.length)) book.refuse(topic, note('house-full', topic))
    else {
      const entities = share(announced.entities.map(bounded))
      const [bytes, hash] = [payload.length, hashOf(payload)]
      const document: HeldDocument = { topic, bytes, hash, entities, rank, at: stored?.at ?? clock.wall() }
      book.hold(document, text, stored === undefined)
      moving.arrived(document)
    }
  }
}

interface Queue {
  readonly put: (topic: string, payload: Uint8Array) => void
  readonly take: () => readonly [topic: string, payload: Uint8Array] | undefined
  readonly drop: (topic: string) => void
  readonly has: (topic: string) => boolean
  readonly size: () => number
  readonly bytes: () => number
}

/** Documents that wait to be read; of one topic only the newest. */
function createQueue(): Queue {
  const waiting = new Map<string, Uint8Array>()
  let bytes = 0
  const drop = (topic: string): void => {
    bytes -= waiting.get(topic)?.length ?? 0
    waiting.delete(topic)
  }
  return {
    put(topic, payload) {
      drop(topic)
      // A copy: the bytes may be a part of a larger buffer that would be held with them.
      waiting.set(topic, Uint8Array.from(payload))
      bytes += payload.length
    },
    take() {
      for (const entry of waiting) {
        drop(entry[0])
        return entry
      }
      return undefined
    },
    drop,
    has: topic => waiting.has(topic),
    size: () => waiting.size,
    bytes: () => bytes,
  }
}
