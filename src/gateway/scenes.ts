/** Scenes and custom commands of the home, as configured. */
import type { Json } from '../kernel/json.ts'
import type { CustomCommand } from '../protocol/discovery.ts'

export interface SceneAction {
  readonly applianceId: string
  readonly action: string
  /** Value of the action's operand, in the property's own units. */
  readonly value?: Json
}

/** A named set of actions that one sentence starts (JP). */
export interface Scene {
  readonly id: string
  readonly name: string
  readonly needsUserConfirmation: boolean
  readonly actions: readonly SceneAction[]
}

/** All scenes and custom commands of the home. */
export interface Scenes {
  readonly scenes: readonly Scene[]
  readonly customCommands: readonly CustomCommand[]
}

/**
 * Actions of one scene: each runs a command of its own within the one deadline, and 50 reach every appliance of a large
 * home once. The configuration refuses more (MAX_STEPS of its schema is the same number).
 */
export const MAX_SCENE_ACTIONS = 50
