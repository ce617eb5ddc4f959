/** Modes of fans and climates by their words. */
import type { PropertyBinding } from '../../../home/appliance.ts'
import { modeWords } from '../../common/modes.ts'
import { property } from '../../property.ts'
import type { Feature, Word } from '../feature.ts'
import type { Line } from '../line.ts'

/** The modes of the guides that these words stand for; undefined where they stand for none. */
export function modesOf(feature: Feature, words: readonly Word[], line: Line): PropertyBinding | undefined {
  const named = modeWords(words.filter(word => typeof word === 'string'))
  if (named.size === 0) return undefined
  return property('mode', {
    limits: { values: [...named.keys()] },
    states: line.worded(
      feature,
      [...named].map(([mode, word]) => [word, mode] as const),
    ),
    ...line.commanded(feature, value => {
      const word = named.get(String(value))
      return word === undefined ? undefined : { [feature.property]: word }
    }),
    ...line.asked(feature),
  })
}
