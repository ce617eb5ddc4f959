/** Keys of Homie's documents: the topics that announce a device, `$homie` up to edition 4, `$description` in edition 5. */
import { isId } from './description.ts'

export interface HomieKey {
  readonly edition: 4 | 5
  /** First level: `homie`, or what its publisher has put in its place. */
  readonly base: string
  readonly device: string
  /** Levels above those of nodes. */
  readonly topics: string
}

/** Longest first level that is followed. */
const MAX_BASE_CHARACTERS = 64

/** Key of a device of edition 3 or 4. */
export const keyOf = (base: string, device: string): string => `${base}/${device}/$homie`

/** Takes a key apart; undefined for those of other conventions. */
export function readKey(key: string): HomieKey | undefined {
  const levels = key.split('/')
  const [base = ''] = levels
  if (base === '' || base.length > MAX_BASE_CHARACTERS || base.startsWith('$')) return undefined
  const isLast = levels.length === 4 && levels[1] === '5' && levels[3] === '$description'
  const device = isLast ? levels[2] : levels.length === 3 && levels[2] === '$homie' ? levels[1] : undefined
  if (device === undefined || !isId(device)) return undefined
  return isLast
    ? { edition: 5, base, device, topics: `${base}/5/${device}` }
    : { edition: 4, base, device, topics: `${base}/${device}` }
}
