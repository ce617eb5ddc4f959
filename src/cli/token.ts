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
import { CommandError, EXIT, flagOption, type Invocation, type Io, say, textOption, UsageError } from './invocation.ts'
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
  readonly print: (at: WallMs) => string
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
    const print = (at: WallMs): string => formatTimestamp(at, zone(at))
    return action({ invocation, tokens: openTokenStore(database), clock, print })
  } finally {
    database.close()
  }
}

/** Only what went wrong is worth a line beside a token. */
const troubleLog = ({ err }: Io) => ({
  debug: () => undefined,
  info: () => undefined,
  warn: err,
  error: err,
})

function create({ invocation, tokens, clock, print }: Desk): number {
  const label = textOption(invocation, 'label')
  if (label === undefined || label.trim() === '') throw new UsageError(say(invocation, TEXTS.needsLabel))
  const issuedAt = clock.wall()
  const expiresAt = expiryOf(invocation, issuedAt)
  const token = new Secret(randomBytes(TOKEN_BYTES).toString('base64url'))
  const hash = createHash('sha256').update(token.reveal()).digest('hex')
  const { id } = tokens.add(hash, { label: label.trim(), issuedAt, expiresAt })
  const until = expiresAt === undefined ? say(invocation, TEXTS.never) : print(expiresAt)
  invocation.io.err(say(invocation, TEXTS.created, { id, until }))
  // Alone on standard output, so that a script can capture it.
  invocation.io.out(token.reveal())
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

function list({ invocation, tokens, clock, print }: Desk): number {
  const { out } = invocation.io
  const stateOf = ({ revokedAt, expiresAt }: TokenRow): 'live' | 'expired' | 'isRevoked' => {
    if (revokedAt !== undefined) return 'isRevoked'
    return expiresAt !== undefined && expiresAt <= clock.wall() ? 'expired' : 'live'
  }
  const rows = tokens.list()
  if (flagOption(invocation, 'json')) {
    const plain = rows.map(row => ({
      id: row.id,
      label: row.label,
      issuedAt: print(row.issuedAt),
      expiresAt: row.expiresAt === undefined ? null : print(row.expiresAt),
      state: stateOf(row) === 'isRevoked' ? 'revoked' : stateOf(row),
    }))
    out(JSON.stringify(plain, null, 2))
    return EXIT.ok
  }
  const header = ['ID', ...[TEXTS.label, TEXTS.issued, TEXTS.until, TEXTS.state].map(title => say(invocation, title))]
  const lines = rows.map(row => [
    row.id,
    row.label,
    print(row.issuedAt),
    row.expiresAt === undefined ? say(invocation, TEXTS.never) : print(row.expiresAt),
    say(invocation, TEXTS[stateOf(row)]),
  ])
  for (const line of listTable(header, lines)) out(line)
  return EXIT.ok
}

function revoke({ invocation, tokens, clock }: Desk): number {
  const id = invocation.positionals[1]
  if (id === undefined) throw new UsageError(say(invocation, TEXTS.needsId))
  if (!tokens.revoke(id, clock.wall())) throw new CommandError(say(invocation, TEXTS.noSuch, { id }))
  invocation.io.out(say(invocation, TEXTS.revoked, { id }))
  return EXIT.ok
}
