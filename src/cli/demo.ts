/** `clova2mqtt demo`: gateway, broker and a simulated flat, and signed directives of every family through the real webhook. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSigner } from '../adapters/cek/sign.ts'
import { systemClock } from '../adapters/clock/system.ts'
import { openWatcher } from '../adapters/simulator/watchMqtt.ts'
import { topicsOf } from '../compose/applianceView.ts'
import type { Service } from '../compose/openService.ts'
import { BUILT_AT } from '../compose/version.ts'
import type { Config } from '../config/config.ts'
import { Secret } from '../kernel/secret.ts'
import { seconds, zoneOffset } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import { interfaceOf } from '../protocol/catalog.ts'
import { conformanceFaults } from '../protocol/conform.ts'
import type { Edition } from '../protocol/edition.ts'
import { isAction } from '../protocol/interfaces.ts'
import { writeRequest } from '../protocol/writeRequest.ts'
import { type Desk, openDesk } from './cekDesk.ts'
import { operandsFrom } from './cekOperands.ts'
import { type DemoFlat, openFlat } from './demoFlat.ts'
import { type DemoHome, prepareHome, WATCHER } from './demoHome.ts'
import {
  columnWidths,
  type DemoMessage,
  type DemoResult,
  headerLine,
  resultLines,
  ruleLine,
  unexpected,
} from './demoRow.ts'
import { issueToken, openDemoService } from './demoService.ts'
import { type DemoScript, type DemoStep, readScript, stepsOf } from './demoSteps.ts'
import { DEMO_TEXTS, nextCommands } from './demoTexts.ts'
import { editionOption } from './editionOption.ts'
import { listenForEnd, stopWithin } from './endings.ts'
import { readConfig } from './findConfig.ts'
import { EXIT, flagOption, type Invocation, say } from './invocation.ts'
import { accountOf, brokerUrl } from './outsideOf.ts'

/** After the answer the last messages are still on their way to whoever watches. */
const TRAIL_MS = 60

/** Every appliance is heard within a second of its connection; a slow machine gets ten. */
const SETTLE_MS = seconds(10)
const LOOK_MS = 50

/** The flat says good-bye, and the gateway answers what is still in flight. */
const STOP_MS = seconds(8)

interface Stage {
  readonly script: DemoScript
  readonly invocation: Invocation
  readonly config: Config
  readonly home: DemoHome
  readonly service: Service
  readonly flat: DemoFlat
  readonly desk: Desk
  readonly token: Secret
  readonly clock: Clock
  /** Messages on the broker since the last step began. */
  readonly heard: DemoMessage[]
}

export async function run(invocation: Invocation): Promise<number> {
  const edition = editionOption(invocation, 'KR')
  const clock = systemClock({ builtAt: BUILT_AT, keepAlive: true })
  const endings = listenForEnd()
  const script = readScript()
  const home = await prepareHome(script, edition, invocation.language)
  const closing: (() => Promise<void>)[] = []
  try {
    const ended = endings.first.then(() => undefined)
    const shown = await Promise.race([perform({ invocation, script, home, clock }, closing), ended])
    if (shown === undefined) return EXIT.failed
    if (flagOption(invocation, 'once')) return shown.failed === 0 ? EXIT.ok : EXIT.failed
    stayUp(shown.stage)
    await ended
    return EXIT.ok
  } finally {
    await stopWithin(clock, STOP_MS, async () => {
      for (const close of closing.reverse()) await close()
    })
    home.remove()
    endings.stopListening()
  }
}

async function perform(
  { invocation, script, home, clock }: Pick<Stage, 'invocation' | 'script' | 'home' | 'clock'>,
  closing: (() => Promise<void>)[],
): Promise<{ stage: Stage; failed: number }> {
  const { out } = invocation.io
  const config = readConfig(invocation, home.configFile)
  const service = await openDemoService(config, home, clock, invocation.io.env)
  closing.push(service.stop)
  const token = issueToken(service, home, clock)
  const heard: DemoMessage[] = []
  const url = brokerUrl(config)
  const watcher = await openWatcher({ url, login: accountOf(config, WATCHER), hear: message => heard.push(message) })
  closing.push(watcher.close)
  const flat = await openFlat(home.configFile, clock)
  closing.push(flat.close)
  const webhook = `${service.running.listener.url}${config.webhook.path}`
  const desk = openDesk({ url: webhook, signer: createSigner(new Secret(readFileSync(home.keyFile, 'utf8'))), clock })
  const stage: Stage = { invocation, script, config, home, service, flat, desk, token, clock, heard }
  await until(clock, () => [...service.running.gateway.house.all()].every(one => one.evidence.heard !== undefined))
  out(
    say(invocation, DEMO_TEXTS.intro, {
      count: config.appliances.length,
      broker: url,
      webhook,
      edition: config.edition,
    }),
  )
  return { stage, failed: await showAll(stage, config.edition) }
}

