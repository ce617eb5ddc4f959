/** `clova2mqtt user`: who may log in on the page that CLOVA opens. */
import { systemClock } from '../adapters/clock/system.ts'
import { openLinkDesk } from '../compose/openLinkDesk.ts'
import { BUILT_AT } from '../compose/version.ts'
import { text } from '../kernel/text.ts'
import { formatTimestamp, type WallMs, zoneOffset } from '../kernel/time.ts'
import type { LinkDesk, LinkRow } from '../ports/linking.ts'
import { foldUserName, parseUserName, UserInputError } from '../ports/users.ts'
import { askPassword } from './askPassword.ts'
import { inLanguageOf, readConfig, requireConfigPath } from './findConfig.ts'
import { firstWord } from './firstWord.ts'
import { CommandError, EXIT, type Invocation, print, say, textOption, UsageError } from './invocation.ts'
import { troubleLog } from './quietLogs.ts'
import { listTable } from './table.ts'

const TEXTS = {
  noArgument: text(
    '비밀번호는 명령에 쓰지 않습니다: 프로세스 목록과 셸 기록에 남습니다. 물어볼 때 입력하거나 표준 입력으로 주세요: printf \'%s\\n\' "$비밀번호" | clova2mqtt user add 이름',
    'パスワードはコマンドに書けません。プロセス一覧とシェルの履歴に残るためです。尋ねられたときに入力するか、標準入力で渡してください: printf \'%s\\n\' "$PASSWORD" | clova2mqtt user add 名前',
    'A password is never an argument: the process list and the history of the shell would keep it. Type it when asked, or pipe it in: printf \'%s\\n\' "$PASSWORD" | clova2mqtt user add NAME',
  ),
  needsName: text('누구입니까? user {action} 이름', '誰ですか？ user {action} 名前', 'Who? user {action} NAME'),
  refused: text('사용할 수 없습니다: {reason}', '使えません: {reason}', 'Refused: {reason}'),
  added: text(
    '사용자 {name} 추가됨. CLOVA 앱의 로그인 화면에서 이 이름과 비밀번호를 씁니다.',
    'ユーザー {name} を追加しました。CLOVA アプリのログイン画面でこの名前とパスワードを使います。',
    'User {name} is added. The login page in the CLOVA app takes this name and password.',
  ),
  changed: text(
    '{name} 의 비밀번호를 바꿨습니다. 이미 연결된 계정 {count}개는 그대로입니다 (해제: clova2mqtt link revoke --user {name}).',
    '{name} のパスワードを変更しました。連携中のアカウント {count} 件はそのままです（解除: clova2mqtt link revoke --user {name}）。',
    'The password of {name} is changed. Links that exist stay: {count} (end them: clova2mqtt link revoke --user {name}).',
  ),
  removed: text(
    '사용자 {name} 삭제됨. 연결 {count}개 해제됨.',
    'ユーザー {name} を削除しました。連携 {count} 件を解除しました。',
    'User {name} is removed. Links revoked: {count}.',
  ),
  noSuch: text('사용자 {name} 이(가) 없습니다.', 'ユーザー {name} はいません。', 'There is no user {name}.'),
  taken: text(
    '사용자 {name} 이(가) 이미 있습니다. 비밀번호 바꾸기: clova2mqtt user passwd {name}',
    'ユーザー {name} はもういます。パスワードの変更: clova2mqtt user passwd {name}',
    'There is a user {name} already. To change the password: clova2mqtt user passwd {name}',
  ),
  none: text(
    '사용자가 없습니다: clova2mqtt user add 이름',
    'ユーザーがいません: clova2mqtt user add 名前',
    'There is no user: clova2mqtt user add NAME',
  ),
  user: text('사용자', 'ユーザー', 'User'),
  addedAt: text('추가한 때', '追加した日時', 'Added'),
  passwordAt: text('비밀번호를 정한 때', 'パスワードの設定日時', 'Password set'),
  links: text('연결', '連携', 'Links'),
}

