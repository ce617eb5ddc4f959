/** Keeps how the process ended, for the next one to tell: an end without a word is a power cut, a kill or a watchdog. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from '../adapters/files/writePrivateFile.ts'
import { type Json, member, parseJson } from '../kernel/json.ts'
import { clip } from '../kernel/text.ts'
import { formatTimestamp, type ZoneOffset } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { END_FILE } from './databaseFile.ts'

/** `silent`: the process left no word. `memory`: it asked for a restart itself. */
export const END_KINDS = ['signal', 'fault', 'memory', 'silent'] as const

export type EndKind = (typeof END_KINDS)[number]

export interface LastEnd {
  readonly kind: EndKind
  /** When it ended, by a clock that may have been wrong; of a silent end, when it had started. */
  readonly at: string
  /** A signal, the first line of a fault, or how much memory it was. */
  readonly detail: string
}

export interface EndRecord {
  /** Undefined at the first start. */
  readonly previous: LastEnd | undefined
  note(kind: Exclude<EndKind, 'silent'>, detail: string): void
}

export interface EndRecordOptions {
  readonly folder: string
  readonly clock: Pick<Clock, 'wall'>
  readonly zone: ZoneOffset
  readonly log: Log
}

/** Ours is under 300 bytes; anything longer was not written by us. */
const LIMITS = { maxBytes: 4096, maxDepth: 2 }

/** The first line of a fault, with the file it came from. */
const MAX_DETAIL_CHARACTERS = 200

/** Reads how the last process ended and notes that this one runs. A folder that takes no writes costs a warning. */
export function openEndRecord({ folder, clock, zone, log }: EndRecordOptions): EndRecord {
  const file = join(folder, END_FILE)
  const previous = readLastEnd(folder)
  const write = (kind: EndKind, detail: string): void => {
    const now = clock.wall()
    const end: LastEnd = { kind, at: formatTimestamp(now, zone(now)), detail }
    try {
      writePrivateFile(file, `${JSON.stringify(end)}\n`)
    } catch (error) {
      log.warn('how this process ends cannot be noted', { file, reason: String(error) })
    }
  }
  // Until another word is written, the end was silent.
  write('silent', '')
  return { previous, note: (kind, detail) => write(kind, clip(detail.split('\n')[0] ?? '', MAX_DETAIL_CHARACTERS)) }
}

/** How the last process ended, or that one runs now; undefined where there is no word or no readable one. */
export function readLastEnd(folder: string): LastEnd | undefined {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(join(folder, END_FILE))
  } catch {
    // The first start, or a folder of another user: the database says so in its own words.
    return undefined
  }
  const parsed = parseJson(bytes, LIMITS)
  if (!parsed.ok) return undefined
  const text = (name: string): string | undefined => textOf(member(parsed.value, name))
  const kind = END_KINDS.find(one => one === text('kind'))
  const at = text('at')
  return kind === undefined || at === undefined ? undefined : { kind, at, detail: text('detail') ?? '' }
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
