/** `clova2mqtt cek`: a CEK for the desk. Sends any directive, and holds the answer against the guide. */
import { randomUUID } from 'node:crypto'
import { systemClock } from '../adapters/clock/system.ts'
import { BUILT_AT } from '../compose/version.ts'
import { type Json, type JsonObject, member } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { type ZoneOffset, zoneOffset } from '../kernel/time.ts'
import { ALL_INTERFACES, interfaceByRequest, interfaceOf, interfacesOfEdition } from '../protocol/catalog.ts'
import { conformanceFaults, isErrorAnswer } from '../protocol/conform.ts'
import type { Edition } from '../protocol/edition.ts'
import { isAction } from '../protocol/interfaces.ts'
import { operandsIn, writeRequest } from '../protocol/writeRequest.ts'
import { type DeskAnswer, openDesk } from './cekDesk.ts'
import { makeKey, readSigner } from './cekKey.ts'
import { operandsFrom } from './cekOperands.ts'
import { editionOption } from './editionOption.ts'
import { configPath, inLanguageOf, readConfig } from './findConfig.ts'
import { nearHint } from './firstWord.ts'
import { EXIT, flagOption, type Invocation, listOption, print, say, textOption, UsageError } from './invocation.ts'
import { readNamedFile } from './namedFile.ts'
import { webhookUrl } from './outsideOf.ts'
import { listTable } from './table.ts'

const DEFAULT_URL = 'http://127.0.0.1:8080/clova'

const TEXTS = {
  needsAction: text('어떤 동작입니까? cek --list', 'どの操作ですか？ cek --list', 'Which action? cek --list'),
  noAction: text('{action} 동작은 없습니다.', '{action} という操作はありません。', 'There is no action {action}.'),
  needsAppliance: text(
    '{action} 에는 기기 ID가 필요합니다. clova2mqtt appliances',
    '{action} には家電の ID が必要です。clova2mqtt appliances',
    '{action} needs the id of an appliance: clova2mqtt appliances',
  ),
  badUrl: text(
    '--url {url}: http://HOST:PORT/PATH 로 쓰세요.',
    '--url {url}: http://HOST:PORT/PATH と書いてください。',
    '--url {url}: write http://HOST:PORT/PATH.',
  ),
  badRaw: text('--raw 는 JSON 이어야 합니다.', '--raw は JSON でなければなりません。', '--raw must be JSON.'),
  action: text('동작', '操作', 'Action'),
  family: text('갈래', '系統', 'Family'),
  values: text('값', '値', 'Value'),
  request: text('요청', 'リクエスト', 'Request'),
  answer: text('답', '答え', 'Answer'),
  unsigned: text(
    '서명이 거절되었습니다: webhook.key 에 이 키의 공개 키가 있습니까?',
    '署名が拒否されました: webhook.key にこの鍵の公開鍵がありますか？',
    'The signature was refused: does webhook.key name the public half of this key?',
  ),
  conforms: text('가이드에 맞는 답입니다.', 'ガイドどおりの答えです。', 'The answer conforms to the guide.'),
  departs: text('가이드와 다른 점: {fault}', 'ガイドと異なる点: {fault}', 'Departs from the guide: {fault}'),
}

/** What is sent, and what it takes to judge the answer. */
interface Sending {
  readonly request: Json
  readonly edition: Edition
}

export async function run(asked: Invocation): Promise<number> {
  if (flagOption(asked, 'keygen')) return makeKey(asked)
  const path = configPath(asked)
  const config = path === undefined ? undefined : readConfig(asked, path)
  const invocation = config === undefined ? asked : inLanguageOf(config, asked)
  const edition = editionOption(invocation, config?.edition ?? 'KR')
  if (flagOption(invocation, 'list')) return listActions(invocation, edition)
  const zone = zoneOffset(config?.timezone ?? 'UTC')
  const sending = { edition, request: requestOf(invocation, edition, zone) }
  const url = textOption(invocation, 'url') ?? (config === undefined ? DEFAULT_URL : webhookUrl(config))
  if (!isWebUrl(url)) throw new UsageError(say(invocation, TEXTS.badUrl, { url }))
  const desk = openDesk({ url, signer: readSigner(invocation), clock: systemClock({ builtAt: BUILT_AT }) })
  const body = JSON.stringify(sending.request)
  const judged = [judge(sending, await desk.send(body))]
  if (flagOption(invocation, 'repeat-message')) judged.push(judge(sending, await desk.send(body)))
  const plain = judged.map(one => plainOf(sending, one))
  print(invocation, plain.length === 1 ? plain[0] : plain, () =>
    judged.flatMap(one => judgedLines(invocation, sending, one)),
  )
  return judged.every(({ isGood }) => isGood) ? EXIT.ok : EXIT.failed
}

