/** Everything of the house in the file: appliances and bridges with their relations, scenes and custom commands. */
import { type Appliance, type Bridge, MAX_APPLIANCES } from '../home/appliance.ts'
import { offeredInterfaces } from '../home/offer.ts'
import type { FileEntry } from './applianceSchema.ts'
import { availabilityOf, buildAppliance, checkId } from './buildAppliance.ts'
import { type Building, isKnown } from './building.ts'
import { buildCommands, buildScenes } from './buildScenes.ts'
import { touchesBase } from './checkTopics.ts'
import type { CustomCommandConfig, SceneConfig } from './config.ts'

export interface House {
  readonly appliances: readonly Appliance[]
  readonly bridges: readonly Bridge[]
  readonly scenes: readonly SceneConfig[]
  readonly customCommands: readonly CustomCommandConfig[]
}

export function buildHouse(entry: FileEntry, building: Building): House {
  const { report } = building
  const count = Object.keys(entry.appliances).length
  if (count > MAX_APPLIANCES) report.problem('tooMany', ['appliances'], { max: MAX_APPLIANCES })
  const bridges = Object.entries(entry.bridges).map(([id, bridge]) => {
    checkId(id, ['bridges', id], building)
    if (Object.hasOwn(entry.appliances, id)) report.problem('idTwice', ['bridges', id], {}, 'key')
    for (const { topic } of bridge.availability ?? []) {
      if (touchesBase(topic, building.base))
        report.problem('ownTopic', ['bridges', id, 'availability'], { base: building.base })
    }
    return { id, availability: availabilityOf(bridge.availability) }
  })
  const appliances = Object.entries(entry.appliances)
    .slice(0, MAX_APPLIANCES)
    .flatMap(([id, one]) => buildAppliance(id, one, entry.presence.misses, building) ?? [])
  checkParents(entry, building)
  checkOffers(appliances, building)
  const byId = new Map(appliances.map(one => [one.id, one]))
  const ids = Object.keys(entry.appliances)
  return {
    appliances,
    bridges,
    scenes: buildScenes(entry, byId, ids, building),
    customCommands: buildCommands(entry, byId, ids, building),
  }
}

function checkParents({ appliances, bridges }: FileEntry, { report }: Building): void {
  const owners = [...Object.keys(bridges), ...Object.keys(appliances)]
  for (const [id, { parent }] of Object.entries(appliances)) {
    const path = ['appliances', id, 'parent']
    if (parent === undefined || !isKnown(report, path, parent, owners)) continue
    const seen = new Set([id])
    for (let at: string | undefined = parent; at !== undefined; at = appliances[at]?.parent) {
      if (seen.has(at)) {
        report.problem('parentLoop', path)
        break
      }
      seen.add(at)
    }
  }
}

function checkOffers(appliances: readonly Appliance[], { report, edition }: Building): void {
  const names = new Map<string, string>()
  for (const appliance of appliances) {
    const path = ['appliances', appliance.id]
    const other = names.get(appliance.name)
    if (other === undefined) names.set(appliance.name, appliance.id)
    else report.warning('nameTwice', [...path, 'name'], { other })
    // Its firmware's announcement may still bring the properties of a native appliance.
    const announces = appliance.native && appliance.properties.size === 0
    const offered = offeredInterfaces(appliance, edition).filter(one => one.family !== 'health')
    if (offered.length === 0 && !announces) report.warning('offersNothing', path, { type: appliance.type })
    if (edition === 'JP' && appliance.type === 'SMARTLOCK' && appliance.allow.has('unlock')) {
      report.warning('neverInEdition', [...path, 'allow'], { edition })
    }
  }
}
