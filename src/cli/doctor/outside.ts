/** The way in from outside, as `clova2mqtt link show --check` takes it, in the doctor's lines. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DATABASE_FILE } from '../../compose/databaseFile.ts'
import { openLinkDesk } from '../../compose/openLinkDesk.ts'
import { text } from '../../kernel/text.ts'
import { StoreError } from '../../ports/stores.ts'
import { type Invocation, say } from '../invocation.ts'
import { checkLinking, type Finding } from '../linkCheck.ts'
import { STEP_TITLES, type StepId } from '../linkCheckTexts.ts'
import { SILENT_LOG } from '../quietLogs.ts'
import type { Level, Line } from './check.ts'
import type { Patient } from './patient.ts'

const TEXTS = {
  title: text('밖에서 들어오는 길', '外からの経路', 'The way in'),
  offline: text('--offline', '--offline', '--offline'),
  noConfig: text('설정이 있어야 알 수 있음', '設定がないとわからない', 'needs a good configuration'),
  noDatabase: text(
    '데이터베이스가 있어야 알 수 있음',
    'データベースがないとわからない',
    'needs a database: start the gateway once',
  ),
  look: text(
    '{next} 자세히: clova2mqtt link show --check',
    '{next} 詳しく: clova2mqtt link show --check',
    '{next} In full: clova2mqtt link show --check',
  ),
}

const LEVELS: Readonly<Record<Finding['state'], Level>> = {
  ok: 'ok',
  note: 'warning',
  failed: 'failure',
  unknown: 'warning',
  skipped: 'skipped',
}

/** Steps of account linking, which are none where it is switched off. */
const LINKING: ReadonlySet<StepId> = new Set(['login', 'redirect', 'privacy', 'basic', 'body', 'refresh'])

/**
 * What a step skips because of another is left out: that other one is told.
 * @returns whether the webhook answered at the public address
 */
export async function* lookFromOutside(patient: Patient): AsyncGenerator<Line, boolean> {
  const { config, clock, language, authority, outside } = patient
  const skipped = (why: keyof typeof TEXTS): Line => ({
    id: 'outside',
    code: why,
    level: 'skipped',
    title: say(patient, TEXTS.title),
    text: say(patient, TEXTS[why]),
  })
  if (config === undefined) yield skipped('noConfig')
  else if (patient.isOffline) yield skipped('offline')
  else if (!existsSync(join(config.dataFolder, DATABASE_FILE))) yield skipped('noDatabase')
  else {
    let answered = false
    const desk = deskOf(patient)
    if (desk === undefined) {
      yield skipped('noDatabase')
      return false
    }
    try {
      for await (const finding of checkLinking(
        { invocation: speaker(language), config, desk, clock },
        authority,
        outside,
      )) {
        answered ||= finding.id === 'webhook' && finding.state === 'ok'
        if (finding.state === 'skipped' || (LINKING.has(finding.id) && !config.linking.enabled)) continue
        yield lineOf(finding, patient)
      }
    } finally {
      desk.close()
    }
    return answered
  }
  return false
}

/** Undefined when the database cannot be opened, which has a row of its own. */
function deskOf({ config, clock }: Patient) {
  if (config === undefined) return undefined
  try {
    return openLinkDesk(config, { clock, log: SILENT_LOG })
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return undefined
  }
}

function lineOf({ id, state, text: found, fix }: Finding, patient: Patient): Line {
  const level = LEVELS[state]
  const line = { id: `outside.${id}`, code: state, level, title: say(patient, STEP_TITLES[id]), text: found }
  return level === 'ok' ? line : { ...line, next: say(patient, TEXTS.look, { next: fix ?? '' }).trim() }
}

/** The check only needs to know the language. */
const speaker = (language: Patient['language']): Invocation => ({
  io: { out: () => undefined, err: () => undefined, env: {}, columns: undefined },
  language,
  languageChosen: true,
  positionals: [],
  options: {},
})
