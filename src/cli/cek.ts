/** `clova2mqtt cek`: a CEK for the desk. Sends any directive, and holds the answer against the guide. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { systemClock } from '../adapters/clock/system.ts'
import { BUILT_AT } from '../compose/version.ts'
import type { Config } from '../config/config.ts'
import { type Json, type JsonObject, member } from '../kernel/json.ts'
import { text } from '../kernel/text.ts'
import { type ZoneOffset, zoneOffset } from '../kernel/time.ts'
import { ALL_INTERFACES, interfaceByRequest, interfaceOf, interfacesOfEdition } from '../protocol/catalog.ts'
import { conformanceFaults, isErrorAnswer } from '../protocol/conform.ts'
import { EDITIONS, type Edition } from '../protocol/edition.ts'
import { isAction } from '../protocol/interfaces.ts'
import { operandsIn, writeRequest } from '../protocol/writeRequest.ts'
import { type DeskAnswer, openDesk } from './cekDesk.ts'
import { makeKey, readSigner } from './cekKey.ts'
import { operandsFrom } from './cekOperands.ts'
import { configPath, inLanguageOf, readConfig } from './findConfig.ts'
import { nearHint } from './firstWord.ts'
import { EXIT, flagOption, type Invocation, listOption, say, textOption, UsageError } from './invocation.ts'
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
  badEdition: text('--edition 은 KR 또는 JP', '--edition は KR か JP', '--edition is KR or JP'),
  badRaw: text('--raw 는 JSON 이어야 합니다.', '--raw は JSON でなければなりません。', '--raw must be JSON.'),
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
  const edition = editionOf(invocation, config)
  if (flagOption(invocation, 'list')) return listActions(invocation, edition)
  const zone = zoneOffset(config?.timezone ?? 'UTC')
  const sending = { edition, request: requestOf(invocation, edition, zone) }
  const url = textOption(invocation, 'url') ?? (config === undefined ? DEFAULT_URL : webhookUrl(config))
  const desk = openDesk({ url, signer: readSigner(invocation), clock: systemClock({ builtAt: BUILT_AT }) })
  const body = JSON.stringify(sending.request)
  let status: number = EXIT.ok
  for (let time = flagOption(invocation, 'repeat-message') ? 2 : 1; time > 0; time--) {
    const answer = await desk.send(body)
    status = Math.max(status, show(invocation, sending, answer))
  }
  return status
}

function editionOf(invocation: Invocation, config: Config | undefined): Edition {
  const said = textOption(invocation, 'edition') ?? config?.edition ?? 'KR'
  const edition = EDITIONS.find(one => one === said)
  if (edition === undefined) throw new UsageError(say(invocation, TEXTS.badEdition))
  return edition
}

function listActions({ io }: Invocation, edition: Edition): number {
  const rows = interfacesOfEdition(edition).map(one => [
    one.action,
    one.family,
    operandsIn(one, edition)
      .map(operand => (operand.required ? operand.key : `[${operand.key}]`))
      .join(' '),
  ])
  for (const line of listTable(['ACTION', 'FAMILY', 'VALUE'], rows)) io.out(line)
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
  if (file !== undefined) return readFileSync(file, 'utf8').trim()
  return textOption(invocation, 'token') ?? invocation.io.env['CLOVA2MQTT_TOKEN']
}

function show(invocation: Invocation, { request, edition }: Sending, answer: DeskAnswer): number {
  const { out } = invocation.io
  const faults = answer.status === 200 ? faultsOf(request, edition, answer.body) : [`HTTP ${answer.status}`]
  const isGood = faults.length === 0 && !isErrorAnswer(answer.body)
  const { status, durationMs, body } = answer
  if (flagOption(invocation, 'json')) {
    out(JSON.stringify({ request: withoutToken(request), status, durationMs, answer: body ?? null, faults }, null, 2))
    return isGood ? EXIT.ok : EXIT.failed
  }
  out(`${say(invocation, TEXTS.request)}\n${JSON.stringify(withoutToken(request), null, 2)}`)
  out(`${say(invocation, TEXTS.answer)}: HTTP ${status}, ${durationMs} ms`)
  if (body !== undefined) out(JSON.stringify(body, null, 2))
  if (status === 401) out(say(invocation, TEXTS.unsigned))
  else if (faults.length === 0) out(say(invocation, TEXTS.conforms))
  for (const fault of faults) out(say(invocation, TEXTS.departs, { fault }))
  return isGood ? EXIT.ok : EXIT.failed
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
