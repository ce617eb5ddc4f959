/** Homie, editions 3 to 5: devices that describe their nodes and properties, and nothing of what these mean. */
import type { Convention } from '../convention.ts'
import { HOMIE_FILTERS, openHomieAssembler } from './assembleHomie.ts'
import { readKey } from './keys.ts'
import { readHomie } from './readHomie.ts'

export const homieConvention: Convention = {
  filters: HOMIE_FILTERS,
  owns: key => readKey(key) !== undefined,
  openAssembler: openHomieAssembler,
  read: readHomie,
  // Commands end in `set`; what ends in an attribute describes somebody.
  reserves: topic => topic.slice(topic.lastIndexOf('/') + 1).startsWith('$'),
}
