/** Creates tokens without end and prints the hash of each one after the call has returned. */
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { openDatabase } from '../../../../src/adapters/sqlite/open.ts'
import { openTokenStore } from '../../../../src/adapters/sqlite/tokenStore.ts'
import { wallMs } from '../../../../src/kernel/time.ts'
import { quietLog } from '../quietLog.ts'

const tokens = openTokenStore(openDatabase({ file: process.argv[2] ?? '', log: quietLog, role: 'tool' }))
for (let at = 0; ; at++) {
  const hash = createHash('sha256').update(`${process.pid} ${at}`).digest('hex')
  // Ended at once, so that the bound on live tokens does not stop the loop.
  tokens.add(hash, { label: 'child', issuedAt: wallMs(at), expiresAt: wallMs(at) })
  writeSync(1, `${hash}\n`)
}
