/** Steps of the check that look at the pages: login, no foreign redirect, privacy. */
import { LINK_PATHS } from '../ports/linking.ts'
import { ask } from './linkProbe.ts'
import { BROWSER, bad, type CheckContext, good, type Outcome, quoted, type Step, wrongAnswer } from './linkStep.ts'

/** An address that no configuration holds: names below `.invalid` never exist (RFC 2606). */
const FOREIGN_REDIRECT = 'https://clova2mqtt-check.invalid/'

/** CLOVA's is opaque; ours only comes back in no answer. */
const STATE = 'clova2mqtt-check'

export const PAGE_STEPS: readonly Step[] = [
  { id: 'login', needs: ['live'], run: login },
  { id: 'redirect', needs: ['login'], run: redirect },
  { id: 'privacy', needs: ['live'], run: privacy },
]

function authorizePath(clientId: string, redirectUri: string): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: STATE,
  })
  return `${LINK_PATHS.authorize}?${query}`
}

/** Our pages and no others refer to our style sheet. */
const isOurs = (body: string): boolean => body.includes(LINK_PATHS.style)

/** Only the gateway of this home knows the client id, so a login page for it comes from nobody else. */
async function login({ target, desk, config }: CheckContext): Promise<Outcome> {
  const { linking } = desk
  const path = authorizePath(linking.client().id, linking.redirectUris[0] ?? '')
  const answer = await ask(target, { method: 'GET', path, headers: BROWSER })
  if (isOurs(answer.body)) {
    if (answer.status === 200) return good(LINK_PATHS.authorize)
    return answer.status === 400 ? bad('otherGateway') : bad('unexpected', { status: answer.status })
  }
  if (answer.status === 404 && !config.linking.enabled) return bad('linkingOff', { status: answer.status })
  return wrongAnswer(answer)
}

async function redirect({ target, desk }: CheckContext): Promise<Outcome> {
  const path = authorizePath(desk.linking.client().id, FOREIGN_REDIRECT)
  const answer = await ask(target, { method: 'GET', path, headers: BROWSER })
  const { location } = answer.headers
  if (location !== undefined) return bad('openRedirect', { location: quoted(location) })
  return isOurs(answer.body) && answer.status === 400 ? good('400') : wrongAnswer(answer)
}

async function privacy({ target }: CheckContext): Promise<Outcome> {
  const answer = await ask(target, { method: 'GET', path: LINK_PATHS.privacy, headers: BROWSER })
  return answer.status === 200 && isOurs(answer.body) ? good(LINK_PATHS.privacy) : wrongAnswer(answer)
}
