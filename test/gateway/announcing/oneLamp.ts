/** One lamp that two conventions tell of: its documents, and a gateway that hears them. */
import { hassConvention } from '../../../src/conventions/hass/convention.ts'
import type { JsonObject } from '../../../src/kernel/json.ts'
import { openRig, type Rig } from '../../support/rig.ts'
import { asPayload, type MadeDocument, type MadeEntity, madeConvention } from './madeConvention.ts'

export const ANNOUNCED = {
  announcements: { conventions: [hassConvention('homeassistant'), madeConvention('native')], offerNew: true },
}
export const MAC = 'mac:c049ef8cf4e0'
export const SEPARATED = 'C0:49:EF:8C:F4:E0'
export const HASS = 'homeassistant/light/lamp/config'

export const hass = (more: JsonObject = {}): JsonObject => ({
  name: null,
  uniq_id: 'lamp',
  cmd_t: 'lamps/1/set',
  stat_t: 'lamps/1/state',
  dev: { ids: ['lamp-1'], cns: [['mac', SEPARATED]], name: '거실등' },
  ...more,
})
export const power = { state: 'lamps/1/state', command: 'lamps/1/set' }
export const native = (entities: readonly MadeEntity[] = [lightPart()], more: Partial<MadeDocument> = {}): JsonObject =>
  asPayload({ id: 'n1', name: 'ESP_8CF4E0', known: [MAC], entities, ...more })
export function lightPart(more: Partial<MadeEntity> = {}): MadeEntity {
  return { part: 'light', kind: 'light', properties: { power }, ...more }
}

export const all = (rig: Rig) => [...rig.gateway.house.all()].map(one => one.appliance)
export const ids = (rig: Rig): string[] => all(rig).map(one => one.id)
export const settle = (rig: Rig): Promise<void> => rig.clock.advance(10_000)
export const say = async (rig: Rig, topic: string, document: JsonObject | ''): Promise<void> => {
  rig.hear(topic, document, true)
  await settle(rig)
}
export const codesOf = (rig: Rig, id = ''): string[] =>
  rig.gateway.announcements
    ?.listed()
    .get(id)
    ?.notes.map(one => one.code) ?? []
export const restarted = async (rig: Rig): Promise<Rig> => {
  rig.gateway.flush(true)
  return openRig({ ...ANNOUNCED, announced: rig.announced })
}
