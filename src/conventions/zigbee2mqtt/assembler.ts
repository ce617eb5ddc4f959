/** Takes the lists of devices and groups apart: one document each, in small goes. */
import { type Json, parseJson } from '../../kernel/json.ts'
import type { Assembler, Heard, HeardDocument, HeardList, NotTaken } from '../convention.ts'
import { DOCUMENT_TEXTS } from '../documentTexts.ts'
import { note } from '../note.ts'
import { MAX_DEVICES, MAX_ELEMENT_BYTES, MAX_ELEMENT_DEPTH, MAX_GROUPS, MAX_LIST_BYTES } from './bounds.ts'
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
      if (topic === topics.info) return { documents: [], notTaken: [outputOf(payload, topics)], isState: true }
      if (topic !== topics.devices && topic !== topics.groups) return undefined
      // An empty message is a list that somebody has cleared at the broker: it says nothing of any device.
      if (payload.length === 0) return { documents: [] }
      if (payload.length > MAX_LIST_BYTES) return refused(topic, payload)
      if (topic === topics.groups) return groupsOf(payload, book, topics)
      return { documents: [], list: devicesOf(payload, book, topics) }
    },
  }
}

/** `advanced.output`, as it stands in the JSON of the configuration; nothing else of that is looked at. */
const ATTRIBUTES_ONLY = '"output":"attribute"'

/** Each property on a topic of its own is not read, and without anything else said no command would ever be confirmed. */
function outputOf(payload: Uint8Array, { info, base }: BridgeTopics): NotTaken {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length)
  const isUnread = text.length <= MAX_LIST_BYTES && text.includes(ATTRIBUTES_ONLY)
  return { key: info, why: isUnread ? note('not-read', `states of ${base}`, 'advanced.output: attribute') : undefined }
}

/** The registry refuses it, for its length or because it is no document, and tells so. */
const refused = (key: string, payload: Uint8Array): Heard => ({ documents: [{ key: `${key}/`, payload }] })

function devicesOf(payload: Uint8Array, book: GroupBook, topics: BridgeTopics): HeardList {
  return { of: topics.devices, documents: devicesIn(payload, book, topics) }
}

function* devicesIn(
  payload: Uint8Array,
  book: GroupBook,
  topics: BridgeTopics,
): Generator<HeardDocument | NotTaken | undefined, readonly string[]> {
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
    else if (++kept > MAX_DEVICES) {
      yield { key: topics.devices, why: note('bound-reached', topics.devices, `${MAX_DEVICES} devices`) }
      return []
    } else {
      book.learn(device.ieee, device.exposes)
      yield documentOf(`${topics.deviceKeys}${device.ieee}`, device.document)
    }
  }
  if (!next.value) yield { key: topics.devices, why: note('document-bad', topics.devices, DOCUMENT_TEXTS.endless) }
  if (!next.value || !isWhole) return []
  yield { key: topics.devices, why: undefined }
  yield { key: topics.deviceKeys, why: undefined }
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
  const isCut = parsed.ok && Array.isArray(parsed.value) && parsed.value.length > MAX_GROUPS
  const why = isCut ? note('bound-reached', topics.groups, `${MAX_GROUPS} groups`) : undefined
  const notTaken = [
    { key: topics.groups, why },
    { key: topics.groupKeys, why: undefined },
  ]
  // Without the list of devices nobody knows what they can do; with it, their documents come as well.
  const list = { of: topics.groups, documents: groupsIn(book, topics) }
  return { documents: [], notTaken, ...(book.documents() === undefined ? {} : { list }) }
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
