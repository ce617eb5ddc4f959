import type { Edition } from './edition.ts'

/** A place of the guides: the code that discovery sends, and what the CLOVA app calls it. */
export interface Location {
  readonly editions: readonly Edition[]
  readonly en: string
  readonly ko?: string
  readonly ja?: string
}

const BOTH: readonly Edition[] = ['KR', 'JP']

export const LOCATIONS = {
  ATTIC: { editions: BOTH, en: 'Attic', ko: '다락방', ja: '屋根裏部屋' },
  BALCONY: { editions: BOTH, en: 'Balcony', ko: '베란다', ja: 'ベランダ' },
  BALCONY_IN_LIVING_ROOM: { editions: ['KR'], en: 'Living-room balcony', ko: '거실베란다' },
  BALCONY_IN_MAIN_ROOM: { editions: ['KR'], en: 'Master-bedroom balcony', ko: '안방베란다' },
  BALCONY_KITCHEN: { editions: ['KR'], en: 'Kitchen balcony', ko: '주방베란다' },
  BATH_ROOM: { editions: BOTH, en: 'Bathroom', ko: '화장실', ja: 'バスルーム' },
  BATH_ROOM_IN_LIVING_ROOM: { editions: ['KR'], en: 'Living-room bathroom', ko: '거실 화장실' },
  BATH_ROOM_IN_MAIN_ROOM: { editions: ['KR'], en: 'Master bathroom', ko: '안방 화장실' },
  BED_ROOM: { editions: BOTH, en: 'Bedroom', ko: '침실', ja: 'ベッドルーム' },
  BIG_BATH_ROOM: { editions: ['KR'], en: 'Large bathroom', ko: '큰 화장실' },
  BIG_CHILD_ROOM: { editions: ['KR'], en: "Elder child's room", ko: '큰아이 방' },
  BIG_ROOM: { editions: ['KR'], en: 'Large room', ko: '큰 방' },
  BOILER_ROOM: { editions: ['KR'], en: 'Boiler room', ko: '보일러실' },
  DINING_ROOM: { editions: BOTH, en: 'Dining room', ko: '식당', ja: 'ダイニング' },
  DRESS_ROOM: { editions: ['KR'], en: 'Dressing room', ko: '드레스룸' },
  ENTRANCE: { editions: BOTH, en: 'Entrance', ko: '현관', ja: '玄関' },
  FAMILY_ROOM: { editions: ['KR'], en: 'Family room', ko: '가족룸' },
  FATHER_ROOM: { editions: ['KR'], en: "Father's room", ko: '아버님방' },
  FIFTH_ROOM: { editions: ['KR'], en: 'Fifth room', ko: '다섯째 방' },
  FIRST_ROOM: { editions: BOTH, en: 'First room', ko: '첫째 방', ja: '部屋1' },
  FOURTH_ROOM: { editions: ['KR'], en: 'Fourth room', ko: '넷째 방' },
  HALLWAY: { editions: BOTH, en: 'Hallway', ko: '복도', ja: '廊下' },
  JAPANESE_STYLE_ROOM: { editions: ['JP'], en: 'Japanese-style room', ja: '和室' },
  KITCHEN: { editions: BOTH, en: 'Kitchen', ko: '주방', ja: 'キッチン' },
  LIBRARY: { editions: BOTH, en: 'Study', ko: '서재', ja: '書斎' },
  LIVING_ROOM: { editions: BOTH, en: 'Living room', ko: '거실', ja: 'リビング' },
  MAIN_GATE: { editions: ['KR'], en: 'Front gate', ko: '대문' },
  MAIN_ROOM: { editions: ['KR'], en: 'Master bedroom', ko: '안방' },
  MOTHER_ROOM: { editions: ['KR'], en: "Mother's room", ko: '어머님방' },
  MY_ROOM: { editions: ['KR'], en: 'My room', ko: '내 방' },
  PARENTS_ROOM: { editions: ['KR'], en: "Parents' room", ko: '부모님 방' },
  PLAY_ROOM: { editions: ['KR'], en: 'Playroom', ko: '놀이방' },
  POWDER_ROOM: { editions: BOTH, en: 'Powder room', ko: '파우더룸', ja: '洗面所' },
  ROOM: { editions: BOTH, en: 'Room', ko: '방', ja: '部屋' },
  SECOND_ROOM: { editions: BOTH, en: 'Second room', ko: '둘째 방', ja: '部屋2' },
  SMALL_BATH_ROOM: { editions: BOTH, en: 'Small bathroom', ko: '작은 화장실', ja: 'トイレ' },
  SMALL_CHILD_ROOM: { editions: BOTH, en: "Younger child's room", ko: '작은아이 방', ja: '子供部屋' },
  SMALL_KITCHEN: { editions: ['KR'], en: 'Small kitchen', ko: '작은 주방' },
  SMALL_LIVING_ROOM: { editions: ['KR'], en: 'Small living room', ko: '작은 거실' },
  SMALL_ROOM: { editions: ['KR'], en: 'Small room', ko: '작은 방' },
  STAIRS: { editions: BOTH, en: 'Stairs', ko: '계단', ja: '階段' },
  THIRD_ROOM: { editions: BOTH, en: 'Third room', ko: '셋째 방', ja: '部屋3' },
  UPSTAIRS_ROOM: { editions: ['KR'], en: 'Upstairs room', ko: '윗층 방' },
  UTILITY_ROOM: { editions: ['KR'], en: 'Utility room', ko: '다용도실' },
  WAREHOUSE: { editions: BOTH, en: 'Storage', ko: '창고', ja: '倉庫' },
  YARD: { editions: BOTH, en: 'Yard', ko: '마당', ja: '庭' },
} as const satisfies Record<string, Location>

export type LocationCode = keyof typeof LOCATIONS

export const isLocation = (code: string): code is LocationCode => Object.hasOwn(LOCATIONS, code)
