/** The authorization endpoint: shows the login page, takes its form, sends the browser back to CLOVA with a code. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Secret } from '../../kernel/secret.ts'
import type { Language } from '../../kernel/text.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Linking, LoginOutcome } from '../../ports/linking.ts'
import type { Log } from '../../ports/log.ts'
import type { Edition } from '../../protocol/edition.ts'
import { type AuthorizeRequest, checkAuthorizeRequest } from './authorizeRequest.ts'
import { type MessageKind, messagePage } from './layout.ts'
import { loginPage, MAX_NAME_CHARACTERS, MAX_PASSWORD_CHARACTERS, type Problem } from './loginPage.ts'
import { pageLanguage } from './pageLanguage.ts'
import { type Parameters, parseParameters, single, withQuery } from './parameters.ts'
import { openPlaces } from './places.ts'
import { type FormResult, readForm } from './readForm.ts'
import { answerPage, answerRedirect } from './respond.ts'
import { isOwnForm, sourceOf } from './source.ts'
import { cookieOf, newNonce, nonceIn, seal, unseal } from './transaction.ts'

export interface LoginFlowOptions {
  readonly linking: Linking
  /** Shown to whoever comes with the right client id. */
  readonly homeName: string
  readonly edition: Edition
  /** For browsers that ask for none of ours. */
  readonly language: Language
  readonly clock: Clock
  /** Strangers can cause its lines at will: pass a rate-limited one. */
  readonly log: Log
}

