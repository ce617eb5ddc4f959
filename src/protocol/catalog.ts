/** The table, expanded once, and looked up by what is at hand: action, request name, or appliance type. */
import { APPLIANCE_TYPES, type ApplianceTypeName } from './applianceTypes.ts'
import type { Edition } from './edition.ts'
import { expandRow, type Interface } from './families.ts'
import { type ActionName, INTERFACES } from './interfaces.ts'

/** All 89 interfaces in the order of the table. */
export const ALL_INTERFACES: readonly Interface[] = Object.entries(INTERFACES).map(([action, row]) =>
  expandRow(action, row),
)

const byAction = new Map(ALL_INTERFACES.map(one => [one.action, one]))
const byRequest = new Map(ALL_INTERFACES.map(one => [one.request, one]))

export const interfaceOf = (action: ActionName): Interface => byAction.get(action) as Interface

export const interfaceByRequest = (request: string): Interface | undefined => byRequest.get(request)

export const interfacesOfEdition = (edition: Edition): readonly Interface[] =>
  ALL_INTERFACES.filter(one => one.editions.includes(edition))

/** Interfaces the guides list for an appliance type in an edition. */
export function interfacesOfType(type: ApplianceTypeName, edition: Edition): readonly Interface[] {
  return APPLIANCE_TYPES[type].actions[edition].flatMap(action => byAction.get(action) ?? [])
}

/** Modes the guides list for an appliance type in an edition; empty where they list none (WINECELLAR has modes but no list). */
export const modesOfType = (type: ApplianceTypeName, edition: Edition): readonly string[] =>
  APPLIANCE_TYPES[type].modes[edition]
