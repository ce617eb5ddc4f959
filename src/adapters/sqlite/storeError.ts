/** Turns what SQLite and the file system throw into {@link StoreError}, with the file, the code and what to do. */
import Sqlite from 'better-sqlite3'
import { filled, type Text, text } from '../../kernel/text.ts'
import { StoreError } from '../../ports/stores.ts'
import { ADVICE, DOINGS, type Doing, STORE_TEXTS } from './storeTexts.ts'

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

/** A sentence and what to do. */
const ADVISING = text('{what}. {advice}', '{what}。{advice}', '{what}; {advice}')

const ADVISED: readonly (readonly [RegExp, Text])[] = [
  [/FULL|ENOSPC|EDQUOT|SHMSIZE/, ADVICE.space],
  [/READONLY|CANTOPEN|EROFS|EACCES|EPERM|ENOTDIR/, ADVICE.writable],
  [/IOERR|EIO/, ADVICE.disk],
  [/BUSY|LOCKED/, ADVICE.held],
  [/CORRUPT|NOTADB/, ADVICE.restart],
]

/**
 * An error of SQLite or the file system as a {@link StoreError} with `cause`; any other error (a bug) as it is.
 * @param doing what was tried
 * @param other the file that it was tried with, where there is another one
 */
export function asStoreError(file: string, doing: Doing, error: unknown, other = ''): unknown {
  const code = codeOf(error)
  if (code === undefined || !(error instanceof Error)) return error
  const advice = ADVISED.find(([pattern]) => pattern.test(code))?.[1]
  const tried = filled(DOINGS[doing], { other })
  const what = filled(STORE_TEXTS.cannot, { file, doing: tried, reason: error.message, code })
  return new StoreError(advice === undefined ? what : filled(ADVISING, { what, advice }), { cause: error })
}
