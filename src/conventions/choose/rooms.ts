/** Rooms of the guides by the words for them: their names, and what else people write. */
import type { Edition } from '../../protocol/edition.ts'
import { isLocation, LOCATIONS, type LocationCode } from '../../protocol/locations.ts'
import { type Note, note } from '../note.ts'
import { remembered } from './remembered.ts'
import { plainWords } from './words.ts'

/** Further words beside the names of the guides; longer words are looked for first, so that 안방 욕실 is no 안방. */
const FURTHER: Partial<Record<LocationCode, readonly string[]>> = {
  LIVING_ROOM: ['거실', '리빙', 'リビング', '居間', 'living room', 'livingroom', 'lounge', 'living'],
  BED_ROOM: ['침실', '寝室', 'bedroom', 'bed room'],
  MAIN_ROOM: ['안방', '主寝室', 'main room', 'master bedroom', 'main bedroom'],
  KITCHEN: ['주방', '부엌', '씽크대', '싱크대', 'キッチン', '台所', 'kitchen'],
  BATH_ROOM: ['욕실', '화장실', '浴室', '風呂', 'bathroom', 'bath room', 'toilet'],
  BATH_ROOM_IN_MAIN_ROOM: ['안방 욕실', '안방욕실', '안방화장실', '부부욕실'],
  BATH_ROOM_IN_LIVING_ROOM: ['거실 욕실', '거실욕실', '거실화장실', '공용욕실'],
  ENTRANCE: ['현관', '玄関', 'entrance', 'front door', 'entry', 'foyer'],
  HALLWAY: ['복도', '廊下', 'hallway', 'hall', 'corridor'],
  BALCONY: ['베란다', '발코니', '테라스', 'ベランダ', 'バルコニー', 'テラス', 'balcony', 'veranda', 'terrace'],
  BALCONY_IN_LIVING_ROOM: ['거실 베란다', '거실 발코니', '거실발코니'],
  BALCONY_IN_MAIN_ROOM: ['안방 베란다', '안방 발코니', '안방발코니'],
  BALCONY_KITCHEN: ['주방 베란다', '주방 발코니', '주방발코니'],
  DRESS_ROOM: ['드레스룸', '옷방', 'dress room', 'dressing room', 'wardrobe'],
  LIBRARY: ['서재', '공부방', '書斎', 'study', 'library', 'office'],
  DINING_ROOM: ['식당', '다이닝', 'ダイニング', 'dining room', 'dining'],
  UTILITY_ROOM: ['다용도실', '세탁실', 'utility room', 'laundry', 'laundry room'],
  POWDER_ROOM: ['파우더룸', '洗面所', '洗面室', '脱衣所', '脱衣室', 'powder room'],
  WAREHOUSE: ['창고', '차고', '팬트리', '物置', '納戸', '車庫', 'ガレージ', 'storage', 'warehouse', 'pantry', 'garage'],
  YARD: ['마당', '정원', 'お庭', '中庭', '裏庭', '前庭', '庭の', 'garden', 'yard'],
  ATTIC: ['다락', '屋根裏', 'attic'],
  STAIRS: ['계단', '階段', 'stairs', 'staircase'],
  BOILER_ROOM: ['보일러실', 'boiler room'],
  PLAY_ROOM: ['놀이방', 'play room', 'playroom'],
  SMALL_ROOM: ['작은방', '작은 방'],
  BIG_ROOM: ['큰방', '큰 방'],
  SMALL_CHILD_ROOM: [
    '아이방',
    '아이 방',
    '아기방',
    '애기방',
    '자녀방',
    '子供部屋',
    '子ども部屋',
    'kids room',
    'children room',
    'nursery',
  ],
  PARENTS_ROOM: ['부모님방', '부모님 방'],
  FIRST_ROOM: ['방 1', 'room 1'],
  SECOND_ROOM: ['방 2', 'room 2'],
  THIRD_ROOM: ['방 3', 'room 3'],
  FOURTH_ROOM: ['방 4', 'room 4'],
  JAPANESE_STYLE_ROOM: ['和室'],
}

interface RoomWord {
  readonly word: string
  /** What a plain name between two spaces holds when it tells this room. */
  readonly within: string
  readonly code: LocationCode
}

/** Asian words are found within others, Latin ones as words, and so is a room with a number: 안방 1 is no 방 1. */
const withinOf = (word: string): string => (/^(?:방 )?[a-z0-9 ]+$/.test(word) ? ` ${word} ` : word)

const wordsOf = (edition: Edition): readonly RoomWord[] =>
  Object.entries(LOCATIONS)
    .flatMap(([code, names]) => {
      if (!isLocation(code) || !(names.editions as readonly Edition[]).includes(edition)) return []
      const own = ['ko' in names ? names.ko : '', 'ja' in names ? names.ja : '', names.en]
      return [...own, ...(FURTHER[code] ?? [])].flatMap(said => {
        const word = plainWords(said)
        return word === '' ? [] : [{ word, within: withinOf(word), code }]
      })
    })
    // A bare 방 is part of every room, and a bare "room" of none.
    .filter(({ word }) => word.length > 1 && word !== 'room' && word !== '部屋')
    .sort((one, other) => other.word.length - one.word.length)

/** A word with its place among all: the first of those that a name holds counts. */
interface Ranked {
  readonly word: RoomWord
  readonly rank: number
}

/** Words by the first two characters that a name holds: one look through it finds all of two hundred. */
type WordIndex = ReadonlyMap<string, readonly Ranked[]>

function indexed(words: readonly RoomWord[]): WordIndex {
  const index = new Map<string, Ranked[]>()
  for (const [rank, word] of words.entries()) {
    const start = word.within.slice(0, 2)
    const beginning = index.get(start)
    if (beginning === undefined) index.set(start, [{ word, rank }])
    else beginning.push({ word, rank })
  }
  return index
}

/** The first of the words that a plain name between two spaces holds. */
function wordWithin(plain: string, index: WordIndex): RoomWord | undefined {
  let first: Ranked | undefined
  for (let at = 0; at < plain.length - 1; at++) {
    for (const one of index.get(plain.slice(at, at + 2)) ?? NONE) {
      if (first !== undefined && first.rank <= one.rank) break
      if (plain.startsWith(one.word.within, at)) first = one
    }
  }
  return first?.word
}

const NONE: readonly Ranked[] = []

/** The word for a room that a name holds. */
type FindWord = (name: string) => RoomWord | undefined

function finder(edition: Edition): FindWord {
  const index = indexed(wordsOf(edition))
  return remembered(name => wordWithin(` ${plainWords(name)} `, index))
}

const FINDERS: Readonly<Record<Edition, FindWord>> = { KR: finder('KR'), JP: finder('JP') }

export interface RoomGuess {
  readonly location: LocationCode | undefined
  readonly note: Note
  /** The words that told it, for taking them apart from a name. */
  readonly word: string | undefined
}

/** The room of an area as its publisher calls it, else of the first name that tells one. */
export function roomOf(area: string | undefined, names: readonly string[], edition: Edition): RoomGuess {
  const find = FINDERS[edition]
  const byArea = area === undefined ? undefined : find(area)
  if (byArea !== undefined) return guess(byArea, note('room-by-area', byArea.code, area))
  for (const name of names) {
    const byWord = find(name)
    if (byWord !== undefined) return guess(byWord, note('room-by-word', byWord.code, byWord.word))
  }
  return { location: undefined, note: note('room-unknown'), word: undefined }
}

const guess = ({ code, word }: RoomWord, why: Note): RoomGuess => ({ location: code, note: why, word })
