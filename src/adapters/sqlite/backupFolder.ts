/** The folder of backups: their names, their order, and what a killed process left. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { days, formatTimestamp, type WallMs, wallPlus, type ZoneOffset } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { removeFile } from './files.ts'
import { isUnwritable } from './storeError.ts'

export interface BackupFile {
  readonly name: string
  readonly file: string
  readonly bytes: number
}

/** As `copyDatabaseTo` names them, with a journal that SQLite left beside, and as a restore does. */
const UNFINISHED_NAME = /\.(\d{1,9})\.partial(?:-journal)?$|\.restoring$/

const NAME = /^clova2mqtt-\d{4}-\d{2}-\d{2}T\d{4}\.db$/

/** Name by the wall clock of the home, to the minute: `clova2mqtt-2026-11-21T0253.db`. */
export const backupName = (at: WallMs, zone: ZoneOffset): string =>
  `clova2mqtt-${formatTimestamp(at, zone(at)).slice(0, 16).replace(':', '')}.db`

/** A name that no backup can have yet: one above it was made while the clock was ahead, and is older than it looks. */
export const latestName = ({
  clock,
  zone,
}: {
  readonly clock: Clock
  readonly zone: ZoneOffset
}): string | undefined => (clock.wallTrusted() ? backupName(wallPlus(clock.wall(), days(1)), zone) : undefined)

/**
 * The backups of a folder, newest first; none when there is no folder.
 * @param latest names above it come last (see {@link latestName})
 */
export function listBackups(folder: string, latest?: string): readonly BackupFile[] {
  if (!existsSync(folder)) return []
  const isAhead = (name: string): number => (latest !== undefined && name > latest ? 1 : 0)
  return readdirSync(folder)
    .filter(name => NAME.test(name))
    .sort((one, other) => isAhead(one) - isAhead(other) || (one < other ? 1 : -1))
    .map(name => ({ name, file: join(folder, name), bytes: statSync(join(folder, name)).size }))
}

/**
 * Removes copies that nobody is going to finish; call at the start, with the instance lock held, for the folder of the
 * database as well. A folder that takes no writes keeps them.
 */
export function removeUnfinished(folder: string, log: Log): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const [unfinished, pid] = UNFINISHED_NAME.exec(name) ?? []
    if (unfinished === undefined || (pid !== undefined && isRunning(Number(pid)))) continue
    const file = join(folder, name)
    try {
      removeFile(file)
      log.info('unfinished copy removed', { file })
    } catch (error) {
      if (!isUnwritable(error)) throw error
      log.warn('unfinished copy cannot be removed', { file, reason: String(error) })
    }
  }
}

function isRunning(pid: number): boolean {
  // At the start this process has begun nothing yet: the name is that of an earlier one with the same id.
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
