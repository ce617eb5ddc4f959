/** The form of a problem's text, shared by the catalogues. */
import type { Text } from '../kernel/text.ts'

/** A sentence about what is wrong and one about what to do; `{name}` places are filled from the parameters. */
export interface ProblemText {
  readonly message: Text
  readonly fix: Text
}
