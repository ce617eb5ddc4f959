/** A gateway that is looked after: its control socket, its configuration file watched, reloads one after another. */

import { watchFile } from '../adapters/files/watchFile.ts'
import { openLocalListener } from '../adapters/http/local.ts'
import type { Config, LoadResult } from '../config/config.ts'
import { seconds, zoneOffset } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { AdjustableLog } from '../ports/log.ts'
import { type Supervisor, UNATTENDED } from '../ports/supervisor.ts'
import { type Closers, createClosers } from './closers.ts'
import { type ControlOptions, controlRoutes } from './controlRoutes.ts'
import { type EndRecord, openEndRecord } from './endRecord.ts'
import { watchMemory } from './memoryWatch.ts'
import { openGateway, type RunningGateway } from './openGateway.ts'
import { createReloader, type Reload } from './reloader.ts'
import { statusLine } from './statusView.ts'
import { openVitalSigns } from './vitalSigns.ts'
import { feedWatchdog } from './watchdog.ts'

export interface ServiceOptions {
  readonly config: Config
  /** Reads the configuration again, whole. */
  readonly load: () => LoadResult
  readonly clock: Clock
  readonly log: AdjustableLog
  /** Who is told when it is ready and alive, default nobody. */
  readonly supervisor?: Supervisor
  /** Resident bytes of this process, default what the kernel says. */
  readonly rss?: () => number
}

export interface Service {
  readonly running: RunningGateway
  readonly reload: Reload
  /** Resolves with the reason once the service wants to be ended in order and started again. */
  readonly restartWanted: Promise<string>
  /** Notes for the next start why this one ends. */
  readonly noteEnd: EndRecord['note']
  readonly stop: () => Promise<void>
}

/** Calls of one person over a local socket end in no time. */
const CONTROL_GRACE_MS = seconds(1)

/**
 * Starts the gateway with everything around it.
 * @throws StoreError, ListenError, KeyError or BusError; what was opened is closed again
 */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { clock, log, config, supervisor = UNATTENDED } = options
  const closers = createClosers()
  try {
    const running = await openGateway(config, { clock, log })
    closers.add('gateway', running.stop)
    // After the gateway, which holds the lock of the folder: a second one must not write over the word of the first.
    const ends = openEndRecord({ folder: config.dataFolder, clock, zone: zoneOffset(config.timezone), log })
    const reload = tellingReload(createReloader(options, running), supervisor)
    const startedAt = clock.mono()
    await openControl({ config, running, reload, clock, log, startedAt, lastEnd: ends.previous }, closers)
    closers.add('file watch', watchFile({ file: config.file, clock, log, changed: () => void reload() }))
    const restartWanted = watchOver(options, running, supervisor, closers)
    supervisor.tell('ready', statusLine(running, clock))
    const stop = async (): Promise<void> => {
      supervisor.tell('stopping', 'answering what is in flight, writing what is not written')
      await closers.closeAll(log)
      await supervisor.settled()
    }
    return { running, reload, restartWanted, noteEnd: ends.note, stop }
  } catch (error) {
    await closers.closeAll(log)
    throw error
  }
}

async function openControl(options: ControlOptions, closers: Closers): Promise<void> {
  const { config, clock, log } = options
  const socketPath = config.control.socket
  if (socketPath === undefined) return
  const listener = await openLocalListener({ socketPath, routes: controlRoutes(options), clock, log })
  closers.add('control socket', () => listener.close(CONTROL_GRACE_MS))
}

/** A reload that the supervisor is told of, so that `systemctl reload` can wait for its end. */
const tellingReload =
  (reload: Reload, supervisor: Supervisor): Reload =>
  async () => {
    supervisor.tell('reloading')
    try {
      return await reload()
    } finally {
      supervisor.tell('ready')
    }
  }

function watchOver(
  { config, clock, log, rss = process.memoryUsage.rss }: ServiceOptions,
  running: RunningGateway,
  supervisor: Supervisor,
  closers: Closers,
): Promise<string> {
  const missing = openVitalSigns(running)
  const status = (): string => statusLine(running, clock)
  closers.add('watchdog', feedWatchdog({ supervisor, missing, status, clock, log }))
  return new Promise(restart => {
    closers.add('memory watch', watchMemory({ ...config.memory, rss, restart, clock, log }))
  })
}
