/** The systems that are compared, and how each is started. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '../../src/cli/freePort.ts'
import type { Built } from './build.ts'
import type { FloorSetup } from './floorServer.ts'
import { writeGatewayConfig } from './gatewayConfig.ts'
import type { LoadSetup } from './load.ts'
import type { BrokerKind } from './options.ts'
import { type Core, listening, MOSQUITTO, type Running, type Steered, start, startSteered } from './processes.ts'
import { residentMb } from './procStats.ts'
import { APPLIANCES, type Requests, TOKEN_HASH } from './requests.ts'
import { unitEnvironment } from './serviceUnit.ts'

export const KINDS = ['bare', 'full', 'full, batched', 'gateway'] as const
/** `announced`: the full floor that also keeps what announces itself; measured by itself. */
export type SystemKind = (typeof KINDS)[number] | 'announced'

export interface System {
  readonly kind: SystemKind
  readonly broker: BrokerKind
}

/** What every run needs: compiled programs, requests, a folder on a disk. */
export interface Bench {
  readonly folder: string
  readonly built: Built
  readonly requests: Requests
  readonly requestsFile: string
  /** Arguments for Node when it runs the gateway. */
  readonly gatewayNode: readonly string[]
}

export interface Started {
  readonly pid: number
  /** With the configuration of a gateway in it. */
  readonly folder: string
  readonly webhookPort: number
  /** From the spawn to the end of the first answer to a signed request. */
  readonly firstAnswerMs: number
  /** A moment after the first answer, before any appliance is connected. */
  readonly residentMb: number
  readonly load: Steered
  readonly stop: () => Promise<void>
}

export interface StartOptions {
  readonly appliances?: number
  readonly connections?: number
  readonly answering?: boolean
  /** Arguments for Node before the program. */
  readonly node?: readonly string[]
  /** Where the server runs, default its own core. */
  readonly core?: Core
}

/** Few enough messages per connection for the gateway's limit of 600 a second on each, far beyond the highest rate. */
const CONNECTIONS = 50
/** Memory right after the start still moves while the first answer is cleaned up. */
const SETTLE_MS = 1_000
const FIRST_ANSWER_TRIES_MS = 3
const FIRST_ANSWER_LIMIT_MS = 20_000

export async function startSystem(bench: Bench, system: System, options: StartOptions = {}): Promise<Started> {
  const { appliances = APPLIANCES, connections = CONNECTIONS, answering = true, node = [], core = 'server' } = options
  const folder = mkdtempSync(join(bench.folder, 'run-'))
  const [webhookPort, mqttPort] = [await freePort(), await freePort()]
  const mosquitto = system.broker === 'mosquitto' ? await startMosquitto(folder, mqttPort) : undefined
  const program = commandOf(bench, system, { folder, webhookPort, mqttPort, appliances })
  const spawnedAt = performance.now()
  const environment = system.kind === 'gateway' ? ['env', ...unitEnvironment()] : []
  const server = start(core, [...environment, process.execPath, ...node, ...program])
  const firstAnswerMs = (await firstAnswer(webhookPort, bench.requests.discover)) - spawnedAt
  await listening(mqttPort)
  await new Promise(resolve => setTimeout(resolve, SETTLE_MS))
  const residentAtStartMb = residentMb(server.pid)
  const load = startSteered('generator', bench.built.load)
  const setup: LoadSetup = {
    webhookPort,
    mqttPort,
    appliances,
    connections,
    answering,
    requestsFile: bench.requestsFile,
  }
  await load.ask({ kind: 'setup', ...setup })
  return {
    pid: server.pid,
    folder,
    webhookPort,
    firstAnswerMs,
    residentMb: residentAtStartMb,
    load,
    async stop() {
      await load.stop()
      await server.stop()
      await mosquitto?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Place {
  readonly folder: string
  readonly webhookPort: number
  readonly mqttPort: number
  readonly appliances: number
}

function commandOf({ built, requests, gatewayNode }: Bench, { kind, broker }: System, place: Place): readonly string[] {
  const { publicKeyPem } = requests
  if (kind === 'gateway') {
    return [...gatewayNode, built.gateway, 'start', '--config', writeGatewayConfig({ ...place, broker, publicKeyPem })]
  }
  const setup: FloorSetup = {
    ...place,
    broker,
    publicKeyPem,
    checks: kind !== 'bare',
    stores: kind === 'bare' ? 'nothing' : kind === 'full' ? 'rows' : 'batches',
    announced: kind === 'announced',
    tokenHash: TOKEN_HASH,
    file: join(place.folder, 'floor.db'),
  }
  return [built.floor, JSON.stringify(setup)]
}

async function startMosquitto(folder: string, port: number): Promise<Running> {
  const file = join(folder, 'mosquitto.conf')
  const user = process.getuid?.() === 0 ? ['user root'] : []
  writeFileSync(file, [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'log_type none', ...user, ''].join('\n'))
  // It complains of running as root, on a port of its own on loopback.
  const running = start('server', [MOSQUITTO ?? 'mosquitto', '-c', file], 'ignore')
  await listening(port)
  return running
}

/** Tries again and again until a request is answered with 200; returns the moment of that. */
async function firstAnswer(port: number, request: Buffer): Promise<number> {
  const until = performance.now() + FIRST_ANSWER_LIMIT_MS
  while (performance.now() < until) {
    if (await answered(port, request)) return performance.now()
    await new Promise(resolve => setTimeout(resolve, FIRST_ANSWER_TRIES_MS))
  }
  throw new Error(`no answer within ${FIRST_ANSWER_LIMIT_MS} ms of the start`)
}

function answered(port: number, request: Buffer): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received = ''
    socket.on('connect', () => void socket.write(request))
    socket.on('data', chunk => {
      received += chunk.toString('latin1')
      if (!received.includes('\r\n\r\n')) return
      resolve(received.startsWith('HTTP/1.1 200'))
      socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(false))
  })
}
