/** Configuration and data folder of a gateway under test: everything on, logins left open on loopback. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../src/adapters/clock/system.ts'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openTokenStore } from '../../src/adapters/sqlite/tokenStore.ts'
import { DATABASE_FILE } from '../../src/compose/databaseFile.ts'
import { BUILT_AT } from '../../src/compose/version.ts'
import type { Log } from '../../src/ports/log.ts'
import { applianceId } from './appliances.ts'
import type { BrokerKind } from './options.ts'
import { TOKEN_HASH } from './requests.ts'

export interface GatewaySetup {
  readonly folder: string
  readonly webhookPort: number
  readonly mqttPort: number
  readonly broker: BrokerKind
  readonly publicKeyPem: string
  readonly appliances: number
}

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error }

/** Writes the configuration and a database with the one token; returns the file of the configuration. */
export function writeGatewayConfig(setup: GatewaySetup): string {
  const dataFolder = join(setup.folder, 'data')
  mkdirSync(dataFolder, { recursive: true })
  const clock = systemClock({ builtAt: BUILT_AT })
  const database = openDatabase({ file: join(dataFolder, DATABASE_FILE), log: quiet, clock })
  openTokenStore(database).add(TOKEN_HASH, { label: 'bench', issuedAt: clock.wall(), expiresAt: undefined })
  database.close()
  const keyFile = join(setup.folder, 'key.pem')
  writeFileSync(keyFile, setup.publicKeyPem)
  const file = join(setup.folder, 'clova2mqtt.yaml')
  const { mqttPort, broker } = setup
  const mqtt = broker === 'embedded' ? [`  port: ${mqttPort}`] : [`  url: mqtt://127.0.0.1:${mqttPort}`]
  const lines = [
    'edition: KR',
    'language: en',
    `dataFolder: ${dataFolder}`,
    'webhook:',
    `  port: ${setup.webhookPort}`,
    '  key:',
    `    file: ${keyFile}`,
    'mqtt:',
    ...mqtt,
    setup.appliances === 0 ? 'appliances: {}' : 'appliances:',
    ...Array.from({ length: setup.appliances }, (_, at) => applianceLines(at)).flat(),
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

const applianceLines = (at: number): readonly string[] => [
  `  ${applianceId(at)}:`,
  '    type: LIGHT',
  `    name: Lamp ${at}`,
  '    native: true',
  '    interval: 30s',
  '    properties:',
  '      power: {}',
  '      brightness: {}',
]
