/** Discovery answers: appliances, custom commands and scenes in the form of each edition. */
import type { Json } from '../kernel/json.ts'
import type { ApplianceTypeName } from './applianceTypes.ts'
import type { Edition } from './edition.ts'
import { LOCATIONS, type LocationCode } from './locations.ts'

/** What a request may ask of an action's value (KR `actionDetails`). */
export type AllowableValue =
  | { readonly type: 'boundedNumber'; readonly minValue: number; readonly maxValue: number }
  | { readonly type: 'string'; readonly enumValues: readonly string[] }
  | { readonly type: 'number'; readonly enumValues: readonly number[] }

/** What an appliance is, in the words that discovery passes on as they are. */
export interface Nameplate {
  readonly type: ApplianceTypeName
  readonly name: string
  readonly description: string
  readonly manufacturer: string
  readonly model: string
  readonly version: string
  readonly location: LocationCode | undefined
  readonly tags: readonly string[]
  readonly isIr: boolean
  /** Actions CLOVA asks the user to confirm first (JP). */
  readonly confirm: readonly string[]
}

/** An appliance as discovery tells it, edition apart. */
export interface Offer extends Nameplate {
  readonly applianceId: string
  readonly actions: readonly string[]
  readonly limits: ReadonlyMap<string, AllowableValue>
  readonly isReachable: boolean
}

/** ApplianceInfoObject with every field filled, as both guides ask of discovery. */
export function applianceInfo(offer: Offer, edition: Edition): Json {
  const known =
    offer.location !== undefined && (LOCATIONS[offer.location].editions as readonly Edition[]).includes(edition)
  const common = {
    applianceId: offer.applianceId,
    actions: offer.actions,
    applianceTypes: [offer.type],
    friendlyName: offer.name,
    friendlyDescription: offer.description,
    isIr: offer.isIr,
    manufacturerName: offer.manufacturer,
    modelName: offer.model,
    version: offer.version,
    location: known ? (offer.location as string) : '',
    tags: offer.tags,
  }
  if (edition === 'JP') {
    const needed = offer.confirm.filter(action => offer.actions.includes(action))
    return { ...common, isReachable: offer.isReachable, actionsNeededUserConfirmation: needed }
  }
  const actionDetails = [...offer.limits].map(([action, allowableValue]) => ({
    action,
    allowableValue: { ...allowableValue },
  }))
  return { ...common, additionalApplianceDetails: actionDetails.length === 0 ? {} : { actionDetails } }
}

/** A sentence of the user’s own that stands for several actions (`CustomCommandInfoObject`). */
export interface CustomCommand {
  readonly name: string
  readonly actions: readonly { readonly applianceId: string; readonly action: string }[]
}

export const appliancesPayload = (appliances: readonly Json[], commands: readonly CustomCommand[]): Json => ({
  customCommands: commands.map(({ name, actions }) => ({ name, actions: actions.map(one => ({ ...one })) })),
  discoveredAppliances: appliances,
})

/** A scene as discovery tells it (`SceneInfoObject`, JP). */
export interface SceneOffer {
  readonly sceneId: string
  readonly sceneName: string
  readonly needsUserConfirmation: boolean
}

export const scenesPayload = (scenes: readonly SceneOffer[]): Json => ({
  discoveredScenes: scenes.map(scene => ({ ...scene, additionalSceneDetails: {} })),
})
