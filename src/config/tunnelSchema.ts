/** Schema of the tunnel: which one, what it needs, and how its reach is tried. */
import { z } from 'zod'
import { hours, minutes, seconds } from '../kernel/time.ts'
import { keys } from './objects.ts'
import { duration, filledText, flag, oneOf, port } from './scalars.ts'

/** Longest path of Linux (PATH_MAX). */
const MAX_PATH_CHARACTERS = 4096
const path = () => filledText(MAX_PATH_CHARACTERS)

/** Two are usual; more only lengthen the wait when all are out of reach. */
const MAX_RESOLVERS = 4

const cloudflared = keys({
  program: path().prefault('cloudflared').describe('Program: a name, or a path that begins with `/`'),
  tokenFile: path().optional().describe('File with the token of a named tunnel, from the dashboard'),
  quick: flag()
    .prefault(false)
    .describe('For trying: a tunnel without an account, whose address changes at each start'),
  protocol: oneOf(['auto', 'http2', 'quic'] as const)
    .prefault('auto')
    .describe('How it reaches Cloudflare; `http2` where UDP 7844 is blocked'),
}).meta({ id: 'cloudflared' })

const ssh = keys({
  program: path().prefault('ssh').describe('Program: a name, or a path that begins with `/`'),
  host: filledText().describe('The rented host: name or address'),
  port: port().prefault(22).describe('Port of its ssh'),
  user: filledText().describe('User there, who may do nothing else'),
  keyFile: path().describe('Private key without a passphrase, mode 0600'),
  knownHostsFile: path().describe("File with the host's key, as `ssh-keyscan` prints it"),
  socket: path().describe('Socket on the host that the web server there passes requests to'),
  // Three unanswered signs of life end it: at 5 s a cut line is noticed within 20 s, for 3.5 MB a day.
  alive: duration(seconds(1), seconds(60)).prefault('5s').describe('Between two signs of life of the connection'),
}).meta({ id: 'ssh' })

const tailscale = keys({
  program: path().prefault('tailscale').describe('Program: a name, or a path that begins with `/`'),
}).meta({ id: 'tailscale' })

const probe = keys({
  enabled: flag()
    .prefault(true)
    .describe('Try the public address from here; nothing is sent while no address is known'),
  every: duration(minutes(1), hours(6)).prefault('5m').describe('Between two tries while CLOVA itself is silent'),
  resolvers: z
    .array(filledText())
    .min(1)
    .max(MAX_RESOLVERS)
    .prefault(['1.1.1.1', '8.8.8.8'])
    .describe('Public resolvers that are asked for the address, with a port or without'),
  ca: path()
    .optional()
    .describe('For trying: PEM file of an authority that is believed too. CLOVA does not believe it'),
}).meta({ id: 'probe' })

/** The ways there are; the first is the default. */
export const TUNNEL_KINDS = ['external', 'cloudflared', 'ssh', 'tailscale-funnel'] as const

export const tunnel = keys({
  kind: oneOf(TUNNEL_KINDS)
    .prefault('external')
    .describe('`external`: somebody else’s, a proxy, or a forwarded port; nothing is started'),
  cloudflared: cloudflared.optional().describe('For `kind: cloudflared`'),
  ssh: ssh.optional().describe('For `kind: ssh`'),
  tailscale: tailscale.optional().describe('For `kind: tailscale-funnel`'),
  probe: probe.prefault({}).describe('Whether CLOVA can reach this home, tried through the public address'),
}).meta({ id: 'tunnel' })
