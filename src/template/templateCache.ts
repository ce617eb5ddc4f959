/** Compiled templates by their text: a house says the same few hundred over and over. */
import { type Compiled, compileTemplate } from './compileTemplate.ts'

/**
 * Templates that are kept: 100 Zigbee appliances have 1,500, mostly the same 300. At 2 KiB for a usual one that is 4 MiB;
 * what nobody has asked for longest goes first.
 */
export const MAX_TEMPLATES = 2_000

/** Compiles what it does not know; what does not compile is kept too. */
export function templateCache(): (text: string) => Compiled {
  const known = new Map<string, Compiled>()
  return text => {
    const found = known.get(text)
    const compiled = found ?? compileTemplate(text)
    known.delete(text)
    known.set(text, compiled)
    if (known.size > MAX_TEMPLATES) known.delete(known.keys().next().value ?? text)
    return compiled
  }
}
