/** The error messages of both guides, and the refusal that becomes one. */
import type { Json } from '../kernel/json.ts'
import { type Text, text } from '../kernel/text.ts'
import { type Edition, editionLanguage } from './edition.ts'

interface ErrorRow {
  readonly payload: 'none' | 'range' | 'state'
  /** What is sent instead where the edition does not know the error. */
  readonly insteadInJP?: ErrorName
}

export const ERRORS = {
  ActionFailedError: { payload: 'none', insteadInJP: 'DeviceFailureError' },
  ActionTemporarilyBlockedError: { payload: 'none' },
  ConditionsNotMetError: { payload: 'state' },
  DeviceConnectionError: { payload: 'none', insteadInJP: 'TargetOfflineError' },
  DeviceFailureError: { payload: 'none' },
  DriverInternalError: { payload: 'none' },
  ExpiredAccessTokenError: { payload: 'none' },
  InvalidAccessTokenError: { payload: 'none' },
  NoSuchTargetError: { payload: 'none' },
  NotSupportedInCurrentModeError: { payload: 'none' },
  TargetOfflineError: { payload: 'none' },
  UnsupportedOperationError: { payload: 'none' },
  ValueNotFoundError: { payload: 'none' },
  ValueNotSupportedError: { payload: 'none' },
  ValueOutOfRangeError: { payload: 'range' },
} as const satisfies Record<string, { payload: ErrorRow['payload']; insteadInJP?: string }>

export type ErrorName = keyof typeof ERRORS

/** Payload of ValueOutOfRangeError; both bounds are required and may be spoken. */
export interface Range {
  readonly minimumValue: number
  readonly maximumValue: number
}

interface PayloadOf {
  none: undefined
  range: Range
  /** Spoken: name of the unmet condition ("전원 꺼짐"). */
  state: Text
}

type PayloadFor<Name extends ErrorName> = PayloadOf[(typeof ERRORS)[Name]['payload']]

/** Errors that say what no one in the house can see for themselves: why is told in three languages, or does not compile. */
type Explained = 'TargetOfflineError' | 'ValueNotFoundError'

type WhyOf<Name> = Name extends Explained ? Text : string | Text

/** Why a directive is answered with an error; the only exception a directive's steps throw on purpose. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly error: ErrorName
  readonly payload: Range | Text | undefined
  /** For the log, never for CLOVA: what exactly was wrong. Told in the language of the home where it has one. */
  readonly why: Text

  constructor(error: ErrorName, payload: Range | Text | undefined, why: string | Text) {
    const told = typeof why === 'string' ? text(why, why, why) : why
    super(`${error}: ${told.en}`)
    this.error = error
    this.payload = payload
    this.why = told
  }
}

/** Makes a refusal; the payload is demanded by the error's own type. */
export function refuse<Name extends ErrorName>(
  name: Name,
  why: WhyOf<Name>,
  ...payload: PayloadFor<Name> extends undefined ? [] : [PayloadFor<Name>]
): Refusal {
  return new Refusal(name, payload[0], why)
}

/** The error this edition knows for a refusal: KR-only errors are never sent to JP (catalog `errors.*.markets`). */
export function errorInEdition(name: ErrorName, edition: Edition): ErrorName {
  const row: ErrorRow = ERRORS[name]
  return edition === 'JP' ? (row.insteadInJP ?? name) : name
}

/** The error's payload on the wire. */
export function errorPayload(refusal: Refusal, edition: Edition): Json {
  const { payload } = refusal
  if (payload === undefined) return {}
  if ('minimumValue' in payload) return { maximumValue: payload.maximumValue, minimumValue: payload.minimumValue }
  return { state: payload[editionLanguage(edition)] }
}
