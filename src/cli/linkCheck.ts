/** `clova2mqtt link show --check`: takes CLOVA's way in, step by step, and names what is wrong and what mends it. */
import { lookup } from 'node:dns/promises'
import type { Text } from '../kernel/text.ts'
import { EXIT, flagOption, type Invocation, say } from './invocation.ts'
import { CAUSES } from './linkCauses.ts'
import { CHECK_WORDS, NOTES, STEP_TITLES, type StepId } from './linkCheckTexts.ts'
import type { LinkCommand } from './linkCommand.ts'
import { PAGE_STEPS } from './linkPages.ts'
import { ANSWER_MS, CONNECT_MS, type Target } from './linkProbe.ts'
import { listenOf, REACH_STEPS } from './linkReach.ts'
import { type CheckContext, type Outcome, type Step, wrongProbe } from './linkStep.ts'
import { TOKEN_STEPS } from './linkTokens.ts'

/** What may be otherwise than in the configuration; for tests. */
export interface CheckOverrides {
  readonly target?: Partial<Pick<Target, 'connectTo' | 'connectMs' | 'answerMs'>>
  readonly resolve?: CheckContext['resolve']
}

export interface Finding {
  readonly id: StepId
  readonly state: Outcome['state']
  /** What was found, or why it is wrong; empty for a step that was not checked. */
  readonly text: string
  readonly fix?: string
}

type Told = Pick<LinkCommand, 'invocation' | 'config' | 'desk' | 'clock'>

/** Prints the findings as they come. @returns 0 only when every step passed */
export async function printCheck(command: Told, ca: string | undefined, overrides?: CheckOverrides): Promise<number> {
  const { invocation } = command
  const { out } = invocation.io
  const json = flagOption(invocation, 'json')
  const findings: Finding[] = []
  for await (const finding of checkLinking(command, ca, overrides)) {
    findings.push(finding)
    if (!json) for (const line of findingLines(finding, invocation)) out(line)
  }
  // What was not checked hangs on one of these.
  const count = findings.filter(({ state }) => state === 'failed' || state === 'unknown').length
  if (json) out(JSON.stringify(findings, null, 2))
  else out(`\n${count === 0 ? say(invocation, CHECK_WORDS.good) : say(invocation, CHECK_WORDS.bad, { count })}`)
  return count === 0 ? EXIT.ok : EXIT.failed
}

/** Runs the steps in order; one whose premise did not hold is not checked. */
export async function* checkLinking(
  command: Told,
  ca: string | undefined,
  overrides: CheckOverrides = {},
): AsyncGenerator<Finding> {
  const context = contextOf(command, ca, overrides)
  const passed = new Set<StepId>()
  for (const step of [...REACH_STEPS, ...PAGE_STEPS, ...TOKEN_STEPS]) {
    const outcome = await outcomeOf(step, passed, context)
    if (outcome.state === 'ok' || outcome.state === 'note') passed.add(step.id)
    yield { id: step.id, ...told(outcome, command) }
  }
}

async function outcomeOf({ needs, run }: Step, passed: ReadonlySet<StepId>, context: CheckContext): Promise<Outcome> {
  if (!needs.every(need => passed.has(need))) return { state: 'skipped' }
  try {
    return await run(context)
  } catch (error) {
    return wrongProbe(error)
  }
}

const DEFAULT_PORT = 443

function contextOf({ config, desk, clock }: Told, ca: string | undefined, overrides: CheckOverrides): CheckContext {
  return {
    config,
    desk,
    target: targetOf({ config, clock }, ca, overrides),
    resolve: overrides.resolve ?? resolveAll,
    found: { addresses: [], refreshed: undefined },
  }
}

/** The public address as requests need it. Without one the first step fails, and nobody looks at the target. */
export function targetOf(
  { config, clock }: Pick<Told, 'config' | 'clock'>,
  ca: string | undefined,
  overrides: CheckOverrides = {},
): Target {
  const { hostname, port } = new URL(config.webhook.publicUrl ?? 'https://localhost')
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? DEFAULT_PORT : Number(port),
    clock,
    connectMs: CONNECT_MS,
    answerMs: ANSWER_MS,
    ...(ca === undefined ? {} : { ca }),
    ...overrides.target,
  }
}

/** As everything on this machine resolves names: hosts file, then DNS. */
const resolveAll = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)

function told(outcome: Outcome, { invocation, config }: Told): Omit<Finding, 'id'> {
  const { state } = outcome
  const publicUrl = config.webhook.publicUrl ?? ''
  const surroundings = { listen: listenOf(config), folder: config.dataFolder, live: `${publicUrl}/live` }
  const fill = (text: Text, values: Readonly<Record<string, string | number | Text>>): string =>
    say(invocation, text, { ...surroundings, host: hostOf(publicUrl), ...values })
  if ('cause' in outcome) {
    const { why, fix } = CAUSES[outcome.cause]
    return { state, text: fill(why, outcome.values), fix: fill(fix, outcome.values) }
  }
  if ('note' in outcome) return { state, text: fill(NOTES[outcome.note], outcome.values) }
  return { state, text: 'detail' in outcome ? outcome.detail : '' }
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '')

function findingLines({ id, state, text, fix }: Finding, invocation: Invocation): readonly string[] {
  const mark = say(invocation, CHECK_WORDS[state])
  const title = say(invocation, STEP_TITLES[id])
  if (fix === undefined) return [`[${mark}] ${title}${text === '' ? '' : `: ${text}`}`]
  return [
    `[${mark}] ${title}`,
    `    ${say(invocation, CHECK_WORDS.cause)}: ${text}`,
    `    ${say(invocation, CHECK_WORDS.fix)}: ${fix}`,
  ]
}
