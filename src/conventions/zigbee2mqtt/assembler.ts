/** Takes the lists of devices and groups apart: one document each, in small goes. */
import { type Json, parseJson } from '../../kernel/json.ts'
import type { Assembler, Heard, HeardDocument, HeardList } from '../convention.ts'
import { MAX_DEVICES, MAX_ELEMENT_BYTES, MAX_ELEMENT_DEPTH, MAX_LIST_BYTES } from './bounds.ts'
import { createGroupBook, type GroupBook, readGroups } from './groupBook.ts'
import { type SlimDevice, slimDevice } from './slimDevice.ts'
import { splitList } from './splitList.ts'
import type { BridgeTopics } from './topics.ts'

const encoder = new TextEncoder()

/** Makes the assembler of one network. It keeps what groups are made of, and nothing of a list it has gone through. */
export function createAssembler(topics: BridgeTopics): Assembler {
  const book = createGroupBook()
  return {
    hear(topic, payload) {
      if (topic !== topics.devices && topic !== topics.groups) return undefined
      // An empty message is a list that somebody has cleared at the broker: it says nothing of any device.
      if (payload.length === 0) return { documents: [] }
      if (payload.length > MAX_LIST_BYTES) return refused(topic, payload)
      return topic === topics.devices ? listed(devicesOf(payload, book, topics)) : groupsOf(payload, book, topics)
    },
  }
}

/** The registry refuses it, for its length or because it is no document, and tells so. */
const refused = (key: string, payload: Uint8Array): Heard => ({ documents: [{ key: `${key}/`, payload }] })

const listed = (list: HeardList | undefined): Heard => ({ documents: [], ...(list === undefined ? {} : { list }) })

function devicesOf(payload: Uint8Array, book: GroupBook, topics: BridgeTopics): HeardList {
  return { of: topics.devices, documents: devicesIn(payload, book, topics) }
}

function* devicesIn(
  payload: Uint8Array,
  book: GroupBook,
  topics: BridgeTopics,
): Generator<HeardDocument | undefined, readonly string[]> {
  book.begin()
  const elements = splitList(payload, MAX_ELEMENT_BYTES)
  let kept = 0
  let isWhole = true
  let next = elements.next()
  for (; next.done !== true; next = elements.next()) {
    const device = deviceIn(next.value)
    if (device === 'broken') {
      isWhole = false
      // The registry refuses it, for its length or because it is no document, and tells so.
      yield { key: topics.deviceKeys, payload: next.value }
    } else if (device === undefined) yield undefined
    else if (++kept > MAX_DEVICES) return []
    else {
      book.learn(device.ieee, device.exposes)
      yield documentOf(`${topics.deviceKeys}${device.ieee}`, device.document)
    }
  }
  if (!next.value) yield { key: topics.deviceKeys, payload: encoder.encode('a list without an end') }
  if (!next.value || !isWhole) return []
  book.end()
  return [topics.deviceKeys, ...(yield* groupsIn(book, topics))]
}

function deviceIn(element: Uint8Array): SlimDevice | 'broken' | undefined {
  const parsed = parseJson(element, { maxBytes: MAX_ELEMENT_BYTES, maxDepth: MAX_ELEMENT_DEPTH })
  return parsed.ok ? slimDevice(parsed.value) : 'broken'
}

function groupsOf(payload: Uint8Array, book: GroupBook, topics: BridgeTopics): Heard {
  const parsed = parseJson(payload, { maxBytes: MAX_ELEMENT_BYTES, maxDepth: MAX_ELEMENT_DEPTH })
  const groups = parsed.ok ? readGroups(parsed.value) : undefined
  if (groups === undefined) return refused(topics.groups, payload)
  book.put(groups)
  // Without the list of devices nobody knows what they can do; with it, their documents come as well.
  if (book.documents() === undefined) return listed(undefined)
  return listed({ of: topics.groups, documents: groupsIn(book, topics) })
}

function* groupsIn(book: GroupBook, topics: BridgeTopics): Generator<HeardDocument, readonly string[]> {
  const documents = book.documents()
  for (const { id, document } of documents ?? []) yield documentOf(`${topics.groupKeys}${id}`, document)
  return documents === undefined ? [] : [topics.groupKeys]
}

const documentOf = (key: string, document: Json): HeardDocument => ({
  key,
  payload: encoder.encode(JSON.stringify(document)),
})
