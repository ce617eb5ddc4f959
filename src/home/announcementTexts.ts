/** Why an appliance's own announcement is refused, in three languages. */
import { text } from '../kernel/text.ts'

/** Phrases without a full stop; `{at}` is the path of the member, `{said}` the beginning of what stands there, as JSON. */
export const ANNOUNCEMENT_TEXTS = {
  gatewayId: text(
    'ID {id}은(는) 게이트웨이 자신의 것',
    'ID {id} はゲートウェイ自身のもの',
    "the id {id} is the gateway's own",
  ),
  givenId: text(
    '{prefix}(으)로 시작하는 ID는 게이트웨이가 정함',
    '{prefix} で始まる ID はゲートウェイが決める',
    'ids that begin with {prefix} are given by the gateway',
  ),
  noObject: text('JSON 객체가 아님', 'JSON のオブジェクトではない', 'not a JSON object'),
  noType: text(
    'type {said}은(는) 기기 종류가 아님',
    'type {said} は家電の種類ではない',
    'type {said} is no appliance type',
  ),
  noName: text('name이 없음', 'name がない', 'name is missing'),
  noPlace: text(
    'location {said}은(는) 가이드의 장소가 아님',
    'location {said} はガイドの場所ではない',
    'location {said} is no place of the guides',
  ),
  noProperties: text('properties가 객체가 아님', 'properties がオブジェクトではない', 'properties is not an object'),
  noProperty: text('{at}은(는) 속성이 아님', '{at} はプロパティではない', '{at} is no property'),
  noNumber: text('{at}이(가) 숫자가 아님', '{at} が数値ではない', '{at} is not a number'),
  onlyNumbers: text(
    '{at}은(는) 숫자에만 쓰이나 {property}은(는) 숫자가 아님',
    '{at} は数値だけのもので、{property} は数値ではない',
    '{at} is for numbers, which {property} is not',
  ),
  outside: text('{at}이(가) {min}..{max} 밖임', '{at} が {min}..{max} の外', '{at} is outside {min}..{max}'),
  noStep: text('{at}이(가) 0보다 크지 않음', '{at} が 0 より大きくない', '{at} is not above 0'),
  minAboveMax: text('{at}이(가) max보다 큼', '{at} が max より大きい', '{at} is above max'),
  noValues: text(
    '{at}이(가) 1~{max}개의 목록이 아님',
    '{at} が 1～{max} 個のリストではない',
    '{at} is not a list of 1 to {max}',
  ),
  badValue: text(
    '{at}에 {property}의 값이 될 수 없는 {said}이(가) 있음',
    '{at} に {property} の値になれない {said} がある',
    '{at} holds {said}, which {property} cannot be',
  ),
  unreadable: text(
    '{max}바이트 이내의 JSON이 아님',
    '{max} バイト以内の JSON ではない',
    'not JSON of at most {max} bytes',
  ),
  noRoom: text(
    '자리가 없음: 한도는 기기 {max}대',
    '空きがない: 上限は家電 {max} 台',
    'no room: the bound is {max} appliances',
  ),
} as const
