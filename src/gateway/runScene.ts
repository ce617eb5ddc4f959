/** Runs a configured scene: all its actions side by side, each by the rules of an ordinary directive. */

import { canDo } from '../home/offer.ts'
import type { MonoMs } from '../kernel/time.ts'
import { interfaceOf } from '../protocol/catalog.ts'
import { refuse } from '../protocol/errors.ts'
import { isAction } from '../protocol/interfaces.ts'
import type { Directive } from '../protocol/request.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
import { performCommand, type Stages } from './performCommand.ts'
import { MAX_SCENE_ACTIONS, type SceneAction } from './scenes.ts'

const UNMEASURED: Stages = { mark: () => undefined }

/**
 * @throws Refusal NoSuchTargetError for an unknown scene; else the refusal of the first action that failed. The other
 *   actions run on: a scene is no transaction, and undoing what was done would be one more surprise.
 */
export async function runScene(context: GatewayContext, sceneId: unknown, deadline: MonoMs): Promise<void> {
  const scene = context.scenes().scenes.find(one => one.id === sceneId)
  if (scene === undefined) throw refuse('NoSuchTargetError', 'no such scene')
  const runs = scene.actions.slice(0, MAX_SCENE_ACTIONS).map(action => runAction(context, action, deadline))
  const results = await Promise.allSettled(runs)
  const failed = results.find(result => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function runAction(context: GatewayContext, action: SceneAction, deadline: MonoMs): Promise<void> {
  const resident = context.house.get(action.applianceId)
  if (resident === undefined)
    throw refuse('NoSuchTargetError', `the scene names ${action.applianceId}, which is not here`)
  const directive = directiveOf(context, resident, action)
  const presence = context.house.presence(resident, context.clock.mono())
  if (presence.rulesOut) throw refuse('TargetOfflineError', `${action.applianceId} is offline`)
  await performCommand(context, resident, directive, deadline, UNMEASURED)
}

function directiveOf(
  context: GatewayContext,
  resident: Resident,
  { action, applianceId, value }: SceneAction,
): Directive {
  if (!isAction(action)) throw refuse('UnsupportedOperationError', `the scene names ${action}, which is no action`)
  const asked = interfaceOf(action)
  if (!canDo(resident.appliance, context.settings.edition, asked)) {
    throw refuse('UnsupportedOperationError', `${applianceId} cannot ${action}`)
  }
  const operand = asked.operands.find(one => one.required) ?? asked.operands[0]
  const operands = operand === undefined || value === undefined ? {} : { [operand.key]: value }
  return { interface: asked, applianceId, property: asked.property, operands }
}
