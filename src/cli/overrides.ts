/** `clova2mqtt announcements export|import`: what you decided about announced appliances, as a YAML file. */
import { writePrivateFile } from '../adapters/files/writePrivateFile.ts'
import { loadOverrides, writeOverrides } from '../config/overridesFile.ts'
import { formatProblem } from '../config/problem.ts'
import { type Override, readOverride } from '../home/override.ts'
import { isObject, type Json, type JsonObject, member } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { callGateway } from './callGateway.ts'
import { CommandError, EXIT, flagOption, type Invocation, print, say, UsageError } from './invocation.ts'
import { writeNamedFile } from './namedFile.ts'
import { listTable } from './table.ts'

const TEXTS = {
  heading: text(
    'clova2mqtt: 스스로 알린 기기에 대한 결정. 되돌리기: clova2mqtt announcements import 파일',
    'clova2mqtt: 自らアナウンスした家電についての決定。読み込み: clova2mqtt announcements import ファイル',
    'clova2mqtt: decisions about appliances that announce themselves. Bring back: clova2mqtt announcements import FILE',
  ),
  absent: text('지금은 알려지지 않음', '今はアナウンスされていない', 'not announced now'),
  exported: text(
    '{file}: 기기 {count}개에 대한 결정을 적었습니다.',
    '{file}: 家電 {count} 台についての決定を書きました。',
    '{file}: decisions about {count} appliance(s) written.',
  ),
  needsFile: text('어느 파일입니까?', 'どのファイルですか？', 'Which file?'),
  problems: text(
    '문제 {count}개. 아무것도 바꾸지 않았습니다.',
    '問題 {count} 件。何も変えていません。',
    '{count} problem(s). Nothing was changed.',
  ),
  id: text('ID', 'ID', 'ID'),
  name: text('이름', '名前', 'Name'),
  decision: text('결정', '決定', 'Decision'),
  before: text('전', '前', 'Before'),
  after: text('후', '後', 'After'),
  changed: text(
    '기기 {count}개에 대한 결정이 바뀌었고 {same}개는 그대로입니다.',
    '家電 {count} 台についての決定が変わり、{same} 台はそのままです。',
    'Decisions about {count} appliance(s) changed, those about {same} are as they were.',
  ),
  wouldChange: text(
    '기기 {count}개에 대한 결정이 바뀔 것이고 {same}개는 그대로입니다. 아무것도 바꾸지 않았습니다 (--dry-run).',
    '家電 {count} 台についての決定が変わり、{same} 台はそのままになります。何も変えていません（--dry-run）。',
    'Decisions about {count} appliance(s) would change, those about {same} are as they were. Nothing was changed (--dry-run).',
  ),
  kept: text(
    '지금 알려지지 않아, 알려질 때까지 간직할 것: {ids}',
    '今はアナウンスされていないので、されるまで取っておくもの: {ids}',
    'Not announced now, and kept until they are: {ids}',
  ),
}

/** Prints the decisions, or writes them into a file. */
export async function exportOverrides(file: string | undefined, asked: Invocation): Promise<number> {
  const { body, invocation } = await callGateway(asked, 'GET', '/overrides')
  const overrides = overridesOf(body, invocation)
  const entries = [...overrides].map(([id, override]) => ({ id, override, about: aboutOf(body, id, invocation) }))
  const yaml = writeOverrides(entries, say(invocation, TEXTS.heading))
  if (file !== undefined) writeNamedFile(invocation, file, () => writePrivateFile(file, yaml))
  print(invocation, body, () => [
    file === undefined ? yaml.trimEnd() : say(invocation, TEXTS.exported, { file, count: entries.length }),
  ])
  return EXIT.ok
}

/** Takes the decisions of a file over, all or none, and tells what that changes. */
export async function importOverrides(file: string | undefined, asked: Invocation): Promise<number> {
  if (file === undefined) throw new UsageError(say(asked, TEXTS.needsFile))
  const read = loadOverrides(file)
  if (!read.ok) {
    const lines = read.problems.map(problem => formatProblem(problem, asked.language))
    throw new CommandError([...lines, say(asked, TEXTS.problems, { count: lines.length })].join('\n'))
  }
  const dryRun = flagOption(asked, 'dry-run')
  const overrides = Object.fromEntries(read.overrides) as JsonObject
  const { body, invocation } = await callGateway(asked, 'PUT', '/overrides', { overrides, dryRun })
  print(invocation, body, () => changeLines(body, dryRun, invocation))
  return EXIT.ok
}

function overridesOf(body: Json, invocation: Invocation): ReadonlyMap<string, Override> {
  const said = member(body, 'overrides')
  return new Map(
    Object.entries(isObject(said) ? said : {}).map(([id, one]) => {
      const result = readOverride(one ?? null)
      if (!result.ok) throw new CommandError(`${id}: ${result.reason[invocation.language]}`)
      return [id, result.override]
    }),
  )
}

function aboutOf(body: Json, id: string, invocation: Invocation): string {
  const one = member(member(body, 'appliances'), id)
  if (one === undefined) return say(invocation, TEXTS.absent)
  return ['name', 'type', 'location', 'manufacturer', 'model', 'state']
    .map(key => member(one, key))
    .filter(said => typeof said === 'string' && said !== '')
    .join(', ')
}

const listAt = (body: Json, key: string): readonly Json[] => {
  const list = member(body, key)
  return Array.isArray(list) ? (list as readonly Json[]) : []
}

function changeLines(body: Json, dryRun: boolean, invocation: Invocation): readonly string[] {
  const changes = listAt(body, 'changes')
  const header = [TEXTS.id, TEXTS.name, TEXTS.decision, TEXTS.before, TEXTS.after].map(title => say(invocation, title))
  const rows = changes.flatMap(one => {
    const [before, after] = [member(one, 'before'), member(one, 'after')]
    return [...new Set([...keysOf(before), ...keysOf(after)])]
      .map(key => [key, shown(member(before, key)), shown(member(after, key))])
      .filter(([, was, is]) => was !== is)
      .map(cells => [String(member(one, 'id')), String(member(one, 'name') ?? '-'), ...cells])
  })
  const absent = listAt(body, 'notAnnounced')
  const same = String(member(body, 'unchanged') ?? 0)
  return [
    ...(rows.length === 0 ? [] : listTable(header, rows)),
    say(invocation, dryRun ? TEXTS.wouldChange : TEXTS.changed, { count: changes.length, same }),
    ...(absent.length === 0 ? [] : [say(invocation, TEXTS.kept, { ids: absent.join(' ') })]),
  ]
}

const keysOf = (said: Json | undefined): readonly string[] => (isObject(said) ? Object.keys(said) : [])

const shown = (said: Json | undefined): string => (said === undefined ? '-' : JSON.stringify(said))
