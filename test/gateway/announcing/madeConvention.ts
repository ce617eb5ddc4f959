/** A convention made for tests: documents that say word by word which entities of which device there are, and on which topics. */
import type { Convention } from '../../../src/conventions/convention.ts'
import type { DescribedEntity, EntityKind } from '../../../src/conventions/entity.ts'
import { composed, property, propertyMap } from '../../../src/conventions/property.ts'
import type { Json, JsonObject } from '../../../src/kernel/json.ts'
import type { PropertyName } from '../../../src/protocol/properties.ts'

export interface MadeEntity {
  readonly part: string
  readonly kind: EntityKind
  /** What its id is made of; by default its document and its part. */
  readonly identity?: string
  readonly name?: string
  readonly category?: 'config' | 'diagnostic'
  /** Properties with the topic where each is said, and the one where it is told. */
  readonly properties: Readonly<Partial<Record<PropertyName, { readonly state?: string; readonly command?: string }>>>
  readonly question?: string
}

export interface MadeDocument {
  readonly id: string
  readonly name?: string
  readonly known: readonly string[]
  readonly entities: readonly MadeEntity[]
}

/** @param folder first level of its topics: `<folder>/<id>` holds a document */
export const madeConvention = (folder: string): Convention => ({
  filters: [`${folder}/+`],
  owns: key => key.startsWith(`${folder}/`),
  openAssembler: () => ({
    hear: (topic, payload) => (topic.startsWith(`${folder}/`) ? { documents: [{ key: topic, payload }] } : undefined),
  }),
  read: (key, document) => ({ kind: 'entities', entities: described(key, document as unknown as MadeDocument) }),
  reserves: () => false,
})

const described = (key: string, { id, name, known, entities }: MadeDocument): readonly DescribedEntity[] =>
  entities.map(entity => ({
    key: `${key}#${entity.part}`,
    identity: entity.identity ?? `${key}\n${entity.part}`,
    kind: entity.kind,
    name: entity.name,
    deviceClass: undefined,
    category: entity.category,
    enabled: true,
    hints: entity.part,
    device: {
      key: id,
      name,
      area: undefined,
      manufacturer: undefined,
      model: undefined,
      version: undefined,
      via: undefined,
      alsoKnownAs: known,
    },
    properties: propertyMap(
      (Object.entries(entity.properties) as [PropertyName, { state?: string; command?: string }][]).map(
        ([property_, { state, command }]) =>
          property(property_, {
            states: state === undefined ? [] : [{ topic: state, read: { scale: 1, offset: 0 } }],
            ...(command === undefined
              ? {}
              : { command: composed([command], value => [{ topic: command, payload: `native ${String(value)}` }]) }),
            ...(entity.question === undefined ? {} : { question: { topic: entity.question, payload: '' } }),
          }),
      ),
    ),
    actions: new Map(),
    availability: [],
    availabilityMode: 'latest',
    notes: [],
  }))

/** As it goes over the bus. */
export const asPayload = (document: MadeDocument): JsonObject => document as unknown as Record<string, Json>
