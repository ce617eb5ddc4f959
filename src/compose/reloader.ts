/** Reads the configuration again and applies it whole, or leaves everything as it was. */
import type { Config, LoadResult } from '../config/config.ts'
import { formatProblem, type Problem } from '../config/problem.ts'
import type { AdjustableLog } from '../ports/log.ts'
import type { RunningGateway } from './openGateway.ts'

export interface ReloadSources {
  /** The configuration the gateway was started with. */
  readonly config: Config
  /** Reads the file again, whole. */
  readonly load: () => LoadResult
  readonly log: AdjustableLog
}

/** What became of a reload: applied whole, or refused whole with everything that is wrong. */
export type ReloadOutcome =
  | { readonly ok: true; readonly needRestart: readonly string[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export type Reload = () => Promise<ReloadOutcome>

/** Reloads in order; one that is asked for while another runs comes after it. */
export function createReloader(options: ReloadSources, running: RunningGateway): Reload {
  let last: Promise<unknown> = Promise.resolve()
  return () => {
    const next = last.then(() => reloadOnce(options, running))
    last = next.catch(error => options.log.error('reload failed', { reason: String(error) }))
    return next
  }
}

async function reloadOnce({ load, log, config }: ReloadSources, running: RunningGateway): Promise<ReloadOutcome> {
  const result = load()
  if (!result.ok) {
    for (const problem of result.problems) log.error(formatProblem(problem, config.language))
    log.error('reload refused: the configuration before it stays in force', { problems: result.problems.length })
    return { ok: false, problems: result.problems }
  }
  for (const warning of result.warnings) log.warn(warning)
  const needRestart = await running.reload(result.config)
  if (result.config.log.level !== config.log.level) log.setLevel(result.config.log.level)
  log.info('reloaded', { appliances: result.config.appliances.length })
  if (needRestart.length > 0) log.warn('changed settings that need a restart', { settings: needRestart })
  return { ok: true, needRestart, warnings: result.warnings }
}
