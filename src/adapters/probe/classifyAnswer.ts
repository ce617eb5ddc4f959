/** What an HTTP answer to a probe means: ours, a tunnel's far end, a page in between, a bot filter, somebody else. */
import type { IncomingHttpHeaders } from 'node:http'
import type { ProbeFinding } from '../../ports/probe.ts'

export interface ProbeAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The beginning of it. */
  readonly body: string
}

/** What proxies and tunnels answer when nothing is behind them; 520 to 530 are Cloudflare's own. */
const isEdge = (status: number): boolean => (status >= 502 && status <= 504) || (status >= 520 && status <= 530)

export function classifyAnswer({ status, headers, body }: ProbeAnswer, expected: string): ProbeFinding {
  if (status === 200 && body.trim() === expected) return { verdict: 'me', detail: '200' }
  const html = /^\s*text\/html/i.test(headers['content-type'] ?? '')
  const detail = `${status}${html ? ' text/html' : ''}`
  if (status >= 300 && status < 400) return { verdict: 'moved', detail: `${status} ${origin(headers.location)}` }
  // A challenge says so itself (Cloudflare); others show a page with a status of refusal.
  const refused = status === 401 || status === 403 || status === 429
  if (headers['cf-mitigated'] !== undefined || refused) return { verdict: 'blocked', detail }
  // ngrok answers 404 with this header while its agent is away.
  const absent = headers['ngrok-error-code'] !== undefined && status >= 400
  if (isEdge(status) || absent) return { verdict: 'edge', detail }
  return { verdict: html && status < 300 ? 'page' : 'elsewhere', detail }
}

/** Only where it leads: a path may hold what belongs to somebody else. */
function origin(location: string | undefined): string {
  if (location === undefined || !URL.canParse(location)) return 'elsewhere'
  return new URL(location).origin
}
