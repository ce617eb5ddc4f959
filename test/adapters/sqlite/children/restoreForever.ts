/** Restores one backup and the other without end, and says so after each. */
import { writeSync } from 'node:fs'
import { restoreBackup } from '../../../../src/adapters/sqlite/restore.ts'

const [file = '', ...backups] = process.argv.slice(2)
for (;;) {
  for (const backup of backups) {
    restoreBackup(backup, file)
    writeSync(1, '.\n')
  }
}
