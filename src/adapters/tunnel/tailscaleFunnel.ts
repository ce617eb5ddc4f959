/** Tailscale's Funnel, held in the foreground: it stands as long as its command runs, and nothing stays behind. */
import { member, parseJson } from '../../kernel/json.ts'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { TunnelEvents, TunnelProvider } from '../../ports/tunnel.ts'
import { beginRun, type CauseTable } from './beginRun.ts'
import { lineLog } from './lines.ts'
import { type ListenPlace, placeText } from './listenPlace.ts'
import { runProgram } from './runProgram.ts'

export interface TailscaleFunnelOptions {
  readonly program: string
  /** Of the public listener; asked at each start. */
  readonly listen: () => ListenPlace
  readonly clock: Clock
  readonly log: Log
}

/** Each question starts a program of 25 MB for a tenth of a second. */
const STATUS_EVERY_MS = seconds(30)

/** The answer comes from the daemon on this machine. */
const STATUS_MS = seconds(5)

/** One node without its peers takes 3 kB; printed over many lines, each of which is short. */
const STATUS_LIMITS = { maxBytes: 64 * 1024, maxDepth: 16 }

/** Complaints of tailscale 1.52 and later, where `funnel` has its present form. */
const CAUSES: CauseTable = [
  [/Access denied|serve config denied|checkprefs access denied/i, 'notOperator'],
  [/failed to connect to local tailscaled|tailscaled.*(?:not running|isn't running)/i, 'noDaemon'],
  [/not logged in|Logged out|NeedsLogin|Tailscale is stopped/i, 'loggedOut'],
  [/Funnel not available|Funnel is not enabled|node attribute not set|HTTPS must be enabled/i, 'funnelOff'],
  [/listener already exists|already (?:in use|serving)|background configuration/i, 'funnelTaken'],
]

/** The address it prints when it stands, below "Available on the internet:". */
const ADDRESS = /^(https:\/\/[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}\.ts\.net)(?::443)?\/?$/

export function tailscaleFunnel(options: TailscaleFunnelOptions): TunnelProvider {
  const { program, clock, listen } = options
  const tell = lineLog(options.log, clock, 'tailscale')
  return {
    kind: 'tailscale-funnel',
    begin(events) {
      let stopAsking: () => void = () => undefined
      return beginRun({
        program,
        args: ['funnel', '--yes', '--https=443', `http://${placeText(listen())}`],
        clock,
        causes: CAUSES,
        line(line, cause) {
          const url = ADDRESS.exec(line)?.[1]
          tell(cause === undefined ? 'debug' : 'warn', line)
          // It waits for somebody to switch Funnel on, and says so once.
          if (cause !== undefined) events.down(cause, line)
          if (url === undefined) return
          stopAsking()
          stopAsking = clock.every(STATUS_EVERY_MS, () => void askStatus(options, events, url))
          events.up(url)
        },
        over: () => stopAsking(),
      })
    },
  }
}

/** `tailscale funnel status` says that all is well while nothing comes through (tailscale#17892); this asks for the link. */
async function askStatus({ program, clock }: TailscaleFunnelOptions, events: TunnelEvents, url: string): Promise<void> {
  let said = ''
  const line = (text: string): void => {
    if (said.length < STATUS_LIMITS.maxBytes) said += `${text}\n`
  }
  const running = runProgram({ program, args: ['status', '--json', '--peers=false'], clock, line })
  const cancel = clock.after(STATUS_MS, () => void running.stop(0))
  await running.ended
  cancel()
  const parsed = parseJson(Buffer.from(said), STATUS_LIMITS)
  if (!parsed.ok) return events.down('noDaemon', 'tailscale status gives no answer')
  const state = member(parsed.value, 'BackendState')
  if (state !== 'Running') return events.down('loggedOut', `tailscale is ${String(state).slice(0, 40)}`)
  if (member(member(parsed.value, 'Self'), 'Online') === false)
    return events.down('notConnected', 'tailscale is offline')
  events.up(url)
}
