/** Runs one row against a bench and tells everything that does not hold afterwards. */
import type { BadCase } from './badCase.ts'
import type { OpenBench } from './openBench.ts'

/** A directive, a login and a refusal or two; a flood of the same thing is told once a minute. */
const USUAL_LINES = 10

/** Five fields of the longest text a field may have (500 characters). */
const MAX_LINE_CHARACTERS = 2_800

/** What the gateway, the clients, the brokers and the test together may grow by over all rows. */
const MAX_GROWTH_BYTES = 320 * 1024 * 1024

/** As the broker's own bound says (`maxRetainedBytes`). */
const MAX_RETAINED_BYTES = 8_388_608

/** What came back, and what must hold after every row but does not. */
export interface CaseReport {
  readonly answer: string
  readonly afterwards: readonly string[]
}

/** An appliance that the gateway asks by itself, because it was silent for long, has 5 s to answer. */
const QUESTION_MS = 8_000

/** @param patienceMs how long what is held may take to go by itself */
export async function runCase(
  one: BadCase,
  bench: OpenBench,
  startRssBytes: number,
  patienceMs = QUESTION_MS,
): Promise<CaseReport> {
  const before = bench.lines.length
  const answer = await one.run(bench)
  const caused = bench.lines.length - before
  const good = await bench.goodDirective()
  const lines = bench.lines.slice(before)
  const { waiters, inFlight, queued, retainedBytes } = await heldAtLast(bench, patienceMs)
  const grown = process.memoryUsage.rss() - startRssBytes
  const limit = one.maxLines ?? USUAL_LINES
  const checks: readonly (readonly [boolean, string])[] = [
    [good === 'fine', `a good directive was answered: ${good}`],
    [caused <= limit, `${caused} log lines, at most ${limit} are due: ${lines.slice(0, 12).join('')}`],
    [
      waiters === 0 && inFlight === 0 && queued === 0,
      `held: ${waiters} waiters, ${inFlight} directives, ${queued} queued`,
    ],
    [retainedBytes <= MAX_RETAINED_BYTES, `${retainedBytes} bytes of retained messages`],
    [grown <= MAX_GROWTH_BYTES, `${Math.round(grown / 1024 / 1024)} MiB more memory than at the start`],
    ...lines.map(
      line => [!bench.unspeakable.some(secret => line.includes(secret)), `a secret in the log: ${line}`] as const,
    ),
    ...lines.map(line => [line.length <= MAX_LINE_CHARACTERS, `a log line of ${line.length} characters`] as const),
    ...lines.map(line => [line.split('\n').length === 2, `a log line that is not one: ${line}`] as const),
    [one.alarms !== true || lines.some(isError), 'no error in the log'],
    ...(one.surface === 'config' || one.alarms === true
      ? []
      : lines.map(line => [!isError(line), `an error in the log: ${line}`] as const)),
  ]
  return { answer, afterwards: checks.flatMap(([holds, what]) => (holds ? [] : [what])) }
}

async function heldAtLast(bench: OpenBench, patienceMs: number): Promise<ReturnType<OpenBench['held']>> {
  for (const end = Date.now() + patienceMs; ; ) {
    const held = bench.held()
    const isNothing = held.waiters === 0 && held.inFlight === 0 && held.queued === 0
    if (isNothing || Date.now() >= end) return held
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** Nothing from outside is an error of the gateway; only a configuration that is refused is told as one. */
const isError = (line: string): boolean => line.includes('"level":"error"')
