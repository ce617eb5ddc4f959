/** Whether an answer is one the guides allow, by the same table that makes the answers. */
import { isObject, type Json, member } from '../kernel/json.ts'
import { discoveryFaults } from './conformDiscovery.ts'
import type { Edition } from './edition.ts'
import { ERRORS, type ErrorName } from './errors.ts'
import type { AnswerField, Interface } from './families.ts'
import { normalize, propertySpec } from './properties.ts'
import { NAMESPACE } from './request.ts'
import { SHAPES } from './shapes.ts'

/** What an answer is held against. */
export interface AnswerContext {
  /** What was asked; undefined when the request name is none of the guides. */
  readonly asked: Interface | undefined
  readonly edition: Edition
  /** Undefined when the request had none. */
  readonly messageId: string | undefined
}

/** Every way in which an answer departs from the guide; empty when it conforms. */
export function conformanceFaults(answer: Json | undefined, context: AnswerContext): readonly string[] {
  if (!isObject(answer)) return ['the answer is not a JSON object']
  const header = member(answer, 'header')
  const payload = member(answer, 'payload')
  const name = member(header, 'name')
  const faults = headerFaults(header, context)
  if (!isObject(payload)) return [...faults, 'payload is not an object']
  if (typeof name !== 'string') return [...faults, 'header.name is missing']
  if (Object.hasOwn(ERRORS, name)) return [...faults, ...errorFaults(name as ErrorName, payload, context.edition)]
  const { asked } = context
  if (asked === undefined) return [...faults, `${name} is no error, but the request name is not in the guides`]
  if (name !== asked.response) return [...faults, `header.name is ${name}, not ${asked.response} or an error`]
  return [...faults, ...payloadFaults(asked, payload, context.edition)]
}

/** Whether the answer is one of the error messages. */
export const isErrorAnswer = (answer: Json | undefined): boolean => {
  const name = member(member(answer, 'header'), 'name')
  return typeof name !== 'string' || Object.hasOwn(ERRORS, name)
}

function headerFaults(header: Json | undefined, { messageId }: AnswerContext): string[] {
  const faults: string[] = []
  const id = member(header, 'messageId')
  if (typeof id !== 'string' || id === '') faults.push('header.messageId is missing')
  else if (messageId !== undefined && id !== messageId) faults.push('header.messageId is not the one of the request')
  if (member(header, 'namespace') !== NAMESPACE) faults.push(`header.namespace is not ${NAMESPACE}`)
  if (member(header, 'payloadVersion') !== '1.0') faults.push('header.payloadVersion is not "1.0"')
  return faults
}

function errorFaults(name: ErrorName, payload: Json, edition: Edition): string[] {
  const row: { payload: 'none' | 'range' | 'state'; insteadInJP?: string } = ERRORS[name]
  if (edition === 'JP' && row.insteadInJP !== undefined) return [`${name} does not exist in edition JP`]
  switch (row.payload) {
    case 'none':
      return Object.keys(payload as object).length === 0 ? [] : [`payload of ${name} is not empty`]
    case 'range':
      return ['minimumValue', 'maximumValue'].flatMap(key =>
        typeof member(payload, key) === 'number' ? [] : [`payload.${key} is not a number`],
      )
    case 'state':
      return typeof member(payload, 'state') === 'string' ? [] : ['payload.state is not a text']
  }
}

function payloadFaults(asked: Interface, payload: Json, edition: Edition): readonly string[] {
  if (asked.family === 'discover') return discoveryFaults(asked, payload, edition)
  if (asked.family === 'health') {
    return ['isReachable', 'isTurnOn'].flatMap(key =>
      typeof member(payload, key) === 'boolean' ? [] : [`payload.${key} is not true or false`],
    )
  }
  const fields = asked.answers.filter(field => field.editions.includes(edition))
  return [...fields.flatMap(field => fieldFaults(field, asked, payload)), ...strayFaults(asked, fields, payload)]
}

function fieldFaults(field: AnswerField, asked: Interface, payload: Json): readonly string[] {
  const place = field.inPreviousState ? `previousState.${field.wire}` : field.wire
  const wire = member(field.inPreviousState ? member(payload, 'previousState') : payload, field.wire)
  if (wire === undefined) return field.required ? [`payload.${place} is missing`] : []
  const value = SHAPES[propertySpec(field.property).shape].read(wire)
  // A part named by an endpoint answers in the field of the whole; its limits are its own.
  const partial = asked.operands.some(operand => operand.key === 'endpoint')
  const isValue = value !== undefined && (partial || normalize(field.property, value) !== undefined)
  return isValue ? [] : [`payload.${place} has the wrong form: ${JSON.stringify(wire)}`]
}

/** `2026-11-20T10:00:00+09:00`, as every example prints it. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/

/** Fields the guide does not have for this answer, and the time in another form. */
function strayFaults(asked: Interface, fields: readonly AnswerField[], payload: Json): readonly string[] {
  const known = new Set(fields.filter(field => !field.inPreviousState).map(field => field.wire))
  if (fields.some(field => field.inPreviousState)) known.add('previousState')
  if (asked.operands.some(operand => operand.key === 'endpoint')) known.add('endpoint')
  if (asked.stamped) known.add('applianceResponseTimestamp')
  const at = member(payload, 'applianceResponseTimestamp')
  const stamp = at === undefined || (typeof at === 'string' && TIMESTAMP.test(at))
  return [
    ...Object.keys(payload as object).flatMap(key => (known.has(key) ? [] : [`payload.${key} is not in the guide`])),
    ...(stamp ? [] : [`payload.applianceResponseTimestamp has the wrong form: ${JSON.stringify(at)}`]),
  ]
}
