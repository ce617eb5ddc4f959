/** Outcomes to messages for CEK; the only place where headers are built. */
import type { Json } from '../kernel/json.ts'
import { formatTimestamp, type WallMs, type ZoneOffset } from '../kernel/time.ts'
import type { ApplianceTypeName } from './applianceTypes.ts'
import { type Edition, editionLanguage } from './edition.ts'
import { errorInEdition, errorPayload, type Refusal } from './errors.ts'
import type { AnswerField } from './families.ts'
import { type PropertyName, propertySpec, type Values, writeProperty } from './properties.ts'
import { type Directive, NAMESPACE } from './request.ts'
import type { WriteContext } from './shapes.ts'

/** 1.0 in every example of every guide. */
const PAYLOAD_VERSION = '1.0'

/** A ClovaHome message, ready to be sent as JSON. */
export interface Message {
  readonly header: {
    readonly messageId: string
    readonly name: string
    readonly namespace: typeof NAMESPACE
    readonly payloadVersion: typeof PAYLOAD_VERSION
  }
  readonly payload: Json
}

/** What the appliance said: the values now, those before, and when it said so. */
export interface Told {
  readonly now: Values
  readonly before?: Values
  /** Moment of the values by the appliance or on arrival; absent when no clock could be trusted. */
  readonly at?: WallMs
}

export interface ReplyContext {
  readonly edition: Edition
  readonly zone: ZoneOffset
  readonly type?: ApplianceTypeName
  /** Unit and spoken name an appliance gives a property, where it gives one. */
  readonly words?: (property: PropertyName) => { readonly unit?: string; readonly label?: string }
}

export const message = (messageId: string, name: string, payload: Json): Message => ({
  header: { messageId, name, namespace: NAMESPACE, payloadVersion: PAYLOAD_VERSION },
  payload,
})

/** The error message of a refusal, in the words the edition knows. */
export function errorMessage(messageId: string, refusal: Refusal, edition: Edition): Message {
  return message(messageId, errorInEdition(refusal.error, edition), errorPayload(refusal, edition))
}

/** HealthCheckResponse: both fields are required, and an unreachable appliance is a normal answer. */
export function healthMessage(
  messageId: string,
  directive: Directive,
  health: { isReachable: boolean; isTurnOn: boolean },
): Message {
  return message(messageId, directive.interface.response, { ...health })
}

/**
 * The confirmation or response of a directive that succeeded. Fields that are not known are left out (both guides:
 * CLOVA then only says that it worked).
 * @returns undefined when a field the guides require is not known or cannot be said
 */
export function doneMessage(
  messageId: string,
  directive: Directive,
  told: Told,
  context: ReplyContext,
): Message | undefined {
  const payload = answerFields(directive, told, context)
  if (payload === undefined) return undefined
  const { endpoint } = directive.operands
  if (typeof endpoint === 'string') payload['endpoint'] = { value: endpoint }
  if (directive.interface.stamped && told.at !== undefined) {
    payload['applianceResponseTimestamp'] = formatTimestamp(told.at, context.zone(told.at))
  }
  return message(messageId, directive.interface.response, payload)
}

/** The answer's own fields, or undefined when a required one is not known or cannot be said. */
function answerFields(directive: Directive, told: Told, context: ReplyContext): Record<string, Json> | undefined {
  const payload: Record<string, Json> = {}
  const previousState: Record<string, Json> = {}
  for (const field of directive.interface.answers) {
    if (!applies(field, context)) continue
    const wire = wireOf(field, directive, told, context)
    if (wire === undefined) {
      if (field.required) return undefined
    } else if (field.inPreviousState) previousState[field.wire] = wire
    else payload[field.wire] = wire
  }
  if (Object.keys(previousState).length > 0) payload['previousState'] = previousState
  return payload
}

function wireOf(field: AnswerField, directive: Directive, told: Told, context: ReplyContext): Json | undefined {
  // An endpoint in the request made another property stand for this field.
  const property =
    field.property === directive.interface.property ? (directive.property ?? field.property) : field.property
  const value = (field.of === 'now' ? told.now : told.before)?.[property]
  return value === undefined ? undefined : writeProperty(property, value, writeContext(property, context))
}

const applies = (field: AnswerField, { edition, type }: ReplyContext): boolean =>
  field.editions.includes(edition) && (field.types === undefined || (type !== undefined && field.types.includes(type)))

function writeContext(property: PropertyName, context: ReplyContext): WriteContext {
  return { zone: context.zone, label: labelOf(property, context.edition), ...context.words?.(property) }
}

const CONSUMPTION_LABEL = { ko: '전력', ja: '電力', en: 'Power' }

function labelOf(property: PropertyName, edition: Edition): string {
  const spec = propertySpec(property)
  return (spec.label ?? CONSUMPTION_LABEL)[editionLanguage(edition)]
}
