/** Whether a discovery answer is one the guides allow. */
import { type Json, member } from '../kernel/json.ts'
import { APPLIANCE_TYPES, isApplianceType } from './applianceTypes.ts'
import type { Edition } from './edition.ts'
import type { Interface } from './families.ts'

/** Fields of ApplianceInfoObject by type; each edition has some of its own. */
const TEXTS = [
  'applianceId',
  'friendlyName',
  'friendlyDescription',
  'manufacturerName',
  'modelName',
  'version',
  'location',
]

/** Faults of a discovery answer, of appliances or of scenes by what was asked. */
export function discoveryFaults(asked: Interface, payload: Json, edition: Edition): readonly string[] {
  if (asked.discovers === 'scenes') return listFaults(payload, 'discoveredScenes', sceneFaults)
  const commands = listFaults(payload, 'customCommands', () => [])
  return [...commands, ...listFaults(payload, 'discoveredAppliances', one => applianceFaults(one, edition))]
}

function listFaults(payload: Json, key: string, check: (entry: Json) => readonly string[]): readonly string[] {
  const list = member(payload, key)
  if (!Array.isArray(list)) return [`payload.${key} is not a list`]
  return (list as readonly Json[]).flatMap((entry, at) => check(entry).map(fault => `payload.${key}[${at}]: ${fault}`))
}

function sceneFaults(scene: Json): readonly string[] {
  const faults = ['sceneId', 'sceneName'].filter(key => typeof member(scene, key) !== 'string')
  if (typeof member(scene, 'needsUserConfirmation') !== 'boolean') faults.push('needsUserConfirmation')
  return faults.map(key => `${key} is missing or has the wrong type`)
}

function applianceFaults(info: Json, edition: Edition): readonly string[] {
  const faults = TEXTS.filter(key => typeof member(info, key) !== 'string').map(key => `${key} is not a text`)
  if (typeof member(info, 'isIr') !== 'boolean') faults.push('isIr is not true or false')
  if (edition === 'JP' && typeof member(info, 'isReachable') !== 'boolean')
    faults.push('isReachable is not true or false')
  const types = member(info, 'applianceTypes')
  const [type] = Array.isArray(types) ? types : []
  if (typeof type !== 'string' || !isApplianceType(type))
    return [...faults, 'applianceTypes names no type of the guides']
  const { editions, actions } = APPLIANCE_TYPES[type]
  if (!(editions as readonly string[]).includes(edition))
    faults.push(`type ${type} does not exist in edition ${edition}`)
  const offered = member(info, 'actions')
  if (!Array.isArray(offered) || offered.length === 0) return [...faults, 'actions is not a list, or empty']
  const stray = offered.filter(action => !(actions[edition] as readonly unknown[]).includes(action))
  return [...faults, ...stray.map(action => `${String(action)} is no action of ${type}`)]
}
