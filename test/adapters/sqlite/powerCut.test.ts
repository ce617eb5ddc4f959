/** The power goes while the gateway's own stores write, on a real ext4: what was acknowledged is there, and whole. */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../../src/adapters/sqlite/tokenStore.ts'
import { tokenHash } from '../../contract/tokenStore.ts'
import { until } from '../../support/until.ts'
import { type Card, NO_CUT_DISK, openCutDisk } from './cutDisk.ts'
import { quietLog } from './quietLog.ts'
import { openRetained } from './retainedSupport.ts'
import { startChild } from './support.ts'

/** Raspberry Pi OS, plain ext4, and one that writes its journal back as seldom as some write-ups against wear advise. */
const MOUNTS = ['noatime', 'defaults', 'noatime,commit=60'] as const
const CARDS: readonly Card[] = ['keeps', 'loses']
const CUTS_PER_DISK = 12

/** What a child acknowledged before an instant. */
interface Acknowledged {
  token: number
  flush: number
}

/** Follows what a child prints; a cut that comes before the next line was read asks for less than it might. */
function listen(child: ChildProcess): { readonly acknowledged: Acknowledged; readonly opened: Promise<void> } {
  const acknowledged: Acknowledged = { token: 0, flush: 0 }
  let rest = ''
  const opened = new Promise<void>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const [kind = '', number] of lines.map(line => line.split(' '))) {
        if (kind === 'failed') reject(new Error(lines.join('\n')))
        if (kind === 'token' || kind === 'flush') acknowledged[kind] = Number(number)
        resolve()
      }
    })
  })
  return { acknowledged, opened }
}

interface Lost {
  readonly tokens: number
  readonly flushes: number
}

/** Opens what a cut left as the gateway would, and looks at all of it. */
function inspect(file: string, { token, flush }: Acknowledged): Lost {
  expect(existsSync(file)).toBe(true)
  const database = openDatabase({ file, log: quietLog, restore: () => expect.unreachable('nothing is damaged') })
  try {
    expect([database.damagedFile, database.degraded]).toEqual([undefined, false])
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
    const tokens = openTokenStore(database)
    const missing = Array.from({ length: token }, (_, at) => at + 1).filter(
      number => tokens.find(tokenHash(`token ${number}`)) === undefined,
    )
    // A flush is there whole or not at all: every appliance says the same number, and was heard at that moment.
    const { lastSeen, values } = openTelemetryStore(database).load()
    const numbers = new Set([...values.map(({ value }) => Number(value)), ...lastSeen.map(({ at }) => Number(at.wall))])
    expect([numbers.size <= 1, values.length % 200, lastSeen.length]).toEqual([true, 0, values.length])
    const stored = [...numbers][0] ?? 0
    const kept = new Set(
      openRetained(database)
        .load()
        .map(({ payload }) => Number(Buffer.from(payload))),
    )
    expect(kept.size).toBeLessThanOrEqual(1)
    // Retained messages go after the values of the same moment, so they are never the newer ones.
    expect([...kept][0] ?? 0).toBeLessThanOrEqual(stored)
    return { tokens: missing.length, flushes: Math.max(0, flush - stored) }
  } finally {
    database.close()
  }
}

const pause = (durationMs: number): Promise<void> => new Promise(resolve => setTimeout(resolve, durationMs))

describe.skipIf(NO_CUT_DISK !== '')(`power cuts on ext4 over a loop device${NO_CUT_DISK}`, () => {
  test.for(MOUNTS)(
    '%s: nothing acknowledged is lost, and nothing is half there',
    { timeout: 120_000 },
    async options => {
      const disk = openCutDisk(options)
      onTestFinished(disk.close)
      const cuts: Lost[] = []
      for (let round = 0; round < CUTS_PER_DISK / 4; round++) {
        const folder = join(disk.folder, `round-${round}`)
        mkdirSync(folder)
        execFileSync('sync')
        const child = startChild('writeUntilCut.ts', join(folder, 'x.db'))
        const ended = new Promise(resolve => child.once('exit', resolve))
        const { acknowledged, opened } = listen(child)
        await opened
        for (let number = 0; number < 4; number++) {
          // The first at once: measured without care, a cut right after the first start took the tables.
          await pause(number === 0 ? 0 : 100 + Math.random() * 400)
          // A slow disk takes longer for as much.
          await until(() => acknowledged.token >= 5 * number, `${5 * number} tokens are acknowledged`)
          const before = { ...acknowledged }
          const card = CARDS[number % CARDS.length] ?? 'keeps'
          disk.cut(card, after => cuts.push(inspect(join(after, `round-${round}`, 'x.db'), before)))
        }
        child.kill('SIGKILL')
        await ended
        expect(acknowledged.token).toBeGreaterThan(10)
      }
      expect(cuts).toHaveLength(CUTS_PER_DISK)
      expect(cuts).toEqual(Array.from({ length: CUTS_PER_DISK }, () => ({ tokens: 0, flushes: 0 })))
    },
  )
})
