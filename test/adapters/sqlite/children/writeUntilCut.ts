/**
 * Writes as a gateway does, without end, and prints what was acknowledged: `token N`, `flush N`, `retained N`.
 * Each number is what tokens, values and retained messages of that moment say.
 */
import { writeSync } from 'node:fs'
import { systemClock } from '../../../../src/adapters/clock/system.ts'
import { openDatabase } from '../../../../src/adapters/sqlite/open.ts'
import { openRetainedStore } from '../../../../src/adapters/sqlite/retainedStore.ts'
import { openTelemetryStore } from '../../../../src/adapters/sqlite/telemetryStore.ts'
import { openTokenStore } from '../../../../src/adapters/sqlite/tokenStore.ts'
import { wallMs } from '../../../../src/kernel/time.ts'
import { StoreError } from '../../../../src/ports/stores.ts'
import { tokenHash } from '../../../contract/tokenStore.ts'
import { quietLog } from '../quietLog.ts'

/** Appliances in each flush; enough for several pages, so that half a flush would show. */
const APPLIANCES = 200
const clock = systemClock({ builtAt: wallMs(0), keepAlive: true })
const database = openDatabase({ file: process.argv[2] ?? '', log: quietLog, clock, thread: true })
const telemetry = openTelemetryStore(database)
const tokens = openTokenStore(database)
const retained = openRetainedStore(database, {
  clock,
  log: quietLog,
  maxMessages: 5_000,
  maxBytes: 8_388_608,
  isKnown: () => true,
  isUrgent: () => false,
})
const said = (line: string): void => void writeSync(1, `${line}\n`)
/** A disk that stands still for long has writes refused: they were not acknowledged, and it goes on. */
const unlessRefused = (write: () => void): void => {
  try {
    write()
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
  }
}
said('open')

let token = 0
clock.every(20, () =>
  unlessRefused(() => {
    const number = token + 1
    // Ended at once, so that the bound on live tokens does not stop the loop.
    tokens.add(tokenHash(`token ${number}`), { label: 'cut', issuedAt: wallMs(number), expiresAt: wallMs(number) })
    token = number
    said(`token ${token}`)
  }),
)

let flush = 0
clock.every(70, () => {
  const number = ++flush
  const at = { wall: wallMs(number), origin: 'arrival' } as const
  const ids = Array.from({ length: APPLIANCES }, (_, index) => `appliance-${index}-0x00158d0001a2b3c4`)
  const values = ids.map(applianceId => ({ applianceId, property: 'brightness', value: number, at }))
  unlessRefused(() => {
    telemetry.save({ lastSeen: ids.map(applianceId => ({ applianceId, at })), values }, failure => {
      said(failure === undefined ? `flush ${number}` : `failed ${failure.message}`)
    })
    for (const id of ids.slice(0, 20)) {
      retained.put({ topic: `${id}/state`, payload: Buffer.from(String(number)), qos: 1, account: 'lamp' })
    }
    retained.flush()
  })
})
