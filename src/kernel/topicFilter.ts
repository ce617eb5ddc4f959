/** MQTT topics and topic filters (MQTT 3.1.1 section 4.7), pure: what a filter matches and which filter covers another. */

const HASH = 0x23
const PLUS = 0x2b
const DOLLAR = 0x24

/** Longest string of the protocol (MQTT 3.1.1 section 1.5.3): its length is a two-byte number of UTF-8 bytes. */
const MAX_STRING_BYTES = 65_535

const isString = (text: string): boolean =>
  text !== '' && !text.includes('\u0000') && utf8Length(text) <= MAX_STRING_BYTES

/** Bytes of the text in UTF-8, without encoding it. */
function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}

/** True for a name that can be published to: not empty, no wildcards, no NUL (MQTT 3.1.1 sections 3.3.2.1, 4.7.3). */
export const isTopic = (text: string): boolean => isString(text) && !/[#+]/.test(text)

/** True for a well-formed filter: `+` fills a level, `#` fills the last one (MQTT 3.1.1 section 4.7.1). */
export function isFilter(text: string): boolean {
  if (!isString(text)) return false
  const levels = text.split('/')
  return levels.every(
    (level, at) =>
      level === '+' || (level === '#' ? at === levels.length - 1 : !level.includes('#') && !level.includes('+')),
  )
}

/**
 * Whether a topic is matched by a well-formed filter. A filter that begins with a wildcard matches no topic that begins
 * with `$` (MQTT 3.1.1 section 4.7.2); `a/#` matches `a` too (section 4.7.1.2). Allocates nothing: it runs per message.
 */
export function matchesFilter(filter: string, topic: string): boolean {
  if (topic.charCodeAt(0) === DOLLAR && isWildcard(filter.charCodeAt(0))) return false
  let inFilter = 0
  let inTopic = 0
  for (;;) {
    const head = filter.charCodeAt(inFilter)
    if (head === HASH) return true
    const filterEnd = levelEnd(filter, inFilter)
    const topicEnd = levelEnd(topic, inTopic)
    if (head !== PLUS && !sameText(filter, inFilter, filterEnd, topic, inTopic, topicEnd)) return false
    if (filterEnd === filter.length) return topicEnd === topic.length
    if (topicEnd === topic.length) return filterEnd === filter.length - 2 && filter.endsWith('/#')
    inFilter = filterEnd + 1
    inTopic = topicEnd + 1
  }
}

const isWildcard = (character: number): boolean => character === PLUS || character === HASH

function levelEnd(text: string, from: number): number {
  const slash = text.indexOf('/', from)
  return slash < 0 ? text.length : slash
}

function sameText(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false
  for (let at = 0; at < aEnd - aStart; at++) {
    if (a.charCodeAt(aStart + at) !== b.charCodeAt(bStart + at)) return false
  }
  return true
}

/** Whether every topic that the well-formed filter `inner` can match is matched by `outer`: the rule of access lists. */
export function filterContains(outer: string, inner: string): boolean {
  if (outer === inner) return true
  if (inner.startsWith('$') && /^[#+]/.test(outer)) return false
  // `+/#` is the one other spelling of "everything": its `#` includes the parent level, and every topic has a first level.
  if (inner === '#') return outer === '+/#'
  const covering = outer.split('/')
  const covered = inner.split('/')
  for (let at = 0; ; at++) {
    const wide = covering[at]
    const narrow = covered[at]
    if (wide === '#') return true
    if (wide === undefined || narrow === undefined) return wide === narrow
    if (narrow === '#' || (wide !== '+' && wide !== narrow)) return false
  }
}
