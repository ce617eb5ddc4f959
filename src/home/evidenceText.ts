/** The reason for a presence in words, in three languages: what the log, the page and the presence topic show. */
import type { Language, Text } from '../kernel/text.ts'
import type { Reason } from './presence.ts'

const text = (ko: string, ja: string, en: string): Text => ({ ko, ja, en })

function span(durationMs: number, language: Language): string {
  const total = Math.max(0, Math.round(durationMs / 1000))
  const [count, unit] =
    total < 120
      ? [total, text('초', '秒', ' s')]
      : total < 7200
        ? [Math.round(total / 60), text('분', '分', ' min')]
        : [Math.round(total / 3600), text('시간', '時間', ' h')]
  return `${count}${unit[language]}`
}

const BY: Readonly<Record<string, Text>> = {
  result: text('명령이나 질문에 대한 응답', 'コマンドか問い合わせへの応答', 'an answer to a command or a question'),
  message: text('메시지', 'メッセージ', 'a message'),
  session: text('브로커 접속', 'ブローカーへの接続', 'its login at the broker'),
  ping: text('브로커 핑', 'ブローカーへの PING', 'a ping'),
}

/** One sentence without a full stop. */
export function evidenceText(reason: Reason, language: Language): string {
  return wordsOf(reason, durationMs => span(durationMs, language))[language]
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
        `${for_(reason.agoMs)} 전 ${BY[reason.by]?.ko}`,
        `${for_(reason.agoMs)}前に${BY[reason.by]?.ja}`,
        `heard ${for_(reason.agoMs)} ago by ${BY[reason.by]?.en}`,
      )
    case 'session-open':
      return text(
        `${for_(reason.sinceMs)} 동안 브로커에 접속 중`,
        `${for_(reason.sinceMs)}前からブローカーに接続中`,
        `logged in at the broker for ${for_(reason.sinceMs)}`,
      )
    default:
      return wordsAgainst(reason, for_)
  }
}

type Against = Exclude<
  Reason,
  { code: 'broker-unreachable' | 'parent-offline' | 'not-heard-yet' | 'heard' | 'session-open' }
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
      return text(
        `${for_(reason.silentMs)} 동안 소식 없음 (기준 ${for_(reason.timeoutMs)})`,
        `${for_(reason.silentMs)}沈黙（上限 ${for_(reason.timeoutMs)}）`,
        `silent for ${for_(reason.silentMs)}, expected within ${for_(reason.timeoutMs)}`,
      )
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
