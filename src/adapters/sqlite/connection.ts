/** How every connection to the database is set up: that of the event loop, and that of the thread that writes. */
import Sqlite from 'better-sqlite3'

/** Wait for another process's write (a token command takes milliseconds); below the 3.5 s a directive may take. */
export const BUSY_TIMEOUT_MS = 2_000

/** Page cache: 1 MiB holds the pages of 1,000 appliances with three values each and 1,000 tokens (about 100 pages). */
const CACHE_KIB = 1_024

/**
 * Frames in the log before a checkpoint copies them back. A flush of 1,000 appliances adds 4 frames that are always the
 * same 4 pages, so 1,000 frames are copied back as about 10 pages every 4 hours: 1 % on top of the log. A log of
 * 1,000 frames is 4 MB on disk and is read in 10 ms at the next start.
 */
const WAL_AUTOCHECKPOINT_PAGES = 1_000

/**
 * The log is cut to this when it starts over. A full log has 1,000 * 4,120 + 32 = 4,120,032 bytes and stays as it is (its
 * blocks are written again without new metadata); only one that overgrew during a long read is cut.
 */
const JOURNAL_SIZE_LIMIT_BYTES = 4_194_304

export const connect = (file: string): Sqlite.Database => new Sqlite(file, { timeout: BUSY_TIMEOUT_MS })

/** Sets up a connection. Apart from {@link connect}, because a damaged file shows here first. */
export function configure(sqlite: Sqlite.Database): void {
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma(`cache_size = -${CACHE_KIB}`)
  sqlite.pragma(`journal_size_limit = ${JOURNAL_SIZE_LIMIT_BYTES}`)
  sqlite.pragma(`wal_autocheckpoint = ${WAL_AUTOCHECKPOINT_PAGES}`)
}
