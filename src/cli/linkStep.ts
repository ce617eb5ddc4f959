/** One step of checking the way in from outside: what it finds, and what a wrong answer means. */

import type { LinkDeskHandle } from '../compose/openLinkDesk.ts'
import type { Config } from '../config/config.ts'
import { clip, type Text, text } from '../kernel/text.ts'
import type { CauseId } from './linkCauses.ts'
import type { NOTES, StepId } from './linkCheckTexts.ts'
import { type Answer, ProbeError, type Target } from './linkProbe.ts'

type Values = Readonly<Record<string, string | number | Text>>

/** `note`: passed, but worth a word. `unknown`: nobody can tell from here. */
export type Outcome =
  | { readonly state: 'ok'; readonly detail: string }
  | { readonly state: 'ok' | 'note'; readonly note: keyof typeof NOTES; readonly values: Values }
  | { readonly state: 'failed' | 'unknown'; readonly cause: CauseId; readonly values: Values }
  | { readonly state: 'skipped' }

export interface CheckContext {
  readonly config: Config
  readonly desk: Pick<LinkDeskHandle, 'linking' | 'issueCheckCode' | 'desk'>
  readonly target: Target
  /** Addresses of the name. @throws Error of the system when there are none */
  readonly resolve: (host: string) => Promise<readonly string[]>
  /** What earlier steps leave for later ones. */
  readonly found: { addresses: readonly string[]; refreshed: Outcome | undefined }
}

export interface Step {
  readonly id: StepId
  /** Steps without which this one says nothing. */
  readonly needs: readonly StepId[]
  readonly run: (context: CheckContext) => Promise<Outcome>
}

export const good = (detail: string): Outcome => ({ state: 'ok', detail })

export const bad = (cause: CauseId, values: Values = {}): Outcome => ({ state: 'failed', cause, values })

/** A browser's words: tunnels put their pages in between for browsers only, and people come with one. */
export const BROWSER = {
  Accept: 'text/html',
  'User-Agent':
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
} as const

/** What gateways of HTTP say when nothing stands behind them; 520 to 530 are Cloudflare's own. */
const isGone = (status: number): boolean => (status >= 502 && status <= 504) || (status >= 520 && status <= 530)

/** Longest piece of a foreign answer that is repeated. */
const MAX_QUOTED_CHARACTERS = 80

/** What an answer means that is not the expected one. */
export function wrongAnswer({ status, headers, body }: Answer): Outcome {
  const { location } = headers
  const isPage = headers['content-type']?.includes('html') === true
  if (isGone(status)) return bad('gatewayDown', { status })
  if (status === 403 || status === 429 || headers['cf-mitigated'] !== undefined) return bad('blocked', { status })
  if (status >= 300 && status < 400 && location !== undefined) {
    return bad('moved', { status, location: quoted(location) })
  }
  if (isPage) return bad('page', { status, title: titleOf(body) })
  return status === 404 || status === 405 ? bad('elsewhere', { status }) : bad('unexpected', { status })
}

/** Foreign text on our terminal: one short line without control characters. */
export const quoted = (said: string): string => clip(said.replace(/[\p{C}\s]+/gu, ' ').trim(), MAX_QUOTED_CHARACTERS)

function titleOf(body: string): string {
  const [, title = ''] = /<title[^>]{0,200}>([^<]{1,200})/i.exec(body) ?? []
  return title === '' ? '' : `: ${quoted(title)}`
}

/** What it means that no answer came. @throws whatever is no ProbeError */
export function wrongProbe(error: unknown): Outcome {
  if (!(error instanceof ProbeError)) throw error
  const { ko, ja, en } = error.told
  return bad(error.trouble, { reason: text(quoted(ko), quoted(ja), quoted(en)) })
}
