/** `clova2mqtt simulate`: plays the appliances of a configuration over real MQTT, with faults on demand. */
import { createInterface } from 'node:readline'
import { systemClock } from '../adapters/clock/system.ts'
import { FAULTS, faultText, NO_FAULT, parseFault } from '../adapters/simulator/faults.ts'
import { openSimulator, type Simulator } from '../adapters/simulator/playMqtt.ts'
import { BUILT_AT } from '../compose/version.ts'
import { text } from '../kernel/text.ts'
import { seconds } from '../kernel/time.ts'
import { listenForEnd, stopWithin } from './endings.ts'
import { inLanguageOf, readConfig, requireConfigPath } from './findConfig.ts'
import { EXIT, flagOption, type Invocation, type Io, listOption, say, textOption, UsageError } from './invocation.ts'
import { brokerUrl, simulatorSources } from './outsideOf.ts'
import { listTable } from './table.ts'

const TEXTS = {
  hint: text(
    '명령: fault ID 고장 | list | quit. 고장:',
    'コマンド: fault ID 故障 | list | quit。故障:',
    'Commands: fault ID FAULT | list | quit. Faults:',
  ),
  badFault: text('{pair}: ID=고장 으로 쓰세요.', '{pair}: ID=故障 と書いてください。', '{pair}: write ID=FAULT.'),
  badUrl: text(
    '--url {url}: mqtt://HOST:PORT 또는 mqtts://HOST:PORT 로 쓰세요.',
    '--url {url}: mqtt://HOST:PORT または mqtts://HOST:PORT と書いてください。',
    '--url {url}: write mqtt://HOST:PORT or mqtts://HOST:PORT.',
  ),
  name: text('이름', '名前', 'Name'),
  fault: text('고장', '故障', 'Fault'),
  values: text('값', '値', 'Values'),
  unknown: text('{line}: 모르는 명령입니다.', '{line}: 不明なコマンドです。', '{line}: not understood.'),
}

/** Good-byes of all connections. */
const STOP_MS = seconds(3)

export async function run(asked: Invocation): Promise<number> {
  const config = readConfig(asked, requireConfigPath(asked, asked.positionals[0]))
  const invocation = inLanguageOf(config, asked)
  const { io } = invocation
  const url = textOption(invocation, 'url') ?? brokerUrl(config)
  if (!isBrokerUrl(url)) throw new UsageError(say(invocation, TEXTS.badUrl, { url }))
  const clock = systemClock({ builtAt: BUILT_AT })
  const endings = listenForEnd()
  const simulator = await openSimulator({ ...simulatorSources(config, url), clock, log: troubleLog(io) })
  for (const pair of listOption(invocation, 'fault')) applyPair(invocation, simulator, pair)
  const quit = listenToCommands(invocation, simulator)
  if (!flagOption(invocation, 'attached')) for (const line of faultHelp(invocation)) io.out(line)
  simulator.ready.then(() => io.out(`ready ${simulator.appliances.size} ${url}`)).catch(error => io.err(String(error)))
  await Promise.race([endings.first, quit])
  await stopWithin(clock, STOP_MS, simulator.close)
  return EXIT.ok
}

const isBrokerUrl = (url: string): boolean =>
  URL.canParse(url) && /^mqtts?:$/.test(new URL(url).protocol) && new URL(url).hostname !== ''

const troubleLog = ({ err }: Io) => {
  const tell = (message: string, fields?: object): void => err(`${message} ${JSON.stringify(fields ?? {})}`)
  return { debug: () => undefined, info: () => undefined, warn: tell, error: tell }
}

/** @throws UsageError */
function applyPair(invocation: Invocation, simulator: Simulator, pair: string): void {
  const [id = '', said = ''] = pair.split('=')
  const fault = parseFault(said)
  if (fault === undefined || !simulator.setFault(id, fault))
    throw new UsageError(say(invocation, TEXTS.badFault, { pair }))
}

function faultHelp(invocation: Invocation): readonly string[] {
  const rows = Object.entries(FAULTS).map(([name, row]) => [
    `  ${name}${'parameter' in row ? `:${row.parameter.otherwise}` : ''}`,
    say(invocation, row.text),
  ])
  return [say(invocation, TEXTS.hint), ...listTable(['', ''], rows).slice(1)]
}

/** Reads commands; resolves when it is time to go. Every command is answered by a line of its own. */
function listenToCommands(invocation: Invocation, simulator: Simulator): Promise<void> {
  return new Promise(resolve => {
    const lines = createInterface({ input: process.stdin })
    lines.on('line', line => {
      const [word, id = '', ...rest] = line.trim().split(/\s+/)
      if (word === 'quit') resolve()
      else if (word === 'list') for (const one of stateLines(invocation, simulator)) invocation.io.out(one)
      else if (word === 'fault') invocation.io.out(setFault(simulator, id, rest.join(' ')))
      else if (word !== '' && word !== undefined) invocation.io.out(say(invocation, TEXTS.unknown, { line }))
    })
    if (flagOption(invocation, 'attached')) lines.on('close', resolve)
  })
}

/** The answer is the command itself as it was understood, or one that begins with `no`. */
function setFault(simulator: Simulator, id: string, said: string): string {
  const fault = parseFault(said === '' ? NO_FAULT.name : said)
  if (fault === undefined) return `no fault ${said}`
  return simulator.setFault(id, fault) ? `fault ${id} ${faultText(fault)}` : `no appliance ${id}`
}

function stateLines(invocation: Invocation, { appliances }: Simulator): readonly string[] {
  const rows = [...appliances.values()].map(one => [
    one.appliance.id,
    one.appliance.name,
    faultText(one.fault()),
    JSON.stringify(one.values()),
  ])
  return listTable(['ID', ...[TEXTS.name, TEXTS.fault, TEXTS.values].map(title => say(invocation, title))], rows)
}
