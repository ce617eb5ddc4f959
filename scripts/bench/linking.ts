/** Whether strangers at the account-linking pages slow directives down: 50/s alone, and beside 20 requests a second of garbage. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { LinkTarget } from './garbage.ts'
import type { DirectivesDone } from './load.ts'
import type { BenchOptions } from './options.ts'
import { cpuMs } from './procStats.ts'
import { median } from './statistics.ts'
import { type Bench, type Started, startSystem } from './systems.ts'

export interface LinkingPhase extends DirectivesDone {
  readonly cpuMsPerSecond: number
}

export interface LinkingFigures {
  /** Each pair one after the other, so that a slow minute counts on both sides. */
  readonly rounds: readonly { readonly alone: LinkingPhase; readonly beside: LinkingPhase }[]
}

const DIRECTIVES_PER_SECOND = 50
export const GARBAGE_PER_SECOND = 20
const WARM_UP = { perSecond: 200, seconds: 3 }

export async function measureLinking(bench: Bench, { quick, rounds, seconds }: BenchOptions): Promise<LinkingFigures> {
  const started = await startSystem(bench, { kind: 'gateway', broker: 'embedded' })
  const { load, pid } = started
  const phase = async (garbagePerSecond: number): Promise<LinkingPhase> => {
    const before = cpuMs(pid)
    const order = { kind: 'directives', perSecond: DIRECTIVES_PER_SECOND, seconds, garbagePerSecond }
    const done = await load.ask<DirectivesDone>(order)
    return { ...done, cpuMsPerSecond: (cpuMs(pid) - before) / seconds }
  }
  try {
    await load.ask({ kind: 'strangers', ...targetOf(bench, started) })
    await load.ask({ kind: 'directives', ...WARM_UP, seconds: quick ? 1 : WARM_UP.seconds })
    const measured: { alone: LinkingPhase; beside: LinkingPhase }[] = []
    for (let round = 0; round < rounds; round++) {
      const alone = await phase(0)
      measured.push({ alone, beside: await phase(GARBAGE_PER_SECOND) })
    }
    return { rounds: measured }
  } finally {
    await started.stop()
  }
}

const USER = 'bench'

/** Makes a user whose password nobody has, and reads what strangers may know and what they may not. */
function targetOf({ built }: Bench, { folder, webhookPort }: Started): LinkTarget {
  const command = (args: readonly string[], input = ''): string => {
    const all = [built.gateway, ...args, '--config', join(folder, 'clova2mqtt.yaml')]
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { input, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`)
    return stdout
  }
  command(['user', 'add', USER], `${randomBytes(24).toString('base64url')}\n`)
  const { client, fields } = JSON.parse(command(['link', 'show', '--json'])) as Shown
  const redirectUri = fields.find(({ key }) => key === 'redirect')?.values[0] ?? ''
  return { port: webhookPort, clientId: client.id, clientSecret: client.secret, redirectUri, user: USER }
}

/** What `link show --json` prints. */
interface Shown {
  readonly client: { readonly id: string; readonly secret: string }
  readonly fields: readonly { readonly key: string; readonly values: readonly string[] }[]
}

export const medianRatio = ({ rounds }: LinkingFigures, pick: (phase: LinkingPhase) => number): number =>
  median(rounds.map(({ alone, beside }) => pick(beside) / pick(alone)))

export const medianPhase = (
  { rounds }: LinkingFigures,
  which: 'alone' | 'beside',
  pick: (phase: LinkingPhase) => number,
): number => median(rounds.map(round => pick(round[which])))
