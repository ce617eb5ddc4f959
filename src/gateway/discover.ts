/** Discovery: every appliance that can be listed is listed; a broken one is left out and named, never breaks the rest. */

import { offerOf } from '../home/offer.ts'
import type { Json } from '../kernel/json.ts'
import { applianceInfo, appliancesPayload, scenesPayload } from '../protocol/discovery.ts'
import { editionLanguage } from '../protocol/edition.ts'
import type { Discovered } from '../protocol/families.ts'
import type { Directive } from '../protocol/request.ts'
import type { GatewayContext } from './context.ts'
import type { View } from './view.ts'

/** The payload of a discovery answer, for appliances or for scenes by what the directive asks, of what its user may use. */
export function discover(context: GatewayContext, view: View, directive: Directive, kind: Discovered): Json {
  if (kind === 'scenes') {
    return scenesPayload(
      view
        .scenes()
        .map(({ id, name, needsUserConfirmation }) => ({ sceneId: id, sceneName: name, needsUserConfirmation })),
    )
  }
  const { house, clock, settings, log } = context
  const infos: Json[] = []
  for (const resident of view.residents()) {
    const { id } = resident.appliance
    if (context.isGone(id)) continue
    try {
      // "Reachable" is what the user is shown; unknown is worth a try, so only known absence says no.
      const reachable = house.presence(resident, clock.mono()).word !== 'offline'
      const offer = offerOf(resident.appliance, settings.edition, reachable)
      if (offer.actions.length === 0) {
        log.warn('appliance left out of discovery: nothing its type offers is bound', { appliance: id })
      } else infos.push(applianceInfo(offer, settings.edition))
    } catch (error) {
      log.error('appliance left out of discovery', { appliance: id, reason: String(error) })
    }
  }
  log.info('discovered', {
    appliances: infos.length,
    language: editionLanguage(settings.edition),
    name: directive.interface.action,
  })
  const listed = new Set(infos.map(info => (info as { applianceId?: string }).applianceId))
  const commands = context
    .scenes()
    .customCommands.filter(one => one.actions.every(action => listed.has(action.applianceId)))
  return appliancesPayload(infos, commands)
}
