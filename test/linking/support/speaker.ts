/** CEK: signed directives with an access token, through the tunnel. */
import { randomUUID } from 'node:crypto'
import type { Signer } from '../../../src/adapters/cek/sign.ts'
import type { JsonObject } from '../../../src/kernel/json.ts'
import type { Fetch } from './httpsFetch.ts'

export interface Spoken {
  /** `SetBrightnessConfirmation`, `ExpiredAccessTokenError`. */
  readonly name: string
  readonly payload: JsonObject
}

export interface Speaker {
  readonly say: (token: string, action: string, applianceId?: string, operands?: JsonObject) => Promise<Spoken>
  /** Ids of what discovery shows, in order; @throws Error when it is refused */
  readonly discover: (token: string) => Promise<readonly string[]>
  /** Name of the answer to a directive that any good token may send. */
  readonly check: (token: string) => Promise<string>
}

/** @param home origin of the home */
export function createSpeaker(home: string, fetch: Fetch, signer: Signer): Speaker {
  const say: Speaker['say'] = async (token, action, applianceId, operands = {}) => {
    const header = {
      ...{ messageId: randomUUID(), name: `${action}Request`, namespace: 'ClovaHome', payloadVersion: '1.0' },
    }
    const appliance = applianceId === undefined ? {} : { appliance: { applianceId } }
    const body = Buffer.from(JSON.stringify({ header, payload: { accessToken: token, ...appliance, ...operands } }))
    const headers = { 'Content-Type': 'application/json', SignatureCEK: signer.sign(body) }
    const answer = await fetch(`${home}/clova`, { method: 'POST', headers, body })
    if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}`)
    const { header: said, payload } = (await answer.json()) as { header: { name: string }; payload: JsonObject }
    return { name: said.name, payload }
  }
  return {
    say,
    async discover(token) {
      const { name, payload } = await say(token, 'DiscoverAppliances')
      if (name !== 'DiscoverAppliancesResponse') throw new Error(`discovery was answered ${name}`)
      return (payload['discoveredAppliances'] as { applianceId: string }[]).map(one => one.applianceId)
    },
    check: async token => (await say(token, 'DiscoverAppliances')).name,
  }
}
