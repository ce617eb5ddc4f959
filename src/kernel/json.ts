/** JSON from outside, with bounds: bytes first, then depth, then the parser. Nothing here throws. */

import { filled, text as inAll, type Text } from './text.ts'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** A JSON object; members may be absent. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

export interface JsonLimits {
  /** Largest text in bytes that is looked at. */
  readonly maxBytes: number
  /** Deepest nesting of arrays and objects; `{}` has depth 1. */
  readonly maxDepth: number
}

export type JsonResult = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: Text }

/** Why bytes are not taken for JSON; none names content. */
export const JSON_TEXTS = {
  tooLong: inAll('{max}바이트보다 긺', '{max} バイトより長い', 'longer than {max} bytes'),
  tooDeep: inAll('{max}단계보다 깊음', '{max} 階層より深い', 'nested deeper than {max}'),
  notUtf8: inAll('UTF-8이 아님', 'UTF-8 ではない', 'not UTF-8'),
  notJson: inAll('JSON이 아님', 'JSON ではない', 'not JSON'),
} as const

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** `[` and `{` differ by this bit, and so do `]` and `}`: a list is looked at as an object. */
const LIST_BIT = 0x20
const OPEN = 0x7b
const CLOSE = 0x7d

/** True when brackets outside strings nest deeper than allowed; one pass over the bytes, before anything is built. */
function tooDeep(bytes: Uint8Array, maxDepth: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (inString) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if ((byte | LIST_BIT) === OPEN) {
      depth++
      if (depth > maxDepth) return true
    } else if ((byte | LIST_BIT) === CLOSE) depth--
  }
  return false
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Text of the bytes, or undefined when they are none. A leading byte order mark is dropped.
 * @param encoding label of the WHATWG encoding standard
 */
export function decodeText(bytes: Uint8Array, encoding = 'utf-8'): string | undefined {
  try {
    return (encoding === 'utf-8' ? decoder : new TextDecoder(encoding, { fatal: true })).decode(bytes)
  } catch {
    return undefined
  }
}

/** Parses UTF-8 JSON within limits; the reason of a refusal names no content. */
export function parseJson(bytes: Uint8Array, limits: JsonLimits): JsonResult {
  if (bytes.length > limits.maxBytes) return { ok: false, reason: filled(JSON_TEXTS.tooLong, { max: limits.maxBytes }) }
  if (tooDeep(bytes, limits.maxDepth)) {
    return { ok: false, reason: filled(JSON_TEXTS.tooDeep, { max: limits.maxDepth }) }
  }
  const text = decodeText(bytes)
  if (text === undefined) return { ok: false, reason: JSON_TEXTS.notUtf8 }
  try {
    return { ok: true, value: JSON.parse(text) as Json }
  } catch {
    return { ok: false, reason: JSON_TEXTS.notJson }
  }
}

/** True for a JSON object, false for arrays and null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own member of a JSON object; inherited names such as `constructor` are never found. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** Looks a JSON Pointer (RFC 6901) up; undefined when any step is missing. The empty pointer is the whole document. */
export function pointer(document: Json | undefined, path: string): Json | undefined {
  if (path === '') return document
  if (!path.startsWith('/')) return undefined
  let at = document
  for (const step of path.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(at)) at = /^(0|[1-9]\d*)$/.test(key) ? (at as readonly Json[])[Number(key)] : undefined
    else at = member(at, key)
    if (at === undefined) return undefined
  }
  return at
}

/** Equality of JSON values by content; object key order does not matter. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => sameJson(item, right[at] as Json))
  }
  if (!isObject(left) || !isObject(right)) return false
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every(key => sameJson(left[key], member(right, key)))
}
