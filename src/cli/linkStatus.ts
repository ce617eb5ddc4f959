/** `clova2mqtt link status | revoke | renew-secret`: who is linked, and ending it. */
import { type Text, text } from '../kernel/text.ts'
import type { WallMs } from '../kernel/time.ts'
import type { LinkRow, RevokeReason } from '../ports/linking.ts'
import { foldUserName } from '../ports/users.ts'
import { CommandError, EXIT, flagOption, print, say, textOption, UsageError } from './invocation.ts'
import type { LinkCommand } from './linkCommand.ts'
import { consoleName } from './linkFields.ts'
import { listTable } from './table.ts'

const TEXTS = {
  user: text('사용자', 'ユーザー', 'User'),
  linked: text('연결한 때', '連携した日時', 'Linked'),
  refreshed: text('마지막 갱신', '最後の更新', 'Last refresh'),
  used: text('마지막 지시', '最後のディレクティブ', 'Last directive'),
  state: text('상태', '状態', 'State'),
  live: text('연결됨', '連携中', 'linked'),
  never: text('아직 없음', 'まだない', 'none yet'),
  none: text(
    '연결된 계정이 없습니다. CLOVA 앱에서 스마트홈 확장을 켜고 로그인하세요.',
    '連携中のアカウントはありません。CLOVA アプリでスキルを有効にしてログインしてください。',
    'No account is linked. Switch the extension on in the CLOVA app and log in.',
  ),
  revoked: text('연결 {id} ({user}) 해제됨', '連携 {id}（{user}）を解除しました', 'Link {id} of {user} is revoked'),
  noSuch: text('유효한 연결 {id} 이(가) 없습니다.', '有効な連携 {id} はありません。', 'There is no live link {id}.'),
  noneOf: text('{user} 의 유효한 연결이 없습니다.', '{user} の有効な連携はありません。', '{user} has no live link.'),
  which: text(
    '어느 연결입니까? link revoke ID 또는 link revoke --user 이름',
    'どの連携ですか？ link revoke ID または link revoke --user 名前',
    'Which one? link revoke ID, or link revoke --user NAME',
  ),
  renewed: text(
    '새 클라이언트 secret입니다. {console}의 클라이언트 secret에 붙여 넣고 저장하세요. 그 전까지 CLOVA는 토큰을 갱신하지 못합니다 (지금 가진 토큰은 최대 한 시간). 로그인은 다시 하지 않아도 됩니다.',
    '新しいクライアントシークレットです。{console} のクライアントシークレットに貼り付けて保存してください。それまで CLOVA はトークンを更新できません（今のトークンは最長 1 時間）。ログインのやり直しは不要です。',
    'This is the new client secret. Paste it as client secret into the {console} and save: until then CLOVA cannot refresh its tokens (the ones it holds last an hour at most). Nobody has to log in again.',
  ),
}

const ENDED: Readonly<Record<RevokeReason, Text>> = {
  asked: text('해제함', '解除済み', 'revoked on the command line'),
  user: text('사용자가 삭제됨', 'ユーザーが削除された', 'its user was removed'),
  crowded: text('연결이 너무 많아 밀려남', '連携が多すぎて外された', 'pushed out: too many links of one user'),
  reuse: text('쓰고 난 토큰이 다시 왔음', '使用済みのトークンがまた来た', 'a used-up token came again'),
}

/** What to do where the reason is no choice of the owner. */
const ADVICE: Readonly<Partial<Record<RevokeReason, Text>>> = {
  reuse: text(
    '연결 {id}: 이미 쓴 코드나 토큰을 누군가 다시 보냈습니다. 토큰이 새었을 수 있으니 비밀번호를 바꾸고 (clova2mqtt user passwd {user}) CLOVA 앱에서 다시 연결하세요. 원인을 모른 채 되풀이되면 linking.rotate: false 로 교체를 끌 수 있습니다.',
    '連携 {id}: 使用済みのコードまたはトークンがもう一度送られました。漏れたおそれがあるので、パスワードを変え（clova2mqtt user passwd {user}）、CLOVA アプリでもう一度連携してください。原因不明のまま繰り返すときは linking.rotate: false で更新時の交換を止められます。',
    'Link {id}: somebody sent a code or token that had been used up. It may have leaked: change the password (clova2mqtt user passwd {user}) and link again in the CLOVA app. If it comes back without a cause, linking.rotate: false switches the replacing off.',
  ),
  crowded: text(
    '연결 {id}: 한 사용자의 연결 수에는 한도가 있어 가장 오래 쓰지 않은 것이 해제되었습니다. 사람마다 사용자를 따로 만드세요 (clova2mqtt user add).',
    '連携 {id}: 1 人のユーザーの連携数には上限があり、最も長く使われていないものが外されました。人ごとにユーザーを分けてください（clova2mqtt user add）。',
    'Link {id}: one user has a limited number of links, and the one unused for longest went. Give each person a user (clova2mqtt user add).',
  ),
}

