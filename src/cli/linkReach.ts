/** Steps of the check from the configured address to a clova2mqtt that answers. */
import { isPrivate } from '../adapters/probe/privateAddress.ts'
import { days, parseTimestamp, type WallMs } from '../kernel/time.ts'
import { CAUSES } from './linkCauses.ts'
import { ask, type Certificate, knock, ProbeError, readCertificate } from './linkProbe.ts'
import { bad, type CheckContext, good, type Outcome, quoted, type Step, wrongAnswer } from './linkStep.ts'

/** Path of the public listener that answers while the process serves. */
const LIVE_PATH = '/live'

/** Renewing by itself starts 30 days before the end (certbot, caddy); with fewer than 14 left it has failed for weeks. */
const SOON_DAYS = 14

export const REACH_STEPS: readonly Step[] = [
  { id: 'address', needs: [], run: address },
  { id: 'port', needs: ['address'], run: port },
  { id: 'name', needs: ['address'], run: name },
  { id: 'connect', needs: ['name'], run: connection },
  { id: 'certificate', needs: ['connect'], run: certificate },
  { id: 'live', needs: ['certificate'], run: live },
  { id: 'webhook', needs: ['live'], run: webhook },
]

/** The configuration takes nothing but https here; a word costs nothing, should that ever change. */
async function address({ config: { webhook } }: CheckContext): Promise<Outcome> {
  const { publicUrl } = webhook
  if (publicUrl === undefined) return bad('noAddress')
  return publicUrl.startsWith('https://') ? good(publicUrl) : bad('notHttps', { url: publicUrl })
}

async function port({ target }: CheckContext): Promise<Outcome> {
  return target.port === 443 ? good('443') : bad('otherPort', { port: target.port })
}

async function name(context: CheckContext): Promise<Outcome> {
  const { host } = context.target
  try {
    context.found.addresses = await context.resolve(host)
  } catch (error) {
    return bad('noName', { host, reason: quoted(error instanceof Error ? error.message : String(error)) })
  }
  const addresses = context.found.addresses.join(', ')
  if (context.found.addresses.length === 0) return bad('noName', { host, reason: '-' })
  if (context.found.addresses.some(isPrivate)) return { state: 'note', note: 'private', values: { addresses } }
  return good(`${host} → ${addresses}`)
}

/** Refusals that a router without hairpin makes as well, and so says nothing of what stands behind it. */
const HAIRPIN = new Set(['refused', 'timeout', 'unreachable'])

async function connection({ target, found }: CheckContext): Promise<Outcome> {
  try {
    await knock(target)
    return good(`${target.host}:${target.port}`)
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error
    const reason = quoted(error.message)
    const inside = found.addresses.some(isPrivate)
    if (inside || !HAIRPIN.has(error.trouble)) return bad(error.trouble, { reason })
    return { state: 'unknown', cause: 'hairpin', values: { reason } }
  }
}

async function certificate({ target, config }: CheckContext): Promise<Outcome> {
  try {
    return certificateOutcome(await readCertificate(target), target.clock.wall())
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error
    const cause = error.trouble in CAUSES ? error.trouble : 'other'
    return bad(cause, { reason: quoted(error.message), host: target.host, listen: listenOf(config) })
  }
}

function certificateOutcome({ validTo, issuer, public: isPublic }: Certificate, now: WallMs): Outcome {
  const until = certificateTime(validTo)
  const left = until === undefined ? 0 : Math.floor((until - now) / days(1))
  const values = { issuer: quoted(issuer), validTo, days: left }
  if (!isPublic) return { state: 'note', note: 'notPublic', values }
  return left < SOON_DAYS ? { state: 'note', note: 'soon', values } : { state: 'ok', note: 'good', values }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** OpenSSL's print of a time, `Nov  1 06:38:00 2027 GMT`; undefined when it is none. */
export function certificateTime(printed: string): WallMs | undefined {
  const [, month = '', day = '', time, year] = /^(\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4}) GMT$/.exec(printed) ?? []
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0')
  return parseTimestamp(`${year}-${number}-${day.padStart(2, '0')}T${time}Z`, () => 0)
}

async function live({ target }: CheckContext): Promise<Outcome> {
  const answer = await ask(target, { method: 'GET', path: LIVE_PATH })
  return answer.status === 204 ? good(`${LIVE_PATH}: 204`) : wrongAnswer(answer)
}

/** Without a signature nothing is looked at: 401, and an empty body. */
async function webhook({ target, config }: CheckContext): Promise<Outcome> {
  const { path } = config.webhook
  const headers = { 'Content-Type': 'application/json' }
  const answer = await ask(target, { method: 'POST', path, headers, body: '{}' })
  return answer.status === 401 ? good(`${path}: 401`) : wrongAnswer(answer)
}

export const listenOf = ({ webhook: { host, port: bound } }: CheckContext['config']): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${bound}`
