/** A directive as CEK writes it, from the table: for the desk, the demonstration and tests. */
import type { Json, JsonObject } from '../kernel/json.ts'
import type { ZoneOffset } from '../kernel/time.ts'
import type { Edition } from './edition.ts'
import type { Interface, Operand } from './families.ts'
import { NAMESPACE } from './request.ts'
import { SHAPES } from './shapes.ts'

/** What a request carries beside its name. */
export interface RequestParts {
  readonly messageId: string
  readonly accessToken: string | undefined
  readonly applianceId: string | undefined
  /** By operand key, in our own units. */
  readonly operands: Readonly<Record<string, Json>>
  readonly zone: ZoneOffset
}

/** Operands a request of this edition can carry, required ones first. */
export const operandsIn = (asked: Interface, edition: Edition): readonly Operand[] =>
  asked.operands
    .filter(one => one.editions.includes(edition))
    .sort((left, right) => Number(right.required) - Number(left.required))

/**
 * The request of an interface. A value that has no form on the wire goes out as it is: how the gateway takes nonsense is
 * worth seeing.
 */
export function writeRequest(asked: Interface, edition: Edition, parts: RequestParts): JsonObject {
  const payload: Record<string, Json> = {}
  if (parts.accessToken !== undefined) payload['accessToken'] = parts.accessToken
  if (parts.applianceId !== undefined) payload['appliance'] = { applianceId: parts.applianceId }
  for (const operand of operandsIn(asked, edition)) {
    const value = parts.operands[operand.key]
    if (value !== undefined) payload[operand.wire] = wireOf(operand, value, parts.zone)
  }
  return {
    header: { messageId: parts.messageId, name: asked.request, namespace: NAMESPACE, payloadVersion: '1.0' },
    payload,
  }
}

function wireOf({ key, shape }: Operand, value: Json, zone: ZoneOffset): Json {
  // SceneInfoObject names its one field differently from every other object.
  if (key === 'scene') return { sceneId: value }
  return SHAPES[shape].write(value, { zone }) ?? value
}
