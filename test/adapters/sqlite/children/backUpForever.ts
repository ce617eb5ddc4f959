/** Makes backups without end, one a minute of its own clock, and prints the name of each finished one. */
import { writeSync } from 'node:fs'
import { copyDatabaseTo } from '../../../../src/adapters/sqlite/backupCopy.ts'
import { backupName } from '../../../../src/adapters/sqlite/backupFolder.ts'
import { minutes, wallMs } from '../../../../src/kernel/time.ts'

const [file = '', folder = ''] = process.argv.slice(2)
for (let at = 0; ; at++) {
  const { file: made } = copyDatabaseTo(file, `${folder}/${backupName(wallMs(minutes(at)), () => 0)}`, 0)
  writeSync(1, `${made}\n`)
}
