/** Names that can be spoken: device and entity without repeating each other, and in the home's language where words are known. */
import { clip, type Language, type Text } from '../../kernel/text.ts'
import { LOCATIONS, type LocationCode } from '../../protocol/locations.ts'
import type { DescribedDevice, DescribedEntity, EntityKind } from '../entity.ts'
import { remembered } from './remembered.ts'
import { plainWords } from './words.ts'

/** Names are spoken; the app shows some 20 characters. */
const MAX_NAME_CHARACTERS = 100

/** A MAC address or a serial number as part of a name: nobody says it. Bare and without a digit it is a word, such as a facade. */
const SERIAL =
  /[[(](?:0x)?[0-9a-fA-F]{6,}[\])]|\b(?:0x)?(?=[a-fA-F]*\d)[0-9a-fA-F]{6,}\b|\b(?:[0-9a-fA-F]{2}[:-]){3,}[0-9a-fA-F]{2}\b/g

/** Devices with a whole flat in them. */
const WALL_PAD = /월 ?패드|wall ?pad/i

/** Names of entities that only say which of several it is. */
const GENERIC = /^(?:relay|switch|channel|output|l|ch|light|fan|cover|climate|plug|스위치|スイッチ)? ?\d*$/

const spaced = (text: string): string => text.replace(/[\s_/]+/g, ' ').trim()

const clean = remembered(text => spaced(spaced(text).replace(SERIAL, ' ')))

const hasSerial = remembered(text => spaced(text).search(SERIAL) >= 0)

/** Name of an entity beside its device, as Home Assistant puts them together, without what repeats or cannot be said. */
export function nameOf({ name, device, key, isWholeName }: DescribedEntity): string {
  const own = name === undefined ? '' : clean(name)
  const above = aboveOf(device)
  if (own === '') return above === '' ? lastOf(key) : clip(above, MAX_NAME_CHARACTERS)
  const isWhole = isWholeName === true && !GENERIC.test(plainWords(own))
  if (above === '' || isWhole || startsWith(own, above)) return clip(own, MAX_NAME_CHARACTERS)
  const rest = startsWith(plainWords(own), plainWords(above))
    ? plainWords(own).slice(plainWords(above).length).trim()
    : own
  if (rest === '') return clip(above, MAX_NAME_CHARACTERS)
  // A device that bears its model's name or its serial number has none of its own, and nobody speaks of a wall pad.
  if ((isModelName(device) || WALL_PAD.test(above)) && !GENERIC.test(plainWords(rest))) {
    return clip(rest, MAX_NAME_CHARACTERS)
  }
  return clip(`${above} ${rest}`, MAX_NAME_CHARACTERS)
}

/** The device's name; where nobody can say it, as with an address, the area it is in. */
function aboveOf(device: DescribedDevice | undefined): string {
  const name = clean(device?.name ?? '')
  return name !== '' || device?.name === undefined ? name : clean(device.area ?? '')
}

const startsWith = (text: string, beginning: string): boolean => text.toLowerCase().startsWith(beginning.toLowerCase())

function isModelName(device: DescribedDevice | undefined): boolean {
  if (device?.name === undefined) return false
  return hasSerial(device.name) || (device.model !== undefined && device.name.includes(device.model))
}

