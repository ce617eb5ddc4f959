/** Errors of the control API in the structure of the LG appliance API: `{"error":{"code","message"}}`, with `text` where people read it. */
import type { Json } from '../../kernel/json.ts'
import type { Text } from '../../kernel/text.ts'
import { ToldError } from '../../kernel/told.ts'

export interface LocalAnswer {
  readonly status: number
  readonly body: Json
}

/** Why a local request is refused; codes and statuses of the ThinQ Connect API, except that no login is asked for (403). */
const KINDS = {
  badRequest: { code: '1000', status: 400 },
  notFound: { code: '1203', status: 404 },
  notAllowed: { code: '1305', status: 403 },
  internal: { code: '2000', status: 500 },
} as const

export type LocalErrorKind = keyof typeof KINDS

/** @param said a text for people; a message in English alone for what only a faulty program can ask */
export function errorAnswer(kind: LocalErrorKind, said: Text | string): LocalAnswer {
  const { code, status } = KINDS[kind]
  const error = typeof said === 'string' ? { code, message: said } : { code, message: said.en, text: { ...said } }
  return { status, body: { error } }
}

/** A route throws this to answer with an error; what is said goes to the caller as it is. */
export class LocalError extends ToldError {
  override readonly name = 'LocalError'
  readonly answer: LocalAnswer

  constructor(kind: LocalErrorKind, said: Text | string) {
    super(said)
    this.answer = errorAnswer(kind, said)
  }
}