interface Command {
  readonly invocation: Invocation
  readonly desk: LinkDesk
  /** A moment in the home's time. */
  readonly time: (at: WallMs) => string
}

type Action = (command: Command) => number | Promise<number>

const ACTIONS = { add, list, passwd, remove } as const satisfies Readonly<Record<string, Action>>

export async function run(asked: Invocation): Promise<number> {
  const action = ACTIONS[firstWord(asked, 'user', { add: 1, list: 0, passwd: 1, remove: 1 }) ?? 'list']
  if (textOption(asked, 'password') !== undefined) throw new UsageError(say(asked, TEXTS.noArgument))
  const config = readConfig(asked, requireConfigPath(asked))
  const invocation = inLanguageOf(config, asked)
  const zone = zoneOffset(config.timezone)
  const clock = systemClock({ builtAt: BUILT_AT })
  const { desk, close } = openLinkDesk(config, { clock, log: troubleLog(asked.io) })
  try {
    const time = (at: WallMs): string => formatTimestamp(at, zone(at))
    return await action({ invocation, desk, time })
  } catch (error) {
    if (!(error instanceof UserInputError)) throw error
    throw new CommandError(say(invocation, TEXTS.refused, { reason: error.text[invocation.language] }), {
      cause: error,
    })
  } finally {
    close()
  }
}

function nameOf(invocation: Invocation): string {
  const [action = '', name] = invocation.positionals
  if (name === undefined) throw new UsageError(say(invocation, TEXTS.needsName, { action }))
  return name
}

const exists = (desk: LinkDesk, name: string): boolean => {
  const folded = foldUserName(name)
  return desk.users().some(user => user.name === folded)
}

const liveLinks = (desk: LinkDesk, name: string): readonly LinkRow[] => {
  const folded = foldUserName(name)
  return desk.links().filter(({ user, revokedAt }) => user === folded && revokedAt === undefined)
}

async function add({ invocation, desk }: Command): Promise<number> {
  const name = parseUserName(nameOf(invocation))
  // Told before a password is typed twice for nothing.
  if (exists(desk, name)) throw new CommandError(say(invocation, TEXTS.taken, { name }))
  const row = await desk.addUser(name, await askPassword(invocation, name))
  print(invocation, { name: row.name }, () => [say(invocation, TEXTS.added, { name: row.name })])
  return EXIT.ok
}

async function passwd({ invocation, desk }: Command): Promise<number> {
  const name = nameOf(invocation)
  const unknown = (): CommandError => new CommandError(say(invocation, TEXTS.noSuch, { name }))
  if (!exists(desk, name)) throw unknown()
  if (!(await desk.setPassword(name, await askPassword(invocation, name)))) throw unknown()
  const count = liveLinks(desk, name).length
  print(invocation, { name, liveLinks: count }, () => [say(invocation, TEXTS.changed, { name, count })])
  return EXIT.ok
}

function remove({ invocation, desk }: Command): number {
  const name = nameOf(invocation)
  const count = liveLinks(desk, name).length
  if (!desk.removeUser(name)) throw new CommandError(say(invocation, TEXTS.noSuch, { name }))
  print(invocation, { name, revokedLinks: count }, () => [say(invocation, TEXTS.removed, { name, count })])
  return EXIT.ok
}

function list({ invocation, desk, time }: Command): number {
  const plain = desk.users().map(({ name, addedAt, passwordAt }) => ({
    name,
    addedAt: time(addedAt),
    passwordAt: time(passwordAt),
    liveLinks: liveLinks(desk, name).length,
  }))
  const titles = [TEXTS.user, TEXTS.addedAt, TEXTS.passwordAt, TEXTS.links].map(title => say(invocation, title))
  const rows = plain.map(({ name, addedAt, passwordAt, liveLinks: count }) => [
    name,
    addedAt,
    passwordAt,
    String(count),
  ])
  print(invocation, plain, () => (rows.length === 0 ? [say(invocation, TEXTS.none)] : listTable(titles, rows)))
  return EXIT.ok
}