const lastOf = (key: string): string => {
  const levels = key.split(/[/#]/).filter(level => level !== 'config' && level !== '')
  const last = levels.at(-1) ?? key
  const said = clean(last)
  return clip(said === '' ? last : said, MAX_NAME_CHARACTERS)
}

/** Words of kinds, for two things of one device that both bear its name. */
const KIND_WORDS: Partial<Record<EntityKind, Text>> = {
  light: { ko: '조명', ja: '照明', en: 'light' },
  fan: { ko: '팬', ja: 'ファン', en: 'fan' },
  switch: { ko: '스위치', ja: 'スイッチ', en: 'switch' },
  cover: { ko: '커튼', ja: 'カーテン', en: 'curtain' },
  climate: { ko: '온도', ja: '温度', en: 'climate' },
  lock: { ko: '잠금', ja: '鍵', en: 'lock' },
  valve: { ko: '밸브', ja: 'バルブ', en: 'valve' },
  binary_sensor: { ko: '센서', ja: 'センサー', en: 'sensor' },
  sensor: { ko: '센서', ja: 'センサー', en: 'sensor' },
}

/** The name of the second thing that bears the name of its device. */
export function besideName(name: string, kind: EntityKind, language: Language): string {
  const word = KIND_WORDS[kind]?.[language]
  return word === undefined ? name : clip(`${name} ${word}`, MAX_NAME_CHARACTERS)
}

/** English words of names in the languages of the editions; what stands nowhere here keeps a name as it is. */
const WORDS: Readonly<Record<string, { readonly ko: string; readonly ja: string }>> = {
  light: { ko: '조명', ja: '照明' },
  lamp: { ko: '램프', ja: 'ランプ' },
  lighting: { ko: '조명', ja: '照明' },
  plug: { ko: '콘센트', ja: 'コンセント' },
  outlet: { ko: '콘센트', ja: 'コンセント' },
  switch: { ko: '스위치', ja: 'スイッチ' },
  thermostat: { ko: '난방', ja: '暖房' },
  heating: { ko: '난방', ja: '暖房' },
  fan: { ko: '팬', ja: 'ファン' },
  ventilator: { ko: '환기', ja: '換気' },
  gas: { ko: '가스', ja: 'ガス' },
  valve: { ko: '밸브', ja: 'バルブ' },
  elevator: { ko: '엘리베이터', ja: 'エレベーター' },
  curtain: { ko: '커튼', ja: 'カーテン' },
  blind: { ko: '블라인드', ja: 'ブラインド' },
  ceiling: { ko: '천장', ja: '天井' },
  left: { ko: '왼쪽', ja: '左' },
  right: { ko: '오른쪽', ja: '右' },
  main: { ko: '메인', ja: 'メイン' },
  pump: { ko: '펌프', ja: 'ポンプ' },
  aircon: { ko: '에어컨', ja: 'エアコン' },
  wallpad: { ko: '', ja: '' },
}

const HAS_OWN_SCRIPT = /[\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

export interface RoomOfName {
  readonly location: LocationCode | undefined
  /** The words of the name that told it. */
  readonly word: string | undefined
}

/**
 * A name in the home's language, put together of room, words and number, where every word of it is known; undefined
 * where it is in that language already, or one word is not known.
 * @param room looked for only where it is needed
 * @param makers words that only say who made it
 */
export function translated(
  name: string,
  language: Language,
  room: () => RoomOfName,
  makers: readonly string[],
): string | undefined {
  if (language === 'en' || HAS_OWN_SCRIPT.test(name)) return undefined
  const found = takeRoom(` ${plainWords(name)} `, language, room())
  if (found === undefined) return undefined
  const skipped = new Set(makers.flatMap(maker => plainWords(maker).split(' ')))
  const said: string[] = [...found.said]
  for (const word of found.rest.trim().split(' ')) {
    if (word === '' || skipped.has(word)) continue
    const known = wordIn(word, language)
    if (known === undefined) return undefined
    if (known !== '') said.push(known)
  }
  // A number by itself is no name.
  return said.every(word => /^\d+$/.test(word)) ? undefined : said.join(' ')
}

const wordIn = (word: string, language: 'ko' | 'ja'): string | undefined =>
  /^\d+$/.test(word) ? word : Object.hasOwn(WORDS, word) ? WORDS[word]?.[language] : undefined

/** Takes the room out of a plain name, and says it in the language of the home; undefined where the guides have no word. */
function takeRoom(
  plain: string,
  language: 'ko' | 'ja',
  room: RoomOfName,
): { readonly said: readonly string[]; readonly rest: string } | undefined {
  if (room.location === undefined || room.word === undefined || !plain.includes(` ${room.word} `)) {
    return { said: [], rest: plain }
  }
  const names: { readonly ko?: string; readonly ja?: string } = LOCATIONS[room.location]
  const name = names[language]
  return name === undefined ? undefined : { said: [name], rest: plain.replace(` ${room.word} `, ' ') }
}
