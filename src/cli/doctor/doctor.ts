/** `clova2mqtt doctor`: looks at everything from CLOVA's way in to the disk, and says what to do about what is wrong. */
import { systemClock } from '../../adapters/clock/system.ts'
import { BUILT_AT } from '../../compose/version.ts'
import { text } from '../../kernel/text.ts'
import { saidIn } from '../../kernel/told.ts'
import { closedFolder, configPath, inLanguageOf } from '../findConfig.ts'
import { EXIT, flagOption, type Invocation, say, textOption } from '../invocation.ts'
import { readNamedFile } from '../namedFile.ts'
import { firstLine } from '../runtime.ts'
import type { Check, Level, Line, Need } from './check.ts'
import { CLOUD_CHECKS } from './cloudChecks.ts'
import { CONSOLE_CHECKS } from './consoleChecks.ts'
import { DATA_CHECKS } from './dataChecks.ts'
import { EXPOSURE_CHECKS } from './exposureChecks.ts'
import { HOME_CHECKS } from './homeChecks.ts'
import { MACHINE_CHECKS } from './machineChecks.ts'
import { lookFromOutside } from './outside.ts'
import { admitPatient, type Patient } from './patient.ts'
import { PROCESS_CHECKS } from './processChecks.ts'
import { SERVICE_CHECKS } from './serviceChecks.ts'

const TEXTS = {
  ok: text('정상', '正常', 'ok'),
  warning: text('주의', '注意', 'warning'),
  failure: text('실패', '失敗', 'FAILURE'),
  skipped: text('확인 안 함', '未確認', 'not checked'),
  next: text('할 일', '対処', 'Next'),
  good: text('모두 정상입니다.', 'すべて正常です。', 'All is well.'),
  sum: text(
    '실패 {failures}, 주의 {warnings}',
    '失敗 {failures}、注意 {warnings}',
    '{failures} failure(s), {warnings} warning(s)',
  ),
  broke: text('살펴볼 수 없음: {reason}', '調べられない: {reason}', 'cannot be looked at: {reason}'),
} as const

const MISSING: Readonly<Record<Need, ReturnType<typeof text>>> = {
  config: text('설정이 있어야 알 수 있음', '設定がないとわからない', 'needs a good configuration'),
  gateway: text('실행 중이어야 알 수 있음', '稼働中でないとわからない', 'can be told only while the gateway runs'),
}

/** The end of the way in, then from the inside out. */
export const CHECKS: readonly Check[] = [
  ...CONSOLE_CHECKS,
  ...SERVICE_CHECKS,
  ...MACHINE_CHECKS,
  ...DATA_CHECKS,
  ...PROCESS_CHECKS,
  ...HOME_CHECKS,
  ...EXPOSURE_CHECKS,
  ...CLOUD_CHECKS,
]

export async function run(asked: Invocation): Promise<number> {
  const patient = await admitPatient({
    clock: systemClock({ builtAt: BUILT_AT, keepAlive: true }),
    language: asked.language,
    configFile: configPath(asked),
    closedFolder: closedFolder(),
    environment: asked.io.env,
    uid: process.getuid?.() ?? 0,
    node: process.versions.node,
    signingKey: readOption(asked, 'key'),
    authority: readOption(asked, 'ca'),
    isOffline: flagOption(asked, 'offline'),
  })
  const invocation = patient.config === undefined ? asked : inLanguageOf(patient.config, asked)
  const { out } = invocation.io
  const json = flagOption(invocation, 'json')
  const lines: Line[] = []
  for await (const line of examine({ ...patient, language: invocation.language })) {
    lines.push(line)
    if (!json) for (const printed of printedLine(line, invocation)) out(printed)
  }
  const count = (level: Level): number => lines.filter(line => line.level === level).length
  const [failures, warnings] = [count('failure'), count('warning')]
  if (json) out(JSON.stringify(lines, null, 2))
  else
    out(
      `\n${failures + warnings === 0 ? say(invocation, TEXTS.good) : say(invocation, TEXTS.sum, { failures, warnings })}`,
    )
  return failures === 0 ? EXIT.ok : EXIT.failed
}

/** Looks at everything, the way in from outside first. */
export async function* examine(patient: Patient): AsyncGenerator<Line> {
  const webhookAnswers = yield* lookFromOutside(patient)
  for (const row of CHECKS) yield* examineRow(row, { ...patient, webhookAnswers })
}

async function* examineRow(row: Check, patient: Patient): AsyncGenerator<Line> {
  const { id } = row
  const title = say(patient, row.title)
  const missing = row.needs.find(need => (need === 'config' ? patient.config === undefined : !patient.gateway.runs))
  if (missing !== undefined) {
    yield { id, code: `needs-${missing}`, level: 'skipped', title, text: say(patient, MISSING[missing]) }
    return
  }
  try {
    for (const { code, saying, values } of await row.examine(patient)) {
      const next = 'next' in saying ? { next: say(patient, saying.next, values) } : {}
      yield { id, code, level: saying.level, title, text: say(patient, saying.what, values), ...next }
    }
  } catch (error) {
    // One thing that cannot be looked at must not hide all the others.
    const reason = firstLine(saidIn(error, patient.language))
    yield { id, code: 'broke', level: 'failure', title, text: say(patient, TEXTS.broke, { reason }) }
  }
}

function printedLine({ level, title, text: found, next }: Line, invocation: Invocation): readonly string[] {
  const first = `[${say(invocation, TEXTS[level])}] ${title}: ${found}`
  return next === undefined ? [first] : [first, `    ${say(invocation, TEXTS.next)}: ${next}`]
}

/** @throws CommandError when it cannot be read */
function readOption(invocation: Invocation, name: string): string | undefined {
  const file = textOption(invocation, name)
  return file === undefined ? undefined : readNamedFile(invocation, `--${name}`, file)
}
