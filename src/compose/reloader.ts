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
  let applied = options.config
  const reloadOnce = async (): Promise<ReloadOutcome> => {
    const { load, log } = options
    const result = load()
    if (!result.ok) return refuse(result.problems, options)
    for (const warning of result.warnings) log.warn(warning)
    const needRestart = await running.reload(result.config)
    // A level set by hand stands until the file changes it.
    if (result.config.log.level !== applied.log.level) log.setLevel(result.config.log.level)
    applied = result.config
    log.info('reloaded', { appliances: applied.appliances.length })
    if (needRestart.length > 0) log.warn('changed settings that need a restart', { settings: needRestart })
    return { ok: true, needRestart, warnings: result.warnings }
  }
  return () => {
    const next = last.then(reloadOnce)
    last = next.catch(error => options.log.error('reload failed', { reason: String(error) }))
    return next
  }
}

function refuse(problems: readonly Problem[], { config, log }: ReloadSources): ReloadOutcome {
  for (const problem of problems) log.error(formatProblem(problem, config.language))
  log.error('reload refused: the configuration before it stays in force', { problems: problems.length })
  return { ok: false, problems }
}
