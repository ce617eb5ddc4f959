/** Where the backups of a home lie: in a folder beside its database. */
import { join } from 'node:path'
import type { BackupOptions } from '../adapters/sqlite/backup.ts'
import type { Config } from '../config/config.ts'
import { zoneOffset } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { DATABASE_FILE } from './databaseFile.ts'

export const backupPlace = ({ dataFolder, timezone }: Config, clock: Clock, log: Log): BackupOptions => ({
  file: join(dataFolder, DATABASE_FILE),
  folder: join(dataFolder, 'backups'),
  clock,
  zone: zoneOffset(timezone),
  log,
})
