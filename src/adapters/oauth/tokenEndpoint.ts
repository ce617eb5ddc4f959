/** The token endpoint, at both of its addresses: reads the request strictly, asks the grants, answers in JSON. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../ports/clock.ts'
import type { IssuedTokens, Linking } from '../../ports/linking.ts'
import type { Log } from '../../ports/log.ts'
import { authenticateClient } from './clientCredentials.ts'
import { GRANT_TYPES, type GrantRequest, performGrant } from './grants.ts'
import { queryOf, UNREADABLE } from './loginFlow.ts'
import { type Parameters, parseParameters, single } from './parameters.ts'
import { openPlaces } from './places.ts'
import { readForm } from './readForm.ts'
import { answerJson } from './respond.ts'

export interface TokenEndpointOptions {
  readonly linking: Linking
  readonly clock: Clock
  readonly log: Log
}

/** A grant is one transaction of some ten milliseconds on a card; CLOVA sends one per hour and user. */
const MAX_GRANTS = 16

/** What is asked may come again at once: sixteen transactions take less than a second. */
const BUSY_RETRY_SECONDS = '1'

/** Our codes and tokens have 43 characters, a verifier at most 128, a scope 512. */
const MAX_VALUE_CHARACTERS = 1024

const GRANT_PARAMETERS = ['code', 'redirect_uri', 'code_verifier', 'refresh_token', 'scope']
const PARAMETERS = ['grant_type', 'client_id', 'client_secret', ...GRANT_PARAMETERS]

/** An error of RFC 6749 section 5.2. */
interface Refusal {
  readonly status: number
  readonly error: string
  readonly description: string
  readonly headers?: Readonly<Record<string, string>>
}

type Asked = GrantRequest | Refusal

const invalidRequest = (description: string, status = 400): Refusal => ({
  status,
  error: 'invalid_request',
  description,
  ...(status === 413 && { headers: { Connection: 'close' } }),
})

/** Rejects with what the port throws, StoreError among it. */
export function openTokenEndpoint(
  options: TokenEndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { linking, clock, log } = options
  const places = openPlaces(MAX_GRANTS)

  const refuse = (response: ServerResponse, { status, error, description, headers }: Refusal): void => {
    log.warn('Account linking refused a request', { path: 'token', why: error, description, status })
    answerJson(response, status, { error, error_description: description }, headers)
  }

  return async (request, response) => {
    const read = await readForm(request, clock)
    if (read.kind === 'gone') return
    if (read.kind !== 'form') {
      return refuse(
        response,
        invalidRequest('the body must be application/x-www-form-urlencoded', UNREADABLE[read.kind]),
      )
    }
    const asked = askedOf(request, read.parameters, linking)
    if ('error' in asked) return refuse(response, asked)
    const answered = await places.within(() => performGrant(linking, asked))
    if (answered === undefined) return refuse(response, BUSY)
    const answer = answered.result
    if (answer.ok) answerJson(response, 200, tokenAnswer(answer.tokens))
    else refuse(response, { status: 400, error: answer.error, description: answer.description })
  }
}

/** No code of section 5.2 fits; this is the one of section 4.1.2.1. */
const BUSY: Refusal = {
  status: 503,
  error: 'temporarily_unavailable',
  description: 'too many requests at once',
  headers: { 'Retry-After': BUSY_RETRY_SECONDS },
}

function askedOf(request: IncomingMessage, form: Parameters, linking: Linking): Asked {
  for (const name of PARAMETERS) {
    const found = single(form, name)
    if (found.kind === 'many') return invalidRequest(`${name} came more than once`)
    if (found.kind === 'one' && found.value.length > MAX_VALUE_CHARACTERS) return invalidRequest(`${name} is too long`)
  }
  const grantType = grantTypeOf(form, parseParameters(queryOf(request)))
  if (typeof grantType === 'object') return grantType
  const client = authenticateClient(request.headers.authorization, form, linking.isClient)
  if (client.kind === 'malformed') return invalidRequest(client.description)
  if (client.kind === 'wrong') return wrongClient(client.basic)
  if (grantType === undefined) return invalidRequest('grant_type is missing')
  const known = GRANT_TYPES.find(one => one === grantType)
  if (known === undefined) {
    return {
      status: 400,
      error: 'unsupported_grant_type',
      description: `grant_type is one of ${GRANT_TYPES.join(', ')}`,
    }
  }
  return { client: { id: client.id, secret: client.secret }, grantType: known, parameters: grantParameters(form) }
}

/** Consoles let the query of the token address carry `grant_type`, and some gateways register it so (spec section 4). */
function grantTypeOf(form: Parameters, query: Parameters | undefined): string | undefined | Refusal {
  if (query === undefined) return invalidRequest('the query is wrongly encoded')
  const [inBody, inQuery] = [single(form, 'grant_type'), single(query, 'grant_type')]
  if (inQuery.kind === 'many') return invalidRequest('grant_type came more than once')
  if (inBody.kind !== 'one') return inQuery.kind === 'one' ? inQuery.value : undefined
  if (inQuery.kind === 'one' && inQuery.value !== inBody.value) {
    return invalidRequest('grant_type differs between query and body')
  }
  return inBody.value
}

/** A challenge only where the header was used (section 5.2): with 401 some clients would ask their user for a password. */
function wrongClient(basic: boolean): Refusal {
  const description = 'client id or secret is missing or wrong; clova2mqtt link show prints both'
  if (!basic) return { status: 400, error: 'invalid_client', description }
  const headers = { 'WWW-Authenticate': 'Basic realm="clova2mqtt", charset="UTF-8"' }
  return { status: 401, error: 'invalid_client', description, headers }
}

function grantParameters(form: Parameters): Readonly<Record<string, string>> {
  return Object.fromEntries(
    GRANT_PARAMETERS.flatMap(name => {
      const found = single(form, name)
      return found.kind === 'one' ? [[name, found.value]] : []
    }),
  )
}

/** RFC 6749 section 5.1. */
const tokenAnswer = ({ accessToken, refreshToken, expiresInSeconds, scope }: IssuedTokens) => ({
  access_token: accessToken.reveal(),
  token_type: 'Bearer',
  expires_in: expiresInSeconds,
  refresh_token: refreshToken.reveal(),
  ...(scope !== undefined && { scope }),
})
