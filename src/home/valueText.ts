/** Why a value is not known, in words, in three languages. */
import { type Language, type Text, text } from '../kernel/text.ts'
import { spanText } from './spanText.ts'
import type { ValueReason } from './valueUnknown.ts'

/** One reason, without a full stop. */
export function valueReasonText(reason: ValueReason, language: Language): string {
  return wordsOf(reason, 'agoMs' in reason ? spanText(reason.agoMs, language) : '')[language]
}

function wordsOf(reason: ValueReason, ago: string): Text {
  switch (reason.code) {
    case 'not-readable':
      return text('읽을 방법이 없음', '読み取る方法がない', 'there is no way to read it')
    case 'never-reported':
      return text('아직 알린 적 없음', 'まだ報告されていない', 'it has never been reported')
    case 'unreadable':
      return text(
        `${ago} 전 알린 값을 읽을 수 없음 (범위 밖이거나 형식이 다름)`,
        `${ago}前の報告を読み取れない（範囲外か形式違い）`,
        `what was reported ${ago} ago cannot be read: out of range, or of another form`,
      )
    case 'said-unknown':
      return text(
        `${ago} 전 기기가 모른다고 알림`,
        `${ago}前に家電が不明と報告した`,
        `the appliance said ${ago} ago that it does not know`,
      )
    case 'question-unanswered':
      return text(
        `${ago} 전 질문에 응답 없음 (연속 ${reason.times}번)`,
        `${ago}前の問い合わせに応答なし（連続 ${reason.times} 回）`,
        `asked ${ago} ago without an answer (${reason.times} in a row)`,
      )
    case 'cannot-be-asked':
      return text('물을 방법이 없음', '問い合わせる方法がない', 'there is no way to ask for it')
  }
}
