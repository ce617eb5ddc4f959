/** CLOVA as its account linking sees it: sends the user to the login page, takes the code back, exchanges and refreshes. */
import { createServer } from 'node:https'
import * as oauth from 'oauth4webapi'
import { LINK_PATHS } from '../../../src/ports/linking.ts'
import { until } from '../../support/until.ts'
import { CLOVA_HOST, type Tls } from './certificate.ts'
import { type Fetch, type FetchInit, httpsFetch } from './httpsFetch.ts'
import { closeServer, listen, portOf } from './tunnel.ts'

/** How CLOVA says who it is: the console offers both. */
export type ClientMethod = 'basic' | 'post'

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInSeconds: number
}

export interface LinkedClient {
  readonly id: string
  readonly secret: string
}

export interface Clova {
  /** Where the gateway must send the user back to. */
  readonly redirectUri: string
  /** A page of CLOVA with a link to the login page of the home. */
  readonly startPage: (state: string) => string
  readonly authorizeUrl: (state: string, change?: (parameters: URLSearchParams) => void) => string
  /** What the user's browser has brought back so far, newest last. */
  readonly returned: () => readonly URLSearchParams[]
  /** Waits for the user to come back with this state. */
  readonly comesBack: (state: string) => Promise<URLSearchParams>
  /** Uses a code up. @throws oauth.ResponseBodyError naming the error of RFC 6749; an answer that is lost rejects too */
  readonly exchange: (returned: URLSearchParams, state: string, how?: TokenCall) => Promise<Tokens>
  readonly refresh: (refreshToken: string, how?: TokenCall) => Promise<Tokens>
  readonly fetch: Fetch
  readonly close: () => Promise<void>
}

export interface TokenCall {
  readonly method?: ClientMethod
  /** Sent to the refresh URL of the console's own field instead of the token URL. */
  readonly atRefreshUrl?: boolean
  /** Put behind that URL, as some console entries have it. */
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface ClovaOptions {
  readonly tls: Tls
  /** Origin of the home. */
  readonly home: string
  readonly client: () => LinkedClient
}

const CALLBACK = '/v1/al/token/'

export async function openClova({ tls, home, client }: ClovaOptions): Promise<Clova> {
  const returned: URLSearchParams[] = []
  const fetch = httpsFetch(tls.ca)
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    const url = new URL(request.url ?? '', 'https://clova.test')
    if (url.pathname === CALLBACK) returned.push(url.searchParams)
    const link = url.searchParams.get('to')
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    response.end(link === null ? '<p id="linked">linked' : `<a id="go" href="${escaped(link)}">link the home</a>`)
  })
  await listen(server)
  const origin = `https://${CLOVA_HOST}:${portOf(server)}`
  const redirectUri = `${origin}${CALLBACK}`

  const authorizeUrl: Clova['authorizeUrl'] = (state, change) => {
    const parameters = new URLSearchParams({
      ...{ state, client_id: client().id, response_type: 'code', scope: 'home', redirect_uri: redirectUri },
    })
    change?.(parameters)
    return `${home}${LINK_PATHS.authorize}?${parameters}`
  }
  const call = ({ method = 'basic', atRefreshUrl = false, query = '', headers = {} }: TokenCall) => {
    const { id, secret } = client()
    const as: oauth.AuthorizationServer = {
      issuer: home,
      token_endpoint: `${home}${atRefreshUrl ? LINK_PATHS.refresh : LINK_PATHS.token}${query}`,
    }
    return {
      as,
      who: { client_id: id },
      auth: method === 'basic' ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret),
      options: { [oauth.customFetch]: (url: string, init: FetchInit) => fetch(url, init), headers },
    }
  }
  return {
    redirectUri,
    startPage: state => `${origin}/?${new URLSearchParams({ to: authorizeUrl(state) })}`,
    authorizeUrl,
    returned: () => returned,
    async comesBack(state) {
      const found = (): URLSearchParams | undefined => returned.find(one => one.get('state') === state)
      await until(() => found() !== undefined, `the user comes back with state ${state}`)
      return found() ?? new URLSearchParams()
    },
    async exchange(parameters, state, how = {}) {
      const { as, who, auth, options } = call(how)
      const valid = oauth.validateAuthResponse(as, who, parameters, state)
      const answer = await oauth.authorizationCodeGrantRequest(as, who, auth, valid, redirectUri, oauth.nopkce, options)
      return tokensOf(await oauth.processAuthorizationCodeResponse(as, who, answer))
    },
    async refresh(refreshToken, how = {}) {
      const { as, who, auth, options } = call(how)
      const answer = await oauth.refreshTokenGrantRequest(as, who, auth, refreshToken, options)
      return tokensOf(await oauth.processRefreshTokenResponse(as, who, answer))
    },
    fetch,
    close: () => closeServer(server),
  }
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

function tokensOf({ access_token, refresh_token, expires_in }: oauth.TokenEndpointResponse): Tokens {
  if (refresh_token === undefined || expires_in === undefined)
    throw new Error('CLOVA needs refresh_token and expires_in')
  return { accessToken: access_token, refreshToken: refresh_token, expiresInSeconds: expires_in }
}
