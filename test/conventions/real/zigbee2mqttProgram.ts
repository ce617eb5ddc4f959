/** The real Zigbee2MQTT with a simulated radio, in a folder and a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder in which `npm install zigbee2mqtt` was done; nothing is installed by a test. */
export const ZIGBEE2MQTT = process.env['CLOVA2MQTT_ZIGBEE2MQTT'] ?? ''

export const zigbee2mqttMissing =
  ZIGBEE2MQTT === '' || !existsSync(join(ZIGBEE2MQTT, 'node_modules/zigbee2mqtt/package.json'))

/** A device that has joined: what its database knows of it. */
export interface Joined {
  readonly ieee: string
  readonly address: number
  readonly name: string
  readonly model: string
  readonly maker: string
  readonly endpoint: number
  readonly clusters: readonly number[]
  readonly power: 'Mains (single phase)' | 'Battery'
}

export interface Zigbee2mqttProgram {
  /** A sensor says something by itself. */
  readonly report: (from: Joined, cluster: number, attribute: number, type: number, value: number) => void
  /** Kills it as a power cut would, so that the broker tells its last will. */
  readonly kill: () => void
  readonly stop: () => Promise<void>
  /** What it has written so far, for a test that fails. */
  readonly output: () => string
}

export interface ProgramOptions {
  readonly url: string
  readonly login: { readonly user: string; readonly password: string }
  readonly base: string
  readonly devices: readonly Joined[]
  readonly group: { readonly id: number; readonly name: string; readonly members: readonly Joined[] }
}

/** Starts it; it is ready when it has published its lists. */
export function startZigbee2mqtt(options: ProgramOptions): Zigbee2mqttProgram {
  const data = mkdtempSync(join(tmpdir(), 'zigbee2mqtt-'))
  writeFileSync(join(data, 'database.db'), databaseOf(options))
  writeFileSync(join(data, 'configuration.yaml'), JSON.stringify(configurationOf(options)))
  const script = fileURLToPath(new URL('simulatedRadio.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, ZIGBEE2MQTT], {
    env: { ...process.env, ZIGBEE2MQTT_DATA: data },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)))
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  return {
    report({ address }, cluster, attribute, type, value) {
      child.stdin.write(`${JSON.stringify({ address, cluster, attribute, type, value })}\n`)
    },
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      if (isRunning(child)) child.kill('SIGKILL')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
    output: () => output,
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null

const COORDINATOR = '0x00124b00120144ae'

/** Its database: one line of JSON for each device and group (zigbee-herdsman). */
function databaseOf({ devices, group }: ProgramOptions): string {
  const endpointOf = (epId: number, clusters: readonly number[]) => ({
    ...{ profId: 260, epId, devId: 257, inClusterList: clusters, outClusterList: [] },
    ...{ clusters: {}, binds: [], configuredReportings: [], meta: {} },
  })
  const rowOf = (id: number, type: string, one: Joined) => ({
    ...{ id, type, ieeeAddr: one.ieee, nwkAddr: one.address, manufId: 4107, manufName: one.maker },
    ...{ powerSource: one.power, modelId: one.model, epList: [one.endpoint], meta: {} },
    endpoints: { [one.endpoint]: endpointOf(one.endpoint, one.clusters) },
    ...{ interviewCompleted: true, interviewState: 'SUCCESSFUL' },
  })
  const none = { name: '', model: '', maker: '', endpoint: 1, clusters: [], power: 'Battery' as const }
  const rows = [
    rowOf(1, 'Coordinator', { ...none, ieee: COORDINATOR, address: 0 }),
    ...devices.map((one, at) => rowOf(at + 2, one.power === 'Battery' ? 'EndDevice' : 'Router', one)),
    {
      ...{ id: devices.length + 2, type: 'Group', groupID: group.id, meta: {} },
      members: group.members.map(one => ({ deviceIeeeAddr: one.ieee, endpointID: one.endpoint })),
    },
  ]
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

/** JSON is YAML, too. The serial port is never opened: its adapter is the simulated one. */
const configurationOf = ({ url, login, base, devices, group }: ProgramOptions) => ({
  version: 5,
  mqtt: { base_topic: base, server: url, ...login },
  serial: { port: '/dev/null', adapter: 'zstack' },
  advanced: {
    ...{ log_output: ['console'], channel: 11, pan_id: 0x1a62 },
    ...{ network_key: Array.from({ length: 16 }, (_, at) => at), ext_pan_id: Array.from({ length: 8 }, () => 0xdd) },
  },
  frontend: { enabled: false },
  homeassistant: { enabled: false },
  availability: { enabled: true },
  devices: Object.fromEntries(devices.map(one => [one.ieee, { friendly_name: one.name }])),
  groups: { [group.id]: { friendly_name: group.name } },
})
