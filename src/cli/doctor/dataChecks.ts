/** What is kept: whose files they are, the database, how much is written. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkBackup } from '../../adapters/sqlite/backupCopy.ts'
import { DATABASE_FILE } from '../../compose/databaseFile.ts'
import { pointer } from '../../kernel/json.ts'
import { text } from '../../kernel/text.ts'
import { hours } from '../../kernel/time.ts'
import { saidIn } from '../../kernel/told.ts'
import { StoreError } from '../../ports/stores.ts'
import { check } from './check.ts'
import { statusNumber, statusText } from './patient.ts'

/** Before, the few writes of a start would be taken for a day's. */
const SHORTEST_MEASURE_MS = hours(1)

const [OTHERS, NOT_OWNER] = [0o007, 0o077]

const OWN_FIX = text(
  'sudo chown -R clova2mqtt:clova2mqtt {folder} (서비스의 사용자)',
  'sudo chown -R clova2mqtt:clova2mqtt {folder}（サービスのユーザー）',
  'sudo chown -R clova2mqtt:clova2mqtt {folder} (the user of the service)',
)

const permissions = check({
  id: 'permissions',
  title: text('권한', '権限', 'Permissions'),
  needs: ['config'],
  sayings: {
    good: { level: 'ok', what: text('{folder}', '{folder}', '{folder}') },
    noFolder: {
      level: 'warning',
      what: text('{folder} 이(가) 아직 없음', '{folder} がまだない', 'there is no {folder} yet'),
      next: text('처음 시작할 때 만들어집니다.', '最初の起動時に作られます。', 'The first start makes it.'),
    },
    forbidden: {
      level: 'failure',
      what: text('{folder} 을(를) 볼 수 없음', '{folder} を見られない', '{folder} cannot be looked into'),
      next: text(
        'sudo clova2mqtt doctor 로 실행하세요.',
        'sudo clova2mqtt doctor で実行してください。',
        'Run it as: sudo clova2mqtt doctor',
      ),
    },
    foreign: {
      level: 'failure',
      what: text(
        '{file} 이(가) 다른 사용자의 것 ({owner})',
        '{file} が別のユーザーのもの（{owner}）',
        '{file} belongs to another user ({owner})',
      ),
      next: OWN_FIX,
    },
    open: {
      level: 'warning',
      what: text(
        '{folder} 을(를) 다른 사용자도 볼 수 있음 ({mode})',
        '{folder} を他のユーザーも見られる（{mode}）',
        'others can look into {folder} ({mode})',
      ),
      next: text('sudo chmod 700 {folder}', 'sudo chmod 700 {folder}', 'sudo chmod 700 {folder}'),
    },
    readable: {
      level: 'warning',
      what: text(
        '설정 파일을 누구나 읽을 수 있음 ({mode})',
        '設定ファイルを誰でも読める（{mode}）',
        'anybody on this machine can read the configuration ({mode})',
      ),
      next: text('sudo chmod o= {file}', 'sudo chmod o= {file}', 'sudo chmod o= {file}'),
    },
  },
  look({ config, uid }) {
    const folder = config?.dataFolder ?? ''
    const file = config?.file ?? ''
    if (!existsSync(folder)) return { code: 'noFolder', values: { folder } }
    let names: readonly string[]
    try {
      names = readdirSync(folder)
    } catch {
      // Whatever the reason, the way to see more is the same.
      return { code: 'forbidden', values: { folder } }
    }
    const foreign = names
      .map(name => join(folder, name))
      .find(path => ownerOf(path) !== undefined && ownerOf(path) !== uid)
    if (foreign !== undefined)
      return { code: 'foreign', values: { folder, file: foreign, owner: ownerOf(foreign) ?? '?' } }
    const [mode, fileMode] = [statSync(folder).mode, statSync(file).mode]
    if ((mode & NOT_OWNER) !== 0) return { code: 'open', values: { folder, mode: octal(mode) } }
    return (fileMode & OTHERS) === 0
      ? { code: 'good', values: { folder } }
      : { code: 'readable', values: { file, mode: octal(fileMode) } }
  },
})

const octal = (mode: number): string => (mode & 0o777).toString(8)

/** Undefined for what went away meanwhile. */
const ownerOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.uid

const RESTORE = text(
  '게이트웨이를 멈추고: clova2mqtt restore latest',
  'ゲートウェイを止めてから: clova2mqtt restore latest',
  'Stop the gateway, then: clova2mqtt restore latest',
)

