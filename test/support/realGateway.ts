/** The whole gateway as `start` opens it, from a configuration file on a disk, on free ports: nothing of it is replaced. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSigner, generateDevelopmentKey, type Signer } from '../../src/adapters/cek/sign.ts'
import { systemClock } from '../../src/adapters/clock/system.ts'
import { openLog } from '../../src/adapters/log/openLog.ts'
import type { BrokerCounters } from '../../src/adapters/mqtt/brokerCounters.ts'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openTokenStore } from '../../src/adapters/sqlite/tokenStore.ts'
import { DATABASE_FILE } from '../../src/compose/databaseFile.ts'
import { openGateway, type RunningGateway } from '../../src/compose/openGateway.ts'
import { BUILT_AT } from '../../src/compose/version.ts'
import { loadConfig } from '../../src/config/loadConfig.ts'
import type { JsonObject } from '../../src/kernel/json.ts'
import { cekRequest, TEST_TOKEN } from './cekRequest.ts'

export interface RealGateway {
  readonly running: RunningGateway
  readonly mqttPort: number
  /** Every line of the log so far, as JSON. */
  readonly lines: readonly string[]
  /** What the broker inside counts. */
  readonly counters: () => BrokerCounters
  /** A signed directive over HTTP; the name of the answer. */
  readonly directive: (action: string, applianceId: string, operands?: JsonObject) => Promise<string>
  readonly close: () => Promise<void>
}

/**
 * @param yaml everything but `dataFolder` and `webhook`: `mqtt` without a port, `appliances` …
 * @param deadlineMs of a directive
 */
export async function openRealGateway(yaml: string, deadlineMs = 3_500): Promise<RealGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-real-'))
  const file = join(folder, 'clova2mqtt.yaml')
  const key = generateDevelopmentKey()
  writeFileSync(join(folder, 'key.pem'), key.publicKeyPem)
  const own = `dataFolder: data\nwebhook: { deadline: ${deadlineMs}ms, key: { file: key.pem } }\n`
  writeFileSync(file, `${own}${yaml}`)
  const loaded = loadConfig(file, {})
  if (!loaded.ok) throw new Error(loaded.problems.map(one => `${one.key}: ${one.message.en}`).join('\n'))
  const { mqtt, webhook, dataFolder } = loaded.config
  if (mqtt.kind !== 'embedded') throw new Error('this gateway has its broker inside')
  const clock = systemClock({ builtAt: BUILT_AT })
  const lines: string[] = []
  const log = openLog({ clock, level: 'info', style: 'json', destination: { write: line => void lines.push(line) } })
  mkdirSync(dataFolder, { recursive: true })
  const database = openDatabase({ file: join(dataFolder, DATABASE_FILE), log, clock })
  const hash = createHash('sha256').update(TEST_TOKEN).digest('hex')
  openTokenStore(database).add(hash, { label: 'test', issuedAt: clock.wall(), expiresAt: undefined })
  database.close()
  // Any free port, which a file cannot ask for.
  const config = { ...loaded.config, mqtt: { ...mqtt, port: 0 }, webhook: { ...webhook, port: 0 } }
  const running = await openGateway(config, { clock, log })
  const { embedded } = running.opened
  if (embedded === undefined) throw new Error('no broker inside')
  const signer = createSigner(key.privateKeyPem)
  return {
    running,
    mqttPort: embedded.port() ?? 0,
    lines,
    counters: () => embedded.counters(),
    directive: (action, applianceId, operands = {}) =>
      post(`http://127.0.0.1:${running.listener.port}/clova`, signer, cekRequest({ action, applianceId, operands })),
    async close() {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function post(url: string, signer: Signer, bytes: Uint8Array): Promise<string> {
  const body = Buffer.from(bytes)
  const headers = { 'content-type': 'application/json', signaturecek: signer.sign(body) }
  const answer = await fetch(url, { method: 'POST', headers, body })
  const { header } = (await answer.json()) as { header: { name: string } }
  return header.name
}
