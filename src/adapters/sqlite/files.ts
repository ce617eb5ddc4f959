/** The files of a database: created privately, set aside when damaged, copied when their folder takes no writes. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** What SQLite keeps beside the main file in WAL mode; both belong to it and move with it. */
const COMPANIONS = ['-wal', '-shm'] as const

/**
 * Damaged files that are kept. Each is a few MB; a dying card that damages one per start must not fill the disk as
 * well, so the fifth place is used again and the first four, the oldest evidence, stay.
 */
export const MAX_DAMAGED_FILES = 5

/** Creates a missing folder for the owner only. */
function ensureFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/**
 * Makes sure the file exists with mode 0600; SQLite gives its companions the same mode.
 * A new file's folder entry is synced: without that a power cut can take the file and keep the acknowledged token.
 * @returns true when the file was not there or was empty
 */
export function ensurePrivateFile(file: string): boolean {
  ensureFolder(dirname(file))
  if (existsSync(file)) {
    const { mode, size } = statSync(file)
    if ((mode & 0o077) !== 0) chmodSync(file, 0o600)
    return size === 0
  }
  closeSync(openSync(file, 'wx', 0o600))
  syncFolder(dirname(file))
  return true
}

/** Renames a damaged database to `<file>.damaged-<n>` with its companions; returns the new name. */
export function setAside(file: string): string {
  let place = 1
  while (place < MAX_DAMAGED_FILES && existsSync(`${file}.damaged-${place}`)) place++
  const target = `${file}.damaged-${place}`
  removeDatabase(target)
  for (const ending of ['', ...COMPANIONS]) {
    if (existsSync(file + ending)) renameSync(file + ending, target + ending)
  }
  syncFolder(dirname(file))
  return target
}

/** Copies a database with its write-ahead log; the -shm index is rebuilt from the log by whoever opens the copy. */
export function copyDatabase(from: string, to: string): void {
  ensureFolder(dirname(to))
  removeDatabase(to)
  for (const ending of ['', '-wal']) {
    if (!existsSync(from + ending)) continue
    copyFileSync(from + ending, to + ending)
    chmodSync(to + ending, 0o600)
  }
}

/** Deletes a database and its companions; missing files are fine. */
export function removeDatabase(file: string): void {
  for (const ending of ['', ...COMPANIONS]) rmSync(file + ending, { force: true })
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
