/** What the user decides about announced appliances: one by one, or many at once. */
import {
  isEmptyOverride,
  isOverridable,
  merged,
  notOverridable,
  type Override,
  type OverrideResult,
} from '../../home/override.ts'
import type { Json } from '../../kernel/json.ts'
import type { AnnouncementStore } from '../../ports/announcementStore.ts'
import type { Roster } from './roster.ts'

export interface Decisions {
  /**
   * Changes what is decided about an appliance; a member that is null takes it back. Resolves when it is on the card;
   * rejects with StoreError, and then nothing has changed.
   */
  readonly decide: (applianceId: string, patch: Json) => Promise<OverrideResult>
  /** All that is decided, also about appliances that are not announced now. */
  readonly overrides: () => ReadonlyMap<string, Override>
  /** Puts whole decisions in the place of others, all or none of them; an empty one takes it back. As `decide`. */
  readonly replace: (overrides: ReadonlyMap<string, Override>) => Promise<void>
}

/** What a decision is kept in, and what has to follow it. */
export interface DecisionParts {
  readonly store: AnnouncementStore
  readonly roster: Roster
  /** Puts the appliances of a device together again, at once. */
  readonly settle: (device: string) => void
  /** Has the appliances of devices put together again soon: a thousand at once are too much for one go. */
  readonly settleSoon: (devices: ReadonlySet<string>) => void
}

export function createDecisions({ store, roster, settle, settleSoon }: DecisionParts): Decisions {
  const inTurn = createTurns()
  const save = async (overrides: ReadonlyMap<string, Override>): Promise<void> => {
    await store.saveOverrides(new Map([...overrides].map(([id, one]) => [id, isEmptyOverride(one) ? undefined : one])))
    for (const [id, one] of overrides) roster.decide(id, one)
  }
  const deviceOf = (id: string): string | undefined => roster.listed().get(id)?.device

  return {
    decide: (id, patch) =>
      inTurn(async () => {
        if (!isOverridable(id)) return notOverridable(id)
        const result = merged(roster.override(id), patch)
        if (!result.ok) return result
        await save(new Map([[id, result.override]]))
        const device = deviceOf(id)
        if (device !== undefined) settle(device)
        return result
      }),
    overrides: roster.overrides,
    replace: overrides =>
      inTurn(async () => {
        await save(overrides)
        settleSoon(new Set([...overrides.keys()].flatMap(id => deviceOf(id) ?? [])))
      }),
  }
}

/** One decision after another: each rests on what those before it have become, and waits for the disk. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
