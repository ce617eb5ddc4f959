/** What the command line can ask and tell a running gateway. */
import { LocalError } from '../adapters/http/localError.ts'
import type { LocalRoute } from '../adapters/http/localRoute.ts'
import { formatProblem } from '../config/problem.ts'
import { MAX_OUT } from '../gateway/exposure/trialDesk.ts'
import { type Json, member } from '../kernel/json.ts'
import { filled } from '../kernel/text.ts'
import type { LogLevel } from '../ports/log.ts'
import { announcementRoutes } from './announcementRoutes.ts'
import { applianceLine, applianceView } from './applianceView.ts'
import { CONTROL_TEXTS } from './controlTexts.ts'
import type { Reload, ReloadOutcome } from './reloader.ts'
import { type StatusSources, statusView } from './statusView.ts'

export interface ControlOptions extends StatusSources {
  readonly reload: Reload
}

export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

const ok = (body: Json) => ({ status: 200, body })

export function controlRoutes(options: ControlOptions): readonly LocalRoute[] {
  const { running, config, clock, log } = options
  const { house } = running.gateway
  return [
    { method: 'GET', path: '/status', handle: async () => ok(statusView(options)) },
    {
      method: 'GET',
      path: '/appliances',
      handle: async () => ok([...house.all()].map(resident => applianceLine(resident, { house, config, clock }))),
    },
    {
      method: 'GET',
      path: '/appliances/:id',
      async handle(_body, { id = '' }) {
        const resident = house.get(id)
        if (resident === undefined) throw new LocalError('notFound', filled(CONTROL_TEXTS.noAppliance, { id }))
        return ok(applianceView(resident, { house, config, clock }))
      },
    },
    ...announcementRoutes(options),
    {
      method: 'POST',
      path: '/trials',
      handle: async body => ok({ ticket: ticketFor(running, member(body, 'sha256')) }),
    },
    { method: 'POST', path: '/reload', handle: async () => reloadAnswer(await options.reload(), config.language) },
    { method: 'GET', path: '/log-level', handle: async () => ok({ level: log.level() }) },
    {
      method: 'PUT',
      path: '/log-level',
      async handle(body) {
        const said = member(body, 'level')
        const level = LOG_LEVELS.find(one => one === said)
        if (level === undefined) {
          throw new LocalError('badRequest', filled(CONTROL_TEXTS.logLevel, { levels: LOG_LEVELS.join(', ') }))
        }
        log.setLevel(level)
        return ok({ level })
      },
    },
  ]
}

/** A ticket for the body that the doctor is about to send round through the public address. */
function ticketFor({ trials }: ControlOptions['running'], sha256: Json | undefined): string {
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new LocalError('badRequest', 'sha256 must be 64 hexadecimal digits in small letters')
  }
  const ticket = trials.issue(sha256)
  if (ticket !== undefined) return ticket
  throw new LocalError('notAllowed', filled(CONTROL_TEXTS.manyTrials, { count: MAX_OUT }))
}

function reloadAnswer(outcome: ReloadOutcome, language: 'ko' | 'ja' | 'en') {
  if (outcome.ok) return ok({ ok: true, needRestart: outcome.needRestart, warnings: outcome.warnings })
  return ok({ ok: false, problems: outcome.problems.map(problem => formatProblem(problem, language)) })
}
