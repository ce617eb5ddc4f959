/** Scenes and custom commands of the file, checked against what their appliances really offer. */
import type { Appliance } from '../home/appliance.ts'
import { checkValue } from '../home/limits.ts'
import { offeredInterfaces } from '../home/offer.ts'
import type { Json } from '../kernel/json.ts'
import { interfaceOf } from '../protocol/catalog.ts'
import { Refusal } from '../protocol/errors.ts'
import type { Interface } from '../protocol/families.ts'
import { isAction } from '../protocol/interfaces.ts'
import type { FileEntry } from './applianceSchema.ts'
import { checkId } from './buildAppliance.ts'
import { type Building, given, isKnown } from './building.ts'
import type { CustomCommandConfig, SceneConfig } from './config.ts'
import { propertyValue } from './conversion.ts'
import type { Path } from './report.ts'

interface Step {
  readonly appliance: string
  readonly action: string
  readonly value?: string | number | boolean | undefined
}

export function buildScenes(
  { scenes }: FileEntry,
  byId: ReadonlyMap<string, Appliance>,
  ids: readonly string[],
  building: Building,
): readonly SceneConfig[] {
  if (building.edition === 'KR' && Object.keys(scenes).length > 0) {
    building.report.warning('onlyInEdition', ['scenes'], { edition: 'JP' })
  }
  return Object.entries(scenes).map(([id, { name, confirm, actions }]) => {
    checkId(id, ['scenes', id], building)
    const steps = actions.map((step, at) => {
      const value = checkStep(step, byId, ids, ['scenes', id, 'actions', at], building, true)
      return { applianceId: step.appliance, action: step.action, ...given('value', value) }
    })
    return { id, name, needsUserConfirmation: confirm, actions: steps }
  })
}

export function buildCommands(
  { customCommands }: FileEntry,
  byId: ReadonlyMap<string, Appliance>,
  ids: readonly string[],
  building: Building,
): readonly CustomCommandConfig[] {
  return Object.entries(customCommands).map(([name, steps]) => ({
    name,
    actions: steps.map((step, at) => {
      checkStep(step, byId, ids, ['customCommands', name, at], building, false)
      return { applianceId: step.appliance, action: step.action }
    }),
  }))
}

/** Checks one step of a scene or command; returns its value in our units. */
function checkStep(
  step: Step,
  byId: ReadonlyMap<string, Appliance>,
  ids: readonly string[],
  path: Path,
  building: Building,
  withValue: boolean,
): Json | undefined {
  if (!isKnown(building.report, [...path, 'appliance'], step.appliance, ids)) return undefined
  const appliance = byId.get(step.appliance)
  // What is wrong with the appliance itself is reported there.
  if (appliance === undefined) return undefined
  const asked = offeredAction(step.action, appliance, path, building)
  return asked === undefined || !withValue ? undefined : checkedValue(step, asked, appliance, path, building)
}

/** The interface of a step, if the appliance offers it. Steps change something: questions and relative changes are none. */
function offeredAction(action: string, appliance: Appliance, path: Path, building: Building): Interface | undefined {
  const offered = offeredInterfaces(appliance, building.edition)
    .filter(one => one.family === 'set' || one.family === 'action')
    .map(one => one.action)
  const place = [...path, 'action']
  if (!isAction(action)) isKnown(building.report, place, action, offered)
  else if (offered.includes(action)) return interfaceOf(action)
  else building.report.problem('notOffered', place, { list: offered.join(', ') })
  return undefined
}

function checkedValue(
  { action, value: raw }: Step,
  asked: Interface,
  appliance: Appliance,
  path: Path,
  { report, edition }: Building,
): Json | undefined {
  const { property } = asked
  if (asked.family !== 'set' || property === undefined) {
    if (raw !== undefined) report.problem('noValue', [...path, 'value'], { action })
    return undefined
  }
  if (raw === undefined) {
    report.problem('valueNeeded', [...path, 'action'], { action, property })
    return undefined
  }
  const value = propertyValue(property, raw)
  try {
    checkValue(appliance, edition, asked, property, value ?? raw)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    report.problem('valueRefused', [...path, 'value'], { reason: error.why })
  }
  return value
}
