/** Signed CEK requests, made once for all systems. */
import { createHash, randomUUID } from 'node:crypto'
import { createSigner, generateDevelopmentKey, type Signer } from '../../src/adapters/cek/sign.ts'
import { applianceId } from './appliances.ts'

export const ACCESS_TOKEN = 'bench-access-token'
export const TOKEN_HASH = createHash('sha256').update(ACCESS_TOKEN).digest('hex')
export const APPLIANCES = 100

/**
 * The gateway answers a body it has seen among its last 1,000 from memory; four times as many, sent round and round,
 * are therefore as good as new ones each time, at 4 s of signing instead of minutes.
 */
const BODIES = 4_000

/** Asked for until a house is complete, 20 times a second at most. */
const DISCOVERIES = 400

export interface Requests {
  readonly publicKeyPem: string
  readonly discover: Buffer
  /** The same under message ids of their own: an answer is repeated for the same bytes. */
  readonly discoveries: readonly Buffer[]
  readonly directives: readonly Buffer[]
}

/** @param appliances how many of them are spoken to in turn */
export function makeRequests(appliances = APPLIANCES): Requests {
  const signer = createSigner(generateDevelopmentKey().privateKeyPem)
  const directives = Array.from({ length: BODIES }, (_, at) => {
    // Steps of 7 through 1 to 100: neighbours differ, so that a value is never asked for that is there already.
    const brightness = { value: 1 + ((at * 7) % 100) }
    return request(signer, 'SetBrightnessRequest', {
      appliance: { applianceId: applianceId(at % appliances) },
      brightness,
    })
  })
  const discover = (): Buffer => request(signer, 'DiscoverAppliancesRequest', {})
  const discoveries = Array.from({ length: DISCOVERIES }, discover)
  return { publicKeyPem: signer.publicKeyPem, discover: discover(), discoveries, directives }
}

function request(signer: Signer, name: string, payload: object): Buffer {
  const header = { messageId: randomUUID(), name, namespace: 'ClovaHome', payloadVersion: '1.0' }
  const body = Buffer.from(JSON.stringify({ header, payload: { accessToken: ACCESS_TOKEN, ...payload } }))
  const head = [
    'POST /clova HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/json;charset-UTF-8',
    `Content-Length: ${body.length}`,
    `SignatureCEK: ${signer.sign(body)}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
