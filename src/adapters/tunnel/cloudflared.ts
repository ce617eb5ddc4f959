/** Cloudflare's tunnel: a named one with its token in a file, or a quick one for trying, whose address changes. */
import { accessSync, constants } from 'node:fs'
import { member } from '../../kernel/json.ts'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { TunnelEvents, TunnelProvider, TunnelRun } from '../../ports/tunnel.ts'
import { beginRun, type CauseTable } from './beginRun.ts'
import { getJson } from './getJson.ts'
import { type LineLevel, lineLog } from './lines.ts'
import { type ListenPlace, placeText } from './listenPlace.ts'

export interface CloudflaredOptions {
  readonly program: string
  /** File with the token of a named tunnel; undefined: a quick tunnel. */
  readonly tokenFile: string | undefined
  readonly protocol: 'auto' | 'http2' | 'quic'
  /** Of the public listener, asked at each start; a named tunnel has it from the dashboard. */
  readonly listen: () => ListenPlace
  readonly clock: Clock
  readonly log: Log
}

/** Asked on this machine; a loss is noticed within it. */
const READY_EVERY_MS = seconds(5)

/** The listener has answered what was in flight before the tunnel is stopped; cloudflared's own 30 s would hold up a stop. */
const GRACE = '1s'

/** Complaints of cloudflared 2024 and 2025 in its log. */
const CAUSES: CauseTable = [
  [/Provided Tunnel token is not valid|Unauthorized: |Invalid tunnel secret|Tunnel not found/i, 'badToken'],
  [/flag provided but not defined|Incorrect Usage/, 'tooOld'],
  [/429 Too Many Requests|status_code="?429/, 'tooMany'],
  [/failed to dial to edge with quic|no recent network activity/, 'udpBlocked'],
  [
    /no such host|server misbehaving|i\/o timeout|network is unreachable|connection refused|Failed to create new quic/,
    'notConnected',
  ],
]

const METRICS = /Starting metrics server on 127\.0\.0\.1:(\d{1,5})\/metrics/

/** A quick tunnel's address: one level of words below their domain. */
const QUICK_HOST = /^[a-z0-9-]{1,63}\.trycloudflare\.com$/

export function cloudflaredTunnel(options: CloudflaredOptions): TunnelProvider {
  const { program, tokenFile, clock, log } = options
  const tell = lineLog(log, clock, 'cloudflared')
  return {
    kind: 'cloudflared',
    begin(events) {
      if (tokenFile === undefined) {
        log.warn(
          'a quick tunnel is for trying only: its address changes at each start, and nobody promises that it stays',
        )
      } else if (!canRead(tokenFile)) return unreadable(tokenFile)
      const watch = watchReady(options, events)
      return beginRun({
        program,
        args: cloudflaredArguments(options),
        clock,
        causes: CAUSES,
        line(line, cause) {
          const port = METRICS.exec(line)?.[1]
          if (port !== undefined) watch.start(Number(port))
          tell(cause === undefined ? levelOf(line) : 'warn', withoutTime(line))
        },
        over: watch.stop,
      })
    },
  }
}

function canRead(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}

const unreadable = (file: string): TunnelRun => ({
  ended: Promise.resolve({ cause: 'fileUnreadable', detail: file }),
  stop: async () => undefined,
})

/** The token never stands among the arguments, which everybody on this machine can read. */
export function cloudflaredArguments({
  tokenFile,
  protocol,
  listen,
}: Pick<CloudflaredOptions, 'tokenFile' | 'protocol' | 'listen'>): readonly string[] {
  // Port 0: any free one, which its log names. An update would replace the program under us.
  const common = [
    'tunnel',
    '--no-autoupdate',
    '--metrics',
    '127.0.0.1:0',
    '--grace-period',
    GRACE,
    '--protocol',
    protocol,
  ]
  if (tokenFile === undefined) return [...common, '--url', `http://${placeText(listen())}`]
  return [...common, 'run', '--token-file', tokenFile]
}

/** `2025-12-02T10:30:45Z INF Starting tunnel` */
const LINE = /^\d{4}-\d\d-\d\dT\S+ (DBG|INF|WRN|ERR|FTL) /

const LEVELS: Readonly<Record<string, LineLevel>> = {
  DBG: 'debug',
  INF: 'debug',
  WRN: 'warn',
  ERR: 'warn',
  FTL: 'error',
}

/** Its INF lines are for its own developers. */
const levelOf = (line: string): LineLevel => LEVELS[LINE.exec(line)?.[1] ?? ''] ?? 'info'

const withoutTime = (line: string): string => line.replace(/^\d{4}-\d\d-\d\dT\S+ /, '')

/**
 * Asks `/ready`, which answers 200 with the number of connections to the edge or 503 without one; `/healthcheck` always
 * says that all is well. A quick tunnel's name stands at `/quicktunnel`.
 */
function watchReady({ clock, tokenFile }: CloudflaredOptions, events: TunnelEvents) {
  let over = false
  let stopAsking: () => void = () => undefined
  let wasReady = false
  const ask = async (port: number): Promise<void> => {
    const fault = await notReady(clock, port)
    const url = fault === undefined && tokenFile === undefined ? await quickUrl(clock, port) : undefined
    if (over) return
    if (fault !== undefined) {
      if (wasReady) events.down('notConnected', fault)
      wasReady = false
    } else if (tokenFile !== undefined || url !== undefined) {
      wasReady = true
      events.up(url)
    }
  }
  return {
    start(port: number): void {
      stopAsking()
      if (over) return
      // Once a second until it stands, since a start takes two or three.
      const soon = clock.every(seconds(1), () => void (wasReady || ask(port)))
      const later = clock.every(READY_EVERY_MS, () => void ask(port))
      stopAsking = () => {
        soon()
        later()
      }
    },
    stop(): void {
      over = true
      stopAsking()
    },
  }
}

/** Undefined when it has a connection to the edge. */
async function notReady(clock: Clock, port: number): Promise<string | undefined> {
  const ready = await getJson(clock, port, '/ready')
  if (ready === undefined) return '/ready does not answer'
  const connections = member(ready.body, 'readyConnections')
  if (ready.status === 200 && typeof connections === 'number' && connections > 0) return undefined
  return `/ready answers ${ready.status}`
}

async function quickUrl(clock: Clock, port: number): Promise<string | undefined> {
  const host = member((await getJson(clock, port, '/quicktunnel'))?.body, 'hostname')
  return typeof host === 'string' && QUICK_HOST.test(host) ? `https://${host}` : undefined
}
