/** `clova2mqtt appliances`: what the running gateway knows of its appliances, and why it thinks so. */
import { type Json, member, pointer } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { ANNOUNCED_WORDS, runAnnounced } from './announcedAppliances.ts'
import { callGateway } from './callGateway.ts'
import { firstWord } from './firstWord.ts'
import { EXIT, type Invocation, print, say, UsageError } from './invocation.ts'
import { listTable } from './table.ts'

const TEXTS = {
  id: text('ID', 'ID', 'ID'),
  name: text('이름', '名前', 'Name'),
  type: text('종류', '種類', 'Type'),
  presence: text('상태', '状態', 'Presence'),
  evidence: text('근거', '根拠', 'Evidence'),
  since: text('시점', '時点', 'Since'),
  lastSeen: text('마지막 소식', '最終確認', 'Last seen'),
  why: text('판단 과정', '判断の流れ', 'Chain of evidence'),
  unknownValues: text('모르는 값', '不明な値', 'Unknown values'),
  actions: text('제공 동작', '提供する操作', 'Actions offered'),
  values: text('알려진 값', '既知の値', 'Known values'),
  heard: text('듣는 토픽', '受信トピック', 'Topics heard'),
  sent: text('보내는 토픽', '送信トピック', 'Topics sent'),
  needsId: text(
    '어느 기기입니까? appliances show ID',
    'どの家電ですか？ appliances show ID',
    'Which one? appliances show ID',
  ),
  online: text('온라인', 'オンライン', 'online'),
  offline: text('오프라인', 'オフライン', 'offline'),
  unknown: text('모름', '不明', 'unknown'),
}

/** With how many further words. */
const WORDS = { list: 0, show: 1, ...ANNOUNCED_WORDS } as const

export async function run(asked: Invocation): Promise<number> {
  const what = firstWord(asked, 'appliances', WORDS)
  const [, id, ...rest] = asked.positionals
  if (what !== undefined && what !== 'list' && what !== 'show') return runAnnounced(what, id, rest, asked)
  if (what === 'show' && id === undefined) throw new UsageError(say(asked, TEXTS.needsId))
  const path = id === undefined ? '/appliances' : `/appliances/${encodeURIComponent(id)}`
  const { body, invocation } = await callGateway(asked, 'GET', path)
  print(invocation, body, () => (id === undefined ? listLines(body, invocation) : showLines(body, invocation)))
  return EXIT.ok
}

function listLines(body: Json, invocation: Invocation): readonly string[] {
  const header = [TEXTS.id, TEXTS.name, TEXTS.type, TEXTS.presence, TEXTS.evidence].map(title => say(invocation, title))
  const rows = (body as readonly Json[]).map(one => [
    String(member(one, 'id')),
    String(member(one, 'name')),
    String(member(one, 'type')),
    presenceWord(one, invocation),
    evidence(one, invocation),
  ])
  return listTable(header, rows)
}

function presenceWord(one: Json, invocation: Invocation): string {
  const word = member(one, 'presence')
  return say(invocation, word === 'online' ? TEXTS.online : word === 'offline' ? TEXTS.offline : TEXTS.unknown)
}

const evidence = (one: Json, { language }: Invocation): string => String(pointer(one, `/evidence/${language}`) ?? '')

/** `2026-11-20T10:00:00+09:00 (appliance)`: the time and whose it is. */
const moment = (said: Json | undefined): string =>
  said === undefined || said === null ? '-' : `${String(member(said, 'at'))} (${String(member(said, 'origin'))})`

function showLines(one: Json, invocation: Invocation): readonly string[] {
  const list = (value: Json | undefined): string => (Array.isArray(value) ? value.join(' ') : '')
  const facts: readonly (readonly [keyof typeof TEXTS, string])[] = [
    ['id', String(member(one, 'id'))],
    ['name', String(member(one, 'name'))],
    ['type', String(member(one, 'type'))],
    ['presence', presenceWord(one, invocation)],
    ['evidence', evidence(one, invocation)],
    ['since', moment(member(one, 'since'))],
    ['lastSeen', moment(member(one, 'lastSeen'))],
    ['actions', list(member(one, 'actions'))],
    ['heard', list(pointer(one, '/topics/heard'))],
    ['sent', list(pointer(one, '/topics/sent'))],
  ]
  const values = Object.entries((member(one, 'values') ?? {}) as Record<string, Json>).map(([name, known]) => [
    `  ${name}`,
    `${JSON.stringify(member(known, 'value'))}  ${moment(member(known, 'at'))}`,
  ])
  const unknown = Object.entries((member(one, 'unknown') ?? {}) as Record<string, Json>).map(([name, reasons]) => [
    `  ${name}`,
    textsOf(reasons, invocation).join('; '),
  ])
  const why = textsOf(member(one, 'explanation'), invocation).map((said, at) => [
    at === 0 ? say(invocation, TEXTS.why) : '',
    said,
  ])
  const rows = facts.map(([title, fact]) => [say(invocation, TEXTS[title]), fact])
  return listTable(
    ['', ''],
    [
      ...rows.slice(0, FACTS_BEFORE_WHY),
      ...why,
      ...rows.slice(FACTS_BEFORE_WHY),
      [say(invocation, TEXTS.values), ''],
      ...values,
      ...(unknown.length === 0 ? [] : [[say(invocation, TEXTS.unknownValues), ''], ...unknown]),
    ],
  ).slice(1)
}

/** Id, name, type, presence, evidence; the chain follows the evidence it belongs to. */
const FACTS_BEFORE_WHY = 5

/** What a list of codes says, in the language of the command line. */
const textsOf = (list: Json | undefined, { language }: Invocation): readonly string[] =>
  Array.isArray(list) ? (list as readonly Json[]).map(one => String(pointer(one, `/text/${language}`) ?? '')) : []
