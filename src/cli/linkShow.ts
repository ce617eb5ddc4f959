/** `clova2mqtt link show`: what goes into CLOVA's developer console, ready to paste. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FIRST_LOGIN_FILE } from '../compose/databaseFile.ts'
import { text } from '../kernel/text.ts'
import type { LinkClient } from '../ports/linking.ts'
import { EXIT, flagOption, say } from './invocation.ts'
import type { LinkCommand } from './linkCommand.ts'
import { type ConsoleField, consoleName, consoleSections, type FieldUse } from './linkFields.ts'

const TEXTS = {
  title: text(
    '{console}에 이 값을 그대로 붙여 넣으세요.',
    '{console} に次の値をそのまま貼り付けてください。',
    'Paste these into the {console}.',
  ),
  noAddress: text(
    '공개 주소를 아직 모릅니다. 설정에 webhook.publicUrl: https://… 을 적으면 채워집니다.',
    '公開アドレスがまだわかりません。設定に webhook.publicUrl: https://… と書くと、ここに入ります。',
    'The public address is not known yet: set webhook.publicUrl: https://… in the configuration.',
  ),
  off: text(
    '계정 연결이 꺼져 있습니다 (linking.enabled: false). 이 주소들은 지금 답하지 않습니다.',
    'アカウント連携はオフです（linking.enabled: false）。これらの URL は今は応答しません。',
    'Account linking is off (linking.enabled: false): these addresses do not answer now.',
  ),
  firstLogin: text(
    '첫 로그인의 이름과 비밀번호: {file} (본 뒤에는 지우세요)',
    '最初のログインのユーザー名とパスワード: {file}（控えたら削除してください）',
    'Name and password of the first login: {file} (delete it once you have them)',
  ),
  noUser: text(
    '로그인할 사용자가 아직 없습니다: clova2mqtt user add 이름',
    'ログインできるユーザーがまだいません: clova2mqtt user add 名前',
    'There is no user to log in yet: clova2mqtt user add NAME',
  ),
  next: text(
    '저장한 뒤 확인: clova2mqtt link show --check',
    '保存したら確認: clova2mqtt link show --check',
    'Saved? Then check it: clova2mqtt link show --check',
  ),
}

const USES: Readonly<Record<Exclude<FieldUse, 'type'>, ReturnType<typeof text>>> = {
  pick: text('선택', '選択', 'choose'),
  blank: text('비워 둠', '空のまま', 'leave empty'),
  compare: text(
    '콘솔이 보여 주는 값: 다음 중 하나여야 함',
    'コンソールに表示される値: 次のいずれかであること',
    'shown by the console; must be one of these',
  ),
}

export function showLink(command: LinkCommand): number {
  const { invocation, config, desk } = command
  const client = desk.linking.client()
  const firstLogin = firstLoginFile(config.dataFolder)
  const sections = consoleSections(config, client, desk.linking.redirectUris, invocation.language)
  if (flagOption(invocation, 'json')) {
    const fields = sections.flatMap(({ title, fields }) => fields.map(field => ({ section: title, ...field })))
    printJson(command, { fields, client, firstLogin })
    return EXIT.ok
  }
  const { out } = invocation.io
  out(say(invocation, TEXTS.title, { console: consoleName(config.edition) }))
  for (const { title, fields } of sections) {
    out(`\n== ${title}`)
    for (const field of fields) for (const line of fieldLines(field, command)) out(line)
  }
  out('')
  for (const line of hints(command, firstLogin)) out(line)
  return EXIT.ok
}

/** A label, then each value alone on its line: three clicks select it, and no column cuts it. */
function fieldLines({ label, use, values }: ConsoleField, { invocation }: LinkCommand): readonly string[] {
  const hint = use === 'type' ? '' : ` (${say(invocation, USES[use])})`
  return ['', `${label}${hint}`, ...values]
}

function hints({ invocation, config, desk }: LinkCommand, firstLogin: string | undefined): readonly string[] {
  return [
    ...(config.webhook.publicUrl === undefined ? [say(invocation, TEXTS.noAddress)] : []),
    ...(config.linking.enabled ? [] : [say(invocation, TEXTS.off)]),
    ...(firstLogin === undefined ? [] : [say(invocation, TEXTS.firstLogin, { file: firstLogin })]),
    ...(desk.desk.users().length === 0 ? [say(invocation, TEXTS.noUser)] : []),
    say(invocation, TEXTS.next),
  ]
}

interface Shown {
  readonly fields: readonly ConsoleField[]
  readonly client: LinkClient
  readonly firstLogin: string | undefined
}

function printJson({ invocation, config }: LinkCommand, { fields, client, firstLogin }: Shown): void {
  const shown = {
    edition: config.edition,
    publicUrl: config.webhook.publicUrl ?? null,
    fields,
    client: { id: client.id, secret: client.secret.reveal() },
    firstLogin: firstLogin ?? null,
  }
  invocation.io.out(JSON.stringify(shown, null, 2))
}

function firstLoginFile(dataFolder: string): string | undefined {
  const file = join(dataFolder, FIRST_LOGIN_FILE)
  return existsSync(file) ? file : undefined
}
