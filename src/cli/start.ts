/** `clova2mqtt start`: runs the gateway until a signal. */
import { systemClock } from '../adapters/clock/system.ts'
import { openNotifier } from '../adapters/systemd/notifier.ts'
import { openService, type Service } from '../compose/openService.ts'
import { BUILT_AT, VERSION } from '../compose/version.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/loadConfig.ts'
import { seconds } from '../kernel/time.ts'
import type { AdjustableLog } from '../ports/log.ts'
import { type Ending, listenForEnd, stopWithin } from './endings.ts'
import { inLanguageOf, readConfigFile, requireConfigPath } from './findConfig.ts'
import { EXIT, type Invocation } from './invocation.ts'
import { openHomeLog } from './openHomeLog.ts'

/** Room beside the deadline of the directives in flight: the last write, the good-byes of the broker. */
const STOP_MARGIN_MS = seconds(5)

export async function run(asked: Invocation): Promise<number> {
  let service: Service | undefined
  // From the first moment: a SIGHUP nobody listens for ends a process, and a script may send one right after the start.
  const reload = (): void => void service?.reload()
  process.on('SIGHUP', reload)
  const file = requireConfigPath(asked)
  const { config, warnings } = readConfigFile(asked, file)
  const invocation = inLanguageOf(config, asked)
  const clock = systemClock({ builtAt: BUILT_AT })
  const log = openHomeLog(config, invocation.io, clock)
  const load = () => loadConfig(file, invocation.io.env)
  const endings = listenForEnd()
  for (const warning of warnings) log.warn(warning)
  const supervisor = openNotifier({ environment: invocation.io.env, pid: process.pid, log })
  service = await openService({ config, load, clock, log, supervisor })
  logReady(config, service, log)
  const ending = await Promise.race([endings.first, wantedBy(service)])
  service.noteEnd(ending.kind, ending.kind === 'signal' ? ending.signal : ending.reason)
  if (ending.kind === 'fault') log.error('stopping after a fault that nobody caught', { reason: ending.reason })
  else log.info('stopping', { reason: ending.kind === 'signal' ? ending.signal : ending.reason })
  const clean = await stopWithin(clock, config.webhook.deadlineMs + STOP_MARGIN_MS, service.stop)
  process.off('SIGHUP', reload)
  if (!clean) log.error('the stop took too long and was cut short')
  else log.info('stopped')
  if (ending.kind === 'memory') return EXIT.again
  return clean && ending.kind === 'signal' ? EXIT.ok : EXIT.failed
}

const wantedBy = async ({ restartWanted }: Service): Promise<Ending> => ({
  kind: 'memory',
  reason: await restartWanted,
})

function logReady(config: Config, { running }: Service, log: AdjustableLog): void {
  const { mqtt, webhook, edition } = config
  const broker =
    mqtt.kind === 'outside' ? mqtt.url : `mqtt://${mqtt.host}:${running.opened.embedded?.port() ?? mqtt.port}`
  log.info('ready', {
    version: VERSION,
    edition,
    webhook: `${running.listener.url}${webhook.path}`,
    broker,
    appliances: config.appliances.length,
    config: config.file,
  })
}
