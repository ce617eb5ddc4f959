/** What the command line can ask and tell about all decisions at once: they go out and come in as a whole. */
import { LocalError } from '../adapters/http/localError.ts'
import type { LocalRoute } from '../adapters/http/localRoute.ts'
import type { Announcements } from '../gateway/announcing/announcements.ts'
import { isOverridable, MAX_OVERRIDES, notOverridable, type Override, readOverride } from '../home/override.ts'
import { isObject, type Json, type JsonObject, member } from '../kernel/json.ts'
import { clip, filled, text } from '../kernel/text.ts'
import { toldBy } from '../kernel/told.ts'
import { StoreError } from '../ports/stores.ts'
import { CONTROL_TEXTS } from './controlTexts.ts'

const ok = (body: Json) => ({ status: 200, body })

/** @param registry throws {@link LocalError} where appliances that announce themselves are not taken in */
export function overrideRoutes(registry: () => Announcements): readonly LocalRoute[] {
  return [
    { method: 'GET', path: '/overrides', handle: async () => ok(everything(registry())) },
    {
      method: 'PUT',
      path: '/overrides',
      async handle(body) {
        const announcements = registry()
        const wanted = wantedOf(body)
        const dryRun = member(body, 'dryRun') === true
        const changes = changesOf(announcements, wanted)
        const decided = new Map([...changes].map(([id, { after }]) => [id, after]))
        if (!dryRun && changes.size > 0) await written(() => announcements.replace(decided))
        const listed = announcements.listed()
        return ok({
          dryRun,
          changes: [...changes].map(([id, { before, after }]) => ({
            ...{ id, name: listed.get(id)?.appliance.name ?? null },
            ...{ before: before as JsonObject, after: after as JsonObject },
          })),
          unchanged: wanted.size - changes.size,
          notAnnounced: [...wanted.keys()].filter(id => !listed.has(id)),
        })
      },
    },
  ]
}

/** What needs the database; one that takes nothing is told to whoever asked. @throws LocalError */
export async function written<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new LocalError('internal', filled(CONTROL_TEXTS.notWritten, { reason: toldBy(error) }))
  }
}

function everything(announcements: Announcements): Json {
  const listed = announcements.listed()
  const entries = [...announcements.overrides()]
  return {
    overrides: Object.fromEntries(entries) as JsonObject,
    appliances: Object.fromEntries(
      entries.flatMap(([id]) => {
        const one = listed.get(id)
        if (one === undefined) return []
        const { name, type, location, manufacturer, model } = one.appliance
        return [[id, { name, type, location: location ?? null, manufacturer, model, state: one.state }]]
      }),
    ),
  }
}

/** The longest id an appliance can have; what is longer is somebody's mistake, and its beginning is enough to find it. */
const MAX_SHOWN_ID = 64

const OF_DECISION = text('overrides.{id}: {reason}', 'overrides.{id}: {reason}', 'overrides.{id}: {reason}')

function wantedOf(body: Json | undefined): ReadonlyMap<string, Override> {
  const said = member(body, 'overrides')
  if (!isObject(said)) throw new LocalError('badRequest', CONTROL_TEXTS.notDecisions)
  const entries = Object.entries(said)
  if (entries.length > MAX_OVERRIDES) {
    throw new LocalError('badRequest', filled(CONTROL_TEXTS.manyDecisions, { max: MAX_OVERRIDES }))
  }
  return new Map(
    entries.map(([id, one]) => {
      const read = isOverridable(id) ? readOverride(one ?? null) : notOverridable(id)
      if (!read.ok) {
        const said = { id: clip(id, MAX_SHOWN_ID), reason: read.reason }
        throw new LocalError('badRequest', filled(OF_DECISION, said))
      }
      return [id, read.override]
    }),
  )
}

interface Change {
  readonly before: Override
  readonly after: Override
}

function changesOf(announcements: Announcements, wanted: ReadonlyMap<string, Override>): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>()
  for (const [id, after] of wanted) {
    const before = announcements.overrides().get(id) ?? {}
    if (canonical(before) !== canonical(after)) changes.set(id, { before, after })
  }
  return changes
}

/** JSON with sorted keys: in which order a decision was written down says nothing. */
const canonical = (said: unknown): string =>
  JSON.stringify(said, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
