/** `clova2mqtt status`: how the running gateway is. */
import { END_KINDS, type EndKind } from '../compose/endRecord.ts'
import { type Json, member, pointer } from '../kernel/json.ts'
import { MIB } from '../kernel/size.ts'
import { type Text, text } from '../kernel/text.ts'
import { callGateway } from './callGateway.ts'
import { EXIT, type Invocation, print, say } from './invocation.ts'
import { exposureLine, tunnelLine } from './statusExposure.ts'
import { listTable } from './table.ts'

const LINES = {
  version: text('버전', 'バージョン', 'Version'),
  uptime: text('실행 시간', '稼働時間', 'Running for'),
  webhook: text('웹훅', 'Webhook', 'Webhook'),
  directives: text('지시', 'ディレクティブ', 'Directives'),
  verified: text('마지막 CLOVA 요청', '最後の CLOVA リクエスト', 'Last request of CLOVA'),
  exposure: text('밖에서 오는 길', '外からの道', 'From outside'),
  tunnel: text('터널', 'トンネル', 'Tunnel'),
  broker: text('브로커', 'ブローカー', 'Broker'),
  appliances: text('기기', '家電', 'Appliances'),
  database: text('데이터베이스', 'データベース', 'Database'),
  memory: text('메모리', 'メモリ', 'Memory'),
  lastEnd: text('지난 종료', '前回の終了', 'Last end'),
  log: text('로그 수준', 'ログレベル', 'Log level'),
}

const WORDS = {
  ago: text('{span} 전', '{span} 前', '{span} ago'),
  never: text('아직 없음', 'まだない', 'none yet'),
  directives: text(
    '{directives}건, 서명 거절 {unverified}건, 반복 {repeated}건, 처리 중 {inFlight}건',
    '{directives} 件、署名拒否 {unverified} 件、反復 {repeated} 件、処理中 {inFlight} 件',
    '{directives}, refused for their signature {unverified}, repeated {repeated}, in flight {inFlight}',
  ),
  appliances: text(
    '온라인 {online}, 오프라인 {offline}, 모름 {unknown}',
    'オンライン {online}、オフライン {offline}、不明 {unknown}',
    'online {online}, offline {offline}, unknown {unknown}',
  ),
  database: text(
    '24시간에 {today} MB 기록 (한도 {budget} MB)',
    '24 時間で {today} MB 書き込み(上限 {budget} MB)',
    '{today} MB written in these 24 hours, of {budget} MB',
  ),
  overBudget: text(
    '24시간에 {today} MB 기록, 한도 {budget} MB 초과: SD 카드가 빨리 닳습니다',
    '24 時間で {today} MB 書き込み、上限 {budget} MB を超過: SD カードの寿命が縮みます',
    '{today} MB written in these 24 hours, more than {budget} MB: that wears an SD card out',
  ),
  trouble: text(
    '쓸 수 없음: 메모리로 계속 동작 중',
    '書き込めない: メモリで動作中',
    'cannot be written: going on from memory',
  ),
  replaced: text(
    '; 손상되어 교체됨, 이전 파일: {file}',
    '；破損のため交換された、元のファイル: {file}',
    '; it was damaged and replaced, the old file is {file}',
  ),
  clients: text(', 접속 {count}대', '、接続 {count} 台', ', {count} clients'),
  endSignal: text('요청에 따라 ({detail})', '要求による（{detail}）', 'asked for ({detail})'),
  endFault: text('오류: {detail}', '異常: {detail}', 'a fault: {detail}'),
  endMemory: text('메모리가 한도를 넘음: {detail}', 'メモリが上限超過: {detail}', 'memory above its limit: {detail}'),
  endSilent: text(
    '말없이 끝남: 정전, 강제 종료 또는 워치독',
    '予告なし: 停電、強制終了、またはウォッチドッグ',
    'without a word: a power cut, a kill or the watchdog',
  ),
  startedAt: text('{at} 시작', '{at} 起動', 'started {at}'),
  broken: text('연결 안 됨', '未接続', 'not connected'),
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
]

