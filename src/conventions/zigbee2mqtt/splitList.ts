/** Cuts a long JSON list into its elements, one at a time, without parsing it whole. */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const LIST_OPEN = 0x5b
const LIST_CLOSE = 0x5d
/** `[` and `{` differ by this bit, and so do `]` and `}`. */
const LIST_BIT = 0x20
const OPEN = 0x7b
const CLOSE = 0x7d

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/**
 * Yields the bytes of each element, in order; what they say is for a parser to judge. Each turn looks at the bytes of one
 * element, once. Returns whether the list came to its end: anything else is no list, a broken one, or one with an element
 * above the bound, behind which nothing is looked for.
 */
export function* splitList(bytes: Uint8Array, maxElementBytes: number): Generator<Uint8Array, boolean> {
  let at = skipSpace(bytes, 0)
  if (bytes[at] !== LIST_OPEN) return false
  at = skipSpace(bytes, at + 1)
  if (bytes[at] === LIST_CLOSE) return skipSpace(bytes, at + 1) === bytes.length
  for (;;) {
    const end = endOfElement(bytes, at, Math.min(bytes.length, at + maxElementBytes + 1))
    if (end === undefined) return false
    yield bytes.subarray(at, end)
    if (bytes[end] === LIST_CLOSE) return skipSpace(bytes, end + 1) === bytes.length
    at = skipSpace(bytes, end + 1)
  }
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (isSpace(bytes[at])) at++
  return at
}

/** Where the comma or the bracket behind an element stands; undefined when there is none before the limit. */
function endOfElement(bytes: Uint8Array, from: number, limit: number): number | undefined {
  let depth = 0
  for (let at = from; at < limit; at++) {
    const byte = bytes[at] as number
    if (byte === QUOTE) at = endOfString(bytes, at, limit)
    else if ((byte | LIST_BIT) === OPEN) depth++
    else if (depth === 0 && (byte === COMMA || byte === LIST_CLOSE)) return at
    else if ((byte | LIST_BIT) === CLOSE) depth--
  }
  return undefined
}

/** Where the quotation mark stands that ends a string, or the limit. */
function endOfString(bytes: Uint8Array, from: number, limit: number): number {
  let at = from + 1
  while (at < limit && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}
