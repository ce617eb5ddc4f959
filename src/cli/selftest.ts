/** `clova2mqtt selftest`: whether this build runs on this machine, without touching any configuration or data. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSigner, generateDevelopmentKey, type Signer } from '../adapters/cek/sign.ts'
import { systemClock } from '../adapters/clock/system.ts'
import { openSimulator } from '../adapters/simulator/playMqtt.ts'
import { openDatabase } from '../adapters/sqlite/open.ts'
import { openTokenStore } from '../adapters/sqlite/tokenStore.ts'
import { openService, type Service } from '../compose/openService.ts'
import { BUILT_AT, VERSION } from '../compose/version.ts'
import type { Config } from '../config/config.ts'
import { parseConfig } from '../config/loadConfig.ts'
import { offeredInterfaces } from '../home/offer.ts'
import { text } from '../kernel/text.ts'
import { minutes, wallPlus, zoneOffset } from '../kernel/time.ts'
import { saidIn } from '../kernel/told.ts'
import type { Clock } from '../ports/clock.ts'
import type { AdjustableLog } from '../ports/log.ts'
import { conformanceFaults, isErrorAnswer } from '../protocol/conform.ts'
import { writeRequest } from '../protocol/writeRequest.ts'
import { openDesk } from './cekDesk.ts'
import { freePort } from './freePort.ts'
import { EXIT, type Invocation, say } from './invocation.ts'
import { brokerUrl, simulatorSources, webhookUrl } from './outsideOf.ts'
import { SILENT_LOG } from './quietLogs.ts'
import { nativeText } from './runtime.ts'

const TEXTS = {
  native: text('네이티브 모듈', 'ネイティブモジュール', 'native module'),
  service: text('데이터베이스, 브로커, 웹훅', 'データベース、ブローカー、Webhook', 'database, broker, webhook'),
  directive: text('서명된 지시', '署名付きディレクティブ', 'signed directive'),
  ok: text('정상', '正常', 'ok'),
  failed: text('실패', '失敗', 'FAILED'),
} as const

/** A lamp that says what it is told to do: the shortest way through every part. */
const HOME = (ports: readonly [number, number], folder: string): string => `
dataFolder: ${JSON.stringify(folder)}
control: { socket: none }
linking: { enabled: false }
webhook: { port: ${ports[0]}, key: { file: ${JSON.stringify(join(folder, 'key.pem'))} } }
mqtt: { port: ${ports[1]} }
appliances:
  lamp: { type: LIGHT, name: lamp, native: true, properties: { power: } }
`

interface Running {
  readonly service: Service
  readonly config: Config
  readonly signer: Signer
}

interface Stage {
  readonly clock: Clock
  readonly folder: string
  /** Left by the second step for the third. */
  running: Running | undefined
}

export async function run(invocation: Invocation): Promise<number> {
  const { out } = invocation.io
  const { node, modules: abi } = process.versions
  out(`clova2mqtt ${VERSION}, Node ${node} (ABI ${abi}, ${process.platform}-${process.arch})`)
  const clock = systemClock({ builtAt: BUILT_AT, keepAlive: true })
  const stage: Stage = { clock, folder: mkdtempSync(join(tmpdir(), 'clova2mqtt-selftest-')), running: undefined }
  try {
    for (const [id, step] of STEPS) if (!(await passes(invocation, id, () => step(stage)))) return EXIT.failed
    return EXIT.ok
  } finally {
    await stage.running?.service.stop()
    rmSync(stage.folder, { recursive: true, force: true })
  }
}

type StepId = 'native' | 'service' | 'directive'

const STEPS: readonly (readonly [StepId, (stage: Stage) => void | Promise<void>])[] = [
  ['native', loadNative],
  ['service', startService],
  ['directive', sendDirective],
]

async function passes(invocation: Invocation, id: StepId, step: () => void | Promise<void>): Promise<boolean> {
  const { out, err } = invocation.io
  const title = say(invocation, TEXTS[id])
  try {
    await step()
    out(`[${say(invocation, TEXTS.ok)}] ${title}`)
    return true
  } catch (error) {
    const native = nativeText(invocation, error)
    const reason = saidIn(error, invocation.language)
    err(`[${say(invocation, TEXTS.failed)}] ${title}: ${native ?? reason}`)
    return false
  }
}

/** What goes wrong is told by the step that fails. */
const SILENT: AdjustableLog = { ...SILENT_LOG, level: () => 'silent', setLevel: () => undefined }

/** The module is loaded with the first database, not with the package. */
function loadNative({ folder }: Stage): void {
  openDatabase({ file: join(folder, 'first.db'), log: SILENT }).close()
}

async function startService(stage: Stage): Promise<void> {
  const { clock, folder } = stage
  const key = generateDevelopmentKey()
  writeFileSync(join(folder, 'key.pem'), key.publicKeyPem)
  const ports = [await freePort(), await freePort()] as const
  const load = () => parseConfig(HOME(ports, folder), join(folder, 'clova2mqtt.yaml'), {})
  const loaded = load()
  if (!loaded.ok) throw new Error(loaded.problems.map(one => `${one.key}: ${one.message.en}`).join(', '))
  const { config } = loaded
  const service = await openService({ config, load, clock, log: SILENT })
  stage.running = { service, config, signer: createSigner(key.privateKeyPem) }
}

/** The lamp is switched, and has to say so. */
async function sendDirective({ running, clock }: Stage): Promise<void> {
  if (running === undefined) throw new Error('the gateway did not start')
  const { config, service, signer } = running
  const lamp = config.appliances[0]
  const { edition } = config
  const asked = lamp && offeredInterfaces(lamp, edition).find(one => one.family === 'action')
  if (lamp === undefined || asked === undefined) throw new Error('there is nothing to switch')
  const simulator = await openSimulator({ ...simulatorSources(config, brokerUrl(config)), clock, log: SILENT })
  try {
    await simulator.ready
    const messageId = randomUUID()
    const accessToken = issueToken(service, clock)
    const zone = zoneOffset(config.timezone)
    const request = writeRequest(asked, edition, { messageId, accessToken, applianceId: lamp.id, operands: {}, zone })
    const { status, body } = await openDesk({ url: webhookUrl(config), signer, clock }).send(JSON.stringify(request))
    const faults = conformanceFaults(body, { asked, edition, messageId })
    if (status !== 200 || isErrorAnswer(body) || faults.length > 0) {
      throw new Error(`HTTP ${status} ${faults.join(', ')} ${JSON.stringify(body)}`)
    }
  } finally {
    await simulator.close()
  }
}

function issueToken({ running }: Service, clock: Clock): string {
  const token = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest('hex')
  const issuedAt = clock.wall()
  openTokenStore(running.database).add(hash, { label: 'selftest', issuedAt, expiresAt: wallPlus(issuedAt, minutes(5)) })
  return token
}
