/** The chain of evidence in words, in three languages: a line each, without a full stop. */
import { type Language, type Text, text } from '../kernel/text.ts'
import { evidenceText, SIGN_TEXTS } from './evidenceText.ts'
import { type Link, telling } from './explain.ts'
import type { CadenceSource, Presence, PresenceWord } from './presence.ts'
import { spanText } from './spanText.ts'

type Span = (durationMs: number) => string

const join = (...parts: readonly Text[]): Text => ({
  ko: parts.map(part => part.ko).join(''),
  ja: parts.map(part => part.ja).join(''),
  en: parts.map(part => part.en).join(''),
})

const NOTHING = text('', '', '')

const OVERRULED = text(' (그 뒤 소식이 있어 무효)', '（その後に連絡があり無効）', ', overruled by what came since')

const SOURCES: Readonly<Record<CadenceSource, Text>> = {
  declared: text('기기가 알린 주기', '家電が申告した周期', 'as the appliance declares'),
  configured: text('설정한 주기', '設定した周期', 'as configured'),
  learned: text('학습한 주기', '学習した周期', 'as learned from its habit'),
}

/** The three words of presence. */
export const PRESENCE_TEXTS: Readonly<Record<PresenceWord, Text>> = {
  online: text('온라인', 'オンライン', 'online'),
  offline: text('오프라인', 'オフライン', 'offline'),
  unknown: text('모름', '不明', 'unknown'),
}

const STANDING = {
  held: text(', 잠시 확인 중', '、少しの間確認中', ', held for a moment'),
  believed: NOTHING,
  'overruled-by-life': text(
    ', 그 뒤 소식이 있어 무효',
    '、その後に連絡があり無効',
    ', overruled: it has been heard since',
  ),
  'overruled-by-session': text(
    ', 접속이 유지되어 무효',
    '、接続が続いているため無効',
    ', overruled: its login still stands, so it was of an earlier one',
  ),
} as const

/** Why a presence is what it is, on one line: the reason that decides, then what bears on it beside. */
export const explanationText = (presence: Presence, links: readonly Link[], language: Language): string =>
  [evidenceText(presence.reason, language), ...besideTexts(presence, links, language)].join('; ')

/** What bears on a presence beside the reason that decides it, in words. */
export function besideTexts({ reason }: Presence, links: readonly Link[], language: Language): readonly string[] {
  const isSaid = ({ code }: Link): boolean =>
    code === reason.code ||
    (code === 'question-unanswered' && reason.code === 'silent' && reason.askedAgoMs !== undefined)
  return telling(links)
    .filter(link => !isSaid(link))
    .map(link => linkText(link, language))
}

/** One link of the chain in words. */
export function linkText(link: Link, language: Language): string {
  return wordsOf(link, durationMs => spanText(durationMs, language))[language]
}

function wordsOf(link: Link, for_: Span): Text {
  switch (link.code) {
    case 'never-heard':
      return text('시작한 뒤로 소식 없음', '開始後まだ何も届いていない', 'not heard since the start')
    case 'heard':
      return heardWords(link, for_)
    case 'cadence':
      return join(
        text(
          `${for_(link.intervalMs)}마다 예상, ${for_(link.timeoutMs)} 넘으면 침묵: `,
          `${for_(link.intervalMs)}ごとに予想、${for_(link.timeoutMs)}を超えると沈黙：`,
          `expected every ${for_(link.intervalMs)}, too silent after ${for_(link.timeoutMs)}: `,
        ),
        SOURCES[link.source],
      )
    case 'silence-allowed':
      return text(
        '침묵해도 되는 기기로 설정됨',
        '沈黙してよい家電と設定されている',
        'it may be silent: its silence says nothing',
      )
    case 'cadence-unknown':
      return text('주기를 알 수 없음', '周期は不明', 'its cadence is not known')
    case 'session-open':
    case 'session-closed':
    case 'duplicate-client':
      return sessionWords(link, for_)
    case 'last-will':
      return willWords(link, for_)
    case 'asked':
    case 'question-unanswered':
    case 'cannot-be-asked':
    case 'command-unanswered':
      return questionWords(link, for_)
    default:
      return circumstanceWords(link, for_)
  }
}

function heardWords({ by, agoMs, beforeOutage }: Extract<Link, { code: 'heard' }>, for_: Span): Text {
  const sign = SIGN_TEXTS[by]
  const before = beforeOutage
    ? text(', 브로커가 끊기기 전', '、ブローカーが切れる前', ', before the broker was lost')
    : NOTHING
  return join(
    text(
      `마지막 소식 ${for_(agoMs)} 전: ${sign.ko}`,
      `最後の連絡は${for_(agoMs)}前：${sign.ja}`,
      `last heard ${for_(agoMs)} ago by ${sign.en}`,
    ),
    before,
  )
}

type SessionLink = Extract<Link, { code: 'session-open' | 'session-closed' | 'duplicate-client' }>

