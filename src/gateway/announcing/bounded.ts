/** Words of strangers no longer than anybody says them: names are looked through for dozens of words, once for each entity. */
import type { DescribedDevice, DescribedEntity } from '../../conventions/entity.ts'
import { clip } from '../../kernel/text.ts'

/** The longest name in the wild has 60 characters, and what is told to CLOVA is no longer than this. */
const MAX_WORD_CHARACTERS = 100

/** Object ids, twice, and an icon. */
const MAX_HINT_CHARACTERS = 200

type Words = 'name' | 'area' | 'manufacturer' | 'model' | 'version'
const WORDS: readonly Words[] = ['name', 'area', 'manufacturer', 'model', 'version']

/** The entity with its words and those of its device cut; the same one where all are short, as all real ones are. */
export function bounded(entity: DescribedEntity): DescribedEntity {
  const device = entity.device && boundedDevice(entity.device)
  const hints = clip(entity.hints, MAX_HINT_CHARACTERS)
  const isShort = !isLong(entity.name) && hints === entity.hints && device === entity.device
  return isShort ? entity : { ...entity, name: cut(entity.name), hints, device }
}

function boundedDevice(device: DescribedDevice): DescribedDevice {
  if (!WORDS.some(word => isLong(device[word]))) return device
  const words = Object.fromEntries(WORDS.map(word => [word, cut(device[word])]))
  return { ...device, ...(words as Pick<DescribedDevice, Words>) }
}

const isLong = (text: string | undefined): boolean => text !== undefined && text.length > MAX_WORD_CHARACTERS

const cut = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : clip(text, MAX_WORD_CHARACTERS)
