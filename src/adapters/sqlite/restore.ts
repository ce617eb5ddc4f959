/** A backup put in place of the database: at the start when the file is damaged, or because somebody asked. */
import { existsSync, realpathSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { filled, type Text } from '../../kernel/text.ts'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'
import { type Backup, checkBackup, copyDatabaseTo } from './backupCopy.ts'
import { listBackups } from './backupFolder.ts'
import { adoptOwner, keepReplaced, removeFile, syncFolder } from './files.ts'
import { asStoreError, isDamage } from './storeError.ts'
import { STORE_TEXTS } from './storeTexts.ts'

/**
 * The `restore` of `openDatabase`: the newest backup that is good. Those that are not are told and passed over.
 * @param latest as for `listBackups`
 */
export function restoreNewest(folder: string, log: Log, latest?: string): (file: string) => string | undefined {
  return file => {
    const backup = newestGood(folder, latest, (one, why) =>
      log.warn('backup cannot be used', { file: one, reason: why.en }),
    )
    if (backup !== undefined) replace(file, copyBeside(backup.file, file))
    return backup?.file
  }
}

/** The newest backup that can be used; the others are told. */
export function newestGood(
  folder: string,
  latest: string | undefined,
  passOver: (file: string, why: Text) => void,
): Backup | undefined {
  for (const { file } of listBackups(folder, latest)) {
    try {
      return checkBackup(file)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      passOver(file, error.told)
    }
  }
  return undefined
}

/**
 * Replaces the database, whose instance lock the caller holds, by a backup. At any moment of it, power cut included,
 * either the old one or the new one is whole in its place.
 * @returns where the replaced one is kept; undefined when there was none
 * @throws StoreError; the database is then as it was
 */
export function restoreBackup(backup: string, file: string): string | undefined {
  const isItself = existsSync(backup) && existsSync(file) && realpathSync(backup) === realpathSync(file)
  if (isItself) throw new StoreError(filled(STORE_TEXTS.itself, { file: backup }))
  checkBackup(backup)
  const copy = copyBeside(backup, file)
  try {
    const kept = existsSync(file) ? keepOld(file) : undefined
    replace(file, copy)
    return kept
  } catch (error) {
    removeFile(copy)
    throw asStoreError(file, 'restore', error, backup)
  }
}

function copyBeside(backup: string, file: string): string {
  const copy = `${file}.restoring`
  copyDatabaseTo(backup, copy, 0)
  if (existsSync(file)) adoptOwner(copy, file)
  return copy
}

/** An old log beside a new file would be played into it: it is written back first, or set aside with its file. */
function keepOld(file: string): string {
  try {
    const old = new Sqlite(file)
    try {
      old.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      old.close()
    }
  } catch (error) {
    if (!isDamage(error)) throw error
  }
  return keepReplaced(file)
}

function replace(file: string, copy: string): void {
  renameSync(copy, file)
  syncFolder(dirname(file))
}
