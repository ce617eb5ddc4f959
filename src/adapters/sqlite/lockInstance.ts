/** One gateway per data folder: a lock that the kernel drops when its process dies, however it dies. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { filled } from '../../kernel/text.ts'
import { StoreError } from '../../ports/stores.ts'
import { ensurePrivateFile } from './files.ts'
import { asStoreError, codeOf, isUnwritable } from './storeError.ts'
import { STORE_TEXTS } from './storeTexts.ts'

/** Gives the lock back; calling it again does nothing. */
export type ReleaseInstance = () => void

/** Locks of this process: a connection nobody refers to is collected, and its lock would silently be gone with it. */
const held = new Set<Sqlite.Database>()

/**
 * Takes the lock of the database `file`, which itself stays open to commands such as `token create`.
 *
 * Node has no flock, but SQLite has: an exclusive transaction on the empty database `<file>.lock` holds a POSIX lock,
 * writes nothing, and ends with the process, also by SIGKILL. `<file>.pid` only serves the message.
 * @param fallbackFolder where the lock goes when the file's own folder takes no writes, as for `openDatabase`
 * @throws StoreError when another process holds it, naming that process, or when neither folder can be written
 */
export function lockInstance(file: string, fallbackFolder?: string): ReleaseInstance {
  try {
    return lockAt(file)
  } catch (error) {
    if (fallbackFolder === undefined || !isUnwritable(error)) throw asStoreError(file, 'lock', error)
  }
  const copy = join(fallbackFolder, basename(file))
  try {
    return lockAt(copy)
  } catch (error) {
    throw asStoreError(copy, 'lock', error)
  }
}

function lockAt(file: string): ReleaseInstance {
  const lockFile = `${file}.lock`
  const pidFile = `${file}.pid`
  // Only ever created here, never opened and closed: closing any descriptor of a locked file drops its POSIX locks.
  ensurePrivateFile(lockFile)
  const lock = new Sqlite(lockFile, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    lock.close()
    if (codeOf(error) !== 'SQLITE_BUSY') throw error
    throw new StoreError(filled(STORE_TEXTS.inUse, { file, holder: holder(pidFile) }), { cause: error })
  }
  held.add(lock)
  return () => {
    if (!held.delete(lock)) return
    rmSync(pidFile, { force: true })
    lock.close()
  }
}

function holder(pidFile: string): string {
  try {
    return `process ${readFileSync(pidFile, 'utf8').trim()}`
  } catch {
    return 'another process'
  }
}
