/** Steps of the check that play CLOVA at the token endpoint, with the real client secret and codes of their own. */
import { type Json, member, parseJson } from '../kernel/json.ts'
import { LINK_PATHS, type LinkClient } from '../ports/linking.ts'
import { type Answer, ask } from './linkProbe.ts'
import { bad, type CheckContext, good, type Outcome, quoted, type Step, wrongAnswer, wrongProbe } from './linkStep.ts'

/** A token answer has under 400 bytes and no nesting; a foreign one may hold more. */
const ANSWER_LIMITS = { maxBytes: 64 * 1024, maxDepth: 8 }

type Fields = Readonly<Record<string, string>>

export const TOKEN_STEPS: readonly Step[] = [
  { id: 'basic', needs: ['login'], run: context => exchange(context, 'basic') },
  { id: 'refresh', needs: ['basic'], run: async ({ found }) => found.refreshed ?? { state: 'skipped' } },
  { id: 'body', needs: ['login'], run: context => exchange(context, 'body') },
]

/** How CLOVA identifies itself, as the console says it should. */
type Scheme = 'basic' | 'body'

/** Buys tokens with a code; with HTTP Basic also refreshes them, since what was bought ends with the step. */
async function exchange(context: CheckContext, scheme: Scheme): Promise<Outcome> {
  const { desk, found } = context
  if (desk.desk.users().length === 0) return bad('noUser')
  const issued = desk.issueCheckCode()
  if (issued === undefined) return bad('noRoom')
  const { code, redirectUri, revoke } = issued
  const stop = (): void => {
    revoke()
    process.exit(STOPPED)
  }
  process.once('SIGINT', stop)
  try {
    const fields = { grant_type: 'authorization_code', code: code.reveal(), redirect_uri: redirectUri }
    const bought = await tokens(context, LINK_PATHS.token, scheme, fields)
    if ('state' in bought) return bought
    if (scheme === 'basic') found.refreshed = await refresh(context, bought.refreshToken)
    return good(LINK_PATHS.token)
  } finally {
    process.removeListener('SIGINT', stop)
    revoke()
  }
}

/** Status of a process that Ctrl-C ended (128 + SIGINT), as shells count it. */
const STOPPED = 130

async function refresh(context: CheckContext, refreshToken: string): Promise<Outcome> {
  const fields = { grant_type: 'refresh_token', refresh_token: refreshToken }
  try {
    const bought = await tokens(context, LINK_PATHS.refresh, 'basic', fields)
    return 'state' in bought ? bought : good(LINK_PATHS.refresh)
  } catch (error) {
    return wrongProbe(error)
  }
}

async function tokens(
  { target, desk }: CheckContext,
  path: string,
  scheme: Scheme,
  fields: Fields,
): Promise<{ readonly refreshToken: string } | Outcome> {
  const client = desk.linking.client()
  const inBody = scheme === 'body' ? { client_id: client.id, client_secret: client.secret.reveal() } : {}
  const answer = await ask(target, {
    method: 'POST',
    path,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(scheme === 'basic' ? { Authorization: basicCredentials(client) } : {}),
    },
    body: new URLSearchParams({ ...fields, ...inBody }).toString(),
  })
  return readTokens(answer)
}

/** Both are form-encoded before they are joined (RFC 6749 section 2.3.1); ours have no character that it changes. */
const basicCredentials = ({ id, secret }: LinkClient): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret.reveal())}`).toString('base64')}`

function readTokens(answer: Answer): { readonly refreshToken: string } | Outcome {
  const parsed = parseJson(Buffer.from(answer.body), ANSWER_LIMITS)
  if (!parsed.ok) return wrongAnswer(answer)
  const [access, refreshToken] = [member(parsed.value, 'access_token'), member(parsed.value, 'refresh_token')]
  if (answer.status === 200 && typeof access === 'string' && typeof refreshToken === 'string') return { refreshToken }
  return refusal(answer, member(parsed.value, 'error'))
}

/** RFC 6749 section 5.2. */
function refusal(answer: Answer, error: Json | undefined): Outcome {
  if (error === 'invalid_client') return bad('wrongClient', { error })
  if (error === 'invalid_grant') return bad('wrongCode', { error })
  return typeof error === 'string' ? bad('refusedGrant', { error: quoted(error) }) : wrongAnswer(answer)
}
