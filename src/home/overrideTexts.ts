/** Why a decision about an announced appliance is refused, in three languages. */
import { text } from '../kernel/text.ts'

export const REASONS = {
  noObject: text('JSON 객체가 아닙니다', 'JSON のオブジェクトではありません', 'not a JSON object'),
  noMember: text(
    '{key}: {keys} 중 어느 것도 아닙니다',
    '{key} は {keys} のどれでもありません',
    '{key} is none of {keys}',
  ),
  notWanted: text('{key}: {wanted}(으)로 쓰세요', '{key}: {wanted}にしてください', '{key} is not {wanted}'),
  noId: text('{id} 은(는) ID가 될 수 없습니다', '{id} は ID にできません', '{id} cannot be an id'),
} as const

/** What each member may be, as it stands behind its key. */
export const WANTED = {
  name: text('한 줄의 글', '1 行の文字', 'a text of one line'),
  location: text('가이드의 장소 또는 none', 'ガイドの場所、または none ', 'a place of the guides, or none'),
  type: text('기기 종류', '家電の種類', 'an appliance type'),
  flag: text('true 또는 false', 'true か false ', 'true or false'),
  except: text('동작의 목록', '操作のリスト', 'a list of actions'),
  allow: text('unlock, open, heat 의 목록', 'unlock、open、heat のリスト', 'a list of unlock, open and heat'),
  limits: text(
    '속성별 한계 ({"targetTemperature":{"min":18,"max":26}})',
    'プロパティごとの範囲（{"targetTemperature":{"min":18,"max":26}}）',
    'limits by property: {"targetTemperature":{"min":18,"max":26}}',
  ),
} as const
