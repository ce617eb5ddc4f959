/** `clova2mqtt announcements`: what announces itself on the broker, what became of it, what was left out and why, and decisions as a file. */
import { type Json, member, pointer } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { callGateway } from './callGateway.ts'
import { firstWord } from './firstWord.ts'
import { EXIT, type Invocation, print, say } from './invocation.ts'
import { exportOverrides, importOverrides } from './overrides.ts'
import { listTable } from './table.ts'

const TEXTS = {
  id: text('ID', 'ID', 'ID'),
  name: text('이름', '名前', 'Name'),
  type: text('종류', '種類', 'Type'),
  room: text('방', '部屋', 'Room'),
  state: text('상태', '状態', 'State'),
  announcedAt: text('알림 날짜', 'アナウンス日', 'Announced'),
  gone: text(
    '오래 꺼져 있어 CLOVA에 알리지 않음 (다시 켜지면 돌아옴). 더 이상 없는 기기라면: clova2mqtt appliances forget ID',
    '長くオフラインのため CLOVA に知らせていません（戻れば現れます）。もうない家電なら: clova2mqtt appliances forget ID',
    'Offline for so long that CLOVA is not told of them (with their first word they are back). If they are no more: clova2mqtt appliances forget ID',
  ),
  documents: text('알림 문서 {count}개', 'アナウンス文書 {count} 件', '{count} documents announced'),
  leftOut: text('제외된 것', '除外したもの', 'Left out'),
  refused: text('거부된 것', '拒否したもの', 'Refused'),
}

export async function run(asked: Invocation): Promise<number> {
  const what = firstWord(asked, 'announcements', { list: 0, export: 1, import: 1 })
  const [, file] = asked.positionals
  if (what === 'export') return exportOverrides(file, asked)
  if (what === 'import') return importOverrides(file, asked)
  const { body, invocation } = await callGateway(asked, 'GET', '/announcements')
  print(invocation, body, () => lines(body, invocation))
  return EXIT.ok
}

const listAt = (value: Json, key: string): readonly Json[] => {
  const list = member(value, key)
  return Array.isArray(list) ? (list as readonly Json[]) : []
}

const dayOf = (value: Json, key: string): string => String(member(value, key) ?? '-').slice(0, 10)

const goneLine = (one: Json): string =>
  [String(member(one, 'id')), String(member(one, 'name')), dayOf(one, 'goneSince')].join('  ')

function lines(body: Json, invocation: Invocation): readonly string[] {
  const header = [TEXTS.id, TEXTS.name, TEXTS.type, TEXTS.room, TEXTS.state, TEXTS.announcedAt].map(title =>
    say(invocation, title),
  )
  const rows = listAt(body, 'appliances').map(one => [
    ...['id', 'name', 'type', 'location', 'state'].map(key => String(member(one, key) ?? '-')),
    dayOf(one, 'announcedAt'),
  ])
  const gone = listAt(body, 'appliances').filter(one => member(one, 'state') === 'gone')
  const notes = (key: string): readonly string[] =>
    listAt(body, key).map(one => `  ${String(pointer(one, `/text/${invocation.language}`) ?? '')}`)
  const [leftOut, refused] = [notes('leftOut'), [...notes('refused'), ...notes('ownRefused')]]
  return [
    say(invocation, TEXTS.documents, { count: String(member(body, 'documents') ?? 0) }),
    ...listTable(header, rows),
    ...(gone.length === 0 ? [] : [say(invocation, TEXTS.gone), ...gone.map(one => `  ${goneLine(one)}`)]),
    ...(leftOut.length === 0 ? [] : [say(invocation, TEXTS.leftOut), ...leftOut]),
    ...(refused.length === 0 ? [] : [say(invocation, TEXTS.refused), ...refused]),
  ]
}
