/** A value that no log, error message, template string or inspection can print. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself; call it only where it leaves for its one purpose (a hash, a header, a password check). */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[redacted]'
  }

  toJSON(): string {
    return '[redacted]'
  }

  /** What `console.log` and `util.inspect` show; the symbol is the registered one, so no Node module is needed here. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]'
  }
}
