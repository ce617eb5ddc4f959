/** A running gateway with everything real around it, and what must hold of it after every row. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSigner, generateDevelopmentKey } from '../../src/adapters/cek/sign.ts'
import { systemClock } from '../../src/adapters/clock/system.ts'
import { openLog } from '../../src/adapters/log/openLog.ts'
import { openDatabase } from '../../src/adapters/sqlite/open.ts'
import { openTokenStore } from '../../src/adapters/sqlite/tokenStore.ts'
import { DATABASE_FILE } from '../../src/compose/databaseFile.ts'
import { openGateway } from '../../src/compose/openGateway.ts'
import { openLinkDesk } from '../../src/compose/openLinkDesk.ts'
import { createReloader } from '../../src/compose/reloader.ts'
import { BUILT_AT } from '../../src/compose/version.ts'
import type { Config, LoadResult } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/loadConfig.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { days, monoPlus, wallPlus } from '../../src/kernel/time.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { connectFakeAppliance } from '../support/fakeAppliance.ts'
import type { Bench } from './badCase.ts'
import { homeConfig, PASSWORDS, TOKENS, UNSPEAKABLE, USER } from './home.ts'
import { httpTools } from './httpTools.ts'
import { mqttTools } from './mqttTools.ts'
import { oauthTools } from './oauthTools.ts'

export interface OpenBench extends Bench {
  /** Every line of the log so far, as JSON. */
  readonly lines: readonly string[]
  /** What no log line may contain, with what this home has made for itself. */
  readonly unspeakable: readonly string[]
  /** A good directive: `fine`, or what was wrong with its answer. */
  readonly goodDirective: () => Promise<string>
  /** What is held at this moment that should be none or bounded. */
  readonly held: () => {
    readonly waiters: number
    readonly inFlight: number
    readonly queued: number
    readonly retainedBytes: number
  }
  readonly close: () => Promise<void>
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface BenchOptions {
  /** Port of a broker without logins, instead of the embedded one. */
  readonly outsidePort?: number
  readonly lampsOnly?: boolean
}

