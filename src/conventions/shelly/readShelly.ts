/** Documents of Shellys to described entities: one for each component that somebody may speak to or hear of. */
import type { AvailabilityBinding, PropertyBinding } from '../../home/appliance.ts'
import type { Json } from '../../kernel/json.ts'
import type { Announced, ReadingTools } from '../convention.ts'
import { DOCUMENT_TEXTS } from '../documentTexts.ts'
import type { DescribedDevice, DescribedEntity } from '../entity.ts'
import { type Note, note } from '../note.ts'
import { propertyMap } from '../property.ts'
import { type BoundComponent, bind, meterOf } from './bindings.ts'
import { type ComponentShape, isKnownComponent, isUnreadComponent, readDocument, type ShellyDocument } from './shape.ts'
import { openComponent, type Whole } from './status.ts'
import { isPrefix, stateSourceOf } from './topics.ts'

/** @param base first levels of our own topics, where answers come */
export function readShelly(key: string, said: Json, base: string, tools: ReadingTools): Announced {
  const document = readDocument(said)
  if (document === undefined) return { kind: 'bad', reason: DOCUMENT_TEXTS.noShelly }
  const { prefix, id } = document
  if (!isPrefix(prefix)) return { kind: 'bad', reason: DOCUMENT_TEXTS.badPrefix }
  const mayTell = tools.mayPublish(`${prefix}/rpc`)
  const whole: Whole = { prefix, id, source: document.rpc && mayTell ? stateSourceOf(base, id) : undefined }
  const device = deviceOf(document)
  const refused = document.rpc && !mayTell ? [note('topic-refused', id, `${prefix}/rpc`)] : []
  const parts = Object.entries(document.components).filter(([name]) => isKnownComponent(name))
  const sleeps = parts.some(([name]) => name.startsWith('devicepower:'))
  const entityOf = (name: string, shape: ComponentShape, bound: BoundComponent): DescribedEntity => ({
    key: `${key}#${name}`,
    identity: ['shelly', macOf(document) ?? id, name].join('\n'),
    kind: bound.kind,
    name: nameOf(name, shape, parts),
    deviceClass: bound.deviceClass ?? classOf(document),
    category: undefined,
    enabled: true,
    hints: '',
    device,
    properties: propertyMap(bound.properties),
    actions: bound.actions ?? new Map(),
    availability: sleeps ? [] : [availabilityOf(prefix)],
    availabilityMode: 'latest',
    notes: notesOf(refused, document.rpc, key),
  })
  const entities = parts.flatMap(([name, shape]): DescribedEntity[] => {
    const component = openComponent(name, shape, whole)
    const bound = bind(component, tools.language)
    if (bound === undefined) return []
    const meter = meterOf(component)
    const entity = entityOf(name, shape, bound)
    return meter === undefined ? [entity] : [entity, withMeter(entity, meter)]
  })
  const unread = Object.entries(document.components)
    .filter(([name]) => isUnreadComponent(name))
    .map(([name, shape]) => ({
      ...entityOf(name, shape, UNREAD),
      notes: [note('not-read', `${key}#${name}`, shape.name ?? name)],
    }))
  return { kind: 'entities', entities: [...entities, ...unread] }
}

/** A component of which only its being there is told. */
const UNREAD: BoundComponent = { kind: 'other', properties: [] }

/** The meter of a channel bears its name, by which it is known to belong to it. */
const withMeter = (entity: DescribedEntity, meter: PropertyBinding): DescribedEntity => ({
  ...entity,
  key: `${entity.key}/power`,
  identity: `${entity.identity}\npower`,
  kind: 'sensor',
  name: entity.name === undefined ? 'power' : `${entity.name} power`,
  deviceClass: 'power',
  properties: propertyMap([meter]),
  actions: new Map(),
  notes: [],
})

const notesOf = (refused: readonly Note[], rpc: boolean, key: string): readonly Note[] =>
  rpc ? refused : [note('left-out-no-command', key)]

/** The last will of one that sleeps comes whenever it goes to sleep. */
const availabilityOf = (prefix: string): AvailabilityBinding => ({
  topic: `${prefix}/online`,
  via: payload => payload.text(),
  online: ['true'],
  offline: ['false'],
})

/** Lower case, without separators; by default the id ends with it. */
const macOf = ({ mac, id }: ShellyDocument): string | undefined =>
  mac ?? /-([0-9a-f]{12})$/i.exec(id)?.[1]?.toLowerCase()

function deviceOf(document: ShellyDocument): DescribedDevice {
  const { app, version } = document
  const mac = macOf(document)
  return {
    key: `shelly:${mac ?? document.id}`,
    name: titleOf(document),
    area: undefined,
    manufacturer: 'Shelly',
    model: app,
    version,
    via: undefined,
    alsoKnownAs: mac === undefined ? [] : [`mac:${mac}`],
  }
}

/** Its name in the app; else what is left of a prefix that somebody chose; else its model. */
function titleOf({ name, app, prefix, id }: ShellyDocument): string {
  if (name !== undefined) return name
  const chosen =
    prefix === id ? '' : (prefix.split('/').at(-1) ?? '').replace(/^shelly[a-z0-9]*-?/i, '').replace(/[_-]/g, ' ')
  if (/\p{L}/u.test(chosen)) return chosen
  return app === undefined ? 'Shelly' : `Shelly ${app}`
}

/** Of several components alike each says which one it is, beginning with 1 as on the housing. */
function nameOf(
  key: string,
  { name }: ComponentShape,
  parts: readonly (readonly [string, unknown])[],
): string | undefined {
  if (name !== undefined) return name
  const [type = '', number = ''] = key.split(':')
  const alike = parts.filter(([other]) => other.startsWith(`${type}:`))
  return alike.length > 1 ? `${WORDS[type] ?? type} ${Number(number) + 1}` : undefined
}

/** Types that nobody says. */
const WORDS: Readonly<Record<string, string>> = {
  rgb: 'light',
  rgbw: 'light',
  cct: 'light',
  rgbcct: 'light',
  em: 'channel',
  em1: 'channel',
  pm1: 'channel',
}

/** A plug is one, whatever it is called. */
const classOf = ({ app, id }: ShellyDocument): string | undefined =>
  /plug/i.test(app ?? '') || /^shelly(?:plus)?plug/i.test(id) ? 'outlet' : undefined
