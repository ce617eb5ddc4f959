/** What the readers of the parts of an expression ask of one another; it is put together in expression.ts. */
import type { Cursor } from './cursor.ts'
import type { Expression } from './scope.ts'

/** What the parts of the reader ask of one another. */
export interface Reader {
  readonly cursor: Cursor
  readonly expression: () => Expression
  /** Also `1, 2`, where Jinja2 takes a tuple without brackets. */
  readonly tuple: (condition: boolean) => Expression
  /** A value with its members, without filters: what stands behind a test. */
  readonly operand: () => Expression
}