function sessionWords(link: SessionLink, for_: Span): Text {
  switch (link.code) {
    case 'session-open':
      return text(
        `${for_(link.sinceMs)} 동안 브로커에 접속 중`,
        `${for_(link.sinceMs)}前からブローカーに接続中`,
        `logged in at the broker for ${for_(link.sinceMs)}`,
      )
    case 'session-closed': {
      const how = link.timedOut
        ? text('응답이 없어 브로커 접속이 끊김', '応答がなくブローカー接続が切れた', 'its login timed out')
        : text('브로커 접속을 종료함', 'ブローカー接続を終了した', 'its login closed')
      const ago = for_(link.agoMs)
      return join(
        text(`${ago} 전 ${how.ko}`, `${ago}前に${how.ja}`, `${how.en} ${ago} ago`),
        link.overruled ? OVERRULED : NOTHING,
      )
    }
    case 'duplicate-client':
      return text(
        `고장: 클라이언트 ID 하나를 둘이 써서 ${for_(link.withinMs)} 동안 ${link.takeovers}번 서로 접속을 끊음. 기기마다 다른 클라이언트 ID를 설정하세요 (한 대뿐이면 계속 재시작하는 중)`,
        `異常：1 つのクライアント ID を 2 台が使い、${for_(link.withinMs)}に${link.takeovers}回接続を奪い合った。家電ごとに別のクライアント ID を設定してください（1 台だけなら再起動を繰り返している）`,
        `fault: two clients of one id have thrown each other out ${link.takeovers} times within ${for_(link.withinMs)}; give each its own client id (if there is only one, it restarts again and again)`,
      )
  }
}

function willWords({ agoMs, replayed, standing }: Extract<Link, { code: 'last-will' }>, for_: Span): Text {
  const what = replayed
    ? text('보관된 유언이 오프라인', '保持された遺言がオフライン', 'a retained last will says offline')
    : text(`${for_(agoMs)} 전 유언`, `${for_(agoMs)}前に遺言`, `last will ${for_(agoMs)} ago`)
  return join(what, STANDING[standing])
}

type QuestionLink = Extract<Link, { code: 'asked' | 'question-unanswered' | 'cannot-be-asked' | 'command-unanswered' }>

function questionWords(link: QuestionLink, for_: Span): Text {
  switch (link.code) {
    case 'asked':
      return text(
        `${for_(link.agoMs)} 전에 상태를 물음`,
        `${for_(link.agoMs)}前に状態を問い合わせた`,
        `asked ${for_(link.agoMs)} ago`,
      )
    case 'question-unanswered':
      return join(
        text(
          `${for_(link.agoMs)} 전 질문에 응답 없음 (연속 ${link.times}번)`,
          `${for_(link.agoMs)}前の問い合わせに応答なし（連続 ${link.times} 回）`,
          `asked ${for_(link.agoMs)} ago without an answer (${link.times} in a row)`,
        ),
        link.overruled ? OVERRULED : NOTHING,
      )
    case 'cannot-be-asked':
      return text('상태를 물을 방법이 없음', '問い合わせる方法がない', 'there is no way to ask it')
    case 'command-unanswered':
      return join(
        text(
          `${for_(link.agoMs)} 전 명령에 응답 없음`,
          `${for_(link.agoMs)}前のコマンドに応答なし`,
          `a command ${for_(link.agoMs)} ago was not answered`,
        ),
        link.overruled ? OVERRULED : NOTHING,
      )
  }
}

type Circumstance = Extract<Link, { code: 'parent' | 'broker' | 'broker-unreachable' | 'started' }>

function circumstanceWords(link: Circumstance, for_: Span): Text {
  switch (link.code) {
    case 'parent':
      return link.offline
        ? text(`상위 ${link.parent} 오프라인`, `親 ${link.parent} はオフライン`, `its parent ${link.parent} is offline`)
        : text(
            `상위 ${link.parent} 오프라인 아님`,
            `親 ${link.parent} はオフラインではない`,
            `its parent ${link.parent} is not offline`,
          )
    case 'broker':
      return text(
        `${for_(link.sinceMs)} 동안 브로커에 연결됨`,
        `${for_(link.sinceMs)}前からブローカーに接続できている`,
        `the broker has been reachable for ${for_(link.sinceMs)}`,
      )
    case 'broker-unreachable':
      return text('브로커에 연결할 수 없음', 'ブローカーに接続できない', 'the broker cannot be reached')
    case 'started': {
      const before = link.before === undefined ? undefined : PRESENCE_TEXTS[link.before]
      return join(
        text(
          `게이트웨이 시작 ${for_(link.agoMs)} 전`,
          `ゲートウェイは${for_(link.agoMs)}前に開始`,
          `the gateway started ${for_(link.agoMs)} ago`,
        ),
        before === undefined
          ? NOTHING
          : text(`, 그 전에는 ${before.ko}`, `、その前は${before.ja}`, `, before that it was ${before.en}`),
      )
    }
  }
}
