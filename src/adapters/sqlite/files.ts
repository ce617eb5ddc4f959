/** The files of a database: created privately, set aside when damaged, copied when their folder takes no writes. */
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** What SQLite keeps beside the main file in WAL mode; both belong to it and move with it. */
const COMPANIONS = ['-wal', '-shm'] as const

/**
 * Damaged files that are kept. Each is a few MB; a dying card that damages one per start must not fill the disk as
 * well, so the fifth place is used again and the first four, the oldest evidence, stay.
 */
export const MAX_DAMAGED_FILES = 5

/** Databases kept that a restore replaced: one is enough, four more are for those who try several backups in a row. */
const MAX_REPLACED_FILES = 5

/** Creates a missing folder for the owner only; true when it was missing. */
export const ensureFolder = (folder: string): boolean =>
  mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined

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

/** Removes a file that may be gone already. Not by `rmSync`: in Node 24 its errors have no code to tell them apart by. */
export function removeFile(file: string): void {
  try {
    unlinkSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Renames a damaged database to `<file>.damaged-<n>` with its companions; returns the new name. */
export function setAside(file: string): string {
  const target = freeName(`${file}.damaged`, MAX_DAMAGED_FILES)
  for (const ending of ['', ...COMPANIONS]) {
    if (existsSync(file + ending)) renameSync(file + ending, target + ending)
  }
  syncFolder(dirname(file))
  return target
}

/**
 * Gives a database that is about to be replaced the second name `<file>.replaced-<n>`, and its companions that name alone.
 * The file keeps its own name until another takes it, so that a power cut in between leaves no gap.
 */
export function keepReplaced(file: string): string {
  const target = freeName(`${file}.replaced`, MAX_REPLACED_FILES)
  for (const ending of COMPANIONS) {
    if (existsSync(file + ending)) renameSync(file + ending, target + ending)
  }
  try {
    linkSync(file, target)
  } catch {
    // A file system without hard links (FAT on a USB stick): there the gap is that of two renames.
    renameSync(file, target)
  }
  syncFolder(dirname(file))
  return target
}

/** The first place that is free, else the last one, emptied. */
function freeName(stem: string, places: number): string {
  let place = 1
  while (place < places && existsSync(`${stem}-${place}`)) place++
  removeDatabase(`${stem}-${place}`)
  return `${stem}-${place}`
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
  for (const ending of ['', ...COMPANIONS]) removeFile(file + ending)
}

/** Deletes what would be played into another file of that name. */
export function removeCompanions(file: string): void {
  for (const ending of COMPANIONS) removeFile(file + ending)
}

/** What root creates beside the files of a service is the service's: a command by `sudo` must not lock it out. */
export function adoptOwner(file: string, like: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(like)
  chownSync(file, uid, gid)
}

/** Waits until a file that no SQLite connection of this process has open is on the card. */
export const syncFile = (file: string): void => sync(file)

/** The same for the names in a folder. */
export const syncFolder = (folder: string): void => sync(folder)

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
