/** Requests of account linking to a running gateway, with anything changed, and what came back in a few words. */
import { request } from 'node:http'
import { LINK_PATHS } from '../../src/ports/linking.ts'
import type { OauthTools, TokenHead } from './badCase.ts'
import { USER } from './home.ts'

export interface OauthToolsOptions {
  readonly port: number
  readonly client: { readonly id: string; readonly secret: string }
  /** One the gateway knows. */
  readonly redirectUri: string
  /** Called before each password. */
  readonly beforeLogin: () => void
}

interface Came {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly cookie: string | undefined
  readonly text: string
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What CLOVA sends as `state`: comes back to the character, whatever it is. */
const STATE = 'st-ate.~_ &=+%2F"<>'

const HOST = 'home.example'

export function oauthTools({ port, client, redirectUri, beforeLogin }: OauthToolsOptions): OauthTools {
  const { token: tokenPath, authorize: authorizePath } = LINK_PATHS
  const said = (came: Came): string => outcome(came, redirectUri)
  const ask = (path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Came> =>
    new Promise((resolve, reject) => {
      const form = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }
      const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body, 'latin1')) }
      const own = { Host: HOST, 'Accept-Language': 'en', ...form, ...length, ...headers }
      const asked = request({ host: '127.0.0.1', port, path, method, headers: own, agent: false }, answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', piece => {
          text += piece
        })
        answer.once('end', () => {
          const { 'set-cookie': cookies, ...rest } = answer.headers
          const all = new Map(Object.entries(rest).map(([name, value]) => [name, String(value)]))
          resolve({ status: answer.statusCode ?? 0, headers: all, cookie: cookies?.[0], text })
        })
      })
      asked.once('error', reject)
      asked.end(body, 'latin1')
    })
  const query = (change: (parameters: URLSearchParams) => void): string => {
    const parameters = new URLSearchParams({
      ...{ state: STATE, client_id: client.id, response_type: 'code', scope: 'home', redirect_uri: redirectUri },
    })
    change(parameters)
    return parameters.toString()
  }
  const openPage = async (
    change: (parameters: URLSearchParams) => void,
  ): Promise<{ cookie: string; transaction: string }> => {
    const came = await ask(`${authorizePath}?${query(change)}`)
    const cookie = /^[^;]+/.exec(came.cookie ?? '')?.[0] ?? ''
    return { cookie, transaction: /name="transaction" value="([^"]*)"/.exec(came.text)?.[1] ?? '' }
  }
  const sendLogin = async (
    change: Parameters<OauthTools['login']>[0],
    headers = {},
    asked: (parameters: URLSearchParams) => void = unchanged,
  ): Promise<Came> => {
    beforeLogin()
    const { cookie, transaction } = await openPage(asked)
    const fields = new URLSearchParams({ transaction, name: USER.name, password: USER.password })
    const raw = change(fields)
    const body = typeof raw === 'string' ? raw : fields.toString()
    const own = { cookie, origin: `https://${HOST}`, 'x-forwarded-for': nextSource(), ...headers }
    const sent = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== ''))
    return ask(authorizePath, { method: 'POST', headers: sent, body })
  }
  const askToken = (fields: URLSearchParams | string, { path, ...head }: TokenHead = {}): Promise<Came> => {
    const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64')
    const authorization = head.authorization === undefined ? `Basic ${basic}` : head.authorization
    const headers = { ...(authorization === null ? {} : { authorization }), ...head.headers }
    return ask(path ?? tokenPath, { method: head.method ?? 'POST', headers, body: fields.toString() })
  }
  return {
    client,
    redirectUri,
    authorize: async (change, method) =>
      said(await ask(`${authorizePath}?${query(change)}`, { ...(method && { method }) })),
    authorizeQuery: async raw => said(await ask(`${authorizePath}?${raw(query(() => undefined))}`)),
    login: async (change, headers) => said(await sendLogin(change, headers)),
    token: async (fields, head) => said(await askToken(fields, head)),
    tokens: async fields => (JSON.parse((await askToken(fields)).text) as { refresh_token: string }).refresh_token,
    page: async (path, method = 'GET') => said(await ask(path, { method })),
    async code(asked) {
      const came = await sendLogin(unchanged, {}, asked)
      const code = new URLSearchParams((came.headers.get('location') ?? '').split('?')[1]).get('code')
      if (code === null) throw new Error(`no code came of a good login: ${said(came)}`)
      return code
    },
  }
}

const unchanged = (): undefined => undefined

let sources = 0

/** Every login comes from somewhere else, so that one row's wrong password is not the next row's wait. */
const nextSource = (): string => `198.51.100.${(sources++ % 250) + 1}`

/** `400 page "…"`, `400 invalid_grant`, `back to CLOVA: error=invalid_scope`; what is amiss with it stands behind. */
function outcome(came: Came, redirectUri: string): string {
  const { status, headers, text } = came
  const type = headers.get('content-type') ?? ''
  const location = headers.get('location')
  const faults = faultsOf(came).map(fault => ` (${fault})`)
  if (location !== undefined) return `${status} ${redirected(location, redirectUri)}${faults.join('')}`
  if (type.startsWith('text/html')) return `${status} page "${heading(text)}"${faults.join('')}`
  if (type.startsWith('application/json')) return `${status} ${inJson(text)}${faults.join('')}`
  return `${status}${text === '' ? '' : ` ${type}`}${faults.join('')}`
}

const heading = (text: string): string => /<h1[^>]*>([^<]*)</.exec(text)?.[1]?.trim() ?? 'without a heading'

function redirected(location: string, redirectUri: string): string {
  const [address, query = ''] = location.split('?', 2)
  if (address !== redirectUri) return `sends the browser to ${location}`
  const parameters = new URLSearchParams(query)
  const [error, code, state] = ['error', 'code', 'state'].map(name => parameters.get(name))
  const kept = state === STATE ? '' : ' (the state is another)'
  if (error !== null && error !== undefined) return `back to CLOVA: error=${error}${kept}`
  return `back to CLOVA: ${code === null || code === undefined ? 'nothing' : 'a code'}${kept}`
}

function inJson(text: string): string {
  const { error, access_token: token } = JSON.parse(text) as Record<string, unknown>
  return typeof error === 'string' ? error : typeof token === 'string' ? 'tokens' : 'neither tokens nor an error'
}

/** What every answer of these paths must have or must not have. */
function faultsOf({ status, headers, cookie, text }: Came): readonly string[] {
  const policy = headers.get('content-security-policy') ?? ''
  const isPage = (headers.get('content-type') ?? '').startsWith('text/html')
  const isJson = (headers.get('content-type') ?? '').startsWith('application/json')
  const checks: readonly (readonly [boolean, string])[] = [
    [status < 500, 'a failure of ours'],
    [!isJson || headers.get('cache-control') === 'no-store', 'may be kept'],
    [!isPage || policy.includes("default-src 'none'"), 'without a policy'],
    [!policy.includes('form-action'), 'a policy that stops the redirect'],
    [headers.get('referrer-policy') !== 'no-referrer', 'a form without an origin'],
    [!isPage || !/<script/i.test(text), 'a script in the page'],
    [status !== 401 || headers.has('www-authenticate'), '401 without WWW-Authenticate'],
    [cookie === undefined || /^__Host-.*; Secure; HttpOnly; SameSite=Lax/.test(cookie), `a loose cookie ${cookie}`],
  ]
  return checks.flatMap(([holds, what]) => (holds ? [] : [what]))
}
