/** What the command line can ask about appliances that announce themselves, and what it can decide about them. */
import { LocalError } from '../adapters/http/localError.ts'
import type { LocalRoute } from '../adapters/http/localRoute.ts'
import type { Config } from '../config/config.ts'
import { type Note, note } from '../conventions/note.ts'
import { noteText } from '../conventions/noteText.ts'
import type { Announcements } from '../gateway/announcing/announcements.ts'
import type { Listed } from '../gateway/announcing/roster.ts'
import { offeredInterfaces } from '../home/offer.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import { filled, type Text } from '../kernel/text.ts'
import { formatTimestamp, type WallMs, zoneOffset } from '../kernel/time.ts'
import { topicsOf } from './applianceView.ts'
import { CONTROL_TEXTS } from './controlTexts.ts'
import { overrideRoutes, written } from './overrideRoutes.ts'
import type { StatusSources } from './statusView.ts'

const ok = (body: Json) => ({ status: 200, body })

export function announcementRoutes({ running, config }: StatusSources): readonly LocalRoute[] {
  const { announcements } = running.gateway
  const registry = (): Announcements => {
    if (announcements !== undefined) return announcements
    throw new LocalError('notFound', CONTROL_TEXTS.announcementsOff)
  }
  const listedAs = (id: string): Listed => {
    const one = registry().listed().get(id)
    if (one === undefined) throw new LocalError('notFound', filled(CONTROL_TEXTS.notAnnounced, { id }))
    return one
  }
  return [
    ...overrideRoutes(registry),
    {
      method: 'GET',
      path: '/announcements',
      handle: async () => ok(overview(registry(), running.gateway.refusals(), config)),
    },
    {
      method: 'GET',
      path: '/announcements/:id',
      handle: async (_body, { id = '' }) => ok(explanation(listedAs(id), registry(), config)),
    },
    {
      method: 'PUT',
      path: '/announcements/:id',
      async handle(body, { id = '' }) {
        const result = await written(() => registry().decide(id, body ?? null))
        if (!result.ok) throw new LocalError('badRequest', result.reason)
        const one = registry().listed().get(id)
        return ok(one === undefined ? { id, override: result.override as JsonObject } : line(one, registry(), config))
      },
    },
    {
      method: 'POST',
      path: '/announcements/:id/forget',
      async handle(_body, { id = '' }) {
        listedAs(id)
        return ok({ forgotten: registry().forget(id) })
      },
    },
  ]
}

const noteView = (one: Note): JsonObject => ({
  code: one.code,
  ...(one.of === undefined ? {} : { of: one.of }),
  ...(one.detail === undefined ? {} : { detail: typeof one.detail === 'string' ? one.detail : one.detail.en }),
  text: { ko: noteText(one, 'ko'), ja: noteText(one, 'ja'), en: noteText(one, 'en') },
})

function line({ appliance, state, override }: Listed, registry: Announcements, config: Config): JsonObject {
  const { edition, timezone } = config
  const { toldAt, goneSince } = registry.absence(appliance.id) ?? {}
  const time = (wall: WallMs | undefined): string | null =>
    wall === undefined ? null : formatTimestamp(wall, zoneOffset(timezone)(wall))
  return {
    id: appliance.id,
    name: appliance.name,
    type: appliance.type,
    location: appliance.location ?? null,
    state: goneSince !== undefined && state === 'offered' ? 'gone' : state,
    announcedAt: time(toldAt),
    goneSince: time(goneSince),
    actions: offeredInterfaces(appliance, edition).map(one => one.action),
    override: override as JsonObject,
  }
}

function explanation(listed: Listed, registry: Announcements, config: Config): Json {
  const topics = topicsOf(listed.appliance, config.mqtt.base)
  return {
    ...line(listed, registry, config),
    device: listed.deviceKey,
    announcedAs: listed.entities,
    notes: listed.notes.map(noteView),
    topics: { heard: topics.heard, sent: topics.sent },
  }
}

/** @param own reasons of announcements in our own words, by appliance */
function overview(registry: Announcements, own: ReadonlyMap<string, Text>, config: Config): Json {
  const ours = [...own].map(([id, reason]) => note('document-bad', `${config.mqtt.base}/${id}/config`, reason))
  const refused = [...registry.refused().values()]
  // Nobody has made a mistake there: it is no trouble for the doctor.
  const isLeft = ({ code }: Note): boolean => code === 'not-read'
  return {
    documents: registry.documents(),
    appliances: [...registry.listed().values()].map(one => line(one, registry, config)),
    leftOut: [...[...registry.leftOut().values()].flat(), ...refused.filter(isLeft)].map(noteView),
    refused: refused.filter(one => !isLeft(one)).map(noteView),
    ownRefused: ours.map(noteView),
  }
}
