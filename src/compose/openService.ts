/** A gateway that is looked after: its control socket, its configuration file watched, reloads one after another. */

import { watchFile } from '../adapters/files/watchFile.ts'
import { openLocalListener } from '../adapters/http/local.ts'
import type { Config, LoadResult } from '../config/config.ts'
import { seconds } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { AdjustableLog } from '../ports/log.ts'
import { type Closers, createClosers } from './closers.ts'
import { controlRoutes } from './controlRoutes.ts'
import { openGateway, type RunningGateway } from './openGateway.ts'
import { createReloader, type Reload } from './reloader.ts'

export interface ServiceOptions {
  readonly config: Config
  /** Reads the configuration again, whole. */
  readonly load: () => LoadResult
  readonly clock: Clock
  readonly log: AdjustableLog
}

export interface Service {
  readonly running: RunningGateway
  readonly reload: Reload
  readonly stop: () => Promise<void>
}

/** Calls of one person over a local socket end in no time. */
const CONTROL_GRACE_MS = seconds(1)

/**
 * Starts the gateway with everything around it.
 * @throws StoreError, ListenError, KeyError or BusError; what was opened is closed again
 */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { clock, log, config } = options
  const closers = createClosers()
  try {
    const running = await openGateway(config, { clock, log })
    closers.add('gateway', running.stop)
    const reload = createReloader(options, running)
    await openControl(options, running, reload, closers)
    closers.add('file watch', watchFile({ file: config.file, clock, log, changed: () => void reload() }))
    return { running, reload, stop: () => closers.closeAll(log) }
  } catch (error) {
    await closers.closeAll(log)
    throw error
  }
}

async function openControl(
  { config, clock, log }: ServiceOptions,
  running: RunningGateway,
  reload: Reload,
  closers: Closers,
): Promise<void> {
  const socketPath = config.control.socket
  if (socketPath === undefined) return
  const routes = controlRoutes({ config, running, reload, clock, log, startedAt: clock.mono() })
  const listener = await openLocalListener({ socketPath, routes, clock, log })
  closers.add('control socket', () => listener.close(CONTROL_GRACE_MS))
}
