/**
 * Error codes by which an appliance refuses a command (LG ThinQ Connect numbers, catalog `thinqErrorCodes`), and the
 * ClovaHome error each one becomes. Both structures are read: `{"error":{"code","message"}}` and `{"Error":{"Code","Message"}}`.
 */

import { isObject, type Json, member } from '../kernel/json.ts'
import { clip, filled, type Text, text } from '../kernel/text.ts'
import type { Edition } from './edition.ts'
import { type ErrorName, Refusal, refuse } from './errors.ts'

interface CodeRow {
  readonly codes: string
  readonly error: ErrorName
  /** Instead, when the directive was a control directive (not a query). */
  readonly inControl?: ErrorName
  /** Instead, when the directive carried no value of the user (on/off, queries). */
  readonly withoutValue?: ErrorName
  /** Instead, in the edition that has a more exact word. */
  readonly inKR?: ErrorName
  /** Spoken condition of ConditionsNotMetError; absent: taken from the appliance's own words. */
  readonly state?: Text
}

const state = (ko: string, ja: string, en: string): { state: Text } => ({ state: { ko, ja, en } })

/**
 * Rows by error. The codes about tokens and users (1103, 1202, 1209, 1218, 1302, 1303) name a credential between the
 * appliance and its own cloud, never the access token CEK sent us (we checked that one): see departures.ts.
 */
export const CODE_ROWS: readonly CodeRow[] = [
  { codes: '0000 1000 1101 1104 1201 1203 1204 1206 1207 1208 1214 1216 1301 1305', error: 'DriverInternalError' },
  { codes: '1307 1310 1311 1312 2000 2203 2214', error: 'DriverInternalError' },
  { codes: '1103 1202 1209 1218 1302 1303', error: 'DriverInternalError' },
  { codes: '1102', error: 'ValueNotSupportedError', withoutValue: 'DriverInternalError' },
  { codes: '1205 1210 1211 1212 1213 1217 1224', error: 'NoSuchTargetError' },
  { codes: '1219 1220 1221 2101 2201 2202 2207', error: 'UnsupportedOperationError' },
  { codes: '1222 2209', error: 'TargetOfflineError' },
  { codes: '1223', error: 'ValueNotFoundError', inControl: 'DeviceFailureError' },
  { codes: '1304', error: 'ConditionsNotMetError', ...state('약관 미동의', '利用規約未同意', 'terms not accepted') },
  { codes: '1306', error: 'ActionTemporarilyBlockedError' },
  {
    codes: '1308',
    error: 'ConditionsNotMetError',
    ...state('다른 앱 사용 중', '他のアプリ使用中', 'in use by another app'),
  },
  { codes: '2205', error: 'ValueNotFoundError', inControl: 'DriverInternalError' },
  { codes: '2208', error: 'ActionFailedError' },
  { codes: '2210', error: 'ValueNotFoundError' },
  { codes: '2212', error: 'ConditionsNotMetError', ...state('동기화 중', '同期中', 'synchronising') },
  // "Retry after deleting device": the pairing is broken for good, which only KR has a word for.
  { codes: '2213', error: 'DeviceFailureError', inKR: 'DeviceConnectionError' },
  { codes: '2303', error: 'DeviceFailureError' },
  { codes: '2301', error: 'ConditionsNotMetError', ...state('원격 제어 꺼짐', '遠隔操作オフ', 'remote control off') },
  { codes: '2302', error: 'ConditionsNotMetError' },
  { codes: '2304', error: 'ConditionsNotMetError', ...state('전원 꺼짐', '電源オフ', 'power off') },
  { codes: '2305', error: 'NotSupportedInCurrentModeError' },
]

const ROW_BY_CODE = new Map(CODE_ROWS.flatMap(row => row.codes.split(' ').map(code => [code, row] as const)))

export const KNOWN_CODES: readonly string[] = [...ROW_BY_CODE.keys()]

/** An error as the appliance sent it, cut to size. */
export interface ApplianceError {
  readonly code: string
  readonly message: string
}

/** Longest code and message taken from an appliance; the message may be spoken as a condition. */
const MAX_CODE_CHARACTERS = 20
const MAX_MESSAGE_CHARACTERS = 100

/** Finds an error in an appliance's answer; undefined when it carries none. A malformed error is an unknown code. */
export function readApplianceError(answer: Json): ApplianceError | undefined {
  const lower = member(answer, 'error')
  const upper = member(answer, 'Error')
  const body = lower ?? upper
  if (body === undefined || body === null || body === false) return undefined
  const code = isObject(body) ? (member(body, 'code') ?? member(body, 'Code')) : body
  const words = isObject(body) ? (member(body, 'message') ?? member(body, 'Message')) : undefined
  return {
    code: codeText(code),
    message: typeof words === 'string' ? clip(words, MAX_MESSAGE_CHARACTERS) : '',
  }
}

/** Codes come as text or number; 0 as a number is the code 0000. */
function codeText(code: Json | undefined): string {
  if (typeof code === 'number' && Number.isInteger(code)) return String(code).padStart(4, '0')
  return typeof code === 'string' ? code.trim().slice(0, MAX_CODE_CHARACTERS) : ''
}

export interface FailedCircumstances {
  readonly edition: Edition
  /** The directive changes something (it is no query). */
  readonly control: boolean
  /** The directive carried a value of the user. */
  readonly carriedValue: boolean
}

const ANSWERED = text(
  '기기가 오류 코드 {code}로 응답: {message}',
  '家電がエラーコード {code} で応答：{message}',
  'the appliance answered code {code}: {message}',
)
const UNKNOWN_CODE = text(
  '기기가 알 수 없는 오류 코드 {code}로 응답: {message}',
  '家電が不明なエラーコード {code} で応答：{message}',
  'the appliance answered code {code}: {message} (unknown code)',
)

/** The refusal an appliance's error becomes; an unknown code is a DriverInternalError that keeps the code for the log. */
export function applianceRefusal(error: ApplianceError, how: FailedCircumstances): Refusal {
  const row = ROW_BY_CODE.get(error.code)
  const code = error.code === '' ? '(none)' : error.code
  const why = filled(row === undefined ? UNKNOWN_CODE : ANSWERED, { code, message: error.message })
  if (row === undefined) return refuse('DriverInternalError', why)
  const name =
    (how.edition === 'KR' ? row.inKR : undefined) ??
    (how.control ? row.inControl : undefined) ??
    (how.carriedValue ? undefined : row.withoutValue) ??
    row.error
  if (name === 'ConditionsNotMetError') return refuse(name, why, row.state ?? stateFrom(error.message))
  return new Refusal(name, undefined, why)
}

const UNNAMED_STATE: Text = { ko: '현재', ja: '現在の', en: 'current' }

/** 2302 says "Command not supported in {STATE}": the state is the appliance's own word, spoken as it is. */
function stateFrom(words: string): Text {
  const named = /\bin (.+)$/.exec(words)?.[1]?.replace(/[{}]/g, '').trim()
  return named === undefined || named === '' ? UNNAMED_STATE : { ko: named, ja: named, en: named }
}