/** Neither throws StoreError: they answer it. */
export interface LoginFlow {
  readonly show: (request: IncomingMessage, response: ServerResponse) => void
  readonly submit: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/** Passwords are checked one at a time, up to half a second each on a Pi: the last of eight waits four seconds. */
const MAX_LOGINS = 8

/** Seconds after which somebody who found no place may come again: the time in which all eight are through. */
const BUSY_RETRY_SECONDS = '4'

interface LoginForm {
  readonly transaction: string
  readonly name: string
  readonly password: string
}

export function openLoginFlow(options: LoginFlowOptions): LoginFlow {
  const { linking, clock, log } = options
  const places = openPlaces(MAX_LOGINS)
  const known = () => ({ clientId: linking.client().id, redirectUris: linking.redirectUris })
  const languageOf = (request: IncomingMessage): Language =>
    pageLanguage(request.headers['accept-language'], options.language)

  const refuse = (request: IncomingMessage, response: ServerResponse, status: number, why: MessageKind): void => {
    log.warn('Account linking refused a request', { path: 'authorize', why, status })
    answerPage(response, status, messagePage(why, languageOf(request)), status === 413 ? { Connection: 'close' } : {})
  }

  const show: LoginFlow['show'] = (request, response) => {
    const checked = checkAuthorizeRequest(parseParameters(queryOf(request)), known())
    if (checked.kind === 'page') return refuse(request, response, 400, checked.why)
    if (checked.kind === 'redirect') {
      log.warn('Account linking refused a request', { path: 'authorize', why: checked.error })
      return answerRedirect(response, withQuery(checked.redirectUri, { error: checked.error, state: checked.state }))
    }
    const nonce = nonceIn(request.headers.cookie) ?? newNonce()
    const transaction = seal(checked.request, nonce, linking.client().secret, clock.wall())
    const content = { ...options, language: languageOf(request), transaction, name: '', problem: undefined }
    answerPage(response, 200, loginPage(content), { 'Set-Cookie': cookieOf(nonce) })
  }

  const again = (request: IncomingMessage, response: ServerResponse, form: LoginForm, problem: Problem): void => {
    const { transaction, name } = form
    const page = loginPage({ ...options, language: languageOf(request), transaction, name, problem })
    if (problem.kind === 'wrong') answerPage(response, 403, page)
    else answerPage(response, 429, page, { 'Retry-After': String(problem.seconds) })
  }

  const logIn = async (request: IncomingMessage, response: ServerResponse, form: LoginForm): Promise<void> => {
    const opened = unseal(form.transaction, nonceIn(request.headers.cookie), linking.client().secret, clock.wall())
    if (opened.kind !== 'ok') {
      const { status, why } = REFUSED[opened.kind]
      return refuse(request, response, status, why)
    }
    const { clientId, redirectUri } = opened.request
    // The configuration may have changed since the page was shown; an address that left the list gets no code.
    if (clientId !== known().clientId) return refuse(request, response, 400, 'client')
    if (!linking.redirectUris.includes(redirectUri)) return refuse(request, response, 400, 'redirect')
    const answered = await places.within(() => checkPassword(linking, form, sourceOf(request)))
    if (answered === undefined) {
      log.warn('Account linking refused a request', { path: 'authorize', why: 'busy', status: 503 })
      const page = messagePage('busy', languageOf(request))
      return answerPage(response, 503, page, { 'Retry-After': BUSY_RETRY_SECONDS })
    }
    const outcome = answered.result
    if (outcome.ok) {
      // Nobody is left to be sent back: a code would only lie about.
      if (!response.destroyed) answerRedirect(response, await locationOf(linking, opened.request, outcome.user))
    } else again(request, response, form, problemOf(outcome))
  }

  return {
    show,
    async submit(request, response) {
      const read = await readForm(request, clock)
      if (read.kind === 'gone') return
      if (read.kind !== 'form') return refuse(request, response, UNREADABLE[read.kind], 'request')
      if (!isOwnForm(request)) return refuse(request, response, 403, 'foreign')
      const form = loginForm(read.parameters)
      if (form === undefined) return refuse(request, response, 400, 'request')
      await logIn(request, response, form)
    },
  }
}

const REFUSED = {
  broken: { status: 400, why: 'request' },
  late: { status: 400, why: 'late' },
  elsewhere: { status: 403, why: 'elsewhere' },
} as const

/** Answers to bodies that are no form of ours (RFC 9110 section 15.5). */
export const UNREADABLE: Readonly<Record<Exclude<FormResult['kind'], 'form' | 'gone'>, number>> = {
  malformed: 400,
  oversize: 413,
  otherType: 415,
}

/** Without its leading question mark; empty when there is none. */
export function queryOf(request: IncomingMessage): string {
  const url = request.url ?? ''
  const at = url.indexOf('?')
  return at === -1 ? '' : url.slice(at + 1)
}

/** Undefined when it is none of ours: no transaction, or something doubled. An empty name or password is just wrong. */
function loginForm(parameters: Parameters): LoginForm | undefined {
  const [transaction, name, password] = [
    single(parameters, 'transaction'),
    single(parameters, 'name'),
    single(parameters, 'password'),
  ]
  if (transaction.kind !== 'one' || name.kind === 'many' || password.kind === 'many') return undefined
  return {
    transaction: transaction.value,
    name: name.kind === 'one' ? name.value : '',
    password: password.kind === 'one' ? password.value : '',
  }
}

/** What no account can have is wrong without being counted or checked. */
async function checkPassword(linking: Linking, form: LoginForm, source: string): Promise<LoginOutcome> {
  const { name, password } = form
  const possible = name !== '' && name.length <= MAX_NAME_CHARACTERS
  if (!possible || password === '' || password.length > MAX_PASSWORD_CHARACTERS) return { ok: false, why: 'wrong' }
  return linking.login({ name, password: new Secret(password), source })
}

function problemOf(outcome: Exclude<LoginOutcome, { readonly ok: true }>): Problem {
  if (outcome.why === 'wrong') return { kind: 'wrong' }
  return { kind: 'wait', seconds: Math.max(1, Math.ceil(outcome.waitMs / 1000)) }
}

/** `token_type` is a leftover of the implicit grant in the guides' table; it does no harm (spec section 4). */
async function locationOf(linking: Linking, request: AuthorizeRequest, user: string): Promise<string> {
  const { clientId, redirectUri, scope, challenge, state } = request
  const code = await linking.issueCode({ user, clientId, redirectUri, scope, challenge })
  return withQuery(redirectUri, { code: code.reveal(), state, token_type: 'Bearer' })
}
