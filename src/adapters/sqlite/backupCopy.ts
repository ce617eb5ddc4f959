/** A whole copy of a database in one file, checked before it gets its name. Blocks: a running gateway uses backup.ts. */
import { closeSync, existsSync, openSync, renameSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { filled } from '../../kernel/text.ts'
import { StoreError } from '../../ports/stores.ts'
import { adoptOwner, ensureFolder, removeFile, syncFile, syncFolder } from './files.ts'
import { MIGRATIONS } from './migrations.ts'
import { asStoreError, codeOf, isDamage } from './storeError.ts'
import { STORE_TEXTS } from './storeTexts.ts'

/** A good copy of the database. */
export interface Backup {
  readonly file: string
  readonly bytes: number
  /** Version of its tables. */
  readonly version: number
}

/**
 * Room that a backup leaves on the disk: the log of the database grows to 4 MiB, its tables by about as much in a night,
 * and the system around it wants to write as well.
 */
export const MIN_FREE_BYTES = 16_777_216

/** A writer holds the database for milliseconds; a copy that nobody waits for may wait for it. */
const BUSY_TIMEOUT_MS = 10_000

/**
 * Copies a database that may be in use to `target`, which appears only when the copy is whole, checked and on the card.
 *
 * `VACUUM INTO` reads one snapshot while writers go on, leaves out free pages, and writes a file without companions that
 * can be checked and carried away as it is; a page copy would copy damage too, and start over when another process writes.
 * @param keepFreeBytes room on the disk that it must leave
 * @throws StoreError with the file and what to do: no room, damaged, not there
 */
export function copyDatabaseTo(source: string, target: string, keepFreeBytes: number): Backup {
  // Known to `removeUnfinished`.
  const partial = `${target}.${process.pid}.partial`
  try {
    if (ensureFolder(dirname(target))) adoptOwner(dirname(target), dirname(dirname(target)))
    removeFile(partial)
    closeSync(openSync(partial, 'wx', 0o600))
    requireRoom(source, dirname(target), keepFreeBytes)
    const version = vacuumInto(source, partial)
    const copy = checkBackup(partial)
    if (copy.version !== version) throw new StoreError(filled(STORE_TEXTS.notCopied, { file: partial }))
    syncFile(partial)
    adoptOwner(partial, dirname(target))
    renameSync(partial, target)
    syncFolder(dirname(target))
    return { ...copy, file: target }
  } catch (error) {
    removeFile(partial)
    throw asStoreError(target, 'backUp', error, source)
  }
}

/** @returns the version of the tables */
function vacuumInto(source: string, partial: string): number {
  const sqlite = new Sqlite(source, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  try {
    // The copy is synced once, when it is whole.
    sqlite.pragma('synchronous = OFF')
    sqlite.prepare('VACUUM INTO ?').run(partial)
    return Number(sqlite.pragma('user_version', { simple: true }))
  } finally {
    sqlite.close()
  }
}

function requireRoom(source: string, folder: string, keepFreeBytes: number): void {
  const sizes = [source, `${source}-wal`].map(file => (existsSync(file) ? statSync(file).size : 0))
  const needed = sizes.reduce((sum, size) => sum + size, 0)
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize >= needed + keepFreeBytes) return
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
  const sizesTold = { want: megabytes(needed), free: megabytes(bavail * bsize), keep: megabytes(keepFreeBytes) }
  throw new StoreError(filled(STORE_TEXTS.noRoom, { file: folder, ...sizesTold }))
}

/**
 * Looks through a backup whole. Opened for writing, because a database that was carried off with its log would otherwise
 * be left with an index file beside it; a backup of ours has no log and stays as it is.
 * @throws StoreError saying why it cannot be used: missing, damaged, no database of this program, or of a newer one
 */
export function checkBackup(file: string): Backup {
  let sqlite: Sqlite.Database | undefined
  try {
    sqlite = new Sqlite(file, { fileMustExist: true })
    const verdict = String(sqlite.pragma('integrity_check(1)', { simple: true }))
    if (verdict !== 'ok')
      throw new StoreError(filled(STORE_TEXTS.damaged, { file, damage: verdict.replaceAll(/\s+/g, ' ') }))
    const version = Number(sqlite.pragma('user_version', { simple: true }))
    requireVersion(file, version)
    return { file, bytes: statSync(file).size, version }
  } catch (error) {
    if (isDamage(error)) {
      throw new StoreError(filled(STORE_TEXTS.damaged, { file, damage: codeOf(error) ?? '' }), { cause: error })
    }
    throw asStoreError(file, 'readBackup', error)
  } finally {
    sqlite?.close()
  }
}

function requireVersion(file: string, version: number): void {
  const newest = MIGRATIONS.at(-1)?.version ?? 0
  if (version > newest) {
    throw new StoreError(filled(STORE_TEXTS.newerBackup, { file, found: version, newest }))
  }
  if (version < 1) throw new StoreError(filled(STORE_TEXTS.foreign, { file }))
}
