/** A home for the doctor to look at: its files, its gateway in this process, or a gateway that says what a test wants. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { generateDevelopmentKey } from '../../src/adapters/cek/sign.ts'
import { systemClock } from '../../src/adapters/clock/system.ts'
import { openLocalListener } from '../../src/adapters/http/local.ts'
import { openLog } from '../../src/adapters/log/openLog.ts'
import type { Line } from '../../src/cli/doctor/check.ts'
import { examine } from '../../src/cli/doctor/doctor.ts'
import { admitPatient, type PatientSources } from '../../src/cli/doctor/patient.ts'
import { openService, type Service } from '../../src/compose/openService.ts'
import { BUILT_AT } from '../../src/compose/version.ts'
import type { Config } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/loadConfig.ts'
import type { Json } from '../../src/kernel/json.ts'
import { testPort } from '../support/testPort.ts'
import { quiet } from './linkBench.ts'
import { temporaryFolder } from './support.ts'

export interface Ward {
  readonly folder: string
  readonly data: string
  readonly file: string
  readonly ports: { readonly webhook: number; readonly broker: number }
  /** Private half of the key in `key.pem`. */
  readonly privateKey: string
  readonly config: () => Config
  readonly start: () => Promise<Service>
  /** A control socket that answers with this. */
  readonly pretend: (status: Json, appliances?: readonly Json[]) => Promise<void>
  /** What the doctor says of one row: `code level`. */
  readonly says: (id: string, given?: Partial<PatientSources>) => Promise<readonly string[]>
  readonly lines: (given?: Partial<PatientSources>) => Promise<readonly Line[]>
}

/** @param text configuration beside the ports; `webhook` may be given whole */
export async function openWard(text = '', { isMade = true } = {}): Promise<Ward> {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  const file = join(folder, 'clova2mqtt.yaml')
  const ports = { webhook: await testPort(), broker: await testPort() }
  const { publicKeyPem, privateKeyPem } = generateDevelopmentKey()
  writeFileSync(join(folder, 'key.pem'), publicKeyPem)
  const mine = [
    ['webhook', `webhook: { port: ${ports.webhook} }`],
    ['mqtt', `mqtt: { port: ${ports.broker} }`],
  ].flatMap(([key, line]) => (new RegExp(`^${key}:`, 'm').test(text) ? [] : [line]))
  writeFileSync(file, `${[...mine, text.replaceAll('WEBHOOK', String(ports.webhook))].join('\n')}\n`)
  chmodSync(file, 0o640)
  if (isMade) mkdirSync(data, { mode: 0o700 })
  const clock = systemClock({ builtAt: BUILT_AT, keepAlive: true })
  const load = () => loadConfig(file, {})
  const config = (): Config => {
    const loaded = load()
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    return loaded.config
  }
  const lines: Ward['lines'] = async given => {
    const patient = await admitPatient({
      clock,
      language: 'en',
      configFile: file,
      environment: {},
      node: process.versions.node,
      uid: process.getuid?.() ?? 0,
      signingKey: undefined,
      authority: undefined,
      isOffline: true,
      ...given,
    })
    const found: Line[] = []
    for await (const line of examine(patient)) found.push(line)
    return found
  }
  return {
    folder,
    data,
    file,
    ports,
    privateKey: privateKeyPem.reveal(),
    config,
    async start() {
      const log = openLog({ clock, level: 'silent', style: 'json', destination: { write: () => undefined } })
      const service = await openService({ config: config(), load, clock, log })
      onTestFinished(service.stop)
      return service
    },
    async pretend(status, appliances = []) {
      const answer = (path: string, body: Json) => ({
        method: 'GET' as const,
        path,
        handle: async () => ({ status: 200, body }),
      })
      const routes = [answer('/status', status), answer('/appliances', appliances)]
      const listener = await openLocalListener({ socketPath: join(data, 'control.sock'), routes, clock, log: quiet })
      onTestFinished(() => listener.close(0))
    },
    lines,
    says: async (id, given) =>
      (await lines(given)).filter(line => line.id === id).map(({ code, level }) => `${code} ${level}`),
  }
}
