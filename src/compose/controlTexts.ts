/** What the control API says of a request that it refuses, to whoever typed the command behind it. */
import { text } from '../kernel/text.ts'

export const CONTROL_TEXTS = {
  noAppliance: text('기기 {id} 이(가) 없습니다', '家電 {id} はありません', 'there is no appliance {id}'),
  notAnnounced: text(
    '기기 {id} 은(는) 알려진 적이 없습니다',
    '家電 {id} はアナウンスされていません',
    'no appliance {id} has been announced',
  ),
  announcementsOff: text(
    '스스로 알리는 기기를 받지 않습니다 (설정의 announcements)',
    '自らアナウンスする家電は受け入れていません（設定の announcements）',
    'appliances that announce themselves are not taken in (announcements)',
  ),
  notWritten: text(
    '데이터베이스에 쓸 수 없어 아무것도 정하지 않았습니다: {reason}',
    'データベースに書けないため、何も決まっていません: {reason}',
    'nothing was decided, since the database takes nothing: {reason}',
  ),
  logLevel: text(
    'level 은 {levels} 중 하나입니다',
    'level は {levels} のいずれかです',
    'level must be one of {levels}',
  ),
  manyTrials: text(
    '시험 지시가 이미 {count}개 가는 중입니다. 잠시 뒤에 다시 해 보세요',
    '試験ディレクティブがすでに {count} 件送信中です。少し待ってもう一度試してください',
    '{count} test directives are on their way already; try again in a while',
  ),
  notDecisions: text(
    'overrides 는 ID별 결정의 객체여야 합니다',
    'overrides は ID ごとの決定のオブジェクトでなければなりません',
    'overrides must be an object of decisions by id',
  ),
  manyDecisions: text(
    'overrides 에 ID가 {max}개보다 많습니다',
    'overrides の ID が {max} 個を超えています',
    'overrides has more than {max} ids',
  ),
} as const
