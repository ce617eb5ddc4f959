/** Opens the gateway's database: private, checked, migrated, and from a copy where the folder takes no writes. */
import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { filled } from '../../kernel/text.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'
import { configure, connect } from './connection.ts'
import { type Database, wrapDatabase } from './database.ts'
import { copyDatabase, ensurePrivateFile, removeCompanions, removeDatabase, setAside } from './files.ts'
import { type Migration, migrate } from './migrations.ts'
import { asStoreError, isDamage, isUnwritable } from './storeError.ts'
import { STORE_TEXTS } from './storeTexts.ts'
import { openWriteThread } from './writeThread.ts'

export interface OpenDatabaseOptions {
  readonly file: string
  readonly log: Log
  /** Gives `bytesWritten` its time; a command that ends at once needs none. */
  readonly clock?: Clock
  /** Where to go on from a copy when the file's folder is read-only or full (the runtime folder); else that throws. */
  readonly fallbackFolder?: string
  /**
   * `gateway` (default) replaces a damaged file and must hold the instance lock. `tool` may run beside the gateway, so
   * it leaves a damaged file where it is and throws.
   */
  readonly role?: 'gateway' | 'tool'
  /**
   * Called when a damaged file was set aside, or the file is there but empty: puts a good backup in its place and returns
   * its name, or undefined when there is none.
   */
  readonly restore?: (file: string) => string | undefined
  /** Whether `later` writes in a thread: for a gateway, whose directives must not wait for a disk that hangs. */
  readonly thread?: boolean
  /** Other steps than the program's own; for tests of upgrades. */
  readonly migrations?: readonly Migration[]
}

/**
 * Opens, creating what is missing (folder 0700, file 0600).
 * @throws StoreError naming the file: it is newer than the program, its folder takes no writes and there is no
 * fallback, or it is damaged and this is a tool
 */
export function openDatabase(options: OpenDatabaseOptions): Database {
  const { file, fallbackFolder, log } = options
  const copy = fallbackFolder === undefined ? undefined : join(fallbackFolder, basename(file))
  try {
    const database = openAt(file, options, false)
    if (copy !== undefined && existsSync(copy)) {
      log.warn('database is writable again; what was written to the copy in the meantime is dropped', { file, copy })
      removeDatabase(copy)
    }
    return database
  } catch (error) {
    if (copy === undefined || !isUnwritable(error)) throw asStoreError(file, 'open', error)
    const reason = error instanceof Error ? error.message : String(error)
    log.error('database takes no writes; going on from a copy, changes will not survive', { file, copy, reason })
    return openCopy(copy, options)
  }
}

/** A copy that is already there is newer than the original, which has taken no writes since it was made. */
function openCopy(copy: string, options: OpenDatabaseOptions): Database {
  try {
    if (!existsSync(copy)) copyDatabase(options.file, copy)
    return openAt(copy, options, true)
  } catch (error) {
    throw asStoreError(copy, 'copy', error, options.file)
  }
}

function openAt(file: string, options: OpenDatabaseOptions, degraded: boolean): Database {
  const { log, clock } = options
  const emptied = existsSync(file) && statSync(file).size === 0
  if (ensurePrivateFile(file) && !(emptied && refill(file, options))) log.info('new database', { file })
  const opened = openChecked(file)
  let sqlite = opened.sqlite
  let damagedFile: string | undefined
  if (opened.damage !== undefined) {
    sqlite.close()
    damagedFile = replaceDamaged(file, opened.damage, options)
    const again = openChecked(file)
    sqlite = again.sqlite
    if (again.damage !== undefined) {
      sqlite.close()
      throw new StoreError(filled(STORE_TEXTS.damagedToo, { file, other: damagedFile, damage: again.damage }))
    }
  }
  try {
    migrate(sqlite, file, log, options.migrations)
    const thread = options.thread === true ? openWriteThread(file) : undefined
    // A checkpoint waits for the disk: the thread makes it.
    if (thread !== undefined) sqlite.pragma('wal_autocheckpoint = 0')
    // What is only tried must not reach the log (rehearsal.ts).
    if (thread !== undefined) sqlite.pragma('cache_spill = OFF')
    return wrapDatabase(sqlite, { file, degraded, damagedFile, clock, thread })
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/**
 * A file that is there and empty has lost its content: truncated by a power cut, or set aside by a start that was cut off
 * before it came to restore anything. One that was deleted is somebody's wish.
 */
function refill(file: string, { restore, log }: OpenDatabaseOptions): boolean {
  removeCompanions(file)
  const restored = restore?.(file)
  if (restored !== undefined) log.error('database was empty and is restored', { file, restored })
  return restored !== undefined
}

function replaceDamaged(file: string, damage: string, options: OpenDatabaseOptions): string {
  if (options.role === 'tool') {
    throw new StoreError(filled(STORE_TEXTS.damagedFile, { file, damage }))
  }
  const damagedFile = setAside(file)
  // Empty, and not missing: a start after a power cut at this moment knows that there is something to restore.
  ensurePrivateFile(file)
  const restored = options.restore?.(file)
  options.log.error('database was damaged and set aside', { file, damagedFile, damage, restored })
  ensurePrivateFile(file)
  return damagedFile
}

/** Connects and runs `quick_check` (4 ms for 5 MB); damage is returned, any other fault thrown. */
function openChecked(file: string): { sqlite: Sqlite.Database; damage: string | undefined } {
  const sqlite = connect(file)
  try {
    configure(sqlite)
    const verdict = String(sqlite.pragma('quick_check(1)', { simple: true }))
    return { sqlite, damage: verdict === 'ok' ? undefined : verdict.replaceAll(/\s+/g, ' ') }
  } catch (error) {
    if (isDamage(error) && error instanceof Error) return { sqlite, damage: error.message }
    sqlite.close()
    throw error
  }
}