/** `2h 5m`: the two largest units. */
function span(durationMs: number): string {
  const at = UNITS.findIndex(([, size]) => durationMs >= size)
  if (at < 0) return '0s'
  let rest = durationMs
  const parts = UNITS.slice(at, at + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 ? '' : `${count}${unit}`
  })
  return parts.filter(part => part !== '').join(' ')
}

const numbers = (value: Json | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries((value ?? {}) as object).map(([key, count]) => [key, String(count)]))

export async function run(asked: Invocation): Promise<number> {
  const { body, invocation } = await callGateway(asked, 'GET', '/status')
  print(invocation, body, () => statusLines(body, invocation))
  return EXIT.ok
}

function statusLines(body: Json, invocation: Invocation): readonly string[] {
  const at = (path: string): string => String(pointer(body, path) ?? '')
  const verified = pointer(body, '/directives/lastVerifiedAgoMs')
  const facts: Record<keyof typeof LINES, string> = {
    version: `${at('/version')} (${at('/edition')})`,
    uptime: span(Number(pointer(body, '/uptimeMs'))),
    webhook: at('/webhook/url'),
    directives: say(invocation, WORDS.directives, numbers(member(body, 'directives'))),
    verified:
      verified === undefined
        ? say(invocation, WORDS.never)
        : say(invocation, WORDS.ago, { span: span(Number(verified)) }),
    exposure: exposureLine(member(body, 'exposure'), invocation),
    tunnel: tunnelLine(member(member(body, 'exposure'), 'tunnel'), invocation),
    broker: brokerText(member(body, 'broker'), invocation),
    appliances: say(invocation, WORDS.appliances, numbers(member(body, 'appliances'))),
    database: `${at('/database/file')}, ${databaseText(member(body, 'database'), invocation)}`,
    memory: `${Math.round(Number(pointer(body, '/memory/rssBytes')) / MIB)} MiB`,
    lastEnd: endText(member(body, 'lastEnd'), invocation),
    log: at('/logLevel'),
  }
  const rows = Object.entries(LINES).map(([key, title]) => [say(invocation, title), facts[key as keyof typeof LINES]])
  return listTable(['', ''], rows).slice(1)
}

/** How the process before this one ended; what that was in memory or in fault stays readable after the restart. */
function endText(end: Json | undefined, invocation: Invocation): string {
  const kind = member(end, 'kind')
  const words = {
    signal: WORDS.endSignal,
    fault: WORDS.endFault,
    memory: WORDS.endMemory,
    silent: WORDS.endSilent,
  } satisfies Record<EndKind, Text>
  const known = END_KINDS.find(one => one === kind)
  if (known === undefined) return say(invocation, WORDS.never)
  const at = String(member(end, 'at'))
  const when = known === 'silent' ? say(invocation, WORDS.startedAt, { at }) : at
  return `${when}, ${say(invocation, words[known], { detail: String(member(end, 'detail')) })}`
}

function databaseText(database: Json | undefined, invocation: Invocation): string {
  const damaged = member(database, 'damagedFile')
  const replaced = damaged === undefined ? '' : say(invocation, WORDS.replaced, { file: String(damaged) })
  return writesText(database, invocation) + replaced
}

function writesText(database: Json | undefined, invocation: Invocation): string {
  if (member(database, 'failing') === true || member(database, 'degraded') === true) {
    return say(invocation, WORDS.trouble)
  }
  const megabytes = (name: string): string => (Number(member(database, name)) / 1_000_000).toFixed(1)
  const counts = { today: megabytes('todayBytes'), budget: megabytes('dailyBudgetBytes') }
  return say(invocation, member(database, 'overBudget') === true ? WORDS.overBudget : WORDS.database, counts)
}

function brokerText(broker: Json | undefined, invocation: Invocation): string {
  const where = member(broker, 'url') ?? `${String(member(broker, 'host'))}:${String(member(broker, 'port'))}`
  const clients = member(broker, 'clients')
  const count = clients === undefined ? '' : say(invocation, WORDS.clients, { count: String(clients) })
  const broken = member(broker, 'connected') === true ? '' : `, ${say(invocation, WORDS.broken)}`
  return `${String(member(broker, 'kind'))} ${String(where)}${count}${broken}`
}
