/** Shellys of the second generation and later in their own words: they announce nothing, so they are heard and asked. */
import type { Convention } from '../convention.ts'
import { openShellyAssembler, SHELLY_KEY } from './assembler.ts'
import { readShelly } from './readShelly.ts'
import { SHELLY_FILTERS, sourceOf } from './topics.ts'

/** @param base first levels of our own topics; answers come below them */
export const shellyConvention = (base: string): Convention => ({
  filters: [...SHELLY_FILTERS, `${sourceOf(base)}/rpc`],
  owns: key => key.startsWith(SHELLY_KEY),
  openAssembler: () => openShellyAssembler(base),
  read: (key, document, tools) => readShelly(key, document, base, tools),
  // Others may speak to Shellys, too: the script for Home Assistant announces their calls.
  reserves: () => false,
})
