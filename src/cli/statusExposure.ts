/** The lines of `clova2mqtt status` about the way in from the internet. */
import type { TunnelState } from '../home/exposure.ts'
import { type Json, member } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { type Invocation, say } from './invocation.ts'

const EXPOSURES = {
  reachable: text('닿음', '届く', 'reachable'),
  unreachable: text('닿지 않음', '届かない', 'not reachable'),
  unknown: text('모름', '不明', 'unknown'),
} as const

const STATES: Readonly<Record<TunnelState, ReturnType<typeof text>>> = {
  unwatched: text('직접 관리', '自前', 'your own'),
  stopped: text('멈춤', '停止', 'stopped'),
  starting: text('시작 중', '起動中', 'starting'),
  up: text('이어짐', '接続中', 'stands'),
  down: text('끊김', '切断', 'does not stand'),
}

/** `https://home.example.com: reachable, a request of CLOVA came 12 s ago` */
export function exposureLine(exposure: Json | undefined, invocation: Invocation): string {
  const url = member(exposure, 'publicUrl')
  const word = wordOf(EXPOSURES, member(exposure, 'word'), invocation)
  const where = typeof url === 'string' ? `${url}: ` : ''
  return `${where}${word}, ${inLanguage(member(exposure, 'text'), invocation)}`
}

/** `ssh does not stand (restarts 3): the link was lost …` */
export function tunnelLine(tunnel: Json | undefined, invocation: Invocation): string {
  const restarts = member(tunnel, 'restarts')
  const count = typeof restarts === 'number' && restarts > 0 ? ` (+${restarts})` : ''
  const why = inLanguage(member(tunnel, 'text'), invocation)
  const line = `${String(member(tunnel, 'kind'))}: ${wordOf(STATES, member(tunnel, 'state'), invocation)}${count}`
  return why === '' ? line : `${line}, ${why}`
}

function wordOf(
  words: Readonly<Record<string, ReturnType<typeof text>>>,
  key: Json | undefined,
  asked: Invocation,
): string {
  const known = typeof key === 'string' && Object.hasOwn(words, key) ? words[key] : undefined
  return known === undefined ? String(key) : say(asked, known)
}

const inLanguage = (texts: Json | undefined, { language }: Invocation): string => String(member(texts, language) ?? '')
