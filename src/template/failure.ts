/** How compiling and rendering stop: thrown inside the layer, caught at its door (compileTemplate.ts), never seen outside. */
import { clip } from '../kernel/text.ts'

/** Longest word of a template that a message repeats: enough to find it, too short to fill a log. */
const MAX_QUOTED_CHARACTERS = 40

/** The message is the reason, without its place in the code. */
export class TemplateFailure extends Error {}

/** Ends the compilation or the rendering; the reason is for logs and pages. */
export function fail(reason: string): never {
  throw new TemplateFailure(reason)
}

/** A word of the template within a message. */
export const quoted = (word: string): string => `'${clip(word, MAX_QUOTED_CHARACTERS)}'`
