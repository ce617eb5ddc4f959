/** Which entity of one convention is which of another, where both tell of the same hardware. */
import type { DescribedEntity, EntityKind } from '../entity.ts'
import { PRIMARY } from './leaveOut.ts'
import { plainWords } from './words.ts'

/** Kinds that different conventions call the same output of a device by. */
const SWITCHED: ReadonlySet<EntityKind> = new Set(['light', 'switch', 'valve', 'fan', 'humidifier', 'lock', 'button'])

/** Words that tell one of several outputs from the others where no number does. */
const SIDES: ReadonlySet<string> = new Set(['left', 'right', 'center', 'top', 'bottom', 'up', 'down', 'main'])

/** Entities of the other convention by key, each with the own one that it is; an own one is taken once. */
export function pairsOf(
  own: readonly DescribedEntity[],
  others: readonly DescribedEntity[],
): ReadonlyMap<string, DescribedEntity> {
  const pairs = new Map<string, DescribedEntity>()
  const taken = new Set<DescribedEntity>()
  const pass = (classOf: (entity: DescribedEntity) => string | undefined): void => {
    const mine = byClass(
      own.filter(one => !taken.has(one)),
      classOf,
    )
    const theirs = byClass(
      others.filter(one => !pairs.has(one.key)),
      classOf,
    )
    for (const [name, candidates] of theirs) {
      for (const [other, one] of matched(mine.get(name) ?? [], candidates)) {
        pairs.set(other.key, one)
        taken.add(one)
      }
    }
  }
  pass(exactClass)
  pass(looseClass)
  return pairs
}

/** Sensors are the same by what they tell, everything else by its kind. */
function exactClass({ kind, properties }: DescribedEntity): string | undefined {
  if (PRIMARY.has(kind)) return kind
  const [first] = properties.keys()
  return first === undefined ? undefined : `${kind} ${first}`
}

const looseClass = ({ kind, properties }: DescribedEntity): string | undefined =>
  SWITCHED.has(kind) && (properties.has('power') || properties.has('lockState')) ? 'switched' : undefined

function byClass(
  entities: readonly DescribedEntity[],
  classOf: (entity: DescribedEntity) => string | undefined,
): ReadonlyMap<string, readonly DescribedEntity[]> {
  const classes = new Map<string, DescribedEntity[]>()
  for (const entity of entities) {
    const name = classOf(entity)
    if (name !== undefined) classes.set(name, [...(classes.get(name) ?? []), entity])
  }
  return classes
}

/** The only one on either side; of several those that the same number or word tells from the others. */
function* matched(
  mine: readonly DescribedEntity[],
  theirs: readonly DescribedEntity[],
): Generator<readonly [other: DescribedEntity, own: DescribedEntity]> {
  const [one, other] = [mine[0], theirs[0]]
  if (mine.length === 1 && theirs.length === 1 && one !== undefined && other !== undefined) {
    yield [other, one]
    return
  }
  const [byOwn, byOther] = [byOutput(mine), byOutput(theirs)]
  for (const [output, entity] of byOther) {
    const same = byOwn.get(output)
    if (same !== undefined && entity !== undefined) yield [entity, same]
  }
}

/** Entities by the output they are; undefined where two claim one. */
function byOutput(entities: readonly DescribedEntity[]): ReadonlyMap<string, DescribedEntity | undefined> {
  const outputs = new Map<string, DescribedEntity | undefined>()
  for (const entity of entities) {
    const output = outputOf(entity)
    outputs.set(output, outputs.has(output) ? undefined : entity)
  }
  return outputs
}

/** `l1` of `switch_l1`, `0` of `shellyplus1pm-c049ef8cf4e0-0`; empty for the one that bears no number. */
function outputOf({ key }: DescribedEntity): string {
  const part = key.includes('#') ? key.slice(key.lastIndexOf('#') + 1) : key.split('/').filter(isNamed).at(-1)
  const last = plainWords(part ?? '')
    .split(' ')
    .at(-1)
  return last !== undefined && (/^\d+$/.test(last) || SIDES.has(last)) ? last : ''
}

const isNamed = (level: string): boolean => level !== '' && level !== 'config'