const database = check({
  id: 'database',
  title: text('데이터베이스', 'データベース', 'Database'),
  needs: ['config'],
  sayings: {
    good: { level: 'ok', what: text('온전함, {kib} KiB', '正常、{kib} KiB', 'whole, {kib} KiB') },
    none: {
      level: 'warning',
      what: text('{file} 이(가) 아직 없음', '{file} がまだない', 'there is no {file} yet'),
      next: text('처음 시작할 때 만들어집니다.', '最初の起動時に作られます。', 'The first start makes it.'),
    },
    bad: { level: 'failure', what: text('{reason}', '{reason}', '{reason}'), next: RESTORE },
    failing: {
      level: 'failure',
      what: text(
        '기록할 수 없어 메모리로 동작 중',
        '書き込めず、メモリで動作中',
        'cannot be written: the gateway goes on from memory',
      ),
      next: text(
        '디스크에 자리를 만들거나 읽기 전용이 된 카드를 바꾸고, 게이트웨이를 다시 시작하세요.',
        'ディスクに空きを作るか、読み取り専用になったカードを交換し、ゲートウェイを再起動してください。',
        'Make room, or replace the card that has become read-only, and restart the gateway.',
      ),
    },
    replaced: {
      level: 'warning',
      what: text(
        '손상되어 교체됨. 이전 파일: {file}',
        '破損のため交換された。元のファイル: {file}',
        'was damaged and replaced; the old file is {file}',
      ),
      next: text(
        '전원과 SD 카드를 확인하세요. 손상은 대개 갑작스러운 정전이나 낡은 카드 때문입니다.',
        '電源と SD カードを確認してください。破損の原因はたいてい急な停電か古いカードです。',
        'Check the power supply and the SD card: damage mostly comes of power cuts and worn cards.',
      ),
    },
  },
  look(patient) {
    const file = join(patient.config?.dataFolder ?? '', DATABASE_FILE)
    const { gateway } = patient
    if (gateway.runs && ['failing', 'degraded'].some(name => pointer(gateway.status, `/database/${name}`) === true)) {
      return { code: 'failing' }
    }
    const damaged = statusText(patient, '/database/damagedFile')
    if (damaged !== undefined) return { code: 'replaced', values: { file: damaged } }
    if (!existsSync(file)) return { code: 'none', values: { file } }
    try {
      return { code: 'good', values: { kib: Math.round(checkBackup(file).bytes / 1024) } }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      return { code: 'bad', values: { reason: saidIn(error, patient.language) } }
    }
  },
})

const wear = check({
  id: 'wear',
  title: text('카드에 쓰는 양', 'カードへの書き込み', 'Wear of the card'),
  needs: ['gateway'],
  sayings: {
    good: {
      level: 'ok',
      what: text(
        '어제 {mb} MB (하루 {budget} MB까지)',
        '昨日 {mb} MB（1 日 {budget} MB まで）',
        '{mb} MB in the last whole day ({budget} MB are planned)',
      ),
    },
    first: {
      level: 'ok',
      what: text(
        '첫날, 지금까지 {mb} MB (하루 {budget} MB까지)',
        '初日、現在まで {mb} MB（1 日 {budget} MB まで）',
        '{mb} MB so far in the first day ({budget} MB are planned)',
      ),
    },
    early: { level: 'skipped', what: text('한 시간 뒤에 알 수 있음', '1 時間後にわかる', 'can be told after an hour') },
    much: {
      level: 'warning',
      what: text(
        '하루 {mb} MB ({budget} MB까지): SD 카드가 빨리 닳습니다',
        '1 日 {mb} MB（{budget} MB まで）: SD カードが早く傷みます',
        '{mb} MB in a day ({budget} MB are planned): that wears an SD card out',
      ),
      next: text(
        '자주 알리는 기기의 간격을 늘리거나 storage.flush 를 5m 로 하세요.',
        '頻繁に報告する家電の間隔を延ばすか、storage.flush を 5m にしてください。',
        'Let appliances report less often, or set storage.flush to 5m.',
      ),
    },
  },
  look(patient) {
    const uptimeMs = statusNumber(patient, '/uptimeMs') ?? 0
    if (uptimeMs < SHORTEST_MEASURE_MS) return { code: 'early' }
    // As the gateway counts its days (writeBudget.ts): an uptime of three weeks would hide the day that is too much.
    const today = statusNumber(patient, '/database/todayBytes') ?? 0
    const yesterday = statusNumber(patient, '/database/yesterdayBytes')
    const budget = statusNumber(patient, '/database/dailyBudgetBytes') ?? 0
    const most = Math.max(today, yesterday ?? 0)
    // Decimal, as storage.budget and the status count.
    const inMb = (bytes: number): number => Math.round(bytes / 1_000_000)
    const values = { mb: inMb(most > budget ? most : (yesterday ?? today)), budget: inMb(budget) }
    if (most > budget) return { code: 'much', values }
    return { code: yesterday === undefined ? 'first' : 'good', values }
  },
})

export const DATA_CHECKS = [permissions, database, wear]
