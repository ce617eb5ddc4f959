/** Files a configuration consists of: bounded, UTF-8, and every failure with its reason. */
import { readFileSync, statSync } from 'node:fs'
import { decodeText } from '../kernel/json.ts'

/** 1,000 appliances with three bindings each take about 700 kB of YAML. */
export const MAX_FILE_BYTES = 1_048_576

/** Content of a file; throws as `node:fs` does, with a `code`. */
export type ReadBytes = (path: string, maxBytes: number) => Uint8Array

class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/** @throws Error of `node:fs`; {@link TooLargeError} before anything is read into memory */
export function readBytes(path: string, maxBytes: number): Uint8Array {
  const found = statSync(path)
  // A special file such as /dev/zero says it is empty and never ends.
  if (found.size > maxBytes || found.isCharacterDevice()) throw new TooLargeError(`${path} has ${found.size} bytes`)
  return readFileSync(path)
}

export type FileText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false
      readonly code: 'fileMissing' | 'fileUnreadable' | 'fileTooLarge' | 'notUtf8'
      readonly reason: string
    }

/** Text of a file without its byte order mark. */
export function readText(path: string, read: ReadBytes, maxBytes = MAX_FILE_BYTES): FileText {
  let bytes: Uint8Array
  try {
    bytes = read(path, maxBytes)
  } catch (error) {
    if (error instanceof TooLargeError) return { ok: false, code: 'fileTooLarge', reason: `> ${maxBytes}` }
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { ok: false, code: reason === 'ENOENT' ? 'fileMissing' : 'fileUnreadable', reason }
  }
  if (bytes.length > maxBytes) return { ok: false, code: 'fileTooLarge', reason: `> ${maxBytes}` }
  const text = decodeText(bytes)
  return text === undefined ? { ok: false, code: 'notUtf8', reason: 'UTF-8' } : { ok: true, text }
}
