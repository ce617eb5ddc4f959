/** `clova2mqtt link`: setting account linking up, checking it, seeing who is linked, ending it. */
import { systemClock } from '../adapters/clock/system.ts'
import { openLinkDesk } from '../compose/openLinkDesk.ts'
import { BUILT_AT } from '../compose/version.ts'
import { text } from '../kernel/text.ts'
import { formatTimestamp, type WallMs, zoneOffset } from '../kernel/time.ts'
import { inLanguageOf, readConfig, requireConfigPath } from './findConfig.ts'
import { firstWord } from './firstWord.ts'
import { flagOption, type Invocation, say, textOption, UsageError } from './invocation.ts'
import type { LinkCommand } from './linkCommand.ts'
import { showLink } from './linkShow.ts'
import { linkStatus, renewSecret, revokeLinks } from './linkStatus.ts'
import { readNamedFile } from './namedFile.ts'
import { troubleLog } from './quietLogs.ts'

const TEXTS = {
  onlyShow: text(
    '--check 와 --ca 는 link show 에만 씁니다.',
    '--check と --ca は link show だけのものです。',
    '--check and --ca belong to link show.',
  ),
  onlyRevoke: text(
    '--user 는 link revoke 에만 씁니다.',
    '--user は link revoke だけのものです。',
    '--user belongs to link revoke.',
  ),
}

type Action = (command: LinkCommand) => number | Promise<number>

const ACTIONS = {
  show: (command: LinkCommand) => (flagOption(command.invocation, 'check') ? check(command) : showLink(command)),
  status: linkStatus,
  revoke: revokeLinks,
  'renew-secret': renewSecret,
} as const satisfies Readonly<Record<string, Action>>

export async function run(asked: Invocation): Promise<number> {
  const name = firstWord(asked, 'link', { show: 0, status: 0, revoke: 1, 'renew-secret': 0 }) ?? 'status'
  const aboutCheck = flagOption(asked, 'check') || textOption(asked, 'ca') !== undefined
  if (aboutCheck && name !== 'show') throw new UsageError(say(asked, TEXTS.onlyShow))
  if (textOption(asked, 'user') !== undefined && name !== 'revoke') throw new UsageError(say(asked, TEXTS.onlyRevoke))
  const config = readConfig(asked, requireConfigPath(asked))
  const clock = systemClock({ builtAt: BUILT_AT, keepAlive: true })
  const zone = zoneOffset(config.timezone)
  const desk = openLinkDesk(config, { clock, log: troubleLog(asked.io) })
  try {
    const time = (at: WallMs): string => formatTimestamp(at, zone(at))
    return await ACTIONS[name]({ invocation: inLanguageOf(config, asked), config, desk, clock, time })
  } finally {
    desk.close()
  }
}

/** Loaded only now: everything else of the command needs no network. */
async function check(command: LinkCommand): Promise<number> {
  const { printCheck } = await import('./linkCheck.ts')
  return await printCheck(command, readAuthority(command.invocation))
}

function readAuthority(invocation: Invocation): string | undefined {
  const file = textOption(invocation, 'ca')
  return file === undefined ? undefined : readNamedFile(invocation, '--ca', file)
}
