/**
 * Backups of the running database.
 *
 * A thread makes them: on a desktop processor copying 17 MB takes 48 ms and checking the copy 47, the better half of a
 * second each on a Pi, and the sync of an SD card as long again. A page copy in small steps (better-sqlite3's `backup`)
 * still blocks 28 ms there at its last step, which syncs. From a thread a directive waits for none of it.
 *
 * A night in which nothing changed has its backup too: appliances are heard every minute, so there is hardly one, and the
 * newest file then says when the last good copy was made. Seven of a few MB are an hour's writing.
 */
import { join } from 'node:path'
import { filled, type Text } from '../../kernel/text.ts'
import type { ZoneOffset } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { StoreError } from '../../ports/stores.ts'
import type { Backup } from './backupCopy.ts'
import { backupName, latestName, listBackups } from './backupFolder.ts'
import { removeFile } from './files.ts'
import { startThread } from './startThread.ts'
import { STORE_TEXTS } from './storeTexts.ts'

/** Backups kept: the nights of a week, so that what went wrong while nobody was at home can be undone. */
export const MAX_BACKUPS = 7

export interface BackupOptions {
  /** The database, which may be in use. */
  readonly file: string
  readonly folder: string
  readonly clock: Clock
  /** Of the home: the files are named by its time. */
  readonly zone: ZoneOffset
  readonly log: Log
}

/**
 * Makes a backup and removes the oldest beyond {@link MAX_BACKUPS}; one made in the same minute is replaced.
 * @throws StoreError when it cannot be made, or when nobody knows what day it is
 */
export async function backUp({ file, folder, clock, zone, log }: BackupOptions): Promise<Backup> {
  if (!clock.wallTrusted()) {
    throw new StoreError(filled(STORE_TEXTS.noClock, { file: folder }))
  }
  const now = clock.wall()
  const backup = await backUpTo(file, join(folder, backupName(now, zone)))
  const surplus = listBackups(folder, latestName({ clock, zone })).slice(MAX_BACKUPS)
  for (const old of surplus) removeFile(old.file)
  const { bytes } = backup
  log.info('backup made', { file: backup.file, bytes, removed: surplus.map(old => old.file) })
  return backup
}

/** Makes one backup in a file of any name; what is there is replaced. @throws StoreError */
export function backUpTo(file: string, target: string): Promise<Backup> {
  const worker = startThread(new URL('./backupWorker.ts', import.meta.url), { source: file, target })
  return new Promise((resolve, reject) => {
    worker.once('message', ({ backup, failure }: { readonly backup?: Backup; readonly failure?: Text }) => {
      if (backup === undefined) reject(new StoreError(failure ?? `${file}: was not backed up`))
      else resolve(backup)
    })
    worker.once('error', reject)
    worker.once('exit', code => reject(new StoreError(filled(STORE_TEXTS.backupEnded, { file, code }))))
  })
}
