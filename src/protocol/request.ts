/** Bytes from CEK to a directive, with the tolerances the guides' own examples need. */
import { isObject, type Json, type JsonObject, member, parseJson } from '../kernel/json.ts'
import { interfaceByRequest } from './catalog.ts'
import type { Edition } from './edition.ts'
import { type Refusal, refuse } from './errors.ts'
import type { Interface, Operand, OperandKey } from './families.ts'
import { isProperty, type PropertyName } from './properties.ts'
import { SHAPES } from './shapes.ts'

export const NAMESPACE = 'ClovaHome'

/** A request is a few hundred bytes; the largest fields are `additionalApplianceDetails` that we ourselves sent (under 4 kB). */
export const MAX_REQUEST_BYTES = 65_536

/** Deepest path of the guides is payload.appliance.additionalApplianceDetails.actionDetails[].allowableValue.enumValues[]. */
export const MAX_REQUEST_DEPTH = 16

/** Longest text taken from a request: ids, names, tokens. 2048 holds any access token that fits an HTTP header. */
const MAX_TEXT_CHARACTERS = 2048

/** The outside of a request: enough to authorize it and to answer it with an error. */
export interface Envelope {
  /** Undefined when the request has none: the answer then gets a new one. */
  readonly messageId: string | undefined
  readonly name: string
  readonly accessToken: string | undefined
  readonly payload: JsonObject
}

export type Operands = Partial<Readonly<Record<OperandKey, Json>>>

/** One request from CEK, understood. */
export interface Directive {
  readonly interface: Interface
  readonly applianceId: string | undefined
  /** What is read or changed; an endpoint in the request makes it that part's property. */
  readonly property: PropertyName | undefined
  readonly operands: Operands
}

export type EnvelopeResult =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly messageId: string | undefined; readonly refusal: Refusal }

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT_CHARACTERS ? value : undefined

/** Reads the envelope of a verified body. Anything that is not a ClovaHome message is refused, never thrown at. */
export function parseEnvelope(bytes: Uint8Array): EnvelopeResult {
  const json = parseJson(bytes, { maxBytes: MAX_REQUEST_BYTES, maxDepth: MAX_REQUEST_DEPTH })
  const bad = (messageId: string | undefined, why: string): EnvelopeResult => ({
    ok: false,
    messageId,
    refusal: refuse('DriverInternalError', why),
  })
  if (!json.ok) return bad(undefined, `the body is ${json.reason.en}`)
  const header = member(json.value, 'header')
  const messageId = text(member(header, 'messageId'))
  const name = text(member(header, 'name'))
  if (name === undefined) return bad(messageId, 'header.name is missing')
  const namespace = text(member(header, 'namespace'))
  // One JP example prints CLOVAHome; the letter case of the namespace carries no meaning.
  if (namespace?.toLowerCase() !== NAMESPACE.toLowerCase()) return bad(messageId, 'header.namespace is not ClovaHome')
  const payload = member(json.value, 'payload')
  if (!isObject(payload)) return bad(messageId, 'payload is missing')
  return { ok: true, envelope: { messageId, name, accessToken: text(member(payload, 'accessToken')), payload } }
}

/**
 * Reads the directive inside an envelope.
 * @throws Refusal UnsupportedOperationError for a name this edition does not have; ValueNotSupportedError for an
 *   operand that is missing or of the wrong type
 */
export function parseDirective(envelope: Envelope, edition: Edition): Directive {
  const found = interfaceByRequest(envelope.name)
  if (found === undefined) throw refuse('UnsupportedOperationError', 'no such request name')
  if (!found.editions.includes(edition)) throw refuse('UnsupportedOperationError', `no request of edition ${edition}`)
  const operands: Partial<Record<OperandKey, Json>> = {}
  for (const operand of found.operands) {
    if (!operand.editions.includes(edition)) continue
    const value = operand.key === 'scene' ? readScene(envelope.payload) : readOperand(envelope.payload, operand)
    if (value !== undefined) operands[operand.key] = value
  }
  const applianceId = text(member(member(envelope.payload, 'appliance'), 'applianceId'))
  return { interface: found, applianceId, property: propertyOf(found, operands), operands }
}

function readOperand(payload: JsonObject, operand: Operand): Json | undefined {
  const wire = [operand.wire, ...operand.alternatives]
    .map(name => member(payload, name))
    .find(value => value !== undefined && value !== null)
  if (wire === undefined) {
    if (!operand.required) return undefined
    throw refuse('ValueNotSupportedError', `payload.${operand.wire} is missing`)
  }
  const value = SHAPES[operand.shape].read(wire)
  if (value !== undefined && (typeof value !== 'string' || value.length <= MAX_TEXT_CHARACTERS)) return value
  // IntensityLevelInfoObject.value alone is itself optional: the step is then the appliance's own.
  if (operand.wire === 'deltaIntensity' && isObject(wire) && (member(wire, 'value') ?? null) === null) return undefined
  throw refuse('ValueNotSupportedError', `payload.${operand.wire} has the wrong form`)
}

/** JP's ActionScene example carries `scene.applianceId` instead of `scene.sceneId`. */
function readScene(payload: JsonObject): string {
  const scene = member(payload, 'scene')
  const id = text(member(scene, 'sceneId')) ?? text(member(scene, 'applianceId'))
  if (id === undefined) throw refuse('ValueNotSupportedError', 'payload.scene names no scene')
  return id
}

function propertyOf(found: Interface, operands: Operands): PropertyName | undefined {
  const { endpoint } = operands
  if (typeof endpoint !== 'string') return found.property
  const part = `${endpoint}TargetTemperature`
  // The list of endpoints is open in the guide: one we have no property for is an operation we do not support.
  if (!isProperty(part)) throw refuse('UnsupportedOperationError', 'no such endpoint')
  return part
}