export function linkStatus(command: LinkCommand): number {
  const { invocation, time } = command
  const rows = command.desk.desk.links()
  print(invocation, { links: rows.map(row => plain(row, time)) }, () =>
    rows.length === 0 ? [say(invocation, TEXTS.none)] : linkLines(rows, command),
  )
  return EXIT.ok
}

function linkLines(rows: readonly LinkRow[], command: LinkCommand): readonly string[] {
  const { invocation, time } = command
  const moment = (at: WallMs | undefined): string => (at === undefined ? say(invocation, TEXTS.never) : time(at))
  const titles = [TEXTS.user, TEXTS.linked, TEXTS.refreshed, TEXTS.used, TEXTS.state]
  const lines = rows.map(row => [
    String(row.id),
    row.user,
    time(row.linkedAt),
    moment(row.refreshedAt),
    moment(row.usedAt),
    stateOf(row, command),
  ])
  const advice = rows.flatMap(({ id, user, revokedWhy }) => {
    const found = revokedWhy === undefined ? undefined : ADVICE[revokedWhy]
    return found === undefined ? [] : [`\n${say(invocation, found, { id, user })}`]
  })
  return [...listTable(['ID', ...titles.map(title => say(invocation, title))], lines), ...advice]
}

function stateOf({ revokedAt, revokedWhy }: LinkRow, { invocation, time }: LinkCommand): string {
  if (revokedAt === undefined) return say(invocation, TEXTS.live)
  const why = revokedWhy === undefined ? '' : `: ${say(invocation, ENDED[revokedWhy])}`
  return `${time(revokedAt)}${why}`
}

const plain = (row: LinkRow, time: (at: WallMs) => string) => ({
  id: row.id,
  user: row.user,
  linkedAt: time(row.linkedAt),
  refreshedAt: row.refreshedAt === undefined ? null : time(row.refreshedAt),
  usedAt: row.usedAt === undefined ? null : time(row.usedAt),
  revokedAt: row.revokedAt === undefined ? null : time(row.revokedAt),
  revokedWhy: row.revokedWhy ?? null,
})

export function revokeLinks(command: LinkCommand): number {
  const { invocation, desk } = command
  const named = invocation.positionals[1]
  const user = textOption(invocation, 'user')
  if ((named === undefined) === (user === undefined)) throw new UsageError(say(invocation, TEXTS.which))
  const chosen = user === undefined ? byId(named ?? '', command) : byUser(user, command)
  // One that is no more was revoked by somebody else meanwhile.
  const rows = chosen.filter(({ id }) => desk.desk.revokeLink(id)).map(({ id, user }) => ({ id, user }))
  print(invocation, { revoked: rows }, () => rows.map(row => say(invocation, TEXTS.revoked, row)))
  return EXIT.ok
}

const liveLinks = ({ desk }: LinkCommand): readonly LinkRow[] =>
  desk.desk.links().filter(({ revokedAt }) => revokedAt === undefined)

function byId(id: string, command: LinkCommand): readonly LinkRow[] {
  const rows = liveLinks(command).filter(row => String(row.id) === id)
  if (rows.length === 0) throw new CommandError(say(command.invocation, TEXTS.noSuch, { id }))
  return rows
}

function byUser(user: string, command: LinkCommand): readonly LinkRow[] {
  const folded = foldUserName(user)
  const rows = liveLinks(command).filter(row => row.user === folded)
  if (rows.length === 0) throw new CommandError(say(command.invocation, TEXTS.noneOf, { user }))
  return rows
}

/** The secret alone on standard output, so that a script can capture it. */
export function renewSecret({ invocation, config, desk }: LinkCommand): number {
  const { id, secret } = desk.desk.renewSecret()
  if (!flagOption(invocation, 'json')) {
    invocation.io.err(say(invocation, TEXTS.renewed, { console: consoleName(config.edition) }))
  }
  print(invocation, { id, secret: secret.reveal() }, () => [secret.reveal()])
  return EXIT.ok
}
