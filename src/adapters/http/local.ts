/** The control API for this machine: JSON over a Unix socket that only its owner can open. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Json, type JsonLimits, parseJson } from '../../kernel/json.ts'
import { seconds } from '../../kernel/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { readBody, refuseOversize } from './body.ts'
import { trackConnections } from './connections.ts'
import { listenOn } from './listen.ts'
import { errorAnswer, type LocalAnswer, LocalError } from './localError.ts'
import { type LocalRoute, matchRoute } from './localRoute.ts'

export interface LocalListenerOptions {
  /** At most 107 bytes; the folder is made with mode 0700 where it is missing. */
  readonly socketPath: string
  readonly routes: readonly LocalRoute[]
  readonly clock: Clock
  readonly log: Log
}

export interface LocalListener {
  /** Stops accepting, lets requests in flight finish for up to `graceMs`, removes the socket file. */
  close(graceMs: number): Promise<void>
}

const OWNER_ONLY = { socket: 0o600, folder: 0o700 }

/** Decisions about 2,000 appliances at 300 bytes, from programs of this user only. 16 levels hold any configuration. */
const BODY_LIMITS: JsonLimits = { maxBytes: 1_048_576, maxDepth: 16 }

/** Command lines of one person and the health check, with room for scripts. */
const MAX_CONNECTIONS = 16

/** Bytes between programs on one machine arrive within milliseconds; this only clears away the stuck. */
const REQUEST_TIMEOUT_MS = seconds(5)

/** Headers that only a proxy or tunnel adds: their presence means that this API was put on the Internet by mistake. */
const FORWARDED = /^(forwarded$|x-forwarded-|cf-|tailscale-)/

/** What programs of this machine write there (curl, our own command line); a tunnel or a page would bring its own name. */
const OWN_HOST = /^localhost(?::\d{1,5})?$/i

/**
 * Opens the control API.
 *
 * On node:http, not hono: for these few JSON routes hono with @hono/node-server measured 12 MB more resident memory
 * (56 against 44 MB, Node 20, x64, after a collection) and 40 ms more start-up, an eighth of the 85 MB this process may use.
 * @throws ListenError
 */
export async function openLocalListener(options: LocalListenerOptions): Promise<LocalListener> {
  const server = boundedServer()
  server.on('request', (request, response) => void serve(options, request, response))
  const connections = trackConnections(server, options.clock)
  await listenOn(server, { socketPath: options.socketPath }, OWNER_ONLY)
  server.on('error', error => options.log.error('Local listener failed', { error: error.message }))
  return { close: connections.close }
}

function boundedServer(): Server {
  const server = createServer({
    headersTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: seconds(1),
  })
  server.maxConnections = MAX_CONNECTIONS
  return server
}

async function serve(options: LocalListenerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request, BODY_LIMITS.maxBytes)
    if (body.kind === 'aborted') return
    if (body.kind === 'oversize') {
      const { body: error } = errorAnswer('badRequest', `the body is longer than ${BODY_LIMITS.maxBytes} bytes`)
      refuseOversize(request, response, JSON.stringify(error))
      return
    }
    send(response, await answer(options, request, body.bytes))
  } catch (cause) {
    if (cause instanceof LocalError) {
      send(response, cause.answer)
      return
    }
    options.log.error('A local request failed', { method: request.method, path: request.url, error: String(cause) })
    send(response, errorAnswer('internal', 'the gateway failed on this request; its log says why'))
  }
}

async function answer(
  options: LocalListenerOptions,
  request: IncomingMessage,
  bytes: Uint8Array,
): Promise<LocalAnswer> {
  const forwarded = Object.keys(request.headers).find(name => FORWARDED.test(name))
  if (forwarded !== undefined) {
    options.log.warn('Local request refused: it came through a proxy', { header: forwarded })
    return errorAnswer('notAllowed', `requests with the header ${forwarded} are refused: this API is for this machine`)
  }
  const { host = '' } = request.headers
  if (!OWN_HOST.test(host)) {
    options.log.warn('Local request refused: it was meant for another host', { host })
    return errorAnswer(
      'notAllowed',
      'requests for another host than localhost are refused: this API is for this machine',
    )
  }
  const { route, params } = matchRoute(options.routes, request.method ?? '', request.url ?? '')
  const body = bytes.length === 0 ? undefined : parseJson(bytes, BODY_LIMITS)
  if (body?.ok === false) return errorAnswer('badRequest', `the body is ${body.reason.en}`)
  return route.handle(body?.value, params)
}

function send(response: ServerResponse, { status, body }: { status: number; body: Json }): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}
