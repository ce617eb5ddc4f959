/** Folders with real SQLite files, and what a power cut leaves of them. */

import { createHash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openTokenStore } from '../../src/adapters/sqlite/tokenStore.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { memoryLog } from '../adapters/log/memoryLog.ts'
import { TEST_TOKEN } from '../support/cekRequest.ts'
import type { Random } from './random.ts'

/** Memory where there is some: what is tested is what was written, not how fast a disk is. */
const ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const FILE = 'gateway.db'

/** A token that the run adds and revokes while the gateway is at work. */
export const OTHER_TOKEN = 'other-access-token'

/** Tokens that users have linked, by their user. */
export const USER_TOKENS = { guest: 'token-of-guest', kid: 'token-of-kid' } as const

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

let template: Buffer | undefined

/** A database as it is after the first start; made once per process, and kept in memory so that no folder is left behind. */
function templateBytes(): Buffer {
  if (template !== undefined) return template
  const folder = mkdtempSync(join(ROOT, 'sim-template-'))
  try {
    const file = join(folder, FILE)
    const database = openDatabase({ file, log: memoryLog() })
    openTokenStore(database).add(hashOf(TEST_TOKEN), { label: 'sim', issuedAt: wallMs(0), expiresAt: undefined })
    database.close()
    template = readFileSync(file)
    return template
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface Storage {
  readonly file: () => string
  /** What was written until now is on the card, whatever happens. */
  readonly synced: () => void
  /** The power is gone: goes on in a folder that holds what the card would hold. */
  readonly cut: (random: Random) => void
  /** A page of the file is not what it was: a card that lies, or wears out. */
  readonly damage: (random: Random, page: number) => void
  /** The file is whole and closed: it becomes the backup. */
  readonly backUp: () => void
  /** Puts the backup in place of a damaged file; its name. */
  readonly restore: (file: string) => string
  readonly remove: () => void
}

/** SQLite's page size here. */
const PAGE_BYTES = 4_096

export function openStorage(): Storage {
  const root = mkdtempSync(join(ROOT, 'sim-'))
  let generation = 0
  let syncedLog = { salt: '', bytes: 0 }
  let backup = templateBytes()
  const folder = (): string => join(root, String(generation))
  const file = (): string => join(folder(), FILE)
  const log = (): { salt: string; bytes: number } => logOf(`${file()}-wal`)
  mkdirSync(folder())
  writeFileSync(file(), templateBytes(), { mode: 0o600 })
  return {
    file,
    synced: () => {
      syncedLog = log()
    },
    cut(random) {
      const from = file()
      const now = log()
      generation++
      mkdirSync(folder())
      copyFileSync(from, file())
      if (now.bytes > 0) copyFileSync(`${from}-wal`, `${file()}-wal`)
      // Of a log that goes on after the last sync the card holds any beginning, a torn frame at its end included.
      const kept = syncedLog.salt === now.salt ? syncedLog.bytes : 0
      if (now.bytes > kept && random.chance(0.5)) truncateSync(`${file()}-wal`, random.between(kept, now.bytes))
      syncedLog = log()
    },
    damage(random, page) {
      const path = file()
      const pages = statSync(path).size / PAGE_BYTES
      const garbage = Buffer.from(Array.from({ length: PAGE_BYTES }, () => random.between(0, 255)))
      const handle = openSync(path, 'r+')
      try {
        writeSync(handle, garbage, 0, PAGE_BYTES, (page % pages) * PAGE_BYTES)
      } finally {
        closeSync(handle)
      }
    },
    backUp() {
      backup = readFileSync(file())
    },
    restore(path) {
      writeFileSync(path, backup, { mode: 0o600 })
      return 'backup'
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Length of a write-ahead log and the salts of its header, which change when it starts over. */
function logOf(path: string): { salt: string; bytes: number } {
  if (!existsSync(path)) return { salt: '', bytes: 0 }
  const header = Buffer.alloc(32)
  const handle = openSync(path, 'r')
  try {
    readSync(handle, header, 0, header.length, 0)
  } finally {
    closeSync(handle)
  }
  return { salt: header.subarray(16, 24).toString('hex'), bytes: statSync(path).size }
}
