/** Account linking on the public listener: login page, token endpoint, privacy page, and nothing else. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LINK_PATHS } from '../../ports/linking.ts'
import { StoreError } from '../../ports/stores.ts'
import { messagePage, privacyPage } from './layout.ts'
import { type LoginFlowOptions, openLoginFlow, queryOf } from './loginFlow.ts'
import { pageLanguage } from './pageLanguage.ts'
import { answer, answerJson, answerPage } from './respond.ts'
import { STYLE, STYLE_VERSION } from './style.ts'
import { openTokenEndpoint } from './tokenEndpoint.ts'

export type LinkPagesOptions = LoginFlowOptions

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

interface Route {
  readonly methods: Readonly<Record<string, Handler>>
  /** Tells of a failure in the form that the address speaks. */
  readonly fail: (request: IncomingMessage, response: ServerResponse, status: number) => void
}

/** Seconds after which CLOVA or a person may try again when the database could not be written. */
const STORE_RETRY_SECONDS = '10'

/** A year, the longest that is customary: the address changes with the content. */
const STYLE_CACHE = 'public, max-age=31536000, immutable'

/**
 * Serves exactly {@link LINK_PATHS}; every other path is 404. Bodies are bounded in size and time, work under way in
 * number. No exception leaves it: 503 when the database failed, 500 for anything else, in either case without details.
 */
export function openLinkPages(options: LinkPagesOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const routes = routesOf(options)
  return (request, response) => {
    const route = routes[(request.url ?? '').split('?', 1)[0] ?? '']
    if (route === undefined) return answer(response, 404, '', {})
    const { method = '' } = request
    const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined
    if (handler === undefined) return answer(response, 405, '', { Allow: Object.keys(route.methods).join(', ') })
    void run(route, handler, request, response, options)
  }
}

/** Without a prototype: an address like `/constructor` must not find what every object has. */
function routesOf(options: LinkPagesOptions): Readonly<Record<string, Route>> {
  const login = openLoginFlow(options)
  const token = { methods: { POST: openTokenEndpoint(options) }, fail: failToken }
  const languageOf = (request: IncomingMessage) => pageLanguage(request.headers['accept-language'], options.language)
  const fail: Route['fail'] = (request, response, status) => {
    const page = messagePage(status === 503 ? 'store' : 'failed', languageOf(request))
    answerPage(response, status, page, retryAfter(status))
  }
  const reading = (handler: Handler): Route => ({ methods: { GET: handler, HEAD: handler }, fail })
  const privacy: Handler = (request, response) => answerPage(response, 200, privacyPage(languageOf(request)))
  return Object.assign(Object.create(null), {
    [LINK_PATHS.authorize]: { methods: { GET: login.show, HEAD: login.show, POST: login.submit }, fail },
    [LINK_PATHS.token]: token,
    [LINK_PATHS.refresh]: token,
    [LINK_PATHS.style]: reading(answerStyle),
    [LINK_PATHS.privacy]: reading(privacy),
  })
}

async function run(
  route: Route,
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  { log }: LinkPagesOptions,
): Promise<void> {
  try {
    await handler(request, response)
  } catch (error) {
    const status = error instanceof StoreError ? 503 : 500
    log.error('Account linking failed on a request', { error: String(error), status })
    if (response.headersSent) response.destroy()
    else route.fail(request, response, status)
  }
}

/** No code of RFC 6749 section 5.2 fits; these are those of section 4.1.2.1. */
const failToken: Route['fail'] = (_request, response, status) =>
  answerJson(
    response,
    status,
    { error: status === 503 ? 'temporarily_unavailable' : 'server_error' },
    retryAfter(status),
  )

const retryAfter = (status: number): Readonly<Record<string, string>> =>
  status === 503 ? { 'Retry-After': STORE_RETRY_SECONDS } : {}

const answerStyle: Handler = (request, response) => {
  const current = queryOf(request) === `v=${STYLE_VERSION}`
  answer(response, 200, STYLE, {
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': current ? STYLE_CACHE : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  })
}
