/** The listener behind the tunnel: the webhook, a liveness path, our own probe, account linking if any; nothing else, ever. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { minutes, seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Door } from '../../ports/door.ts'
import type { Log } from '../../ports/log.ts'
import { PROBE_PATH } from '../../ports/probe.ts'
import { trackConnections } from './connections.ts'
import { type ListenAddress, listenOn } from './listen.ts'
import { answerProbe } from './probe.ts'
import { answerEmpty, type WebhookCounters, webhookHandler } from './webhook.ts'

/** Bounds of the listener; each default has its reason in {@link PUBLIC_LIMITS}. */
export interface PublicLimits {
  readonly maxBodyBytes: number
  readonly maxInFlight: number
  readonly maxConnections: number
  readonly maxRequestsPerSocket: number
  readonly maxHeaderBytes: number
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly checkIntervalMs: number
  readonly keepAliveMs: number
  readonly idleMs: number
}

export const PUBLIC_LIMITS: PublicLimits = {
  // The longest request of the guides is under 4 KiB; an RSA check of 64 KiB takes 59 us.
  maxBodyBytes: 64 * 1024,
  // One home sends a handful at a time ("turn everything off"); 32 places of 3.5 s still answer 9 requests a second.
  maxInFlight: 32,
  // 128 half-sent bodies of 64 KiB are 8 MiB, what a Pi can lose to strangers; cloudflared keeps at most 100 idle ones.
  maxConnections: 128,
  // A tunnel may keep its connection for days; a new one now and then costs nothing and frees what the old one holds.
  maxRequestsPerSocket: 10_000,
  // CEK sends six headers and a signature of 344 to 684 characters; tunnels add about 1 KiB.
  maxHeaderBytes: 8 * 1024,
  // Node's defaults (60 s and 300 s) let a drip-fed request hold a connection for minutes.
  headersTimeoutMs: seconds(5),
  requestTimeoutMs: seconds(10),
  checkIntervalMs: seconds(1),
  // Longer than the 90 s for which cloudflared keeps idle connections, so that the client closes first: no reset race.
  keepAliveMs: seconds(95),
  // No traffic at all for longer than any directive (7 s) or idle keep-alive: the peer is gone or does not read.
  idleMs: minutes(2),
}

export interface PublicListenerOptions {
  readonly listen: ListenAddress
  readonly door: Door
  readonly clock: Clock
  /** Strangers can cause its lines at will: pass a rate-limited one. */
  readonly log: Log
  /** Path of the webhook, default `/clova`; a query is ignored. */
  readonly path?: string
  /** Path that answers 204 while the process serves, default `/live`. */
  readonly livePath?: string
  /** Answers a nonce of our own probe at {@link PROBE_PATH}, and undefined for any other; without it the path is 404. */
  readonly probe?: (nonce: string) => string | undefined
  /** Gets every request for another path (account linking); without it they are 404. It bounds its own bodies. */
  readonly pages?: (request: IncomingMessage, response: ServerResponse) => void
  readonly limits?: Partial<PublicLimits>
}

export interface PublicCounters extends Readonly<WebhookCounters> {
  /** Connections dropped over `maxConnections`. */
  readonly dropped: number
}

export interface PublicListener {
  /** `http://127.0.0.1:8080`, or `unix:/path`. */
  readonly url: string
  /** Port that was bound; undefined on a Unix socket. */
  readonly port: number | undefined
  counters(): PublicCounters
  /** False once the socket is closed, whoever closed it. */
  listening(): boolean
  /** Stops accepting, lets requests in flight finish for up to `graceMs`, then destroys the rest. */
  close(graceMs: number): Promise<void>
}

/** Group may connect, so that a tunnel under its own user can; the folder is where that is decided. */
const SOCKET_MODES = { socket: 0o660, folder: 0o750 }

/** Opens the listener. Malformed HTTP is answered 400 (431, 408) and closed by node:http. @throws ListenError */
export async function openPublicListener(options: PublicListenerOptions): Promise<PublicListener> {
  const limits = { ...PUBLIC_LIMITS, ...options.limits }
  const counters = { requests: 0, unverified: 0, oversize: 0, busy: 0, failed: 0, dropped: 0 }
  const server = boundedServer(limits)
  server.on('request', router(options, webhookHandler({ ...limits, door: options.door, log: options.log, counters })))
  server.on('drop', () => {
    counters.dropped++
    options.log.warn('Connection dropped: too many are open', { maxConnections: limits.maxConnections })
  })
  const connections = trackConnections(server, options.clock)
  await listenOn(server, options.listen, SOCKET_MODES)
  // Accepting can fail later (no free descriptors); without a listener that would end the process.
  server.on('error', error => options.log.error('Public listener failed', { error: error.message }))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: urlOf(options.listen, port),
    port,
    counters: () => ({ ...counters }),
    listening: () => server.listening,
    close: connections.close,
  }
}

function urlOf(listen: ListenAddress, port: number | undefined): string {
  if ('socketPath' in listen) return `unix:${listen.socketPath}`
  return `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${port}`
}

function boundedServer(limits: PublicLimits): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeaderBytes,
  })
  server.maxConnections = limits.maxConnections
  server.maxRequestsPerSocket = limits.maxRequestsPerSocket
  server.timeout = limits.idleMs
  return server
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

function router(options: PublicListenerOptions, webhook: Handler): Handler {
  const { path = '/clova', livePath = '/live', pages, probe } = options
  return (request, response) => {
    const { method } = request
    const asked = request.url?.split('?', 1)[0]
    if (asked === path) {
      if (method === 'POST') webhook(request, response)
      else answerEmpty(response, 405, { Allow: 'POST' })
    } else if (asked === livePath) {
      if (method === 'GET' || method === 'HEAD') response.writeHead(204).end()
      else answerEmpty(response, 405, { Allow: 'GET, HEAD' })
    } else if (asked === PROBE_PATH && probe !== undefined) answerProbe(probe, request, response)
    else if (pages === undefined) answerEmpty(response, 404)
    else servePage(pages, request, response, options.log)
  }
}

function servePage(pages: Handler, request: IncomingMessage, response: ServerResponse, log: Log): void {
  try {
    pages(request, response)
  } catch (error) {
    log.error('A page failed; answered 500', { error: String(error) })
    if (response.headersSent) response.destroy()
    else answerEmpty(response, 500)
  }
}
