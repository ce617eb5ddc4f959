/** `clova2mqtt token`: access tokens of this home, created, listed and revoked beside a running gateway. */
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { systemClock } from '../adapters/clock/system.ts'
import { openDatabase } from '../adapters/sqlite/open.ts'
import { openTokenStore, type SqliteTokenStore } from '../adapters/sqlite/tokenStore.ts'
import { DATABASE_FILE } from '../compose/databaseFile.ts'
import { BUILT_AT } from '../compose/version.ts'
import { parseDuration } from '../config/units.ts'
import { Secret } from '../kernel/secret.ts'
import { text } from '../kernel/text.ts'
import { days, formatTimestamp, type WallMs, wallPlus, zoneOffset } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { TokenRow } from '../ports/stores.ts'
import { inLanguageOf, readConfig, requireConfigPath } from './findConfig.ts'
import { firstWord } from './firstWord.ts'
import { CommandError, EXIT, flagOption, type Invocation, print, say, textOption, UsageError } from './invocation.ts'
import { troubleLog } from './quietLogs.ts'
import { listTable } from './table.ts'

/** 256 random bits: nobody guesses one, and a fast hash of it is enough. */
const TOKEN_BYTES = 32

/** Long enough for an evening with the console's test page, and the days after it. */
const DEFAULT_TTL = '30d'

/** A token that outlives this is one that never ends. */
const MAX_TTL_MS = days(3650)

const TEXTS = {
  created: text(
    '토큰 {id} 발급. 지금만 보입니다. CLOVA 개발자 콘솔의 테스트 페이지에 access token으로 입력하세요. 만료: {until}',
    'トークン {id} を発行しました。表示は今回だけです。CLOVA 開発者コンソールのテスト画面に access token として入力してください。期限: {until}',
    "Token {id} is issued and shown only now. Enter it as the access token on the test page of CLOVA's developer console. Valid until: {until}",
  ),
  never: text('무기한', '無期限', 'never ends'),
  needsLabel: text(
    '--label 이름이 필요합니다.',
    '--label 名前 が必要です。',
    'A --label is needed: what is the token for?',
  ),
  needsId: text(
    '어느 토큰입니까? token revoke ID',
    'どのトークンですか？ token revoke ID',
    'Which one? token revoke ID',
  ),
  badTtl: text(
    '--ttl {ttl}: 30m, 1h, 30d 또는 never 로 쓰세요.',
    '--ttl {ttl}: 30m、1h、30d または never と書いてください。',
    '--ttl {ttl}: write 30m, 1h, 30d or never.',
  ),
  revoked: text('토큰 {id} 폐기됨', 'トークン {id} を失効しました', 'Token {id} is revoked'),
  noSuch: text(
    '유효한 토큰 {id} 이(가) 없습니다.',
    '有効なトークン {id} はありません。',
    'There is no live token {id}.',
  ),
  label: text('이름', '名前', 'Label'),
  issued: text('발급', '発行', 'Issued'),
  until: text('만료', '期限', 'Valid until'),
  state: text('상태', '状態', 'State'),
  live: text('유효', '有効', 'live'),
  expired: text('만료됨', '期限切れ', 'expired'),
  isRevoked: text('폐기됨', '失効', 'revoked'),
}

interface Desk {
  readonly invocation: Invocation
  readonly tokens: SqliteTokenStore
  readonly clock: Clock
  /** A moment in the home's time. */
  readonly time: (at: WallMs) => string
}

const ACTIONS = { create, list, revoke } as const satisfies Readonly<Record<string, (desk: Desk) => number>>

export async function run(asked: Invocation): Promise<number> {
  const action = ACTIONS[firstWord(asked, 'token', { create: 0, list: 0, revoke: 1 }) ?? 'list']
  const config = readConfig(asked, requireConfigPath(asked))
  const clock = systemClock({ builtAt: BUILT_AT })
  const invocation = inLanguageOf(config, asked)
  const database = openDatabase({
    file: join(config.dataFolder, DATABASE_FILE),
    log: troubleLog(asked.io),
    role: 'tool',
  })
  try {
    const zone = zoneOffset(config.timezone)
    const time = (at: WallMs): string => formatTimestamp(at, zone(at))
    return action({ invocation, tokens: openTokenStore(database), clock, time })
  } finally {
    database.close()
  }
}

function create({ invocation, tokens, clock, time }: Desk): number {
  const label = textOption(invocation, 'label')
  if (label === undefined || label.trim() === '') throw new UsageError(say(invocation, TEXTS.needsLabel))
  const issuedAt = clock.wall()
  const expiresAt = expiryOf(invocation, issuedAt)
  const token = new Secret(randomBytes(TOKEN_BYTES).toString('base64url'))
  const hash = createHash('sha256').update(token.reveal()).digest('hex')
  const { id } = tokens.add(hash, { label: label.trim(), issuedAt, expiresAt })
  const until = expiresAt === undefined ? null : time(expiresAt)
  const plain = { id, label: label.trim(), token: token.reveal(), expiresAt: until }
  if (!flagOption(invocation, 'json')) {
    invocation.io.err(say(invocation, TEXTS.created, { id, until: until ?? say(invocation, TEXTS.never) }))
  }
  // Alone on standard output, so that a script can capture it.
  print(invocation, plain, () => [token.reveal()])
  return EXIT.ok
}

function expiryOf(invocation: Invocation, issuedAt: WallMs): WallMs | undefined {
  const ttl = textOption(invocation, 'ttl') ?? DEFAULT_TTL
  if (ttl === 'never') return undefined
  const durationMs = parseDuration(ttl)
  if (durationMs === undefined || durationMs <= 0 || durationMs > MAX_TTL_MS) {
    throw new UsageError(say(invocation, TEXTS.badTtl, { ttl }))
  }
  return wallPlus(issuedAt, durationMs)
}

function list({ invocation, tokens, clock, time }: Desk): number {
  const stateOf = ({ revokedAt, expiresAt }: TokenRow): 'live' | 'expired' | 'isRevoked' => {
    if (revokedAt !== undefined) return 'isRevoked'
    return expiresAt !== undefined && expiresAt <= clock.wall() ? 'expired' : 'live'
  }
  const rows = tokens.list()
  const plain = rows.map(row => ({
    id: row.id,
    label: row.label,
    issuedAt: time(row.issuedAt),
    expiresAt: row.expiresAt === undefined ? null : time(row.expiresAt),
    state: stateOf(row) === 'isRevoked' ? 'revoked' : stateOf(row),
  }))
  const header = ['ID', ...[TEXTS.label, TEXTS.issued, TEXTS.until, TEXTS.state].map(title => say(invocation, title))]
  const lines = rows.map(row => [
    row.id,
    row.label,
    time(row.issuedAt),
    row.expiresAt === undefined ? say(invocation, TEXTS.never) : time(row.expiresAt),
    say(invocation, TEXTS[stateOf(row)]),
  ])
  print(invocation, plain, () => listTable(header, lines))
  return EXIT.ok
}

function revoke({ invocation, tokens, clock }: Desk): number {
  const id = invocation.positionals[1]
  if (id === undefined) throw new UsageError(say(invocation, TEXTS.needsId))
  if (!tokens.revoke(id, clock.wall())) throw new CommandError(say(invocation, TEXTS.noSuch, { id }))
  print(invocation, { id, state: 'revoked' }, () => [say(invocation, TEXTS.revoked, { id })])
  return EXIT.ok
}
