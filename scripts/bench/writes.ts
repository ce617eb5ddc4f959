/** Bytes written per hour for 1,000 appliances that beat every 30 s: a gateway watched for minutes, and an hour run fast. */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openTelemetryStore } from '../../src/adapters/sqlite/telemetryStore.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { Log } from '../../src/ports/log.ts'
import type { StoredLastSeen } from '../../src/ports/stores.ts'
import { applianceId } from './appliances.ts'
import { HOUSE } from './heartbeats.ts'
import type { BenchOptions } from './options.ts'
import { writtenBytes } from './procStats.ts'
import { type Bench, startSystem } from './systems.ts'

export interface WriteFigures {
  /** Extrapolated from whole flush intervals of a running gateway; undefined in a quick run. */
  readonly watchedBytesPerHour: number | undefined
  readonly watchedSeconds: number
  /** Sixty flushes one after another, each synced by itself as it would be a minute apart. */
  readonly fastBytesPerHour: number
}

const PER_SECOND = HOUSE.appliances / 30
/** The first flush writes every row for the first time; it is left out. */
const LEAD_SECONDS = 75
/** Three flushes of a minute. */
const WATCHED_SECONDS = 180
const FLUSHES_PER_HOUR = 60

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error }

export async function measureWrites(bench: Bench, { quick }: BenchOptions): Promise<WriteFigures> {
  const fastBytesPerHour = fastHour(bench.folder)
  if (quick) return { watchedBytesPerHour: undefined, watchedSeconds: 0, fastBytesPerHour }
  const watched = await watch(bench)
  return { watchedBytesPerHour: (watched * 3600) / WATCHED_SECONDS, watchedSeconds: WATCHED_SECONDS, fastBytesPerHour }
}

async function watch(bench: Bench): Promise<number> {
  const started = await startSystem(bench, { kind: 'gateway', broker: 'embedded' }, { ...HOUSE, answering: false })
  try {
    const beat = (seconds: number): Promise<unknown> =>
      started.load.ask({ kind: 'heartbeats', perSecond: PER_SECOND, seconds, probing: false })
    await beat(LEAD_SECONDS)
    const before = writtenBytes(started.pid)
    await beat(WATCHED_SECONDS)
    return writtenBytes(started.pid) - before
  } finally {
    await started.stop()
  }
}

function fastHour(folder: string): number {
  const file = join(mkdtempSync(join(folder, 'hour-')), 'hour.db')
  const database = openDatabase({ file, log: quiet })
  const store = openTelemetryStore(database)
  const flush = (minute: number): void => store.save({ lastSeen: beatsOf(minute), values: [] })
  flush(0)
  const descriptors = [file, `${file}-wal`, `${file}-shm`].map(path => openSync(path, 'r'))
  const sync = (): void => descriptors.forEach(each => void fsyncSync(each))
  sync()
  const before = writtenBytes('self')
  for (let minute = 1; minute <= FLUSHES_PER_HOUR; minute++) {
    flush(minute)
    sync()
  }
  database.close()
  const written = writtenBytes('self') - before
  descriptors.forEach(closeSync)
  rmSync(file)
  return written
}

/** Every appliance has its own phase in the 30 s. */
const beatsOf = (minute: number): StoredLastSeen[] =>
  Array.from({ length: HOUSE.appliances }, (_, at) => ({
    applianceId: applianceId(at),
    at: { wall: wallMs(1_795_136_400_000 + minute * 60_000 + ((at * 7919) % 30_000)), origin: 'arrival' },
  }))
