/** A gateway that takes in Shellys, and Shellys on the same bus. */
import { conventionsOf } from '../../../src/conventions/conventions.ts'
import type { JsonObject } from '../../../src/kernel/json.ts'
import { openRig, type Rig, type RigOptions } from '../../support/rig.ts'
import { makeShelly, type Shelly, type ShellyOptions } from '../../support/shelly.ts'

export const TAKEN_IN = {
  announcements: { conventions: conventionsOf({ shelly: { base: 'clova2mqtt' } }), offerNew: true },
}

export type Options = Omit<ShellyOptions, 'say'>

/** A gateway and Shellys on one bus; each begins by saying that it is there. */
export async function homeWith(
  shellys: readonly Options[],
  options: RigOptions = {},
): Promise<{ rig: Rig; all: readonly Shelly[] }> {
  const rig = await openRig({ ...TAKEN_IN, ...options })
  const all = shellys.map(one =>
    makeShelly({ ...one, say: (topic, payload, retain) => rig.hear(topic, payload, retain) }),
  )
  rig.onPublish(({ topic, payload }) => {
    for (const one of all) one.hear(topic, String(payload))
  })
  for (const one of all) one.begin()
  await rig.clock.advance(10_000)
  return { rig, all }
}

export const appliances = (rig: Rig) => [...rig.gateway.house.all()].map(one => one.appliance)
export const only = (rig: Rig) => {
  const [one, ...others] = appliances(rig)
  if (one === undefined || others.length > 0) throw new Error(`${appliances(rig).length} appliances`)
  return one
}
export const called = (rig: Rig): readonly JsonObject[] =>
  rig.published
    .filter(({ topic }) => topic.endsWith('/rpc'))
    .map(({ payload }) => JSON.parse(String(payload)) as JsonObject)
    .filter(({ method }) => !String(method).includes('Get'))