async function showAll(stage: Stage, edition: Edition): Promise<number> {
  const { invocation } = stage
  const { out, columns } = invocation.io
  const widths = columnWidths(columns)
  const titles = [DEMO_TEXTS.directive, DEMO_TEXTS.sent, DEMO_TEXTS.reported, DEMO_TEXTS.answer]
  out(headerLine([...titles.map(title => say(invocation, title)), '   ms'], widths))
  const steps = stepsOf(stage.script, edition)
  let failed = 0
  for (const step of steps) {
    const result = await takeStep(stage, step)
    if (result.faults.length > 0) failed++
    out(ruleLine(widths))
    for (const line of resultLines(result, widths, invocation)) out(line)
  }
  out('')
  out(say(invocation, failed === 0 ? DEMO_TEXTS.good : DEMO_TEXTS.bad, { count: steps.length, failed }))
  return failed
}

/** Sends one directive while its appliance suffers from the step's fault. */
async function takeStep(stage: Stage, step: DemoStep): Promise<DemoResult> {
  const { flat, service, clock, heard, config } = stage
  const { appliance: id, fault } = step
  const { house } = service.running.gateway
  const resident = id === undefined ? undefined : house.get(id)
  if (fault !== undefined && id !== undefined) {
    await flat.tell(`fault ${id} ${fault}`, `fault ${id} ${fault}`)
    if (fault === 'offline' && resident !== undefined) {
      await until(clock, () => house.presence(resident, clock.mono()).word === 'offline')
    }
  }
  heard.length = 0
  const { answer, durationMs, faults } = await direct(stage, step)
  await pause(clock, TRAIL_MS)
  const topics = resident === undefined ? { sent: [], heard: [] } : topicsOf(resident.appliance, config.mqtt.base)
  const messages = heard.filter(({ topic }) => !/\/(presence|heartbeat)$/.test(topic))
  if (fault !== undefined && fault !== 'offline') await flat.tell(`fault ${id} none`, `fault ${id} none`)
  return {
    title: [step.action, step.value, step.with].filter(part => part !== undefined).join(' '),
    subtitle: [resident?.appliance.name ?? id ?? '', fault === undefined ? '' : `(${fault})`].join(' ').trim(),
    sent: messages.filter(({ topic }) => topics.sent.includes(topic)),
    reported: messages.filter(({ topic }) => topics.heard.includes(topic)),
    answer,
    durationMs,
    faults,
  }
}

async function direct({ invocation, config, desk, token }: Stage, step: DemoStep) {
  if (!isAction(step.action)) throw new Error(`the demonstration names ${step.action}`)
  const asked = interfaceOf(step.action)
  const { edition } = config
  const messageId = randomUUID()
  const pairs = step.with === undefined ? [] : [step.with]
  const operands = operandsFrom(invocation, asked, edition, { value: step.value, pairs })
  const request = writeRequest(asked, edition, {
    messageId,
    accessToken: token.reveal(),
    applianceId: step.appliance,
    operands,
    zone: zoneOffset(config.timezone),
  })
  const { body: answer, durationMs } = await desk.send(JSON.stringify(request))
  const departures = conformanceFaults(answer, { asked, edition, messageId })
  return {
    answer,
    durationMs,
    faults: [
      ...unexpected(answer, { name: step.error ?? asked.response, tells: step.tells }, invocation),
      ...departures,
    ],
  }
}

/** Shows what can be tried now; what is typed goes to the simulated flat. */
function stayUp({ invocation, script, home, flat }: Stage): void {
  const { out } = invocation.io
  for (const line of nextCommands(invocation, home, script.next)) out(line)
  flat.onLine(out)
  process.stdin.setEncoding('utf8')
  process.stdin.on('data', (text: string) => {
    for (const line of text.split('\n')) if (line.trim() !== '' && line.trim() !== 'quit') flat.pass(line)
  })
}

/** Waits until something holds, but not for ever: the table then shows what is missing. */
async function until(clock: Clock, holds: () => boolean): Promise<void> {
  const start = clock.mono()
  while (!holds() && clock.mono() - start < SETTLE_MS) await pause(clock, LOOK_MS)
}

const pause = (clock: Clock, durationMs: number): Promise<void> =>
  new Promise(resolve => {
    clock.after(durationMs, resolve)
  })