export async function openBench(
  edition: 'KR' | 'JP',
  { outsidePort, lampsOnly = false }: BenchOptions = {},
): Promise<OpenBench> {
  const folder = mkdtempSync(join(tmpdir(), 'clova2mqtt-bad-'))
  const file = join(folder, 'clova2mqtt.yaml')
  const key = generateDevelopmentKey()
  const configText = homeConfig(edition, {
    broker: outsidePort === undefined ? undefined : `mqtt://127.0.0.1:${outsidePort}`,
    lampsOnly,
  })
  writeFileSync(join(folder, 'key.pem'), key.publicKeyPem)
  writeFileSync(file, configText)
  const load = (): LoadResult => loadConfig(file, {})
  const config = anyPorts(load())
  const clock = jumpingClock(systemClock({ builtAt: BUILT_AT }))
  const lines: string[] = []
  const log = openLog({ clock, level: 'debug', style: 'json', destination: { write: line => void lines.push(line) } })
  addTokens(config, clock, log)
  const client = await addUser(config, clock, log)
  const running = await openGateway(config, { clock, log })
  const reload = createReloader({ config, load, log }, running)

  const mqttPort = outsidePort ?? running.opened.embedded?.port() ?? 0
  const login =
    outsidePort === undefined
      ? (account: string) => ({ username: account, password: PASSWORDS[account as keyof typeof PASSWORDS] })
      : undefined
  const appliance = (id: string) =>
    connectFakeAppliance({
      url: `mqtt://127.0.0.1:${mqttPort}`,
      id,
      base: 'clova2mqtt',
      values: { power: 'on', brightness: 50 },
      connection: login?.(id) ?? {},
    })
  const [lamp, desk] = [await appliance('lamp'), await appliance('desk')]
  const http = httpTools(running.listener.port ?? 0, createSigner(key.privateKeyPem), edition)
  const mqtt = mqttTools({ port: mqttPort, running, desk, http, login, clock })
  const [redirectUri = ''] = config.linking.redirectUris
  const oauth = oauthTools({
    port: running.listener.port ?? 0,
    client,
    redirectUri,
    beforeLogin: () => clock.jump(LOGIN_MS),
  })
  let brightness = 0
  return {
    http,
    oauth,
    mqtt,
    lines,
    unspeakable: [...UNSPEAKABLE, client.secret],
    configText,
    tokens: TOKENS,
    lampCommands: lamp.commands,
    async reload(content) {
      rmSync(file, { force: true, recursive: true })
      if (content !== undefined) writeFileSync(file, content)
      const outcome = await reload()
      rmSync(file, { force: true })
      writeFileSync(file, configText)
      if (!outcome.ok) return outcome.problems.map(one => `${one.code} ${one.key}`.trim()).join(', ')
      await reload()
      return 'reloaded'
    },
    cli: (args, env, input) => runCli(folder, key.privateKeyPem.reveal(), args, { env, input }),
    async goodDirective() {
      brightness = (brightness % 100) + 1
      const outcome = await http.directive('SetBrightness', 'lamp', { brightness: { value: brightness } })
      if (outcome !== '200 SetBrightnessConfirmation') return outcome
      return lamp.values['brightness'] === brightness ? 'fine' : `the lamp is at ${lamp.values['brightness']}`
    },
    held: () => ({
      waiters: running.gateway.counters().waiters,
      inFlight: running.gateway.door.counters().inFlight,
      queued: mqtt.counters()['queuedMessages'] ?? 0,
      retainedBytes: mqtt.counters()['retainedBytes'] ?? 0,
    }),
    async close() {
      await mqtt.close()
      for (const one of [lamp, desk]) one.client.end(true)
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One password is checked in 3 s in the long run, and a row may come sooner. */
const LOGIN_MS = 3_000

/** Elapsed time can be jumped over; timers stay as they are. */
function jumpingClock(clock: Clock): Clock & { readonly jump: (durationMs: number) => void } {
  let jumpedMs = 0
  return {
    ...clock,
    mono: () => monoPlus(clock.mono(), jumpedMs),
    jump: durationMs => {
      jumpedMs += durationMs
    },
  }
}

/** Any free port, which a file cannot ask for. */
function anyPorts(result: LoadResult): Config {
  if (!result.ok) throw new Error(result.problems.map(one => `${one.key}: ${one.message.en}`).join('\n'))
  const { config } = result
  const mqtt = config.mqtt.kind === 'embedded' ? { ...config.mqtt, port: 0 } : config.mqtt
  return { ...config, mqtt, webhook: { ...config.webhook, port: 0 } }
}

function addTokens(config: Config, clock: Clock, log: ReturnType<typeof openLog>): void {
  mkdirSync(config.dataFolder, { recursive: true })
  const database = openDatabase({ file: join(config.dataFolder, DATABASE_FILE), log, clock })
  const store = openTokenStore(database)
  const add = (token: string, expiresAt?: ReturnType<typeof clock.wall>): string => {
    const hash = createHash('sha256').update(token).digest('hex')
    return store.add(hash, { label: 'test', issuedAt: wallPlus(clock.wall(), -days(2)), expiresAt }).id
  }
  add(TOKENS.good)
  add(TOKENS.expired, wallPlus(clock.wall(), -days(1)))
  store.revoke(add(TOKENS.revoked), clock.wall())
  database.close()
}

/** @returns the client that CLOVA is */
async function addUser(config: Config, clock: Clock, log: ReturnType<typeof openLog>) {
  const { desk, linking, close } = openLinkDesk(config, { clock, log })
  await desk.addUser(USER.name, new Secret(USER.password))
  const { id, secret } = linking.client()
  close()
  return { id, secret: secret.reveal() }
}

/** A folder of its own beside the running home: `home.yaml` is a good configuration of a gateway that does not run. */
async function runCli(
  folder: string,
  privateKey: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string> | undefined; input?: string | undefined },
): Promise<string> {
  const cwd = mkdtempSync(join(folder, 'cli-'))
  writeFileSync(
    join(cwd, 'home.yaml'),
    'language: en\nappliances: { lamp: { type: LIGHT, name: Lamp, native: true, properties: { power: {}, brightness: {} } } }\n',
  )
  writeFileSync(join(cwd, 'broken.yaml'), 'edition: [\n')
  writeFileSync(join(cwd, 'text.pem'), 'no key\n')
  writeFileSync(join(cwd, 'key.pem'), privateKey, { mode: 0o600 })
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], LANG: 'C', ...env },
    stdio: 'pipe',
  })
  // A command that reads nothing may be gone before this is written.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  let err = ''
  let out = ''
  child.stderr.on('data', chunk => {
    err += chunk
  })
  child.stdout.on('data', chunk => {
    out += chunk
  })
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  const [first = ''] = err.split('\n')
  const stack = /^\s+at /m.test(err) ? ' (with a stack trace)' : ''
  const leak = UNSPEAKABLE.some(secret => `${out}${err}`.includes(secret)) ? ' (with a secret)' : ''
  return `exit ${code}: ${first.replaceAll(cwd, '…')}${stack}${leak}`
}
