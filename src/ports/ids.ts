/** Identifiers that nobody can guess or meet twice. */
export interface Ids {
  /** A UUID for an answer whose request had no message id. */
  uuid(): string
  /** A short id that correlates a command with its result; opaque to appliances. */
  correlation(): string
}