const isWebUrl = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

function listActions(invocation: Invocation, edition: Edition): number {
  const plain = interfacesOfEdition(edition).map(one => ({
    action: one.action,
    family: one.family,
    values: operandsIn(one, edition).map(({ key, required }) => ({ key, required })),
  }))
  print(invocation, plain, () =>
    listTable(
      [TEXTS.action, TEXTS.family, TEXTS.values].map(title => say(invocation, title)),
      plain.map(({ action, family, values }) => [
        action,
        family,
        values.map(({ key, required }) => (required ? key : `[${key}]`)).join(' '),
      ]),
    ),
  )
  return EXIT.ok
}

function requestOf(invocation: Invocation, edition: Edition, zone: ZoneOffset): Json {
  const raw = textOption(invocation, 'raw')
  if (raw !== undefined) {
    try {
      return JSON.parse(raw) as Json
    } catch (error) {
      throw new UsageError(say(invocation, TEXTS.badRaw), { cause: error })
    }
  }
  const [action, ...rest] = invocation.positionals
  if (action === undefined) throw new UsageError(say(invocation, TEXTS.needsAction))
  if (!isAction(action)) {
    const known = ALL_INTERFACES.map(one => one.action)
    throw new UsageError(say(invocation, TEXTS.noAction, { action }) + nearHint(invocation, action, known))
  }
  const found = interfaceOf(action)
  const applianceId = found.target === 'appliance' ? rest.shift() : undefined
  if (found.target === 'appliance' && applianceId === undefined) {
    throw new UsageError(say(invocation, TEXTS.needsAppliance, { action }))
  }
  const operands = operandsFrom(invocation, found, edition, { value: rest[0], pairs: listOption(invocation, 'with') })
  return writeRequest(found, edition, {
    messageId: randomUUID(),
    accessToken: tokenOf(invocation),
    applianceId,
    operands,
    zone,
  })
}

function tokenOf(invocation: Invocation): string | undefined {
  const file = textOption(invocation, 'token-file')
  if (file !== undefined) return readNamedFile(invocation, '--token-file', file).trim()
  return textOption(invocation, 'token') ?? invocation.io.env['CLOVA2MQTT_TOKEN']
}

interface Judged extends DeskAnswer {
  /** Where it departs from the guide. */
  readonly faults: readonly string[]
  readonly isGood: boolean
}

function judge({ request, edition }: Sending, answer: DeskAnswer): Judged {
  const faults = answer.status === 200 ? faultsOf(request, edition, answer.body) : [`HTTP ${answer.status}`]
  return { ...answer, faults, isGood: faults.length === 0 && !isErrorAnswer(answer.body) }
}

const plainOf = ({ request }: Sending, { status, durationMs, body, faults }: Judged) => ({
  request: withoutToken(request),
  status,
  durationMs,
  answer: body ?? null,
  faults,
})

function judgedLines(invocation: Invocation, { request }: Sending, judged: Judged): readonly string[] {
  const { status, durationMs, body, faults } = judged
  const good = faults.length === 0 ? [say(invocation, TEXTS.conforms)] : []
  return [
    say(invocation, TEXTS.request),
    JSON.stringify(withoutToken(request), null, 2),
    `${say(invocation, TEXTS.answer)}: HTTP ${status}, ${durationMs} ms`,
    ...(body === undefined ? [] : [JSON.stringify(body, null, 2)]),
    ...(status === 401 ? [say(invocation, TEXTS.unsigned)] : good),
    ...faults.map(fault => say(invocation, TEXTS.departs, { fault })),
  ]
}

function faultsOf(request: Json, edition: Edition, answer: Json | undefined): readonly string[] {
  const name = member(member(request, 'header'), 'name')
  const messageId = member(member(request, 'header'), 'messageId')
  return conformanceFaults(answer, {
    asked: typeof name === 'string' ? interfaceByRequest(name) : undefined,
    edition,
    messageId: typeof messageId === 'string' ? messageId : undefined,
  })
}

/** What is shown may be copied into a forum. */
function withoutToken(request: Json): Json {
  const payload = member(request, 'payload')
  if (member(payload, 'accessToken') === undefined) return request
  return { ...(request as JsonObject), payload: { ...(payload as JsonObject), accessToken: '[redacted]' } }
}
