/** The home of the demonstration: the example flat in a temporary folder, with keys, logins and ports of its own. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Document, isMap, parseDocument } from 'yaml'
import type { Language } from '../kernel/text.ts'
import { APPLIANCE_TYPES, isApplianceType } from '../protocol/applianceTypes.ts'
import type { Edition } from '../protocol/edition.ts'
import { writeKeyPair } from './cekKey.ts'
import type { DemoScript } from './demoSteps.ts'
import { freePort } from './freePort.ts'

export interface DemoHome {
  readonly folder: string
  readonly configFile: string
  readonly keyFile: string
  readonly tokenFile: string
  readonly logFile: string
  readonly remove: () => void
}

/** Login that may read everything and say nothing. */
export const WATCHER = 'demo-watcher'

const EXAMPLE = fileURLToPath(new URL('../../config/flat.example.yaml', import.meta.url))

/** Shorter than the usual 3.5 s: three steps wait for it in vain. */
const DEADLINE = '1500ms'

/** 144 bits in 24 characters. */
const password = (): string => randomBytes(18).toString('base64url')

export async function prepareHome(script: DemoScript, edition: Edition, language: Language): Promise<DemoHome> {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-demo-'))
  const home = {
    folder,
    configFile: join(folder, 'clova2mqtt.yaml'),
    keyFile: join(folder, 'cek-dev-key.pem'),
    tokenFile: join(folder, 'token'),
    logFile: join(folder, 'gateway.log'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  mkdirSync(join(folder, 'data'), { mode: 0o700 })
  const { publicFile } = writeKeyPair(home.keyFile)
  const flat = parseDocument(readFileSync(EXAMPLE, 'utf8'))
  if (edition === 'JP') makeJapanese(flat, script.japanese)
  const [webhookPort, brokerPort] = [await freePort(), await freePort()]
  const settings = {
    edition,
    language,
    dataFolder: join(folder, 'data'),
    webhook: { port: webhookPort, deadline: DEADLINE, key: { file: publicFile } },
    mqtt: { port: brokerPort, accounts: accountsOf(flat) },
    presence: { sweep: '1s' },
  }
  for (const [key, value] of Object.entries(settings)) flat.set(key, flat.createNode(value))
  writeFileSync(home.configFile, flat.toString(), { mode: 0o600 })
  return home
}

/** A login for every appliance and bridge that speaks for itself, and one to watch. */
function accountsOf(flat: Document): Record<string, object> {
  const accounts: Record<string, object> = { [WATCHER]: { password: password(), subscribe: ['#'] } }
  for (const id of idsOf(flat, 'appliances')) {
    if (!flat.hasIn(['appliances', id, 'parent'])) accounts[id] = { password: password(), appliance: id }
  }
  for (const id of idsOf(flat, 'bridges')) accounts[id] = { password: password(), bridge: id }
  return accounts
}

function idsOf(flat: Document, key: string): readonly string[] {
  const map = flat.get(key)
  return isMap(map) ? map.items.map(({ key: id }) => String(id)) : []
}

/** What exists in the other edition only is taken out, what this one has is put in. */
function makeJapanese(flat: Document, { names, scenes }: DemoScript['japanese']): void {
  for (const id of idsOf(flat, 'appliances')) {
    const type = String(flat.getIn(['appliances', id, 'type']))
    const { editions } = isApplianceType(type) ? APPLIANCE_TYPES[type] : { editions: [] }
    if (!(editions as readonly string[]).includes('JP')) flat.deleteIn(['appliances', id])
    else flat.setIn(['appliances', id, 'name'], names[id] ?? id)
  }
  flat.delete('customCommands')
  flat.set('scenes', flat.createNode(scenes))
}
