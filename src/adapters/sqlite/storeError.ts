/** Turns what SQLite and the file system throw into {@link StoreError}, with the file, the code and what to do. */
import Sqlite from 'better-sqlite3'
import { StoreError } from '../../ports/stores.ts'

/** Code of an error of SQLite (`SQLITE_FULL`) or of the system (`EROFS`); undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof Sqlite.SqliteError) return error.code
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The file's content cannot be trusted; the disk itself may be fine. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error) ?? '')
}

/** The place takes no writes: read-only, full, forbidden or failing. */
export function isUnwritable(error: unknown): boolean {
  const code = codeOf(error) ?? ''
  return /^SQLITE_(READONLY|CANTOPEN|FULL|IOERR)|^(EROFS|EACCES|EPERM|ENOSPC|EDQUOT|EIO|ENOTDIR)$/.test(code)
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/FULL|ENOSPC|EDQUOT|SHMSIZE/, 'free some space on this disk'],
  [/READONLY|CANTOPEN|EROFS|EACCES|EPERM|ENOTDIR/, 'make the folder and the file writable for this user'],
  [/IOERR|EIO/, 'check the disk or the SD card'],
  [/BUSY|LOCKED/, 'another program holds the database; end it and try again'],
  [/CORRUPT|NOTADB/, 'restart the gateway: it sets a damaged file aside and starts a new one'],
]

/**
 * An error of SQLite or the file system as a {@link StoreError} with `cause`; any other error (a bug) as it is.
 * @param doing what was tried, as in `cannot <doing>`
 */
export function asStoreError(file: string, doing: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined || !(error instanceof Error)) return error
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1]
  const ending = advice === undefined ? '' : `; ${advice}`
  return new StoreError(`${file}: cannot ${doing}: ${error.message} (${code})${ending}`, { cause: error })
}
