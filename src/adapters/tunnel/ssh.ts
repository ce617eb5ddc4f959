/** A reverse tunnel by OpenSSH: a Unix socket on a rented host, behind a web server there, leads to the public listener. */
import { accessSync, constants } from 'node:fs'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { SshTunnelSettings, TunnelProvider } from '../../ports/tunnel.ts'
import { beginRun, type CauseTable } from './beginRun.ts'
import { lineLog } from './lines.ts'
import { type ListenPlace, placeText } from './listenPlace.ts'

export interface SshTunnelOptions extends SshTunnelSettings {
  /** Of the public listener; asked at each start. */
  readonly listen: () => ListenPlace
  readonly clock: Clock
  readonly log: Log
}

/** Unanswered signs of life that end a connection: with 5 s between them a cut line is noticed after 15 to 20 s. */
const ALIVE_COUNT = 3

/** A handshake through a slow line; less than this and a busy host is never reached. */
const CONNECT_SECONDS = 10

/**
 * What ssh prints on its error output when it gives up, OpenSSH 9.2 and 10.0. Order matters: nearly all of it is followed
 * by "Connection closed".
 */
const CAUSES: CauseTable = [
  [/^Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|^No \S+ host key is known for/, 'hostKey'],
  [/Permission denied \(|UNPROTECTED PRIVATE KEY FILE|bad permissions|error in libcrypto|invalid format/, 'keyRefused'],
  [/remote port forwarding failed|remote forward failure/i, 'forwardRefused'],
  [/Could not resolve hostname/, 'serverName'],
  [/connect to (?:host|address) .*Connection refused/, 'serverRefused'],
  [/connect to (?:host|address) .*timed out|Connection timed out during banner exchange/, 'serverTimeout'],
  [/connect to (?:host|address) .*(?:unreachable|No route to host)/i, 'serverUnreachable'],
  [/kex_exchange_identification|banner exchange|Bad packet length|ssh_dispatch_run_fatal/, 'notSsh'],
  [
    /^Timeout, server .* not responding|client_loop: send disconnect|Connection (?:to \S+ )?(?:closed|reset) by|Broken pipe/,
    'linkLost',
  ],
]

/** The only sign that the forward stands, printed at `-v` alone. */
const STANDS = /remote forward success for: listen /

/** `-v` prints fifty lines at each start that help nobody here. */
const CHATTER = /^(?:debug\d: |OpenSSH_|Authenticated to |Transferred: |Bytes per second: )/

export function sshTunnel(options: SshTunnelOptions): TunnelProvider {
  const { program, clock, keyFile, knownHostsFile } = options
  const tell = lineLog(options.log, clock, 'ssh')
  return {
    kind: 'ssh',
    begin(events) {
      const unreadable = [keyFile, knownHostsFile].find(file => !canRead(file))
      // ssh would go on without the key and be refused, which tells of another cause.
      if (unreadable !== undefined) {
        const end = { cause: 'fileUnreadable' as const, detail: unreadable }
        return { ended: Promise.resolve(end), stop: async () => undefined }
      }
      return beginRun({
        program,
        args: sshArguments(options),
        clock,
        causes: CAUSES,
        chatter: CHATTER,
        line(line, cause) {
          if (STANDS.test(line)) events.up()
          // What ended it is told with its cause; this is the rest.
          if (!CHATTER.test(line)) tell(cause === undefined ? 'info' : 'debug', line)
        },
        over: () => undefined,
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

/**
 * No configuration of the user, no password, no agent, no unknown host; ends at once when the socket cannot be opened
 * (without `ExitOnForwardFailure` it stays, connected and useless). `StreamLocalBindUnlink` counts on the server alone.
 */
export function sshArguments(options: Omit<SshTunnelOptions, 'program' | 'clock' | 'log'>): readonly string[] {
  const { host, port, user, keyFile, knownHostsFile, socket, aliveSeconds } = options
  const settings = {
    BatchMode: 'yes',
    ExitOnForwardFailure: 'yes',
    ServerAliveInterval: aliveSeconds,
    ServerAliveCountMax: ALIVE_COUNT,
    ConnectTimeout: CONNECT_SECONDS,
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    UserKnownHostsFile: quoted(knownHostsFile),
    GlobalKnownHostsFile: 'none',
    IdentityFile: quoted(keyFile),
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    ControlPath: 'none',
    PermitLocalCommand: 'no',
    ForwardAgent: 'no',
    ForwardX11: 'no',
  }
  const set = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return [
    '-F',
    'none',
    '-NTv',
    ...set,
    '-p',
    String(port),
    '-l',
    user,
    '-R',
    `${socket}:${placeText(options.listen())}`,
    '--',
    host,
  ]
}

/** A file name in a setting: blanks would divide it, `%` begins one of ssh's own words. */
const quoted = (file: string): string => `"${file.replaceAll('%', '%%')}"`
