/** What the name of a switch tells of it, in Korean, Japanese and English: its type, its room, and whether it opens a door. */
import { describe, expect, test } from 'vitest'
import { chooseAppliances } from '../../src/conventions/choose/chooseAppliances.ts'
import { hassConvention } from '../../src/conventions/hass/convention.ts'
import { offeredInterfaces } from '../../src/home/offer.ts'
import type { Edition } from '../../src/protocol/edition.ts'
import { entitiesOf } from './support/madeOf.ts'

const convention = hassConvention('ha')

const chosen = (document: object, edition: Edition) =>
  chooseAppliances(entitiesOf(convention, 'ha/switch/x/config', { cmd_t: 'c', stat_t: 's', ...document }), {
    edition,
    isBridge: false,
  })

/** Type and room; `!` before what is only switched after `allow`, `~` before what is only switched on then; `-` for a setting. */
function told(name: string, edition: Edition): string {
  const [one] = chosen({ name }, edition).appliances
  if (one === undefined) return '-'
  const { cooks, entrance, type, location } = one.appliance
  return `${entrance ? '!' : cooks ? '~' : ''}${type}${location === undefined ? '' : ` ${location}`}`
}

const KOREAN: readonly (readonly [string, string])[] = [
  ['거실 등 1', 'LIGHT LIVING_ROOM'],
  ['안방등', 'LIGHT MAIN_ROOM'],
  ['안방 1', 'SWITCH MAIN_ROOM'],
  ['방1 조명', 'LIGHT FIRST_ROOM'],
  ['room2 light', 'LIGHT SECOND_ROOM'],
  ['living room 1', 'SWITCH LIVING_ROOM'],
  ['베란다등', 'LIGHT BALCONY'],
  ['주방 발코니 등', 'LIGHT BALCONY_KITCHEN'],
  ['드레스룸등', 'LIGHT DRESS_ROOM'],
  ['현관 센서등', 'LIGHT ENTRANCE'],
  ['공부방 전구', 'LIGHT LIBRARY'],
  ['안방화장실 조명', 'LIGHT BATH_ROOM_IN_MAIN_ROOM'],
  ['일괄소등', 'SWITCH'],
  ['거실 콘센트', 'SMARTPLUG LIVING_ROOM'],
  ['가스', 'SMARTVALVE'],
  ['가스보일러', 'SWITCH'],
  ['gas boiler', 'SWITCH'],
  ['gas valve', 'SMARTVALVE'],
  ['Sound Bar', 'SWITCH'],
  ['Sound', '-'],
  ['Display cabinet', 'SWITCH'],
  ['Holiday lights', 'LIGHT'],
  ['Child lock', '-'],
  ['TV Backlight', 'SWITCH'],
  ['Backlight', '-'],
  ['Garage', 'SWITCH WAREHOUSE'],
  ['Garage Light', 'LIGHT WAREHOUSE'],
  ['Garage Door', '!SWITCH WAREHOUSE'],
  ['Front door', '!SWITCH ENTRANCE'],
  ['Front door switch', 'SWITCH ENTRANCE'],
  ['Front door bell', 'SWITCH ENTRANCE'],
  ['Door lock', '!SWITCH'],
  ['Gate', '!SWITCH'],
  ['Gateway', 'SWITCH'],
  ['현관', 'SWITCH ENTRANCE'],
  ['현관문', '!SWITCH ENTRANCE'],
  ['현관문 조명', 'LIGHT ENTRANCE'],
  ['공동현관 문열림', '!SWITCH ENTRANCE'],
  ['대문 열기', '!SWITCH MAIN_GATE'],
  ['차고문', '!SWITCH WAREHOUSE'],
  ['도어락', '!SWITCH'],
  ['방문객 초인종', 'SWITCH'],
  ['Oven', '~SWITCH'],
  ['Oven plug', '~SMARTPLUG'],
  ['Oven light', 'LIGHT'],
  ['Range hood', 'SWITCH'],
  ['주방 인덕션', '~SWITCH KITCHEN'],
  ['인덕션 후드', 'SWITCH'],
  ['가스레인지', 'SMARTVALVE'],
]

const JAPANESE: readonly (readonly [string, string])[] = [
  ['子供部屋の電気', 'LIGHT SMALL_CHILD_ROOM'],
  ['台所の灯り', 'LIGHT KITCHEN'],
  ['蛍光灯', 'LIGHT'],
  ['庭のライト', 'LIGHT YARD'],
  ['全部消灯', 'SWITCH'],
  ['電気毛布', 'SWITCH'],
  ['シーリングファン', 'SWITCH'],
  ['電源タップ', 'SMARTPLUG'],
  ['部屋1 照明', 'LIGHT FIRST_ROOM'],
  ['2階トイレ', 'SWITCH SMALL_BATH_ROOM'],
  ['脱衣所', 'SWITCH POWDER_ROOM'],
  ['ガレージ', 'SWITCH WAREHOUSE'],
  ['ガレージドア', '!SWITCH WAREHOUSE'],
  ['玄関', 'SWITCH ENTRANCE'],
  ['玄関の鍵', '!SWITCH ENTRANCE'],
  ['玄関ドアのチャイム', 'SWITCH ENTRANCE'],
  ['電気錠', '!SWITCH'],
  ['キッチンのコンロ', '~SWITCH KITCHEN'],
]

describe('a switch is what its name says', () => {
  test.each(KOREAN)('%s: %s', (name, expected) => expect(told(name, 'KR')).toBe(expected))
  test.each(JAPANESE)('%s: %s', (name, expected) => expect(told(name, 'JP')).toBe(expected))
})

test('the entity id that a publisher wants tells as much as its object id did', () => {
  const ids = { object_id: 'garage_door', default_entity_id: 'switch.garage_door' }
  for (const [key, id] of Object.entries(ids)) {
    const [one] = chosen({ name: 'Relay', [key]: id }, 'KR').appliances
    expect(one?.appliance.entrance).toBe(true)
  }
})

describe('a switch that opens a door', () => {
  const actions = (allow: readonly 'open'[], document: object): readonly string[] => {
    const [one] = chosen(document, 'KR').appliances
    if (one === undefined) throw new Error('no appliance was made')
    return offeredInterfaces({ ...one.appliance, allow: new Set(allow) }, 'KR').map(({ action }) => action)
  }

  test('is switched in no way before that is allowed, and the reason is told', () => {
    const door = { name: 'Garage Door' }
    expect(actions([], door).filter(action => action.startsWith('Turn'))).toEqual([])
    expect(actions(['open'], door)).toEqual(expect.arrayContaining(['TurnOn', 'TurnOff']))
    const [one] = chosen(door, 'KR').appliances
    expect(one?.notes).toContainEqual({ code: 'needs-allow', of: 'SWITCH', detail: 'open' })
  })

  test('what cooks is put out by voice, and put on when that is allowed', () => {
    const [one] = chosen({ name: 'Oven' }, 'KR').appliances
    expect(actions([], { name: 'Oven' }).filter(action => action.startsWith('Turn'))).toEqual(['TurnOff'])
    expect(one?.notes).toContainEqual({ code: 'needs-allow', of: 'SWITCH', detail: 'heat' })
  })

  test('is one by the name of its device and by its class of an outlet too', () => {
    const dev = { ids: 'relay', name: 'Garage Door' }
    for (const document of [
      { name: 'Relay 0', dev },
      { name: null, dev, dev_cla: 'outlet' },
    ]) {
      expect(actions([], document).filter(action => action.startsWith('Turn'))).toEqual([])
      expect(actions(['open'], document)).toContain('TurnOn')
    }
  })
})
