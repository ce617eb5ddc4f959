/** What the gateway knows of one appliance, as JSON: presence with its evidence, values with their moments, topics. */
import type { Config } from '../config/config.ts'
import type { House, Resident } from '../gateway/house.ts'
import { type Appliance, actionTopics, commandTopics } from '../home/appliance.ts'
import { evidenceText } from '../home/evidenceText.ts'
import type { Link } from '../home/explain.ts'
import { linkText } from '../home/explainText.ts'
import type { Moment } from '../home/moment.ts'
import { NATIVE_FROM_APPLIANCE, nativeTopic } from '../home/native.ts'
import { offeredInterfaces } from '../home/offer.ts'
import { duplicateClient } from '../home/presence.ts'
import { valueReasonText } from '../home/valueText.ts'
import { valueUnknown } from '../home/valueUnknown.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import type { Language } from '../kernel/text.ts'
import { formatTimestamp, type MonoMs, zoneOffset } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'

export interface ApplianceSources {
  readonly house: House
  readonly config: Config
  readonly clock: Clock
}

export interface ApplianceTopics extends JsonObject {
  readonly heard: readonly string[]
  readonly sent: readonly string[]
}

/** One line of the list. The evidence is told in every language: who asks chooses. */
export function applianceLine(resident: Resident, { house, config, clock }: ApplianceSources): JsonObject {
  const { appliance } = resident
  const now = clock.mono()
  const { word, reason } = house.presence(resident, now)
  return {
    id: appliance.id,
    name: appliance.name,
    type: appliance.type,
    presence: word,
    reason: { ...reason },
    evidence: inAll(language => evidenceText(reason, language)),
    faults: duplicateClient(resident.evidence, now) === undefined ? [] : ['duplicate-client'],
    since: momentView(resident.announced?.since, config),
    lastSeen: momentView(resident.lastSeen, config),
  }
}

export function applianceView(resident: Resident, sources: ApplianceSources): Json {
  const { config, house, clock } = sources
  const { appliance } = resident
  const now = clock.mono()
  const values = [...resident.known].map(([property, { value, moment }]) => [
    property,
    { value, at: momentView(moment, config) },
  ])
  return {
    ...applianceLine(resident, sources),
    location: appliance.location ?? null,
    native: appliance.native,
    policy: appliance.policy,
    explanation: house
      .explain(resident, now)
      .map(link => ({ ...withoutUndefined(link), text: inAll(language => linkText(link, language)) })),
    values: Object.fromEntries(values) as JsonObject,
    unknown: unknownValues(resident, now),
    actions: offeredInterfaces(appliance, config.edition).map(one => one.action),
    topics: topicsOf(appliance, config.mqtt.base),
  }
}

/** Every readable property without a value, with the reasons. */
function unknownValues(resident: Resident, now: MonoMs): JsonObject {
  const names = [...resident.appliance.properties.keys()].filter(name => !resident.known.has(name))
  return Object.fromEntries(
    names.map(name => [
      name,
      valueUnknown(resident, name, now).map(reason => ({
        ...reason,
        text: inAll(language => valueReasonText(reason, language)),
      })),
    ]),
  )
}

const inAll = (say: (language: Language) => string): JsonObject => ({ ko: say('ko'), ja: say('ja'), en: say('en') })

const withoutUndefined = (link: Link): JsonObject =>
  Object.fromEntries(Object.entries(link).filter(([, value]) => value !== undefined)) as JsonObject

/** The moment with where its time came from: the appliance, our clock, or our clock while it was not to be trusted. */
function momentView(moment: Moment | undefined, { timezone }: Config): Json {
  if (moment === undefined) return null
  return { at: formatTimestamp(moment.wall, zoneOffset(timezone)(moment.wall)), origin: moment.origin }
}

/** Topics on which the appliance is heard, and those on which it is told and asked something. */
export function topicsOf(
  { id, native, properties, actions, availability, aliveTopics }: Appliance,
  base: string,
): ApplianceTopics {
  const heard = new Set([...availability.map(one => one.topic), ...aliveTopics])
  const sent = new Set<string>()
  if (native) {
    for (const kind of NATIVE_FROM_APPLIANCE) heard.add(nativeTopic(base, id, kind))
    for (const kind of ['set', 'get', 'presence'] as const) sent.add(nativeTopic(base, id, kind))
  }
  for (const binding of properties.values()) {
    const { question } = binding
    for (const { topic } of binding.states) heard.add(topic)
    for (const topic of commandTopics(binding)) sent.add(topic)
    if (question !== undefined && question !== 'native') sent.add(question.topic)
  }
  for (const action of actions.values()) for (const topic of actionTopics(action)) sent.add(topic)
  return { heard: [...heard], sent: [...sent] }
}
