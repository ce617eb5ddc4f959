/** Requests as CEK sends them, for tests that speak to the door of the gateway. */
import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../../src/kernel/json.ts'

/** The access token every test house knows. */
export const TEST_TOKEN = 'test-access-token'

export interface CekRequest {
  /** `SetBrightness`; `Request` is added. */
  readonly action: string
  readonly applianceId?: string | undefined
  /** Further payload fields exactly as they stand on the wire: `{ brightness: { value: 50 } }`. */
  readonly operands?: JsonObject
  readonly messageId?: string
  readonly token?: string
}

/** The bytes of one request; every call has a new message id unless it is given one. */
export function cekRequest({ action, applianceId, operands = {}, messageId, token }: CekRequest): Uint8Array {
  const appliance = applianceId === undefined ? {} : { appliance: { applianceId } }
  const message = {
    header: {
      messageId: messageId ?? randomUUID(),
      name: `${action}Request`,
      namespace: 'ClovaHome',
      payloadVersion: '1.0',
    },
    payload: { accessToken: token ?? TEST_TOKEN, ...appliance, ...operands },
  }
  return Buffer.from(JSON.stringify(message))
}
