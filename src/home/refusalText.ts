/** What is said of a directive that found nobody, or no value, beside the evidence: in three languages. */
import { text } from '../kernel/text.ts'

/** Sentences without a full stop; the places in braces are filled by `filled` (kernel/text.ts). */
export const REFUSAL_TEXTS = {
  noAnswer: text('응답 없음', '応答なし', 'no answer'),
  turnTooLate: text(
    '차례가 왔을 때 이미 기한이 지남',
    '順番が来たときには期限を過ぎていた',
    'its turn came after the deadline',
  ),
  notKnownByNow: text(
    '{property} 값을 아직 알 수 없음',
    '{property} の値がまだ分からない',
    '{property} is not known by now',
  ),
  notSaidSinceStart: text('시작한 뒤로 알린 적 없음', '開始後に報告されていない', 'not said since the start'),
  notTaken: text(
    '명령을 보낼 수 없음 ({reason})',
    'コマンドを送れない（{reason}）',
    'the command was not taken ({reason})',
  ),
  nothingKnown: text('기기에 대해 알려진 값이 없음', '家電の値が何も分からない', 'nothing is known of the appliance'),
  notKeptByPeriod: text(
    '{property}: 기간별 값을 물을 방법이 없음',
    '{property}：期間ごとの値を問い合わせる方法がない',
    '{property} is not kept by period: there is no way to ask for one',
  ),
  periodUnanswered: text(
    '{property}: 기간에 대한 질문에 응답 없음; {presence}',
    '{property}：期間の問い合わせに応答なし; {presence}',
    '{property} was not answered for the period; {presence}',
  ),
  periodNotKnown: text(
    '{property}: 그 기간의 값을 기기가 모른다고 알림',
    '{property}：その期間の値は不明と家電が報告した',
    '{property} of the period: the appliance says that it does not know',
  ),
  periodNotSaid: text(
    '{property}: 응답에 그 기간의 값이 없음',
    '{property}：応答にその期間の値がない',
    '{property} of the period: the answer does not say it',
  ),
  cannotBeTold: text(
    '기기가 알린 값을 전할 수 없음: {values}',
    '家電が報告した値を伝えられない：{values}',
    'what the appliance said cannot be told: {values}',
  ),
  presentUnknown: text('현재 값을 알 수 없음', '現在の値が分からない', 'the present value is not known'),
  presentNotListed: text(
    '현재 값이 고를 수 있는 값에 없음',
    '現在の値が選べる値の中にない',
    'the present value is not one of those there are',
  ),
} as const
