/** Errors of the control API in the structure of the LG appliance API: `{"error":{"code","message"}}`. */
import type { Json } from '../../kernel/json.ts'

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

export function errorAnswer(kind: LocalErrorKind, message: string): LocalAnswer {
  const { code, status } = KINDS[kind]
  return { status, body: { error: { code, message } } }
}

/** A route throws this to answer with an error; the message goes to the caller as it is. */
export class LocalError extends Error {
  override readonly name = 'LocalError'
  readonly answer: LocalAnswer

  constructor(kind: LocalErrorKind, message: string) {
    super(message)
    this.answer = errorAnswer(kind, message)
  }
}
