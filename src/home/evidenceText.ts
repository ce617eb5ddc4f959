/** The reason for a presence in words, in three languages: what the log, the page and the presence topic show. */
import { type Language, type Text, text } from '../kernel/text.ts'
import type { Reason, SignOfLife } from './presence.ts'
import { spanText } from './spanText.ts'

/** What a sign of life was. */
export const SIGN_TEXTS: Readonly<Record<SignOfLife, Text>> = {
  result: text('명령이나 질문에 대한 응답', 'コマンドか問い合わせへの応答', 'an answer to a command or a question'),
  message: text('메시지', 'メッセージ', 'a message'),
  session: text('브로커 접속', 'ブローカーへの接続', 'its login at the broker'),
  ping: text('브로커 핑', 'ブローカーへの PING', 'a ping'),
}

/** One sentence without a full stop. */
export function evidenceText(reason: Reason, language: Language): string {
  return wordsOf(reason, durationMs => spanText(durationMs, language))[language]
}

function wordsOf(reason: Reason, for_: (durationMs: number) => string): Text {
  switch (reason.code) {
    case 'broker-unreachable':
      return text('브로커에 연결할 수 없음', 'ブローカーに接続できない', 'the broker cannot be reached')
    case 'parent-offline':
      return text('상위 브리지가 오프라인', '親ブリッジがオフライン', 'its bridge is offline')
    case 'not-heard-yet':
      return text(
        `${for_(reason.sinceMs)} 동안 듣는 중, 아직 소식 없음`,
        `${for_(reason.sinceMs)}待っているがまだ何も届いていない`,
        `listening for ${for_(reason.sinceMs)}, nothing heard yet`,
      )
    case 'heard':
      return text(
        `${for_(reason.agoMs)} 전 ${SIGN_TEXTS[reason.by].ko}`,
        `${for_(reason.agoMs)}前に${SIGN_TEXTS[reason.by].ja}`,
        `heard ${for_(reason.agoMs)} ago by ${SIGN_TEXTS[reason.by].en}`,
      )
    case 'session-open':
      return text(
        `${for_(reason.sinceMs)} 동안 브로커에 접속 중`,
        `${for_(reason.sinceMs)}前からブローカーに接続中`,
        `logged in at the broker for ${for_(reason.sinceMs)}`,
      )
    case 'duplicate-client':
      return text(
        `클라이언트 ID가 중복되어 ${for_(reason.withinMs)} 동안 ${reason.takeovers}번 서로 접속을 끊음`,
        `クライアント ID が重複し、${for_(reason.withinMs)}に${reason.takeovers}回互いに接続を奪った`,
        `two clients of one id have thrown each other out ${reason.takeovers} times within ${for_(reason.withinMs)}`,
      )
    default:
      return wordsAgainst(reason, for_)
  }
}

type Against = Exclude<
  Reason,
  { code: 'broker-unreachable' | 'parent-offline' | 'not-heard-yet' | 'heard' | 'session-open' | 'duplicate-client' }
>

function wordsAgainst(reason: Against, for_: (durationMs: number) => string): Text {
  switch (reason.code) {
    case 'session-closed': {
      const how = reason.timedOut
        ? text('응답이 없어 브로커 접속이 끊김', '応答がなくブローカー接続が切れた', 'its login timed out')
        : text('브로커 접속을 종료함', 'ブローカー接続を終了した', 'its login closed')
      const ago = for_(reason.agoMs)
      return text(`${ago} 전 ${how.ko}`, `${ago}前に${how.ja}`, `${how.en} ${ago} ago`)
    }
    case 'last-will':
      return reason.replayed
        ? text('보관된 유언이 오프라인', '保持された遺言がオフライン', 'a retained last will says offline')
        : text(`${for_(reason.agoMs)} 전 유언`, `${for_(reason.agoMs)}前に遺言`, `last will ${for_(reason.agoMs)} ago`)
    case 'last-will-held':
      return text('유언 확인 중', '遺言を確認中', 'a last will came, being held for a moment')
    case 'silent':
    case 'silent-asking':
    case 'silent-habit':
      return wordsOfSilence(reason, for_)
    case 'long-silent':
      return text(
        `${for_(reason.silentMs)} 동안 소식 없음, 주기를 알 수 없음`,
        `${for_(reason.silentMs)}沈黙、周期は不明`,
        `silent for ${for_(reason.silentMs)}, its cadence is not known`,
      )
    case 'command-unanswered':
      return text(
        `${for_(reason.agoMs)} 전 명령에 응답 없음`,
        `${for_(reason.agoMs)}前のコマンドに応答なし`,
        `a command ${for_(reason.agoMs)} ago was not answered`,
      )
  }
}

type Silence = Extract<Reason, { code: 'silent' | 'silent-asking' | 'silent-habit' }>

function wordsOfSilence(reason: Silence, for_: (durationMs: number) => string): Text {
  const silence = text(
    `${for_(reason.silentMs)} 동안 소식 없음 (기준 ${for_(reason.timeoutMs)})`,
    `${for_(reason.silentMs)}沈黙（上限 ${for_(reason.timeoutMs)}）`,
    `silent for ${for_(reason.silentMs)}, expected within ${for_(reason.timeoutMs)}`,
  )
  const more = moreOfSilence(reason, for_)
  return { ko: silence.ko + more.ko, ja: silence.ja + more.ja, en: silence.en + more.en }
}

function moreOfSilence(reason: Silence, for_: (durationMs: number) => string): Text {
  if (reason.code === 'silent-asking') return text(', 확인 중', '、問い合わせ中', ', being asked')
  if (reason.code === 'silent-habit')
    return text(
      ', 학습한 주기라서 단정하지 않음',
      '、学習した周期なので断定しない',
      ', which is only its habit, and it cannot be asked',
    )
  const { askedAgoMs } = reason
  if (askedAgoMs === undefined) return text('', '', '')
  return text(
    `, ${for_(askedAgoMs)} 전 질문에도 응답 없음`,
    `、${for_(askedAgoMs)}前の問い合わせにも応答なし`,
    `, and did not answer when asked ${for_(askedAgoMs)} ago`,
  )
}
