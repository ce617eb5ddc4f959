/** Runs a configured scene: its appliances side by side, the actions of one in order, each by the rules of an ordinary directive. */

import { canDo } from '../home/offer.ts'
import { text } from '../kernel/text.ts'
import type { MonoMs } from '../kernel/time.ts'
import { interfaceOf } from '../protocol/catalog.ts'
import { errorInEdition, Refusal, refuse } from '../protocol/errors.ts'
import { isAction } from '../protocol/interfaces.ts'
import type { Directive } from '../protocol/request.ts'
import type { GatewayContext } from './context.ts'
import type { Resident } from './house.ts'
import { performCommand, type Stages } from './performCommand.ts'
import { MAX_SCENE_ACTIONS, type Scene, type SceneAction } from './scenes.ts'
import { startStopwatch } from './stopwatch.ts'
import type { View } from './view.ts'
import { offlineRefusal } from './whyNot.ts'

/**
 * @throws Refusal NoSuchTargetError for a scene that is not in the view, UnsupportedOperationError for one that is too
 *   long; else the refusal of the first action that failed. The other actions run on: a scene is no transaction, and
 *   undoing what was done would be one more surprise.
 */
export async function runScene(context: GatewayContext, view: View, sceneId: unknown, deadline: MonoMs): Promise<void> {
  const scene = findScene(view, sceneId)
  const { length } = scene.actions
  if (length > MAX_SCENE_ACTIONS) {
    throw refuse('UnsupportedOperationError', `the scene has ${length} actions, more than ${MAX_SCENE_ACTIONS}`)
  }
  const about = { scene: scene.id, ...(view.user === undefined ? {} : { user: view.user }) }
  const last = new Map<string, Promise<unknown>>()
  const runs = scene.actions.map(action => {
    const start = (): Promise<void> => runLogged(context, about, action, deadline)
    const run = last.get(action.applianceId)?.then(start) ?? start()
    // The next action of the appliance follows whether this one fails or not.
    const ended = run.catch(() => undefined)
    last.set(action.applianceId, ended)
    return run
  })
  const results = await Promise.allSettled(runs)
  const failed = results.find(result => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** @throws Refusal NoSuchTargetError for a scene that is not in the view */
export function findScene(view: View, sceneId: unknown): Scene {
  const scene = view.scenes().find(one => one.id === sceneId)
  if (scene === undefined) throw refuse('NoSuchTargetError', 'no such scene')
  return scene
}

/** What the log lines of all actions of one run say. */
interface RunNames {
  readonly scene: string
  readonly user?: string
}

/** One action with its log line, as a directive has one. */
async function runLogged(
  context: GatewayContext,
  about: RunNames,
  action: SceneAction,
  deadline: MonoMs,
): Promise<void> {
  const watch = startStopwatch(context.clock, context.clock.mono())
  const line = (outcome: string, why?: string): void =>
    context.log.info('directive', {
      name: action.action,
      ...about,
      appliance: action.applianceId,
      outcome,
      ...watch.read(),
      ...(why === undefined ? {} : { why }),
    })
  try {
    line(await runAction(context, action, deadline, watch))
  } catch (error) {
    const { edition, language } = context.settings
    if (error instanceof Refusal) line(errorInEdition(error.error, edition), error.why[language])
    else line('DriverInternalError', String(error))
    throw error
  }
}

/** Runs one action; returns the name of the answer it would have had as a directive. */
async function runAction(
  context: GatewayContext,
  action: SceneAction,
  deadline: MonoMs,
  stages: Stages,
): Promise<string> {
  const resident = context.house.get(action.applianceId)
  if (resident === undefined)
    throw refuse('NoSuchTargetError', `the scene names ${action.applianceId}, which is not here`)
  const directive = directiveOf(context, resident, action)
  if (context.house.presence(resident, context.clock.mono()).rulesOut) {
    const { applianceId: id } = action
    throw offlineRefusal(context, resident, text(id, id, id))
  }
  await performCommand(context, resident, directive, deadline, stages)
  return directive.interface.response
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
