/** `clova2mqtt appliances explain|approve|hide|forget|set ID`: what was guessed of an announced appliance, and what you decide. */
import { type Json, type JsonObject, member, pointer } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { callGateway, type GatewayAnswer } from './callGateway.ts'
import { EXIT, type Invocation, print, say, UsageError } from './invocation.ts'
import { listTable } from './table.ts'

const TEXTS = {
  id: text('ID', 'ID', 'ID'),
  name: text('이름', '名前', 'Name'),
  type: text('종류', '種類', 'Type'),
  location: text('방', '部屋', 'Room'),
  state: text('상태', '状態', 'State'),
  actions: text('제공 동작', '提供する操作', 'Actions offered'),
  override: text('사용자의 결정', 'ユーザーの決定', 'Decided by you'),
  announcedAs: text('알림', 'アナウンス', 'Announced as'),
  why: text('까닭', '理由', 'Why'),
  needsId: text('어느 기기입니까?', 'どの家電ですか？', 'Which appliance?'),
  needsPair: text(
    'KEY=VALUE로 적으세요: name=거실등 location=LIVING_ROOM type=LIGHT allow=unlock (값이 비면 되돌림)',
    'KEY=VALUE で: name=リビング location=LIVING_ROOM type=LIGHT allow=unlock（空の値で元に戻す）',
    'write KEY=VALUE: name=Lamp location=LIVING_ROOM type=LIGHT allow=unlock (an empty value takes it back)',
  ),
  forgotten: text('잊었습니다.', '忘れました。', 'Forgotten.'),
}

/** As many as there are decisions to make at once: every key of an override. */
const MAX_PAIRS = 8

/** The further commands of `appliances`, each about one that announced itself, with how many words they take. */
export const ANNOUNCED_WORDS = {
  explain: 1,
  approve: 1,
  hide: 1,
  'show-again': 1,
  forget: 1,
  set: 1 + MAX_PAIRS,
} as const

export type AnnouncedCommand = keyof typeof ANNOUNCED_WORDS

const PATCHES: Partial<Record<AnnouncedCommand, JsonObject>> = {
  approve: { approved: true },
  hide: { hidden: true },
  'show-again': { hidden: null },
}

export async function runAnnounced(
  what: AnnouncedCommand,
  id: string | undefined,
  rest: readonly string[],
  asked: Invocation,
): Promise<number> {
  if (id === undefined) throw new UsageError(say(asked, TEXTS.needsId))
  const path = `/announcements/${encodeURIComponent(id)}`
  if (what === 'forget') {
    const { body, invocation } = await callGateway(asked, 'POST', `${path}/forget`)
    print(invocation, body, () => [say(invocation, TEXTS.forgotten)])
    return EXIT.ok
  }
  const patch = what === 'set' ? patchOf(rest, asked) : PATCHES[what]
  show(await (patch === undefined ? callGateway(asked, 'GET', path) : callGateway(asked, 'PUT', path, patch)))
  return EXIT.ok
}

/** `name=…` and others as JSON: lists are separated by commas, limits are JSON themselves, nothing takes a decision back. */
function patchOf(pairs: readonly string[], asked: Invocation): JsonObject {
  if (pairs.length === 0) throw new UsageError(say(asked, TEXTS.needsPair))
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      if (at <= 0) throw new UsageError(say(asked, TEXTS.needsPair))
      const key = pair.slice(0, at)
      return [key, readValue(key, pair.slice(at + 1), asked)]
    }),
  )
}

/** Any other word goes to the gateway as it is, which says what is wrong with it. */
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
])

function readValue(key: string, said: string, asked: Invocation): Json {
  if (said === '') return null
  if (key === 'except' || key === 'allow') return said.split(',')
  if (key === 'hidden' || key === 'approved') return FLAGS.get(said) ?? said
  if (key !== 'limits') return said
  try {
    return JSON.parse(said) as Json
  } catch {
    throw new UsageError(say(asked, TEXTS.needsPair))
  }
}

const show = ({ body, invocation }: GatewayAnswer): void =>
  print(invocation, body, () => explanationLines(body, invocation))

function explanationLines(body: Json, invocation: Invocation): readonly string[] {
  const list = (value: Json | undefined): string => (Array.isArray(value) ? value.join(' ') : String(value ?? '-'))
  const keys = ['id', 'name', 'type', 'location', 'state', 'actions', 'announcedAs'] as const
  const rows = keys.flatMap(key =>
    member(body, key) === undefined ? [] : [[say(invocation, TEXTS[key]), list(member(body, key))]],
  )
  const notes = member(body, 'notes')
  const why = (Array.isArray(notes) ? (notes as readonly Json[]) : []).map((one, at) => [
    at === 0 ? say(invocation, TEXTS.why) : '',
    String(pointer(one, `/text/${invocation.language}`) ?? ''),
  ])
  const override = [say(invocation, TEXTS.override), JSON.stringify(member(body, 'override') ?? {})]
  return listTable(['', ''], [...rows, override, ...why]).slice(1)
}
